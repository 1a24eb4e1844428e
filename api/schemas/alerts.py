"""What a person has to look at, and what they say of it."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import In, Out, ShortText
from models.enums import AlertKind
from models.operations import Alert


class AlertOut(Out):
    """Something to look at. `times` counts how often it was noticed while nobody had."""

    id: str
    kind: AlertKind
    sentence: str
    subject_id: str | None
    times: int
    raised_at: datetime
    last_raised_at: datetime
    resolved_at: datetime | None
    resolved_by: str | None
    resolution: str

    @classmethod
    def of(cls, alert: Alert) -> "AlertOut":
        return cls(
            id=alert.id,
            kind=alert.kind,
            sentence=alert.sentence,
            subject_id=alert.subject_id,
            times=alert.times,
            raised_at=alert.raised_at,
            last_raised_at=alert.last_raised_at,
            resolved_at=alert.resolved_at,
            resolved_by=alert.resolved_by,
            resolution=alert.resolution,
        )


class ResolutionIn(In):
    """What was found, and what was done about it."""

    because: ShortText = Field(examples=["The buyer was called; the second refund arrived."])

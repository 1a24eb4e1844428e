"""Impact statements, as the API shows them."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from api.schemas.base import In, Out, Text
from market.impact.queries import Listed
from models.enums import StatementState, StatementSubject


class StatementIn(In):
    """Which statement to compute: of the whole market, or of one producer; days in UTC, the last not included."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [{"subject": "market", "period_start": "2026-07-01", "period_end": "2026-10-01"}]
        },
    )

    subject: Annotated[StatementSubject, Field(strict=False)]
    organisation_id: Annotated[Text, StringConstraints(min_length=1, max_length=64)] | None = None
    period_start: Annotated[date, Field(strict=False)]
    period_end: Annotated[date, Field(strict=False)]


class SubjectOut(Out):
    id: str
    slug: str
    name: str
    country: str


class StatementShortOut(Out):
    """A statement in a list. `sha256` is over the exact bytes of its document."""

    id: str
    subject: StatementSubject
    organisation: SubjectOut | None
    period_start: date
    period_end: date
    currency: str
    methodology: str
    state: StatementState
    generated_at: datetime | None
    sha256: str | None
    supersedes: str | None

    @classmethod
    def of(cls, listed: Listed) -> "StatementShortOut":
        statement, organisation = listed.statement, listed.organisation
        return cls(
            id=statement.id,
            subject=statement.subject_kind,
            organisation=SubjectOut.model_validate(organisation, extra="ignore") if organisation else None,
            period_start=statement.period_start.astimezone(UTC).date(),
            period_end=statement.period_end.astimezone(UTC).date(),
            currency=statement.currency,
            methodology=statement.methodology,
            state=statement.state,
            generated_at=statement.as_of,
            sha256=statement.sha256.hex() if statement.sha256 else None,
            supersedes=statement.supersedes_id,
        )


class StatementOut(StatementShortOut):
    """A statement with its document, once it is `ready`; `failure` says why it never will be."""

    failure: str | None
    superseded_by: str | None
    document: dict[str, JsonValue] | None

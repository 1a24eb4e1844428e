"""A permission to sell before the certificate, as the API takes and shows it."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import ConfigDict, StringConstraints

from api.schemas.base import In, Out, Text
from api.schemas.certification import Day, NamedOut
from certification.permissions.rules import Permission


class PermissionIn(In):
    """In which federation's name, why, and until when: as long as the scheme lets it when no day is named."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "federation_id": "org_01kb3v6c2ve6r8x7q4p1zt9m5n",
                    "reason": "The initial audit found no major non-conformity.",
                    "last_day": "2027-05-31",
                }
            ]
        },
    )

    federation_id: Annotated[Text, StringConstraints(max_length=64)]
    reason: Annotated[Text, StringConstraints(strip_whitespace=True, max_length=2000)]
    last_day: Day | None = None


class PermissionOut(Out):
    """What the scheme calls it, who granted it, and its last day in the scheme's timezone.

    `may_sell`: it counts now. Nothing may be claimed under it: no label, no text, no credential.
    """

    name: str
    by: NamedOut
    last_day: date
    granted_at: datetime
    ends_at: datetime
    may_sell: bool

    @classmethod
    def of(cls, permission: Permission) -> Self:
        return cls(
            name=permission.name,
            by=NamedOut(id=permission.federation_id, name=permission.federation_name),
            last_day=permission.last_day,
            granted_at=permission.granted_at,
            ends_at=permission.ends_at,
            may_sell=permission.may_sell,
        )

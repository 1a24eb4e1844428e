"""What organisations owe back, as the API shows it."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from api.schemas.base import In, MoneyOut, Out, ShortText
from market.payouts.receivables.queries import Receivable
from market.payouts.receivables.write_off import WriteOff
from models.enums import PayoutPurpose


class ReceivableOut(Out):
    """What an organisation owes back, for one purpose, of what it was paid; later payouts are netted with it."""

    organisation_id: str
    organisation_slug: str
    organisation_name: str
    purpose: PayoutPurpose
    owed_back: MoneyOut

    @classmethod
    def of(cls, one: Receivable) -> "ReceivableOut":
        return cls(
            organisation_id=one.organisation_id,
            organisation_slug=one.slug,
            organisation_name=one.name,
            purpose=one.purpose,
            owed_back=MoneyOut.of(one.owed_back),
        )


class WriteOffIn(In):
    """What will not come, and why; the organisation reads the reason in its statement."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"purpose": "goods", "amount": 629, "currency": "EUR", "reason": "The co-operative was dissolved"}
            ]
        },
    )

    purpose: Annotated[PayoutPurpose, Field(strict=False)]
    amount: Annotated[int, Field(strict=True, ge=1, le=10**15)] = Field(description="minor units")
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
    reason: ShortText


class WriteOffOut(Out):
    """What the market bears now; `id` is the entry in the books, `owed_back` what is left for that purpose."""

    id: str
    organisation_id: str
    purpose: PayoutPurpose
    amount: MoneyOut
    owed_back: MoneyOut
    reason: str
    written_off_at: datetime

    @classmethod
    def of(cls, done: WriteOff) -> "WriteOffOut":
        return cls(
            id=done.id,
            organisation_id=done.organisation_id,
            purpose=done.purpose,
            amount=MoneyOut.of(done.money),
            owed_back=MoneyOut.of(done.left),
            reason=done.reason,
            written_off_at=done.at,
        )

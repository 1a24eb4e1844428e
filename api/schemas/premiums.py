"""The premium of an organisation, as the API shows it."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.base import WRITTEN_OUT, In, MoneyOut, Out, ShortText
from models.enums import PremiumUseWord

_Amount = Annotated[int, Field(ge=1, le=10**12, description="minor units")]
_Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
_Use = Annotated[PremiumUseWord, Field(strict=False)]
_Count = Annotated[int, Field(ge=0, le=10_000_000)]


class AllocationIn(In):
    """A decision of the members' assembly. The same `reference` is written down once."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {
                    "reference": "assembly-2026-3",
                    "amount": 120000,
                    "currency": "EUR",
                    "use": "quality",
                    "purpose": "A drying floor",
                    "decided_on": "2026-10-04",
                    "members": 412,
                    "present": 230,
                    "in_favour": 201,
                }
            ]
        },
    )

    reference: ShortText
    amount: _Amount
    currency: _Currency
    use: _Use
    purpose: ShortText
    decided_on: Annotated[date, WRITTEN_OUT, Field(strict=False)]
    members: _Count
    present: _Count
    in_favour: _Count
    is_for_more_cash: Annotated[
        bool, Field(description="Members voted to be paid out more in cash than their scheme's cap")
    ] = False


class SpendingIn(In):
    """What was spent of what was allocated to a use. The same `reference` is written down once."""

    reference: ShortText
    amount: _Amount
    currency: _Currency
    use: _Use
    note: ShortText


class PremiumNumbersOut(Out):
    """Four numbers, never one: what sales generated, what was transferred, what members allocated, what was spent."""

    generated: MoneyOut
    transferred: MoneyOut
    allocated: MoneyOut
    spent: MoneyOut


class PremiumUseOut(Out):
    """What was allocated to a use, and spent on it."""

    use: PremiumUseWord
    allocated: MoneyOut
    spent: MoneyOut


class OriginOut(Out):
    """Which scheme says so, where that was read, and whether the source says it in so many words."""

    scheme: str
    source: str
    confirmed: bool


class EarmarkOut(Out):
    """Of what arrived, at least `required` is for this use: `allocated` has been, `left` is still to be."""

    use: PremiumUseWord
    required: MoneyOut
    allocated: MoneyOut
    left: MoneyOut
    origins: list[OriginOut]


class CashCapOut(Out):
    """Of what arrived, at most `most` may be paid out in cash, unless members vote for more; `allocated` has been."""

    most: MoneyOut
    allocated: MoneyOut
    bps: int
    origin: OriginOut


class PremiumOut(Out):
    """The premium of a producer, by currency, what its members use it for, and what schemes bind it to."""

    organisation_id: str
    totals: list[PremiumNumbersOut]
    uses: list[PremiumUseOut]
    earmarks: list[EarmarkOut]
    cash_caps: list[CashCapOut]

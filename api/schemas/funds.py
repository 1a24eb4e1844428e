"""Funds, their open books, and price tiers, as the API shows them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from api.schemas.base import In, MoneyOut, Out, ShortText
from models.enums import FundKind

What = Literal[
    "solidarity",
    "contribution",
    "tier_support",
    "tier_relief",
    "paid_in",
    "given_back",
    "grant",
    "investment",
    "repaid",
    "interest",
    "admin",
    "redemption",
    "correction",
]

Use = Literal["tier", "grant", "investment", "admin"]


class KeeperOut(Out):
    slug: str
    name: str


class FundOut(Out):
    """A fund. Of `balance`, rounds have promised `promised`; `kept_aside` waits for the payments of orders at the
    solidarity price, and `placed` sits elsewhere and cannot be spent before it is taken back. At most `bound_share_bps`
    of what it has and has invested may be out."""

    id: str
    kind: str
    name: str
    currency: str
    mandate: str
    uses: list[str]
    bound_share_bps: int
    notice_days: int
    admin_cap_bps: int
    opened_on: date
    closed_on: date | None
    owner: KeeperOut
    sponsor: KeeperOut | None
    balance: MoneyOut
    kept_aside: MoneyOut
    promised: MoneyOut
    placed: MoneyOut


class FundIn(In):
    """A fund to open. `owner` and `sponsor` are organisations' ids or slugs; a labour investment fund has a sponsor,
    and may have units of `unit_amount` each. Shares are hundredths of a per cent."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [
                {
                    "kind": "labour_investment",
                    "owner": "solifair",
                    "sponsor": "andes-istmo",
                    "name": "Harvest fund",
                    "currency": "EUR",
                    "mandate": "Money ahead of harvests.",
                    "uses": ["investment", "admin"],
                    "bound_share_bps": 8000,
                    "admin_cap_bps": 500,
                    "notice_days": 90,
                    "unit_amount": 1000,
                }
            ]
        },
    )

    kind: Annotated[FundKind, Field(strict=False)]
    owner: ShortText
    sponsor: ShortText | None = None
    name: ShortText
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    mandate: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    uses: Annotated[list[Use], Field(min_length=1, max_length=4, description="What the mandate allows")]
    bound_share_bps: Annotated[int, Field(ge=0, le=10_000, description="May be out at most")] = 10_000
    admin_cap_bps: Annotated[int, Field(ge=0, le=10_000, description="May cost at most, of what ever came in")] = 0
    notice_days: Annotated[int, Field(ge=0, le=730)] = 0
    unit_amount: Annotated[int, Field(ge=1, le=10**9, description="minor units")] | None = None


class BookTotalOut(Out):
    """Everything of one kind; above nothing it came in, below it was used."""

    what: What
    amount: MoneyOut
    times: int


class BookLineOut(BookTotalOut):
    """What happened on a day: orders together and of nobody by name, grants and gifts one by one."""

    on: date
    organisation: str | None
    note: str


class BookOut(Out):
    """`totals` sum to `balance` + `kept_aside` + `placed`. `lines` are the newest; go on with `until`
    as `next_until`."""

    fund: FundOut
    totals: list[BookTotalOut]
    lines: list[BookLineOut]
    next_until: date | None


class CostIn(In):
    """What running a fund cost. The same `reference` is written down once; everybody reads the `note`."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra={
            "examples": [{"reference": "bank-2026", "amount": 1200, "currency": "EUR", "note": "Costs of the account"}]
        },
    )

    reference: ShortText
    amount: Annotated[int, Field(ge=1, le=10**12, description="minor units")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    note: ShortText


class PaidInIn(CostIn):
    """What arrived at the market's bank for a fund; `is_repayment` where what had been invested comes back."""

    is_repayment: bool = False


class TiersIn(In):
    """How far below and above the fair price a product may be had, in hundredths of a per cent; 0 for no such tier."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"solidarity_bps": 2000, "supporter_bps": 1000}]}
    )

    solidarity_bps: Annotated[int, Field(ge=0, le=5000)]
    supporter_bps: Annotated[int, Field(ge=0, le=10000)]


class VariantTiersOut(Out):
    """What one unit costs at each tier; null where it is not to be had at it now."""

    variant_id: str
    solidarity: MoneyOut | None
    fair: MoneyOut
    supporter: MoneyOut | None


class TiersOut(Out):
    """A product's tiers. Without a fund that is open there are none; while it has too little, no solidarity price."""

    product_id: str
    solidarity_bps: int
    supporter_bps: int
    fund_id: str | None
    in_fund: MoneyOut | None
    variants: list[VariantTiersOut]

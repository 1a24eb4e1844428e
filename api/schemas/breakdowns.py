"""What an order's price was made of, as it was frozen."""

from api.schemas.base import MoneyOut, Out
from api.schemas.orders import PartyOut
from models.enums import PartKind, Payer


class RuleOut(Out):
    """The row that made a part, its version where it has one, and what it says."""

    id: str | None
    version: int | None
    note: str


class FrozenPartOut(Out):
    """One part of a price: who pays it, who gets it, by which rule. What the market puts in is negative."""

    kind: PartKind
    label: str
    payer: Payer
    beneficiary: PartyOut | None
    amount: MoneyOut
    rule: RuleOut


class MinimumPriceOut(Out):
    """What had to reach the producer for the whole line; null where the scheme sets no minimum."""

    amount: MoneyOut | None
    rule: RuleOut


class MarketPriceOut(Out):
    """What a market quoted for as much as the whole line when it was ordered, with its source. Nothing is due by it."""

    amount: MoneyOut
    rule: RuleOut


class FrozenLineOut(Out):
    """`parts` sum exactly to `paid`, which is `amount` − `discount` + `tier_amount`."""

    id: str
    parcel_id: str
    name: str
    variant_label: str
    quantity: int
    unit_price: MoneyOut
    amount: MoneyOut
    discount: MoneyOut
    tier_amount: MoneyOut
    paid: MoneyOut
    minimum_price: MinimumPriceOut | None
    market_price: MarketPriceOut | None
    parts: list[FrozenPartOut]


class FrozenParcelOut(Out):
    """`parts` sum exactly to `shipping`."""

    id: str
    producer: PartyOut
    service: str
    shipping: MoneyOut
    parts: list[FrozenPartOut]


class SumOut(Out):
    """All parts of a kind for one beneficiary."""

    kind: PartKind
    label: str
    beneficiary: PartyOut | None
    amount: MoneyOut


class OrderBreakdownOut(Out):
    """`sums` add up to `total`, and so do all parts of all lines and parcels with what the buyer `added`."""

    order_id: str
    currency: str
    country: str
    goods: MoneyOut
    discount: MoneyOut
    support: MoneyOut
    relief: MoneyOut
    shipping: MoneyOut
    contribution: MoneyOut
    total: MoneyOut
    lines: list[FrozenLineOut]
    parcels: list[FrozenParcelOut]
    added: list[FrozenPartOut]
    sums: list[SumOut]

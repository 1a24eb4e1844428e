"""A frozen breakdown into an answer."""

from collections.abc import Iterable

from api.schemas.base import MoneyOut, money_out
from api.schemas.breakdowns import (
    FrozenLineOut,
    FrozenParcelOut,
    FrozenPartOut,
    MarketPriceOut,
    MinimumPriceOut,
    OrderBreakdownOut,
    RuleOut,
    SumOut,
)
from api.schemas.orders import PartyOut
from market.orders.breakdown_queries import FrozenLine, FrozenParcel, FrozenPart, OrderBreakdown
from market.pricing.labels import part_label


def order_breakdown_out(view: OrderBreakdown, lang: str) -> OrderBreakdownOut:
    """An order taken apart: by line, by parcel, and summed by who gets what."""
    order = view.order

    def money(minor: int) -> MoneyOut:
        return money_out(minor, order.currency)

    def parts(found: Iterable[FrozenPart]) -> list[FrozenPartOut]:
        return [
            FrozenPartOut(
                kind=part.kind,
                label=part_label(part.kind, lang),
                payer=part.payer,
                beneficiary=_party(part),
                amount=money(part.amount_minor),
                rule=RuleOut(id=part.rule_id, version=part.rule_version, note=part.rule_note),
            )
            for part in found
        ]

    def line_out(line: FrozenLine) -> FrozenLineOut:
        minimum = None
        if line.floor_rule_id is not None:
            amount = None if line.floor_minor is None else money(line.floor_minor)
            minimum = MinimumPriceOut(
                amount=amount, rule=RuleOut(id=line.floor_rule_id, version=None, note=line.floor_note)
            )
        return FrozenLineOut(
            id=line.id,
            parcel_id=line.parcel_id,
            name=line.name,
            variant_label=line.variant_label,
            quantity=line.quantity,
            unit_price=money(line.unit_amount_minor),
            amount=money(line.amount_minor),
            discount=money(line.discount_minor),
            tier_amount=money(line.tier_minor),
            paid=money(line.amount_minor - line.discount_minor + line.tier_minor),
            minimum_price=minimum,
            market_price=_market_price(line, order.currency),
            parts=parts(part for part in view.parts if part.line_id == line.id),
        )

    def parcel_out(parcel: FrozenParcel) -> FrozenParcelOut:
        return FrozenParcelOut(
            id=parcel.id,
            producer=PartyOut(
                id=parcel.producer_id,
                slug=parcel.producer_slug,
                name=parcel.producer_name,
                country=parcel.producer_country,
            ),
            service=parcel.service,
            shipping=money(parcel.shipping_minor),
            parts=parts(part for part in view.parts if part.parcel_id == parcel.id),
        )

    return OrderBreakdownOut(
        order_id=order.id,
        currency=order.currency,
        country=order.country,
        goods=money(order.goods_minor),
        discount=money(order.discount_minor),
        support=money(order.support_minor),
        relief=money(order.relief_minor),
        shipping=money(order.shipping_minor),
        contribution=money(order.contribution_minor),
        total=money(order.total_minor),
        lines=[line_out(line) for line in view.lines],
        parcels=[parcel_out(parcel) for parcel in view.parcels],
        added=parts(part for part in view.parts if part.line_id is None and part.parcel_id is None),
        sums=_sums(view, lang),
    )


def _sums(view: OrderBreakdown, lang: str) -> list[SumOut]:
    """In the order in which the parts of a price are told."""
    first: dict[tuple[str, str | None], FrozenPart] = {}
    amounts: dict[tuple[str, str | None], int] = {}
    for part in view.parts:
        place = part.kind, part.beneficiary_id
        first.setdefault(place, part)
        amounts[place] = amounts.get(place, 0) + part.amount_minor
    return [
        SumOut(
            kind=part.kind,
            label=part_label(part.kind, lang),
            beneficiary=_party(part),
            amount=money_out(amounts[place], view.order.currency),
        )
        for place, part in first.items()
    ]


def _market_price(line: FrozenLine, currency: str) -> MarketPriceOut | None:
    if line.market_minor is None:
        return None
    rule = RuleOut(id=line.market_price_id, version=None, note=line.market_note)
    return MarketPriceOut(amount=money_out(line.market_minor, currency), rule=rule)


def _party(part: FrozenPart) -> PartyOut | None:
    if not (part.beneficiary_id and part.beneficiary_slug and part.beneficiary_name and part.beneficiary_country):
        return None
    return PartyOut(
        id=part.beneficiary_id,
        slug=part.beneficiary_slug,
        name=part.beneficiary_name,
        country=part.beneficiary_country,
    )

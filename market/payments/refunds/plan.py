"""From what a buyer is to get back to what each part of the price gives."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kit.currencies import currency_facts
from kit.money import Money
from market.earnings.rules import GivenBack
from market.orders.errors import NoSuchOrderLine, NoSuchParcel
from market.payments.errors import RefundNamesTwice, RefundTooLarge
from market.payments.refunds import queries, rules
from market.payments.refunds.queries import OrderPart, RefundedThing


@dataclass(frozen=True)
class LineWish:
    """So many units of a line, or so much money for it, or both: then the money is what counts."""

    order_line_id: str
    quantity: int = 0
    minor: int | None = None


@dataclass(frozen=True)
class RefundPlan:
    """What a refund is for, what it comes to, and what each part gives of it."""

    things: tuple[RefundedThing, ...]
    given: tuple[GivenBack, ...]
    money: Money


def plan_lines(
    session: Session,
    *,
    order_id: str,
    currency: str,
    lines: Sequence[LineWish],
    parcel_ids: Sequence[str],
    with_contribution: bool = False,
    restock: bool,
) -> RefundPlan:
    """Lines by units or by money, whole parcels' shipping, and what the buyer had added for the solidarity fund.

    Raises NoSuchOrderLine, NoSuchParcel for what is not of this order, RefundNamesTwice, RefundTooLarge for more than
    is left.
    """
    named = [*(wish.order_line_id for wish in lines), *parcel_ids]
    if len(set(named)) < len(named):
        raise RefundNamesTwice()
    parts = queries.list_parts(session, order_id)
    facts = queries.list_lines(session, order_id)
    things: list[RefundedThing] = []
    given: list[GivenBack] = []
    for wish in lines:
        fact = facts.get(wish.order_line_id)
        if fact is None:
            raise NoSuchOrderLine()
        of_line = [part for part in parts if part.order_line_id == wish.order_line_id]
        minor = _amount(wish, of_line, fact.quantity, fact.units_back, currency)
        things.append(RefundedThing(wish.order_line_id, None, wish.quantity, minor, restock and wish.quantity > 0))
        given += _given(of_line, minor, currency)
    for parcel_id in parcel_ids:
        of_parcel = [part for part in parts if part.parcel_id == parcel_id]
        if all(fact.parcel_id != parcel_id for fact in facts.values()):
            raise NoSuchParcel()
        minor = rules.refundable([part.state for part in of_parcel])
        if minor:
            things.append(RefundedThing(None, parcel_id, 0, minor, False))
            given += _given(of_parcel, minor, currency)
    gift = [part for part in parts if part.order_line_id is None and part.parcel_id is None]
    if with_contribution and (minor := rules.refundable([part.state for part in gift])):
        things.append(RefundedThing(None, None, 0, minor, False))
        given += _given(gift, minor, currency)
    return RefundPlan(tuple(things), tuple(given), Money(sum(thing.minor for thing in things), currency))


def _amount(wish: LineWish, parts: Sequence[OrderPart], quantity: int, units_back: int, currency: str) -> int:
    left = rules.refundable([part.state for part in parts])
    if wish.quantity > quantity - units_back:
        raise RefundTooLarge(left)
    if wish.minor is not None:
        minor = wish.minor
    elif wish.quantity:
        paid = sum(part.state.minor for part in parts)
        # Money given back before without units counts against what the last units are worth.
        step = currency_facts(currency).charge_step
        minor = min(left, rules.units_back(paid, quantity, units_back, wish.quantity, step=step))
    else:
        minor = left
    if not 0 < minor <= left:
        raise RefundTooLarge(left)
    return minor


def plan_all(session: Session, *, order_id: str, money: Money) -> RefundPlan:
    """An amount taken from all parts of an order alike: what a dispute took, or a whole refund made elsewhere.

    Raises RefundTooLarge.
    """
    parts = queries.list_parts(session, order_id)
    left = rules.refundable([part.state for part in parts])
    if not 0 < money.minor <= left:
        raise RefundTooLarge(left)
    return RefundPlan((), tuple(_given(parts, money.minor, money.currency)), money)


def _given(parts: Sequence[OrderPart], minor: int, currency: str) -> list[GivenBack]:
    steps = rules.give_back(minor, [part.state for part in parts])
    return [
        GivenBack(
            part.state.id,
            part.order_line_id,
            part.state.kind,
            part.beneficiary_id,
            part.account_code,
            Money(steps[part.state.id], currency),
        )
        for part in parts
        if part.state.id in steps
    ]

"""What the lines of a sheet would change. A line says what its writer saw, and what shall be there instead.

A price that is no longer the one the writer saw is not written over: somebody else has set it. A count that has gone
down since is: the writer's difference is taken, as goods were sold meanwhile.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from kit.currencies import CurrencyFacts
from market.catalog.authoring.rules.products import MOST_ON_HAND


class SheetProblem(StrEnum):
    """Why a line cannot be taken."""

    NO_SUCH_VARIANT = "no_such_variant"
    VARIANT_TWICE = "variant_twice"
    BAD_PRICE = "bad_price"
    BAD_STOCK = "bad_stock"
    OTHER_CURRENCY = "other_currency"
    PRICE_NOT_CHARGEABLE = "price_not_chargeable"
    PRICE_BELOW_PREMIUM = "price_below_premium"
    PRICE_TOO_LOW = "price_too_low"
    PRICE_NOT_ALLOWED = "price_not_allowed"
    CHANGED_MEANWHILE = "changed_meanwhile"
    STOCK_HELD = "stock_held"


@dataclass(frozen=True)
class SheetLine:
    """A line as it was read: its row in the spreadsheet, and which variant, by id or else by article number.

    Amounts in minor units; None where the cell is empty. `price_seen` and `stock_seen` are what stood there when the
    sheet was taken; None where the sheet does not say. `problem` is what is wrong with one of its cells, `cell`.
    """

    line: int
    variant_id: str
    sku: str
    price: int | None = None
    price_seen: int | None = None
    stock: int | None = None
    stock_seen: int | None = None
    problem: SheetProblem | None = None
    cell: str = ""


@dataclass(frozen=True)
class Offer:
    """A variant as it is now; `held` by open checkouts."""

    variant_id: str
    sku: str | None
    price_minor: int | None
    premium_minor: int
    on_hand: int
    held: int


@dataclass(frozen=True)
class SheetChange:
    """What a line would change, or why it cannot. What stays as it is is None."""

    line: int
    variant_id: str | None
    price_before: int | None = None
    price_after: int | None = None
    stock_before: int | None = None
    stock_after: int | None = None
    problem: SheetProblem | None = None
    cell: str = ""


def plan_changes(
    lines: Iterable[SheetLine], offers: Iterable[Offer], *, currency: CurrencyFacts
) -> Iterator[SheetChange]:
    """Each line that changes something or cannot be taken, in their order."""
    known = list(offers)
    by_id = {offer.variant_id: offer for offer in known}
    by_sku = _unique_by_sku(known)
    seen: set[str] = set()
    for line in lines:
        offer = by_id.get(line.variant_id) if line.variant_id else by_sku.get(line.sku)
        if offer is None:
            yield SheetChange(line.line, None, problem=SheetProblem.NO_SUCH_VARIANT, cell=line.variant_id or line.sku)
            continue
        if offer.variant_id in seen:
            yield SheetChange(line.line, offer.variant_id, problem=SheetProblem.VARIANT_TWICE)
            continue
        seen.add(offer.variant_id)
        change = _change(line, offer, currency)
        if change.problem or change.price_after is not None or change.stock_after is not None:
            yield change


def _unique_by_sku(offers: Iterable[Offer]) -> Mapping[str, Offer]:
    """Variants by article number; a number that several have names none."""
    found: dict[str, Offer | None] = {}
    for offer in offers:
        if offer.sku:
            found[offer.sku] = None if offer.sku in found else offer
    return {sku: offer for sku, offer in found.items() if offer is not None}


def _change(line: SheetLine, offer: Offer, currency: CurrencyFacts) -> SheetChange:
    if line.problem is not None:
        return SheetChange(line.line, offer.variant_id, problem=line.problem, cell=line.cell)
    price = _price_after(line, offer)
    stock = _stock_after(line, offer)
    is_stale = price is not None and line.price_seen is not None and line.price_seen != offer.price_minor
    return SheetChange(
        line.line,
        offer.variant_id,
        price_before=None if price is None else offer.price_minor,
        price_after=price,
        stock_before=None if stock is None else offer.on_hand,
        stock_after=stock,
        problem=SheetProblem.CHANGED_MEANWHILE if is_stale else _problem(offer, price, stock, currency),
    )


def settle(planned: SheetChange, offer: Offer | None, *, currency: CurrencyFacts) -> SheetChange:
    """A change that was seen, made on the variant as it is by now: the same price, the same difference of the count.

    A price that somebody has set meanwhile, and what no longer fits, is a problem.
    """
    if offer is None:
        return replace(planned, problem=SheetProblem.NO_SUCH_VARIANT)
    if planned.price_after is not None and planned.price_before != offer.price_minor:
        return replace(planned, problem=SheetProblem.CHANGED_MEANWHILE)
    stock = planned.stock_after
    if stock is not None and planned.stock_before is not None:
        stock += offer.on_hand - planned.stock_before
    return replace(
        planned,
        stock_before=None if stock is None else offer.on_hand,
        stock_after=stock,
        problem=_problem(offer, planned.price_after, stock, currency),
    )


def _price_after(line: SheetLine, offer: Offer) -> int | None:
    is_left = line.price is None or line.price in (line.price_seen, offer.price_minor)
    return None if is_left else line.price


def _stock_after(line: SheetLine, offer: Offer) -> int | None:
    if line.stock is None:
        return None
    change = line.stock - (offer.on_hand if line.stock_seen is None else line.stock_seen)
    return offer.on_hand + change if change else None


def _problem(offer: Offer, price: int | None, stock: int | None, currency: CurrencyFacts) -> SheetProblem | None:
    if price is not None:
        if price <= offer.premium_minor:
            return SheetProblem.PRICE_BELOW_PREMIUM
        if not currency.is_chargeable(price):
            return SheetProblem.PRICE_NOT_CHARGEABLE
    if stock is not None:
        if not 0 <= stock <= MOST_ON_HAND:
            return SheetProblem.BAD_STOCK
        if stock < offer.held:
            return SheetProblem.STOCK_HELD
    return None

"""Make the changes that a sheet was seen to make."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.errors import DomainError
from kit.money import Money
from market.catalog.authoring.adjust_stock import adjust_stock
from market.catalog.authoring.errors import NoSuchOwnVariant, PriceBelowPremium, PriceNotAllowed, StockHeld
from market.catalog.authoring.queries import lock_own_variant
from market.catalog.authoring.set_price import set_price
from market.catalog.tools.sheets import queries
from market.catalog.tools.sheets.errors import NoSuchSheet, SheetApplied
from market.catalog.tools.sheets.rules import SheetProblem
from models.catalog import Product, Variant
from models.stock_watching import OfferSheet, OfferSheetRow

_PROBLEMS: dict[type[DomainError], SheetProblem] = {
    NoSuchOwnVariant: SheetProblem.NO_SUCH_VARIANT,
    PriceBelowPremium: SheetProblem.PRICE_BELOW_PREMIUM,
    PriceNotAllowed: SheetProblem.PRICE_NOT_ALLOWED,
    StockHeld: SheetProblem.STOCK_HELD,
}


def apply_sheet(session: Session, *, sheet_id: str, producer_id: str, person_id: str, now: datetime) -> OfferSheet:
    """Set the prices and move the counts, once; each line whole or not at all.

    A line whose price somebody has set meanwhile, or that no longer fits, is left out and says why; of a count the
    difference that was seen is taken. Raises NoSuchSheet, also for another producer's, SheetApplied.
    """
    sheet = queries.find_sheet(session, sheet_id=sheet_id, producer_id=producer_id, is_locked=True)
    if sheet is None:
        raise NoSuchSheet()
    if sheet.applied_at is not None:
        raise SheetApplied()
    touched: dict[str, Product] = {}
    # In the order of the variants: two sheets, or a checkout, then wait for each other in turn.
    for row in sorted(
        (each.row for each in queries.list_rows(session, sheet.id)), key=lambda row: row.variant_id or ""
    ):
        if row.problem or row.variant_id is None:
            continue
        found = lock_own_variant(session, variant_id=row.variant_id, person_id=person_id)
        problem = _apply(session, row, found, currency=sheet.currency, now=now)
        row.problem = problem or ""
        if problem is None and found is not None:
            touched[found[0].id] = found[0]
    for product in touched.values():
        product.version += 1
        product.updated_at = now
    sheet.applied_at = now
    session.flush()
    return sheet


def _apply(
    session: Session, row: OfferSheetRow, found: tuple[Product, Variant] | None, *, currency: str, now: datetime
) -> SheetProblem | None:
    """Why the line could not be taken, if it could not."""
    if found is None:
        return SheetProblem.NO_SUCH_VARIANT
    product, variant = found
    offer = queries.find_offer(session, producer_id=product.producer_id, currency=currency, variant_id=variant.id)
    if offer is None:
        return SheetProblem.NO_SUCH_VARIANT
    if row.price_after is not None and offer.price_minor != row.price_before:
        return SheetProblem.CHANGED_MEANWHILE
    try:
        with session.begin_nested():
            if row.price_after is not None:
                set_price(session, variant, price=Money(row.price_after, currency), now=now)
            if row.stock_after is not None and row.stock_before is not None:
                adjust_stock(session, variant_id=variant.id, change=row.stock_after - row.stock_before)
    except DomainError as refusal:
        return _PROBLEMS.get(type(refusal), SheetProblem.BAD_STOCK)
    return None

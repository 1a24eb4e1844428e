"""Make the changes that a sheet was seen to make."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.currencies import currency_facts
from market.catalog.tools.sheets import queries
from market.catalog.tools.sheets.check_sheet import priced
from market.catalog.tools.sheets.errors import NoSuchSheet, SheetApplied
from market.catalog.tools.sheets.rules import SheetChange, settle
from models.stock_watching import OfferSheet, OfferSheetRow

# The shelf compares what a statement changed row by row: a few small statements are quicker than one large one.
_AT_ONCE = 50


def apply_sheet(session: Session, *, sheet_id: str, producer_id: str, now: datetime) -> OfferSheet:
    """Set the prices and move the counts, once; each line whole or not at all.

    A line whose price somebody has set meanwhile, or that no longer fits, is left out and says why; of a count the
    difference that was seen is taken. Raises NoSuchSheet, also for another producer's, SheetApplied.
    """
    sheet = queries.find_sheet(session, sheet_id=sheet_id, producer_id=producer_id, is_locked=True)
    if sheet is None:
        raise NoSuchSheet()
    if sheet.applied_at is not None:
        raise SheetApplied()
    rows = {each.row.line: each.row for each in queries.list_rows(session, sheet.id) if not each.row.problem}
    planned = [_planned(row) for row in rows.values()]
    offers = queries.lock_offers(
        session,
        producer_id=producer_id,
        currency=sheet.currency,
        variant_ids=[change.variant_id for change in planned if change.variant_id is not None],
    )
    currency = currency_facts(sheet.currency)
    settled = [settle(change, offers.get(change.variant_id or ""), currency=currency) for change in planned]
    changes = priced(session, settled, currency=sheet.currency, now=now)
    for change in changes:
        row = rows[change.line]
        row.problem, row.cell = change.problem or "", change.cell[:200]
        row.stock_before, row.stock_after = change.stock_before, change.stock_after
    fitting = [change for change in changes if change.problem is None]
    for start in range(0, len(fitting), _AT_ONCE):
        queries.write_changes(session, fitting[start : start + _AT_ONCE], currency=sheet.currency, now=now)
    sheet.applied_at = now
    session.flush()
    return sheet


def _planned(row: OfferSheetRow) -> SheetChange:
    return SheetChange(
        row.line,
        row.variant_id,
        price_before=row.price_before,
        price_after=row.price_after,
        stock_before=row.stock_before,
        stock_after=row.stock_after,
    )

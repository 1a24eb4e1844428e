"""See what a sheet would change."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from kit.currencies import currency_facts
from market.catalog.tools.sheets import queries
from market.catalog.tools.sheets.errors import SheetTooLong
from market.catalog.tools.sheets.rules import SheetChange, SheetLine, SheetProblem, plan_changes
from market.pricing.check_price import find_price_faults
from models.stock_watching import OfferSheet

MOST_CHANGES = 1000


def check_sheet(
    session: Session,
    lines: Iterable[SheetLine],
    *,
    producer_id: str,
    person_id: str,
    file_name: str,
    currency: str,
    now: datetime,
) -> OfferSheet:
    """Keep what the lines would change, to be looked at and applied; it takes the place of one that still waits.

    Raises SheetTooLong.
    """
    offers = queries.list_offers(session, producer_id=producer_id, currency=currency)
    step = currency_facts(currency).charge_step
    planned = plan_changes(lines, [each.offer for each in offers], charge_step=step)
    changes = list(islice(planned, MOST_CHANGES + 1))
    if len(changes) > MOST_CHANGES:
        raise SheetTooLong(MOST_CHANGES)
    sheet = OfferSheet(
        producer_id=producer_id, person_id=person_id, file_name=file_name[-120:], currency=currency, created_at=now
    )
    queries.drop_waiting(session, producer_id)
    queries.insert_sheet(session, sheet, _priced(session, changes, currency=currency, now=now))
    return sheet


def _priced(session: Session, changes: Iterable[SheetChange], *, currency: str, now: datetime) -> Iterator[SheetChange]:
    """The changes; a price at which too little would reach the producer is a problem."""
    known = list(changes)
    amounts = {
        change.variant_id: change.price_after
        for change in known
        if change.problem is None and change.variant_id is not None and change.price_after is not None
    }
    faults = find_price_faults(session, amounts, currency=currency, now=now)
    for change in known:
        fault = faults.get(change.variant_id or "")
        yield replace(change, problem=SheetProblem.PRICE_NOT_ALLOWED, cell=fault.detail) if fault else change

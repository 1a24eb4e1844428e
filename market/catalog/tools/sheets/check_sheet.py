"""See what a sheet would change."""

from collections.abc import Iterable
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

MOST_CHANGES = 500
_PROBLEM_OF = {"price_too_low": SheetProblem.PRICE_TOO_LOW}


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

    Raises SheetTooLong, UnknownCurrency.
    """
    offers = queries.list_offers(session, producer_id=producer_id, currency=currency)
    planned = plan_changes(lines, [each.offer for each in offers], currency=currency_facts(currency))
    changes = list(islice(planned, MOST_CHANGES + 1))
    if len(changes) > MOST_CHANGES:
        raise SheetTooLong(MOST_CHANGES)
    sheet = OfferSheet(
        producer_id=producer_id, person_id=person_id, file_name=file_name[-120:], currency=currency, created_at=now
    )
    queries.drop_waiting(session, producer_id)
    queries.insert_sheet(session, sheet, priced(session, changes, currency=currency, now=now))
    return sheet


def priced(session: Session, changes: Iterable[SheetChange], *, currency: str, now: datetime) -> list[SheetChange]:
    """The changes; a price that nothing, or too little, would be left of for the producer is a problem."""
    known = list(changes)
    amounts = {
        change.variant_id: change.price_after
        for change in known
        if change.problem is None and change.variant_id is not None and change.price_after is not None
    }
    faults = find_price_faults(session, amounts, currency=currency, now=now)
    return [
        replace(change, problem=_PROBLEM_OF.get(fault.code, SheetProblem.PRICE_NOT_ALLOWED), cell=fault.detail)
        if (fault := faults.get(change.variant_id or ""))
        else change
        for change in known
    ]

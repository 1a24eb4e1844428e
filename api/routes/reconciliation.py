"""Stripe's account of the market's money beside the books, for operators."""

from typing import Annotated

from fastapi import Path

from api.deps import DatabaseDep, Now
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.reconciliation import ReconciliationOut
from market.payments.reconcile.compare_day import compare_day
from market.payments.reconcile.rules import parse_day

routes = Routes(prefix="/v1/reconciliations", tags=["ledger"])

DayPath = Annotated[str, Path(max_length=10, description="A day in UTC", examples=["2026-11-24"])]


@routes.get("/{day}", policy=(Resource.RECONCILIATION, Action.READ))
def read_reconciliation(day: DayPath, database: DatabaseDep, now: Now) -> ReconciliationOut:
    """Compare a day with what has been imported of Stripe's movements, and name every difference. Asks Stripe nothing:
    the import is a nightly task, and `solifair reconcile stripe`."""
    asked = parse_day(day)
    with database.reading() as session:
        return ReconciliationOut.of(compare_day(session, day=asked, now=now))

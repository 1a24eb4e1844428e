"""The clock's way to run payouts: the week that has ended, and any that were missed while nothing ran."""

from datetime import datetime

from kit.database import Database
from market.payouts import queries
from market.payouts.rules import missed_periods
from market.payouts.run_payouts import PayoutTerms, RunOutcome, run_payouts


def run_due_periods(
    database: Database, *, now: datetime, triggered_by: str = "schedule", terms: PayoutTerms | None = None
) -> list[RunOutcome]:
    """Run each missed week, oldest first, each paying only what was due when it ended; the runs that are new.

    Any number of clocks may call this at once, and as often as they like.
    """
    with database.reading() as session:
        last = queries.find_last_period(session)
    outcomes = []
    for period in missed_periods(last, now):
        with database.transaction() as session:
            outcomes.append(
                run_payouts(
                    session, period=period, now=now, triggered_by=triggered_by, due_by=period.ends_at, terms=terms
                )
            )
    return [outcome for outcome in outcomes if outcome.new_run_id is not None]

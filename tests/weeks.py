"""Producers' weeks, of which each is told in a statement."""

from sqlalchemy import text

from kit.clock import IsoWeek
from kit.database import Database
from market.payouts.statements.queries import list_stated_payouts

_WEEKS = text(
    "select distinct p.beneficiary_id, r.period from payout p join payout_run r on r.id = p.run_id order by 1, 2"
)


def assert_weeks_can_be_told(database: Database) -> None:
    """Of every payout, however it ended, its lines and the books say the same: else its week has no statement."""
    with database.transaction() as session:
        for organisation_id, period in session.execute(_WEEKS).all():
            stated = list_stated_payouts(session, organisation_id, IsoWeek.parse(period))
            assert stated
            wrong = [one for one in stated if not one.equals_books]
            assert not wrong, wrong

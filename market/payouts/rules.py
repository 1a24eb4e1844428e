"""Which periods are due, and the steps of a payout."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from kit.clock import IsoWeek
from models.enums import PayoutState

PAYOUT_STEPS: Mapping[PayoutState, frozenset[PayoutState]] = {
    PayoutState.IN_TRANSIT: frozenset({PayoutState.PAID, PayoutState.FAILED, PayoutState.CANCELLED}),
    PayoutState.PAID: frozenset({PayoutState.RETURNED}),
    PayoutState.FAILED: frozenset(),
    PayoutState.CANCELLED: frozenset(),
    PayoutState.RETURNED: frozenset(),
}
_MOST_PERIODS_CAUGHT_UP = 8


def missed_periods(last_run: IsoWeek | None, now: datetime) -> list[IsoWeek]:
    """Weeks that have ended since the last run, oldest first and eight at most; only the last one if none ever ran.

    The week of the last run is among them: what fell due after a run in its middle still belongs to it.
    """
    this_week = IsoWeek.of(now).starts_at
    ended = [IsoWeek.of(this_week - timedelta(weeks=ago)) for ago in range(_MOST_PERIODS_CAUGHT_UP, 0, -1)]
    return ended[-1:] if last_run is None else [week for week in ended if week >= last_run]

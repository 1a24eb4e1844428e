"""Which periods are due, the steps of a payout, and when a producer can expect money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kit.clock import IsoWeek
from kit.money import Money
from models.enums import PayoutAccountState, PayoutRail, PayoutState

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


class WhyNot(StrEnum):
    """Why the next payout cannot be promised."""

    NO_PAYOUT_ACCOUNT = "no_payout_account"
    ACCOUNT_PENDING = "account_pending"
    ACCOUNT_RESTRICTED = "account_restricted"
    WAITING_FOR_FUNDS = "waiting_for_funds"
    HELD = "held"


@dataclass(frozen=True)
class Claimable:
    """A sum of unclaimed items with one eligible moment; None while Stripe has not said when its money is usable."""

    eligible_at: datetime | None
    is_held: bool
    money: Money


@dataclass(frozen=True)
class NextPayout:
    """The next payout as far as anybody can tell. `earliest_on` is the day after the week in which it falls due."""

    earliest_on: date | None
    route: PayoutRail | None
    money: Money
    why_not: WhyNot | None


def next_payout(
    items: list[Claimable],
    *,
    currency: str,
    account: tuple[PayoutRail, PayoutAccountState] | None,
    now: datetime,
) -> NextPayout | None:
    """What comes next of what has been earned and not yet claimed; None when there is nothing."""
    if not items:
        return None
    route = account[0] if account else None
    free = [item for item in items if not item.is_held]
    dated = [item.eligible_at for item in free if item.eligible_at is not None]
    if not dated:
        money = _sum(free or items, currency)
        return NextPayout(None, route, money, WhyNot.WAITING_FOR_FUNDS if free else WhyNot.HELD)
    ends_at = IsoWeek.of(max(min(dated), now)).ends_at
    due = [item for item in free if item.eligible_at is not None and item.eligible_at <= ends_at]
    return NextPayout(ends_at.date(), route, _sum(due, currency), _why_not(account))


def _why_not(account: tuple[PayoutRail, PayoutAccountState] | None) -> WhyNot | None:
    if account is None:
        return WhyNot.NO_PAYOUT_ACCOUNT
    match account[1]:
        case PayoutAccountState.PENDING:
            return WhyNot.ACCOUNT_PENDING
        case PayoutAccountState.RESTRICTED:
            return WhyNot.ACCOUNT_RESTRICTED
        case PayoutAccountState.ACTIVE:
            return None


def _sum(items: list[Claimable], currency: str) -> Money:
    return Money(sum(item.money.minor for item in items), currency)

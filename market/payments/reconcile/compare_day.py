"""A day of Stripe's movements beside the books, from what has been imported."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.payments.reconcile import queries, rules
from market.payments.reconcile.queries import TypeSum
from market.payments.reconcile.rules import Difference, Totals


@dataclass(frozen=True)
class Reconciliation:
    """What a day came to. No differences: every movement belongs to one entry, every amount and every sum agrees."""

    day: date
    as_of: datetime
    movements: tuple[TypeSum, ...]
    totals: tuple[Totals, ...]
    differences: tuple[Difference, ...]

    @property
    def is_well(self) -> bool:
        return not self.differences


def compare_day(
    session: Session, *, day: date, now: datetime, balances: Mapping[str, Money] | None = None
) -> Reconciliation:
    """Name every difference of a day (UTC). Reads only; `balances` is what Stripe itself shows, if that is known.

    Raises NotADay for one that has not begun.
    """
    rules.require_begun(day, now=now)
    starts_at, ends_at = rules.day_bounds(day)
    totals = queries.list_totals(session, ends_at=ends_at, balances=balances)
    ids, count = queries.list_earlier_unmatched(session, before=starts_at)
    differences = (
        *rules.unmatched(queries.list_unmatched(session, starts_at=starts_at, ends_at=ends_at)),
        *rules.wrong_amounts(queries.list_booked(session, starts_at=starts_at, ends_at=ends_at)),
        *rules.without_movement(queries.list_lone_entries(session, starts_at=starts_at, ends_at=ends_at)),
        *rules.earlier_unmatched(ids, count),
        *rules.wrong_totals(totals),
    )
    movements = queries.list_by_type(session, starts_at=starts_at, ends_at=ends_at)
    return Reconciliation(day, now, tuple(movements), tuple(totals), differences)

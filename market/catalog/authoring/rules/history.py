"""What a price was before it was lowered (Directive 98/6/EC, Article 6a)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

PRIOR_PERIOD = timedelta(days=30)
# A reduction is news for as long as the period before it that it is measured by.
ANNOUNCED = PRIOR_PERIOD


@dataclass(frozen=True)
class PricePeriod:
    """An amount that was asked from one moment until just before another; None while it is asked."""

    amount_minor: int
    since: datetime
    until: datetime | None


def merged(periods: Sequence[PricePeriod]) -> list[PricePeriod]:
    """The same periods in order, those that follow each other at one amount as one: only the premium inside changed."""
    ordered: list[PricePeriod] = []
    for period in sorted(periods, key=lambda each: each.since):
        last = ordered[-1] if ordered else None
        if last is not None and (last.amount_minor, last.until) == (period.amount_minor, period.since):
            ordered[-1] = PricePeriod(last.amount_minor, last.since, period.until)
        else:
            ordered.append(period)
    return ordered


def lowest_before_reduction(periods: Sequence[PricePeriod], *, at: datetime) -> int | None:
    """The lowest amount asked in the 30 days before the last reduction, while that one is announced.

    None when the price in force is no lower than the one right before it, or has been in force for 30 days. A
    reduction in several steps without a rise between them is measured from its first step, as Article 6a (5) allows.
    """
    history = merged([period for period in periods if period.since <= at])
    if not history or (history[-1].until is not None and history[-1].until <= at):
        return None
    if at - history[-1].since >= ANNOUNCED or len(history) < 2:
        return None
    first_step = None
    for earlier, later in reversed(list(pairwise(history))):
        if later.amount_minor >= earlier.amount_minor or earlier.until != later.since:
            break
        first_step = later.since
    if first_step is None:
        return None
    begin = first_step - PRIOR_PERIOD
    return min(
        period.amount_minor
        for period in history
        if period.since < first_step and (period.until is None or period.until > begin)
    )

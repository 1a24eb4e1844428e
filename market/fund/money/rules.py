"""What a fund may do with its money. Pure; amounts in minor units of the fund's one currency."""

from dataclasses import dataclass

from kit.money import BASIS_POINTS, Money


@dataclass(frozen=True)
class Standing:
    """What a fund can spend, what of its investments is still out, what sits elsewhere until it is taken back, what
    share of all may be out at most, and what members gave notice of."""

    balance: Money
    out: Money
    placed: Money
    bound_share_bps: int
    noticed: Money


def most_that_may_leave(standing: Standing) -> int:
    """How much a fund may give or invest now: never more than it can spend beside what members gave notice of, nor than
    its liquidity rule lets be bound.

    What a grant gives is gone, so it is counted at its own moment only; what is invested stays counted until it is
    paid back.
    """
    whole = standing.balance.minor + standing.placed.minor + standing.out.minor
    free = standing.balance.minor - standing.noticed.minor
    return max(0, min(free, whole * standing.bound_share_bps // BASIS_POINTS - standing.out.minor))

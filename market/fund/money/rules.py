"""What a fund may do with its money. Pure; amounts in minor units of the fund's one currency."""

from dataclasses import dataclass

from kit.money import BASIS_POINTS, Money


@dataclass(frozen=True)
class Standing:
    """What a fund can spend, what of its investments is still out, what sits elsewhere until it is taken back, and what
    share of all may be out at most."""

    balance: Money
    out: Money
    placed: Money
    bound_share_bps: int


def most_that_may_leave(standing: Standing) -> int:
    """How much a fund may give or invest now: never more than it can spend, nor than its liquidity rule lets be bound.

    What a grant gives is gone, so it is counted at its own moment only; what is invested stays counted until it is
    paid back.
    """
    whole = standing.balance.minor + standing.placed.minor + standing.out.minor
    return max(0, min(standing.balance.minor, whole * standing.bound_share_bps // BASIS_POINTS - standing.out.minor))

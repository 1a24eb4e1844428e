"""What a fund holds that no round has promised."""

from sqlalchemy.orm import Session

from kit.money import Money
from market.fund.money.queries import get_sums
from market.fund.money.rules import most_that_may_leave
from market.fund.rounds import queries
from models.fund import Fund


def free_money(session: Session, fund: Fund) -> Money:
    """What may leave it by its liquidity rule, less what its rounds have promised and not paid; below nothing when
    something else left it meanwhile. Lock the fund before promising."""
    most = most_that_may_leave(get_sums(session, fund).standing(fund))
    return Money(most - queries.get_promised(session, fund.id), fund.currency)

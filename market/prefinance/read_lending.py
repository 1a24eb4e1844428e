"""What everybody may know of how a fund's money is used."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.fund.money.queries import find_fund
from market.ledger.accounts import lent
from market.ledger.queries import get_balance
from market.prefinance import queries
from market.prefinance.errors import NoSuchLendingFund
from market.prefinance.placements.queries import Placed, list_placed
from market.prefinance.screens.queries import ScreenFact, list_screens
from models.prefinance import PrefinanceTerms


@dataclass(frozen=True)
class Lending:
    """Terms (None: the fund gives no prefinance), screens, what is lent, and every place of its idle money."""

    fund_id: str
    fund_name: str
    currency: str
    terms: PrefinanceTerms | None
    lent_minor: int
    screens: tuple[ScreenFact, ...]
    placed: tuple[Placed, ...]


def read_lending(session: Session, fund_id: str) -> Lending:
    """Raises NoSuchLendingFund."""
    fund = find_fund(session, fund_id)
    if fund is None:
        raise NoSuchLendingFund()
    return Lending(
        fund.id,
        fund.name,
        fund.currency,
        queries.find_terms(session, fund.id),
        -get_balance(session, lent(fund.id), fund.currency).minor,
        tuple(list_screens(session, fund.id)),
        tuple(list_placed(session, fund.id)),
    )

"""Who may say what a fund does with its money."""

from sqlalchemy.orm import Session

from certification.networks.queries import is_steward
from market.prefinance import queries
from market.prefinance.errors import NotOfTheFund
from models.fund import Fund


def require_fund_steward(session: Session, *, fund_id: str, person_id: str) -> Fund:
    """The fund, for a steward of whoever owns it. Raises NotOfTheFund."""
    fund = queries.find_fund(session, fund_id)
    if fund is None or not is_steward(session, person_id=person_id, organisation_id=fund.owner_id):
        raise NotOfTheFund()
    return fund

"""Who may hold a round: the stewards of the organisation that the fund belongs to."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.networks.queries import is_steward
from market.fund.rounds import queries
from market.fund.rounds.errors import NoFundOfYours, NoSuchRound, RoundElsewhere
from market.fund.rounds.method import marks_of
from market.fund.rounds.rules import state_of
from models.enums import RoundState
from models.fund import Fund
from models.rounds import FundRound


def fund_of(session: Session, fund_id: str, *, person_id: str) -> Fund:
    """The fund, for a steward of its owner. Raises NoFundOfYours."""
    fund = queries.find_fund(session, fund_id)
    if fund is None or not is_steward(session, person_id=person_id, organisation_id=fund.owner_id):
        raise NoFundOfYours()
    return fund


def round_of(session: Session, round_id: str, *, person_id: str) -> FundRound:
    """The round, locked, for a steward of its fund's owner. Raises NoSuchRound."""
    row = queries.lock_round(session, round_id)
    if row is None or not leads(session, row, person_id=person_id):
        raise NoSuchRound()
    return row


def leads(session: Session, row: FundRound, *, person_id: str | None) -> bool:
    """Whether the person is a steward of the owner of the round's fund."""
    fund = queries.find_fund(session, row.fund_id)
    return fund is not None and is_steward(session, person_id=person_id, organisation_id=fund.owner_id)


def require_state(row: FundRound, now: datetime, *allowed: RoundState) -> None:
    """Raises RoundElsewhere."""
    state = state_of(marks_of(row), now)
    if state not in allowed:
        raise RoundElsewhere(state)

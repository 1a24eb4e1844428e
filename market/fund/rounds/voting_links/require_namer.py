"""Who may name members that vote by a link: a steward of an organisation whose members a round asks."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.fund.rounds import queries
from market.fund.rounds.electorate_queries import list_namers
from market.fund.rounds.errors import NoSuchRound
from market.fund.rounds.voting_links.errors import NoLinksHere
from models.rounds import FundRound


def require_namer(session: Session, round_id: str, organisation_id: str, *, person_id: str, now: datetime) -> FundRound:
    """The round, locked. Raises NoSuchRound, NoLinksHere."""
    row = queries.lock_round(session, round_id)
    if row is None or row.announced_at is None:
        raise NoSuchRound()
    if all(each.id != organisation_id for each in list_namers(session, row, person_id=person_id, now=now)):
        raise NoLinksHere()
    return row

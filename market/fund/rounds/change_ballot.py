"""Replace a ballot, by its receipt alone."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.fund.rounds import urn_queries
from market.fund.rounds.cast_ballot import Vote, checked_ballot, open_round
from market.fund.rounds.errors import NoSuchBallot
from market.fund.rounds.receipt import pseudonym_of


def change_ballot(session: Session, vote: Vote, *, round_id: str, receipt: str, now: datetime) -> str:
    """Nobody is asked who they are: the receipt is all there is. The ballot's pseudonym, as before.

    Raises NoSuchRound, RoundElsewhere, BallotRefused, NoSuchBallot.
    """
    pseudonym = pseudonym_of(receipt)
    row = open_round(session, round_id, now)
    if not urn_queries.change_ballot(session, row.id, checked_ballot(session, row, vote, pseudonym)):
        raise NoSuchBallot()
    return pseudonym

"""Vote by a link, secretly, once."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.fund.rounds.cast_ballot import Vote, cast_for, open_round
from market.fund.rounds.electorate_queries import has_vote
from market.fund.rounds.errors import NotEligible
from market.fund.rounds.receipt import pseudonym_of
from market.fund.rounds.voting_links.secret import link_of


def cast_by_link(session: Session, vote: Vote, *, token: str, receipt: str, now: datetime) -> str:
    """As `cast_ballot`, for whoever holds the link; the ballot's pseudonym. Nothing is written of the link itself.

    Raises NoSuchVotingLink, RoundElsewhere, NotEligible, BallotRefused, AlreadyVoted, ReceiptInUse.
    """
    pseudonym = pseudonym_of(receipt)
    link = link_of(session, token)
    row = open_round(session, link.round_id, now)
    if not has_vote(session, row, link.id):
        raise NotEligible()
    cast_for(session, row, vote, voter_id=link.id, pseudonym=pseudonym)
    return pseudonym

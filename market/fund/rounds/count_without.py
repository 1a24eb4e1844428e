"""Prepare the same ballots to be counted without one proposal."""

from datetime import datetime
from io import BytesIO

from sqlalchemy.orm import Session

from market.fund.rounds import queries
from market.fund.rounds.election import Held, file_of, number_of
from market.fund.rounds.errors import AnswerNotSensible
from market.fund.rounds.keep_count import keep_count
from market.fund.rounds.urn_queries import UrnBallot
from market.fund.tally.pabulib.read_pabulib import read_pabulib
from models.enums import ProposalExclusion
from models.rounds import FundRound, RoundCount


def count_without(session: Session, row: FundRound, *, proposal_id: str, now: datetime) -> RoundCount:
    """A new file from the first one's ballots; the next sweep counts it. What a ballot gave to the proposal is gone;
    where ballots rank, what stood behind it moves up. Raises AnswerNotSensible."""
    proposals = queries.on_ballot(queries.list_proposals(session, row.id))
    left_out = next((each for each in proposals if each.id == proposal_id), None)
    if left_out is None or len(proposals) == 1:
        raise AnswerNotSensible("no_such_proposal" if left_out is None else "nothing_left_to_count")
    first, newest = queries.find_count(session, row.id, 1), queries.find_count_fact(session, row.id)
    assert first is not None and newest is not None
    row.counted_at = row.spent_minor = None
    left_out.exclusion = ProposalExclusion.OBJECTION_UPHELD
    owner = queries.get_owner(session, row.fund_id)
    kept = [each for each in proposals if each is not left_out]
    file = file_of(Held(row, owner), kept, _ballots_in(first.ballots))
    return keep_count(session, row, file, number=newest.number + 1, now=now)


def _ballots_in(file: bytes) -> list[UrnBallot]:
    return [
        UrnBallot(ballot.voter_id, tuple(number_of(each) for each in ballot.projects), ballot.points)
        for ballot in read_pabulib(BytesIO(file)).election.ballots
    ]

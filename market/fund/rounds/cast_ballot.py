"""Vote, secretly, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.fund.rounds import queries, urn_queries
from market.fund.rounds.electorate_queries import list_voices
from market.fund.rounds.errors import (
    AlreadyVoted,
    BallotRefused,
    NoSuchRound,
    NotEligible,
    ReceiptInUse,
    RoundElsewhere,
)
from market.fund.rounds.method import form_of
from market.fund.rounds.receipt import pseudonym_of
from market.fund.rounds.rules import fault_of, points_of
from market.fund.rounds.stewards import require_state
from market.fund.rounds.urn_queries import UrnBallot
from models.enums import RoundState
from models.rounds import FundRound


@dataclass(frozen=True)
class Vote:
    """Ids of proposals, in order where the ballot ranks; points beside them where it has points."""

    choices: Sequence[str]
    points: Sequence[int] = ()


def cast_ballot(
    session: Session, vote: Vote, *, round_id: str, voter_id: str, person_id: str, receipt: str, now: datetime
) -> str:
    """Put a ballot into the urn, the voter into the register, and nothing that joins them; the ballot's pseudonym.

    `voter_id` is the person, or an organisation whose steward they are. With the receipt of one's own ballot the same
    again changes that ballot, so that a vote whose answer was lost can be sent once more. Raises NoSuchRound,
    RoundElsewhere, NotEligible, BallotRefused, AlreadyVoted, ReceiptInUse.
    """
    pseudonym = pseudonym_of(receipt)
    row = open_round(session, round_id, now)
    voices = list_voices(session, row, person_id=person_id, now=now)
    if all(voice.voter_id != voter_id for voice in voices):
        raise NotEligible()
    cast_for(session, row, vote, voter_id=voter_id, pseudonym=pseudonym)
    return pseudonym


def cast_for(session: Session, row: FundRound, vote: Vote, *, voter_id: str, pseudonym: str) -> None:
    """For somebody who has a vote. Raises BallotRefused, AlreadyVoted, ReceiptInUse."""
    ballot = checked_ballot(session, row, vote, pseudonym)
    if urn_queries.add_voter(session, round_id=row.id, voter_id=voter_id):
        if not urn_queries.add_ballot(session, row.id, ballot):
            raise ReceiptInUse()
    elif not urn_queries.change_ballot(session, row.id, ballot):
        raise AlreadyVoted()


def open_round(session: Session, round_id: str, now: datetime) -> FundRound:
    """The round in its time of voting; its urn is not opened before this transaction ends.

    Raises NoSuchRound, RoundElsewhere.
    """
    row = queries.hold_round(session, round_id)
    if row is None or row.announced_at is None:
        raise NoSuchRound()
    require_state(row, now, RoundState.VOTING)
    if queries.has_count(session, row.id):
        # It waited for whoever opened the urn: in time by its own clock, too late all the same.
        raise RoundElsewhere(RoundState.COUNTING)
    return row


def checked_ballot(session: Session, row: FundRound, vote: Vote, pseudonym: str) -> UrnBallot:
    """What goes into the urn. Raises BallotRefused."""
    numbers = {each.id: each.number for each in queries.on_ballot(queries.list_proposals(session, row.id))}
    form = form_of(row)
    fault = fault_of(form, frozenset(numbers), vote.choices, vote.points)
    if fault is not None:
        raise BallotRefused(fault)
    choices = tuple(numbers[proposal_id] for proposal_id in vote.choices)
    return UrnBallot(pseudonym, choices, points_of(form, vote.choices, vote.points))

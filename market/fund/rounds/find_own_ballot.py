"""Find one's own ballot by its receipt: in the urn, or in the file that was counted."""

import csv
from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.fund.rounds import queries, urn_queries
from market.fund.rounds.election import number_of
from market.fund.rounds.errors import NoSuchBallot, NoSuchRound
from market.fund.rounds.receipt import pseudonym_of


@dataclass(frozen=True)
class OwnBallot:
    """`choices` are numbers of proposals, in the order written; `points` what each counts."""

    pseudonym: str
    choices: tuple[int, ...]
    points: tuple[int, ...]
    is_counted: bool


def find_own_ballot(session: Session, *, round_id: str, receipt: str) -> OwnBallot:
    """Nobody is asked who they are. Raises NoSuchRound, NoSuchBallot, BallotRefused for what is no receipt."""
    pseudonym = pseudonym_of(receipt)
    row = queries.find_round(session, round_id)
    if row is None or row.announced_at is None:
        raise NoSuchRound()
    count = queries.find_count(session, round_id, 1)
    if count is not None:
        return _in_file(count.ballots, pseudonym)
    ballot = urn_queries.find_ballot(session, round_id, pseudonym)
    if ballot is None:
        raise NoSuchBallot()
    return OwnBallot(pseudonym, ballot.choices, ballot.points, is_counted=False)


def _in_file(file: bytes, pseudonym: str) -> OwnBallot:
    """Raises NoSuchBallot."""
    begins = f"{pseudonym};".encode()
    line = next((each for each in file.splitlines() if each.startswith(begins)), None)
    if line is None:
        raise NoSuchBallot()
    _, vote, *points = next(csv.reader([line.decode()], delimiter=";"))
    choices = tuple(number_of(each) for each in vote.split(",") if each)
    given = tuple(int(each) for each in points[0].split(",") if each) if points else ()
    return OwnBallot(pseudonym, choices, given, is_counted=True)

"""The file of votes, as it was counted."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.fund.rounds import queries
from market.fund.rounds.errors import NoSuchRound, VotesNotOut
from models.enums import VoidReason


@dataclass(frozen=True)
class BallotsFile:
    """`number`: of the count; `sha256`: of these bytes."""

    number: int
    sha256: bytes
    data: bytes


def read_ballots(session: Session, round_id: str, *, number: int | None) -> BallotsFile:
    """Of the count with this number, or of the newest. Raises NoSuchRound, and VotesNotOut before voting has ended
    and where nothing was counted."""
    row = queries.find_round(session, round_id)
    if row is None or row.announced_at is None:
        raise NoSuchRound()
    count = queries.find_count(session, row.id, number)
    if count is None:
        raise VotesNotOut(VoidReason(row.void_reason) if row.void_reason else None)
    return BallotsFile(count.number, count.sha256, count.ballots)

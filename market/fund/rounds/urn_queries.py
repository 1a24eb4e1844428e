"""SQL of the urn. No statement here names voters and ballots together, and none may: see docs/rounds.md."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.database import changed_rows

_ADD_VOTER = text("insert into round_voter (round_id, voter_id) values (:round_id, :voter_id) on conflict do nothing")
_ADD_BALLOT = text(
    """
    insert into round_ballot (round_id, pseudonym, choices, points) values (:round_id, :pseudonym, :choices, :points)
    on conflict do nothing
    """
)
_CHANGE_BALLOT = text(
    "update round_ballot set choices = :choices, points = :points where round_id = :round_id and pseudonym = :pseudonym"
)
_FIND_BALLOT = text(
    "select pseudonym, choices, points from round_ballot where round_id = :round_id and pseudonym = :pseudonym"
)
_BALLOTS = text("select pseudonym, choices, points from round_ballot where round_id = :round_id order by pseudonym")
_COUNT_VOTERS = text("select count(*) from round_voter where round_id = :round_id")
_EMPTY_URN = text("delete from round_ballot where round_id = :round_id")
# Rows of one transaction carry its number: written anew all at once and by name, they tell no order of voting.
_REWRITE_REGISTER = text(
    """
    with gone as (delete from round_voter where round_id = :round_id returning voter_id)
    select voter_id from gone order by voter_id
    """
)
_WRITE_VOTERS = text(
    """
    insert into round_voter (round_id, voter_id)
    select :round_id, v.voter_id from unnest(cast(:voters as text[])) with ordinality as v (voter_id, place)
    order by v.place
    """
)


@dataclass(frozen=True)
class UrnBallot:
    """What somebody wrote: numbers of proposals, and what each of them counts."""

    pseudonym: str
    choices: tuple[int, ...]
    points: tuple[int, ...]


def add_voter(session: Session, *, round_id: str, voter_id: str) -> bool:
    """Whether they had not voted. Of two at once, the second waits and is told no."""
    return changed_rows(session.execute(_ADD_VOTER, {"round_id": round_id, "voter_id": voter_id})) == 1


def add_ballot(session: Session, round_id: str, ballot: UrnBallot) -> bool:
    """Whether no other ballot has the pseudonym."""
    return changed_rows(session.execute(_ADD_BALLOT, _written(round_id, ballot))) == 1


def change_ballot(session: Session, round_id: str, ballot: UrnBallot) -> bool:
    """Whether there was one to change."""
    return changed_rows(session.execute(_CHANGE_BALLOT, _written(round_id, ballot))) == 1


def find_ballot(session: Session, round_id: str, pseudonym: str) -> UrnBallot | None:
    row = session.execute(_FIND_BALLOT, {"round_id": round_id, "pseudonym": pseudonym}).one_or_none()
    return None if row is None else UrnBallot(row.pseudonym, tuple(row.choices), tuple(row.points))


def list_ballots(session: Session, round_id: str) -> list[UrnBallot]:
    rows = session.execute(_BALLOTS, {"round_id": round_id})
    return [UrnBallot(row.pseudonym, tuple(row.choices), tuple(row.points)) for row in rows]


def count_voters(session: Session, round_id: str) -> int:
    return int(session.execute(_COUNT_VOTERS, {"round_id": round_id}).scalar_one())


def empty_urn(session: Session, round_id: str) -> None:
    """Take the ballots out, and write the register of voters anew."""
    session.execute(_EMPTY_URN, {"round_id": round_id})
    voters: Sequence[str] = session.execute(_REWRITE_REGISTER, {"round_id": round_id}).scalars().all()
    session.execute(_WRITE_VOTERS, {"round_id": round_id, "voters": list(voters)})


def _written(round_id: str, ballot: UrnBallot) -> dict[str, object]:
    return {
        "round_id": round_id,
        "pseudonym": ballot.pseudonym,
        "choices": list(ballot.choices),
        "points": list(ballot.points),
    }

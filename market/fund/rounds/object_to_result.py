"""Say why a result should not stand."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.fund.rounds import queries
from market.fund.rounds.electorate_queries import list_voices
from market.fund.rounds.errors import AlreadyObjected, NoSuchRound, NotEligible
from market.fund.rounds.stewards import require_state
from models.enums import RoundState
from models.rounds import RoundObjection


def object_to_result(session: Session, reason: str, *, round_id: str, person_id: str, now: datetime) -> RoundObjection:
    """For whoever may vote in the round, voted or not, once for each result, until the appeal time ends.

    Nothing is approved before it is answered. Raises NoSuchRound, RoundElsewhere, NotEligible, AlreadyObjected.
    """
    row = queries.lock_round(session, round_id)
    count = queries.find_count_fact(session, round_id)
    if row is None or row.announced_at is None:
        raise NoSuchRound()
    require_state(row, now, RoundState.APPEAL)
    assert count is not None
    if not list_voices(session, row, person_id=person_id, now=now):
        raise NotEligible()
    before = queries.list_objections(session, row.id)
    if any(each.person_id == person_id and each.count_number == count.number for each in before):
        raise AlreadyObjected()
    made = RoundObjection(
        round_id=row.id, count_number=count.number, person_id=person_id, reason=reason, created_at=now
    )
    queries.insert(session, made)
    return made

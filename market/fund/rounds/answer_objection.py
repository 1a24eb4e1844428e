"""Answer an objection, for the fund's owner."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.fund.rounds import queries
from market.fund.rounds.count_without import count_without
from market.fund.rounds.errors import AnswerNotSensible, NoSuchObjection, ObjectionAnswered
from market.fund.rounds.stewards import leads, require_state
from models.enums import ObjectionOutcome, RoundState, VoidReason
from models.rounds import FundRound, RoundObjection


@dataclass(frozen=True)
class Answer:
    """`proposal_id`: what is counted without, where the outcome is a recount."""

    outcome: ObjectionOutcome
    words: str
    proposal_id: str | None = None


def answer_objection(
    session: Session, answer: Answer, *, objection_id: str, person_id: str, now: datetime
) -> RoundObjection:
    """The result stands, falls, or the same ballots wait to be counted without one proposal; its appeal time begins
    anew then.

    Raises NoSuchObjection unless the person is a steward of the fund's owner, ObjectionAnswered, RoundElsewhere,
    AnswerNotSensible.
    """
    found = queries.find_objection(session, objection_id)
    row = None if found is None else queries.lock_round(session, found.round_id)
    if row is None or not leads(session, row, person_id=person_id):
        raise NoSuchObjection()
    objection = queries.get_objection_anew(session, objection_id)
    if objection.answered_at is not None:
        raise ObjectionAnswered()
    require_state(row, now, RoundState.APPEAL, RoundState.TALLIED)
    _carry_out(session, row, answer, now)
    objection.answered_at, objection.answered_by = now, person_id
    objection.answer, objection.outcome, objection.proposal_id = answer.words, answer.outcome, answer.proposal_id
    queries.write(session)
    record_audit(
        session,
        action="round.answer_objection",
        actor_id=person_id,
        object_id=objection.id,
        detail={"round": row.id, "outcome": answer.outcome.value},
        now=now,
    )
    return objection


def _carry_out(session: Session, row: FundRound, answer: Answer, now: datetime) -> None:
    """Raises AnswerNotSensible."""
    if (answer.outcome is ObjectionOutcome.RECOUNT) != (answer.proposal_id is not None):
        raise AnswerNotSensible("recount_without_what")
    if answer.outcome is ObjectionOutcome.VOID:
        row.voided_at, row.void_reason = now, VoidReason.OBJECTION_UPHELD
    if answer.proposal_id is not None:
        count_without(session, row, proposal_id=answer.proposal_id, now=now)

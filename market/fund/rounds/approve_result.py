"""Put a steward's name under a result. Two make it hold."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.fund.rounds import queries
from market.fund.rounds.election import number_of
from market.fund.rounds.errors import AlreadyApproved, ObjectionsOpen
from market.fund.rounds.stewards import require_state, round_of
from models.enums import RoundState
from models.rounds import FundRound, RoundGrant, RoundProposal

STEWARDS_NEEDED = 2


def approve_result(session: Session, *, round_id: str, person_id: str, now: datetime) -> FundRound:
    """After the appeal time, with every objection answered. With the second steward the winners' money is set apart,
    and what is left of the budget is the fund's again.

    Raises NoSuchRound, RoundElsewhere, ObjectionsOpen, AlreadyApproved.
    """
    row = round_of(session, round_id, person_id=person_id)
    require_state(row, now, RoundState.TALLIED)
    if any(each.answered_at is None for each in queries.list_objections(session, row.id)):
        raise ObjectionsOpen()
    count = queries.find_count_fact(session, row.id)
    assert count is not None and count.is_counted
    if not queries.add_approval(session, round_id=row.id, count_number=count.number, person_id=person_id, now=now):
        raise AlreadyApproved()
    if queries.count_approvals(session, round_id=row.id, count_number=count.number) >= STEWARDS_NEEDED:
        _approve(session, row, count.winners, now)
    record_audit(
        session,
        action="round.approve",
        actor_id=person_id,
        object_id=row.id,
        detail={"count": str(count.number), "holds": str(row.approved_at is not None)},
        now=now,
    )
    return row


def _approve(session: Session, row: FundRound, winners: Sequence[str], now: datetime) -> None:
    row.approved_at = now
    numbers = [number_of(project) for project in winners]
    by_number = {each.number: each for each in queries.list_proposals(session, row.id)}
    for number in numbers:
        queries.insert(session, _grant(row, by_number[number], now))
    if not numbers:
        row.completed_at = now
    queries.write(session)


def _grant(row: FundRound, proposal: RoundProposal, now: datetime) -> RoundGrant:
    return RoundGrant(
        round_id=row.id,
        proposal_id=proposal.id,
        beneficiary_id=proposal.beneficiary_id,
        amount_minor=proposal.cost_minor,
        currency=row.currency,
        created_at=now,
    )

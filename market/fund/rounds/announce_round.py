"""Open a round to everybody, and promise it its part of the fund."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from market.fund.money.errors import FundIsClosed, OutsideMandate
from market.fund.money.queries import lock_fund
from market.fund.rounds import queries
from market.fund.rounds.errors import FundPromised, RoundNotSensible
from market.fund.rounds.free_money import free_money
from market.fund.rounds.stewards import require_state, round_of
from models.enums import FundUse, RoundState
from models.rounds import FundRound


def announce_round(session: Session, *, round_id: str, person_id: str, now: datetime) -> FundRound:
    """From now on nothing that the round asks changes, and no other round can promise its budget.

    Raises NoSuchRound unless the person is a steward of the fund's owner, RoundElsewhere, RoundNotSensible when voting
    should have begun, FundIsClosed, OutsideMandate when the fund may give nothing away, FundPromised when it has too
    little that is free.
    """
    row = round_of(session, round_id, person_id=person_id)
    require_state(row, now, RoundState.DRAFT)
    if row.voting_opens_at <= now:
        raise RoundNotSensible("voting_begins_in_the_past")
    fund = lock_fund(session, row.fund_id)
    if fund.closed_at is not None:
        raise FundIsClosed(fund.id)
    if FundUse.GRANT not in fund.uses:
        raise OutsideMandate(FundUse.GRANT, sorted(fund.uses))
    free = free_money(session, fund)
    if row.budget_minor > free.minor:
        raise FundPromised(row.budget_minor, free.minor, row.currency)
    row.announced_at = now
    queries.write(session)
    record_audit(
        session,
        action="round.announce",
        actor_id=person_id,
        object_id=row.id,
        detail={"fund": fund.id, "budget": f"{row.budget_minor} {row.currency}"},
        now=now,
    )
    return row

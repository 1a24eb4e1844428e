"""Give a winner their money."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from kit.money import Money
from market.fund.money.disburse import disburse
from market.fund.rounds import queries
from market.fund.rounds.errors import GrantPaid, NoSuchGrant
from market.fund.rounds.stewards import leads, require_state
from models.enums import RoundState
from models.rounds import RoundGrant


def pay_grant(session: Session, *, grant_id: str, person_id: str, now: datetime) -> RoundGrant:
    """Book it out of the fund, once; the beneficiary's next payout sends it.

    Raises NoSuchGrant unless the person is a steward of the fund's owner, GrantPaid, RoundElsewhere, and what
    `disburse` raises.
    """
    known = queries.find_grant(session, grant_id)
    row = None if known is None else queries.lock_round(session, known.round_id)
    grant = queries.lock_grant(session, grant_id)
    if row is None or grant is None or not leads(session, row, person_id=person_id):
        raise NoSuchGrant()
    if grant.paid_at is not None:
        raise GrantPaid()
    require_state(row, now, RoundState.APPROVED, RoundState.DISBURSING)
    fund = queries.find_fund(session, row.fund_id)
    proposal = queries.find_proposal(session, grant.proposal_id)
    assert fund is not None and proposal is not None
    posted = disburse(
        session,
        fund,
        amount=Money(grant.amount_minor, grant.currency),
        to=grant.beneficiary_id,
        subject_id=grant.id,
        now=now,
        note=f"{row.title}: {proposal.title}",
        is_promised=True,
    )
    grant.paid_at, grant.journal_id = now, posted.id
    if row.paid_at is None:
        row.paid_at = now
    queries.write(session)
    record_audit(
        session,
        action="round.pay",
        actor_id=person_id,
        object_id=grant.id,
        detail={"round": row.id, "entry": posted.id},
        now=now,
    )
    return grant

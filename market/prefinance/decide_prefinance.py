"""Two people of a fund decide together on a producer's wish, or give up what will not come."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.networks.queries import is_steward
from kit.money import Money
from market.earnings import queries as earnings
from market.fund.money.disburse import disburse
from market.fund.money.queries import find_fund
from market.ledger.post import post
from market.ledger.rules.prefinance import prefinance_granted, prefinance_written_off
from market.prefinance import queries
from market.prefinance.errors import (
    NeedsAnotherPerson,
    NoSuchPrefinance,
    NotInThatState,
    NotSentYet,
    StillOwesPrefinance,
)
from market.prefinance.loan import loan_of
from market.prefinance.queries import PrefinanceFact
from market.prefinance.screens.apply_screens import require_supplier_passes
from models.enums import FundUse
from models.enums.prefinance import PrefinanceAct, PrefinanceState
from models.prefinance import Prefinance, PrefinanceVoice

PEOPLE_NEEDED = 2
_STATE_FOR = {
    PrefinanceAct.GRANT: PrefinanceState.REQUESTED,
    PrefinanceAct.DECLINE: PrefinanceState.REQUESTED,
    PrefinanceAct.WRITE_OFF: PrefinanceState.GRANTED,
}


def decide_prefinance(
    session: Session, *, prefinance_id: str, act: PrefinanceAct, reason: str, person_id: str, now: datetime
) -> PrefinanceFact:
    """Say yes, no, or that it will not come; with the second yes the fund pays, with the second giving up it loses.

    Raises NoSuchPrefinance unless the person is a steward of whoever owns the fund, NotInThatState, NotSentYet,
    NeedsAnotherPerson, StillOwesPrefinance, ScreenedOut, and what `disburse` raises: then nobody has said anything.
    """
    # Before the row, as a payout run does.
    earnings.lock_holds(session)
    row = queries.lock(session, prefinance_id)
    fund = find_fund(session, row.fund_id) if row else None
    if row is None or fund is None or not is_steward(session, person_id=person_id, organisation_id=fund.owner_id):
        raise NoSuchPrefinance()
    if row.state != _STATE_FOR[act]:
        raise NotInThatState(row.state)
    if act is PrefinanceAct.WRITE_OFF and queries.get_fact(session, row.id).sent_on is None:
        raise NotSentYet()
    said = queries.list_voices(session, row.id, act)
    if person_id in said or (act is not PrefinanceAct.DECLINE and person_id == row.requested_by):
        raise NeedsAnotherPerson()
    voice = PrefinanceVoice(prefinance_id=row.id, act=act, person_id=person_id, reason=reason, said_at=now)
    queries.insert(session, voice)
    is_decided = len(said) + 1 >= PEOPLE_NEEDED
    match act:
        case PrefinanceAct.DECLINE:
            row.state, row.ended_at = PrefinanceState.DECLINED, now
        case PrefinanceAct.GRANT if is_decided:
            _grant(session, row, now)
        case PrefinanceAct.WRITE_OFF if is_decided:
            _give_up(session, row, reason, now)
        case _:
            pass
    session.flush()
    detail = {"fund": row.fund_id, "organisation": row.organisation_id, "reason": reason[:500]}
    record_audit(session, action=f"prefinance.{act}", actor_id=person_id, object_id=row.id, detail=detail, now=now)
    return queries.get_fact(session, row.id)


def _grant(session: Session, row: Prefinance, now: datetime) -> None:
    """The fund pays it out like any of its money, and is owed it."""
    other = queries.find_open(session, organisation_id=row.organisation_id, currency=row.currency)
    if other is not None:
        raise StillOwesPrefinance(other)
    require_supplier_passes(session, fund_id=row.fund_id, organisation_id=row.organisation_id)
    fund = find_fund(session, row.fund_id)
    assert fund is not None
    money = Money(row.amount_minor, row.currency)
    row.state, row.granted_at, row.outstanding_minor = PrefinanceState.GRANTED, now, row.amount_minor
    session.flush()
    disburse(session, fund, amount=money, to=row.organisation_id, subject_id=row.id, now=now, use=FundUse.INVESTMENT)
    post(session, prefinance_granted(loan_of(queries.get_fact(session, row.id)), money, at=now), now=now)


def _give_up(session: Session, row: Prefinance, reason: str, now: datetime) -> None:
    money = Money(row.outstanding_minor, row.currency)
    loan = loan_of(queries.get_fact(session, row.id))
    row.state, row.ended_at, row.outstanding_minor = PrefinanceState.WRITTEN_OFF, now, 0
    session.flush()
    if money.minor:
        post(session, prefinance_written_off(loan, money, reason=reason, at=now), now=now)

"""Repay sooner than agreed: out of one's earnings, or by bank."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.networks.queries import is_steward
from market.earnings import queries as earnings
from market.ledger.accounts import OWN_BANK
from market.prefinance import queries
from market.prefinance.errors import BookedOtherwise, MoreThanOwed, NoSuchPrefinance, NothingToRepayFrom, NotInThatState
from market.prefinance.loan import owed_of
from market.prefinance.queries import PrefinanceFact
from market.prefinance.repay import record, repay_from_items
from market.prefinance.rules import Owed
from models.enums.prefinance import PrefinanceState, RepaymentSource


def repay_early(
    session: Session, *, prefinance_id: str, at_most: int | None, person_id: str, now: datetime
) -> PrefinanceFact:
    """The producer gives more of what it has earned, due or not, up to `at_most` minor units (None: all it owes).

    Raises NoSuchPrefinance unless the person is a steward of the producer, NotInThatState, NothingToRepayFrom.
    """
    # Before the row, as a payout run does.
    earnings.lock_holds(session)
    row = queries.lock(session, prefinance_id)
    if row is None or not is_steward(session, person_id=person_id, organisation_id=row.organisation_id):
        raise NoSuchPrefinance()
    loan, owed = _require_granted(session, prefinance_id, now)
    items = queries.lock_earned(session, organisation_id=loan.organisation_id, currency=loan.currency)
    minor = repay_from_items(session, loan, owed, items, at_most=at_most, source=RepaymentSource.EARLY, now=now)
    if not minor:
        raise NothingToRepayFrom()
    _audit(session, loan, minor, person_id, now)
    return queries.get_fact(session, loan.id)


def repay_by_bank(
    session: Session, *, prefinance_id: str, minor: int, bank_reference: str, person_id: str | None, now: datetime
) -> PrefinanceFact:
    """An operator books money that the producer sent to the market's bank. Said again with the same reference
    and amount, it changes nothing.

    Raises NoSuchPrefinance, NotInThatState, MoreThanOwed, BookedOtherwise for the same reference with another amount.
    """
    earnings.lock_holds(session)
    if queries.lock(session, prefinance_id) is None:
        raise NoSuchPrefinance()
    booked = queries.find_booked(session, prefinance_id, bank_reference)
    if booked is not None:
        if booked != minor:
            raise BookedOtherwise(booked)
        return queries.get_fact(session, prefinance_id)
    loan, owed = _require_granted(session, prefinance_id, now)
    if minor > owed.total_minor:
        raise MoreThanOwed(owed.total_minor)
    record(session, loan, owed, minor, source=RepaymentSource.BANK, reference=bank_reference, out_of=OWN_BANK, now=now)
    _audit(session, loan, minor, person_id, now)
    return queries.get_fact(session, loan.id)


def _require_granted(session: Session, prefinance_id: str, now: datetime) -> tuple[PrefinanceFact, Owed]:
    loan = queries.get_fact(session, prefinance_id)
    if loan.state is not PrefinanceState.GRANTED:
        raise NotInThatState(loan.state)
    came_back = queries.list_repayments(session, [loan.id])[loan.id]
    return loan, owed_of(loan, came_back, day=now.astimezone(UTC).date())


def _audit(session: Session, loan: PrefinanceFact, minor: int, person_id: str | None, now: datetime) -> None:
    record_audit(
        session,
        action="prefinance.repay",
        actor_id=person_id,
        object_id=loan.id,
        detail={"organisation": loan.organisation_id, "amount": f"{minor} {loan.currency}"},
        now=now,
    )

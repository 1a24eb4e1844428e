"""What was delivered under an agreement: one side states it, the other confirms; compensation follows by itself."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.networks.queries import is_steward
from kit.money import Money
from market.agreements import page_queries, queries
from market.agreements.errors import (
    CompensationPaid,
    DeliveryAnswered,
    DeliveryNotSensible,
    NoSuchCommitment,
    NoSuchCompensation,
    NoSuchDelivery,
)
from market.agreements.rules import AgreementState, compensation_of, compensation_rate
from market.ledger.post import post
from market.ledger.rules.agreements import compensation_paid
from models.agreements import TradeAgreement, TradeCommitment, TradeCompensation, TradeDelivery
from models.fund import Fund

_SMALLEST = Decimal("0.001")


@dataclass(frozen=True)
class Delivered:
    """So much of what was committed, worth so much in minor units of the agreement's currency, if it is valued."""

    quantity: Decimal
    value_minor: int | None
    delivered_on: date
    note: str


def state_delivery(
    session: Session,
    delivered: Delivered,
    *,
    commitment_id: str,
    organisation_id: str,
    person_id: str,
    now: datetime,
) -> TradeDelivery:
    """Either side of a commitment says what was given. It counts when the other side confirms.

    Raises NoSuchCommitment unless the person is a steward of that side and the agreement was signed,
    DeliveryNotSensible.
    """
    commitment = queries.find_commitment(session, commitment_id)
    if (
        commitment is None
        or organisation_id not in {commitment.giver_id, commitment.receiver_id}
        or not is_steward(session, person_id=person_id, organisation_id=organisation_id)
    ):
        raise NoSuchCommitment()
    page = page_queries.find_page(session, commitment.agreement_id, now=now)
    if page is None or page.state not in {AgreementState.SIGNED, AgreementState.IN_FORCE, AgreementState.EXPIRED}:
        raise NoSuchCommitment()
    quantity = delivered.quantity
    if not 0 < quantity < 10**11 or quantity != quantity.quantize(_SMALLEST):
        raise DeliveryNotSensible()
    if delivered.delivered_on > now.astimezone(UTC).date():
        raise DeliveryNotSensible()
    row = TradeDelivery(
        commitment_id=commitment.id,
        **vars(delivered),
        stated_for=organisation_id,
        stated_by=person_id,
        stated_at=now,
    )
    queries.insert(session, row)
    _audit(session, "agreement.deliver", row, person_id, now)
    return row


def answer_delivery(
    session: Session, *, delivery_id: str, is_right: bool, person_id: str, now: datetime
) -> TradeDelivery:
    """The other side confirms or refuses what was stated; confirmed with a value, compensation is owed.

    Raises NoSuchDelivery unless the person is a steward of one side, DeliveryAnswered for the side and the person that
    stated it and for a second answer.
    """
    row = queries.lock_delivery(session, delivery_id)
    commitment = queries.find_commitment(session, row.commitment_id) if row else None
    if row is None or commitment is None:
        raise NoSuchDelivery()
    sides = {commitment.giver_id, commitment.receiver_id}
    own = {side for side in sides if is_steward(session, person_id=person_id, organisation_id=side)}
    if not own:
        raise NoSuchDelivery()
    is_own_word = own == {row.stated_for} or person_id == row.stated_by
    if is_own_word or row.confirmed_at is not None or row.refused_at is not None:
        raise DeliveryAnswered()
    row.answered_by = person_id
    if is_right:
        row.confirmed_at = now
        _owe_compensation(session, row, commitment, now)
    else:
        row.refused_at = now
    session.flush()
    _audit(session, "agreement.confirm" if is_right else "agreement.refuse", row, person_id, now)
    return row


def pay_compensation(
    session: Session, *, compensation_id: str, bank_reference: str, person_id: str | None, now: datetime
) -> TradeCompensation:
    """An operator books that it came to the market's bank: the fund has it. Safe to repeat with the same reference.

    Raises NoSuchCompensation, CompensationPaid for another reference.
    """
    row = queries.lock_compensation(session, compensation_id)
    if row is None:
        raise NoSuchCompensation()
    if row.paid_at is not None:
        if row.bank_reference != bank_reference:
            raise CompensationPaid()
        return row
    fund = session.get(Fund, row.fund_id)
    assert fund is not None
    row.paid_at, row.bank_reference = now, bank_reference
    session.flush()
    money = Money(row.amount_minor, row.currency)
    post(session, compensation_paid(row.id, fund.id, fund.account_code, money, at=now), now=now)
    record_audit(
        session,
        action="agreement.compensate",
        actor_id=person_id,
        object_id=row.id,
        detail={"organisation": row.payer_id, "reference": bank_reference},
        now=now,
    )
    return row


def _owe_compensation(session: Session, row: TradeDelivery, commitment: TradeCommitment, now: datetime) -> None:
    agreement = session.get(TradeAgreement, commitment.agreement_id)
    assert agreement is not None
    if not agreement.compensation_bps or agreement.compensation_fund_id is None or not row.value_minor:
        return
    means = {one.organisation_id: one.means for one in queries.list_party_rows(session, agreement.id)}
    giver, receiver = commitment.giver_id, commitment.receiver_id
    rate = compensation_rate(agreement.compensation_bps, means[giver], means[receiver])
    minor = compensation_of(row.value_minor, rate)
    if minor:
        queries.insert(
            session,
            TradeCompensation(
                delivery_id=row.id,
                payer_id=giver if means[giver] > means[receiver] else receiver,
                fund_id=agreement.compensation_fund_id,
                currency=agreement.currency,
                amount_minor=minor,
                rate=str(rate),
                owed_at=now,
            ),
        )


def _audit(session: Session, action: str, row: TradeDelivery, person_id: str, now: datetime) -> None:
    detail = {"commitment": row.commitment_id, "quantity": str(row.quantity)}
    record_audit(session, action=action, actor_id=person_id, object_id=row.id, detail=detail, now=now)

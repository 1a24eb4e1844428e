"""A refund took back what had been paid out: ask Stripe to reverse as much of those transfers."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_tasks
from kit.money import Money
from market.earnings import queries as earnings
from market.ledger.post import post
from market.ledger.rules.payouts import reversal_claimed
from market.payments.operations import Intent, intend_many
from market.payouts.reversals import queries
from market.payouts.reversals.queries import PaidOut
from models.enums import StripeOperationKind, TaskName


def recover_refund(session: Session, *, refund_id: str, now: datetime) -> int:
    """Intend a reversal of each transfer that paid for what was refunded, once; how many.

    What was paid by bank, or has been netted already, is not asked for: it stays owed back, and later payouts are
    netted with it. A transfer that is on its way is waited for: the sweep asks again.
    """
    if queries.is_on_its_way(session, refund_id) or not queries.mark_recovered(session, refund_id, now=now):
        return 0
    earnings.lock_items(session)
    intents = []
    for paid in queries.list_paid_for(session, refund_id):
        money = _still_owed(session, paid)
        if money.minor <= 0:
            continue
        reversal = queries.insert_reversal(session, payout_id=paid.payout_id, refund_id=refund_id, money=money, now=now)
        post(session, reversal_claimed(queries.get_facts(session, reversal.id), at=now), now=now)
        parameters: dict[str, object] = {
            "transfer_id": paid.transfer_id,
            "amount_minor": money.minor,
            "currency": money.currency,
            "reversal_id": reversal.id,
            "refund_id": refund_id,
        }
        intents.append(Intent(StripeOperationKind.REVERSAL, f"trr:{reversal.id}", parameters, reversal.id))
    operations = intend_many(session, intents, now=now)
    request_tasks(
        session,
        TaskName.EXECUTE_STRIPE_OPERATION,
        argument="operation_id",
        values=[operation.id for operation in operations],
        now=now,
    )
    return len(operations)


def _still_owed(session: Session, paid: PaidOut) -> Money:
    """No more than is wanted, than is left of the transfer, and than is still owed back."""
    place = (paid.purpose, paid.beneficiary_id)
    owed = earnings.find_receivables(session, [place], paid.wanted.currency).get(place, 0)
    return Money(min(paid.wanted.minor, paid.left.minor, owed), paid.wanted.currency)

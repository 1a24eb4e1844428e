"""What Stripe has made usable is usable in the books."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.database import Database
from kit.money import Money
from market.ledger.post import post_many
from market.ledger.rules.payments import funds_available
from market.payments import queries

_AT_ONCE = 500


def book_usable_funds(database: Database, *, now: datetime) -> int:
    """Book every payment whose money can be used by now, in batches; how many. Any number may do so at once."""
    booked = 0
    while True:
        with database.transaction() as session:
            count = _book_some(session, now)
        booked += count
        if count < _AT_ONCE:
            return booked


def _book_some(session: Session, now: datetime) -> int:
    payments = queries.lock_unbooked_funds(session, now, _AT_ONCE)
    entries = []
    for payment in payments:
        assert payment.available_at is not None
        assert payment.settlement_currency is not None
        if payment.net_minor:
            net = Money(payment.net_minor, payment.settlement_currency)
            entries.append(funds_available(payment.id, payment.order_id, net, at=payment.available_at))
        payment.funds_booked_at = now
        session.add(payment)
    session.flush()
    post_many(session, entries, now=now)
    return len(payments)

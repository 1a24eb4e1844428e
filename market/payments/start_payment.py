"""Let a buyer pay: open a payment page at Stripe, or a PaymentIntent for a client's own form.

Intend (the payment's row) → call → record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from gateways.errors import GatewayUnavailable
from gateways.stripe import StripeGateway
from kit.database import Database
from kit.money import Money
from market.payments import queries
from market.payments.errors import NoSuchPayment, PaymentPageGone
from models.enums import OrderState, PaymentFlow
from models.orders import Order
from models.payments import Payment

# The page closes before the stock is given back.
_CLOSES_BEFORE_RELEASE = timedelta(seconds=50)
_CLOCKS_DIFFER = timedelta(minutes=5)

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class StartedPayment:
    """Where the buyer pays: a page's address, or the secret that the client's form gives to Stripe."""

    checkout_url: str | None
    client_secret: str | None


def start_payment(
    database: Database, stripe: StripeGateway, *, order_id: str, storefront_url: str, now: datetime
) -> StartedPayment:
    """The order's payment page or intent. Asking again gives the same one: its key is the payment's own.

    Raises NoSuchPayment, PaymentPageGone once the order no longer waits, GatewayUnavailable, GatewayRefused.
    """
    with database.reading() as session:
        found = queries.find_order_and_payment(session, order_id)
        if found is None:
            raise NoSuchPayment()
        order, payment = found
        if payment.checkout_url is not None:
            return StartedPayment(payment.checkout_url, None)
        if order.state != OrderState.PLACED:
            raise PaymentPageGone()
        lines = queries.list_page_lines(session, order) if payment.flow == PaymentFlow.CHECKOUT else []
    if payment.flow == PaymentFlow.INTENT:
        return _open_intent(database, stripe, order, payment)
    made_after = order.placed_at - _CLOCKS_DIFFER
    page = _ask(
        database,
        payment,
        lambda: stripe.create_checkout(
            order_id=order_id,
            lines=lines,
            email=order.email,
            success_url=f"{storefront_url}/thank-you/{order_id}",
            cancel_url=f"{storefront_url}/orders/{order_id}",
            expires_at=order.expires_at - _CLOSES_BEFORE_RELEASE,
            locale=order.locale,
            idempotency_key=f"checkout/{payment.id}/{payment.attempt}",
        ),
        lambda: stripe.find_checkout(order_id=order_id, made_after=made_after),
    )
    if page.url is None:
        raise PaymentPageGone()
    with database.transaction() as session:
        queries.note_page(session, payment.id, intent_id=page.payment_intent_id, page=page)
    return StartedPayment(page.url, None)


def _open_intent(database: Database, stripe: StripeGateway, order: Order, payment: Payment) -> StartedPayment:
    if payment.payment_intent_id is not None:
        return StartedPayment(None, stripe.read_payment(payment.payment_intent_id).client_secret)
    made_after = order.placed_at - _CLOCKS_DIFFER
    intent = _ask(
        database,
        payment,
        lambda: stripe.create_payment(
            order_id=order.id,
            money=Money(payment.amount_minor, payment.currency),
            email=order.email,
            idempotency_key=f"intent/{payment.id}/{payment.attempt}",
        ),
        lambda: stripe.find_payment(order_id=order.id, made_after=made_after),
    )
    with database.transaction() as session:
        queries.note_page(session, payment.id, intent_id=intent.id, page=None)
    return StartedPayment(None, intent.client_secret)


def _ask(
    database: Database, payment: Payment, call: Callable[[], Answer], look_up: Callable[[], Answer | None]
) -> Answer:
    """Call; where Stripe answers the key with a failure that it has stored, look whether it has acted all the same.

    If it has not, nothing ever will come of that key: the next call uses another. Raises GatewayUnavailable,
    GatewayRefused.
    """
    try:
        return call()
    except GatewayUnavailable as error:
        if not error.is_replayed_failure:
            raise
        if (found := look_up()) is not None:
            return found
        _renew_key(database, payment)
        raise


def _renew_key(database: Database, payment: Payment) -> None:
    with database.transaction() as session:
        locked = queries.lock_payment(session, payment.id)
        if locked.attempt == payment.attempt:
            locked.attempt += 1
            session.add(locked)

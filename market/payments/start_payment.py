"""Open the payment page of an order at Stripe: intend (the payment row) → call → record."""

from datetime import datetime, timedelta

from gateways.stripe import StripeGateway
from kit.database import Database
from market.orders import queries as orders
from market.payments import queries
from market.payments.errors import NoSuchPayment, PaymentPageGone
from models.enums import OrderState, PaymentState

# The page closes before the stock is given back.
_CLOSES_BEFORE_RELEASE = timedelta(seconds=50)


def start_payment(
    database: Database, stripe: StripeGateway, *, order_id: str, storefront_url: str, now: datetime
) -> str:
    """The address of the payment page. Asking again gives the same page: its key is the payment's own id.

    Raises NoSuchPayment, PaymentPageGone once the order no longer waits, GatewayUnavailable, GatewayRefused.
    """
    with database.reading() as session:
        order = orders.find_order(session, order_id)
        payment = queries.find_payment_of_order(session, order_id)
        if order is None or payment is None:
            raise NoSuchPayment()
        if payment.checkout_url is not None:
            return payment.checkout_url
        if order.state != OrderState.PLACED:
            raise PaymentPageGone()
        lines = queries.list_page_lines(session, order_id)
    checkout = stripe.create_checkout(
        order_id=order_id,
        lines=lines,
        currency=payment.currency,
        email=order.email,
        success_url=f"{storefront_url}/thank-you/{order_id}",
        cancel_url=f"{storefront_url}/orders/{order_id}",
        expires_at=order.expires_at - _CLOSES_BEFORE_RELEASE,
        locale=order.locale,
        idempotency_key=f"checkout/{payment.id}/1",
    )
    if checkout.url is None:
        raise PaymentPageGone()
    with database.transaction() as session:
        locked = queries.lock_payment(session, payment.id)
        locked.checkout_session_id = checkout.id
        locked.checkout_url = checkout.url
        if locked.state == PaymentState.CREATED:
            locked.state = PaymentState.PENDING
        session.add(locked)
    return checkout.url

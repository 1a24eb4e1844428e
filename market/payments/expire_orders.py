"""Close the ways to pay for orders whose time is up, then let the orders go."""

from datetime import datetime

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.stripe import StripeGateway
from kit.database import Database
from market.orders import queries as orders
from market.orders.expire_order import expire_order
from market.payments import queries
from models.enums import PaymentState
from models.payments import Payment


def expire_orders(database: Database, stripe: StripeGateway, *, now: datetime) -> int:
    """How many were let go. What cannot be closed keeps its stock: the buyer may be paying at this moment."""
    with database.reading() as session:
        due = [
            (order_id, queries.find_payment_of_order(session, order_id))
            for order_id in orders.list_due_for_expiry(session, now)
        ]
    expired = 0
    for order_id, payment in due:
        if payment is not None and not is_closed(stripe, payment):
            continue
        with database.transaction() as session:
            expired += expire_order(session, order_id=order_id, now=now)
    return expired


def is_closed(stripe: StripeGateway, payment: Payment) -> bool:
    """Whether nobody can pay any more, and nobody has; closes what is open. A bank that takes days is waited for."""
    if payment.state == PaymentState.PROCESSING:
        return False
    if payment.checkout_session_id is not None:
        return _is_page_closed(stripe, payment.checkout_session_id)
    if payment.payment_intent_id is not None:
        return _is_intent_closed(stripe, payment.payment_intent_id)
    return True


def _is_page_closed(stripe: StripeGateway, session_id: str) -> bool:
    try:
        return stripe.expire_checkout(session_id).status == "expired"
    except GatewayUnavailable:
        return False
    except GatewayRefused:
        try:
            return stripe.read_checkout(session_id).status == "expired"
        except (GatewayUnavailable, GatewayRefused):
            return False


def _is_intent_closed(stripe: StripeGateway, payment_intent_id: str) -> bool:
    try:
        return stripe.cancel_payment(payment_intent_id).status == "canceled"
    except GatewayUnavailable:
        return False
    except GatewayRefused:
        try:
            return stripe.read_payment(payment_intent_id).status == "canceled"
        except (GatewayUnavailable, GatewayRefused):
            return False

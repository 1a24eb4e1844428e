"""Close the payment pages of orders whose time is up, then let the orders go."""

from datetime import datetime

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.stripe import StripeGateway
from kit.database import Database
from market.orders import queries as orders
from market.orders.expire_order import expire_order
from market.payments import queries


def expire_orders(database: Database, stripe: StripeGateway, *, now: datetime) -> int:
    """How many were let go. A page that cannot be closed keeps its stock: the buyer may be paying at this moment."""
    with database.reading() as session:
        due = [
            (order_id, queries.find_payment_of_order(session, order_id))
            for order_id in orders.list_due_for_expiry(session, now)
        ]
    expired = 0
    for order_id, payment in due:
        page_id = payment.checkout_session_id if payment is not None else None
        if page_id is not None and not _is_closed(stripe, page_id):
            continue
        with database.transaction() as session:
            expired += expire_order(session, order_id=order_id, now=now)
    return expired


def _is_closed(stripe: StripeGateway, session_id: str) -> bool:
    """Whether nobody can pay on the page any more, and nobody has."""
    try:
        return stripe.expire_checkout(session_id).status == "expired"
    except GatewayUnavailable:
        return False
    except GatewayRefused:
        try:
            return stripe.read_checkout(session_id).status == "expired"
        except (GatewayUnavailable, GatewayRefused):
            return False

"""A market at a real SDK and a simulated Stripe, whose webhooks all get lost."""

from dataclasses import dataclass
from datetime import timedelta

from gateways.stripe import PaymentFact, RealStripe
from kit.clock import utc_now
from kit.database import Database
from market.events.handle_event import handle_event
from market.orders.place_order import place_order
from market.orders.reach import Reach
from market.payments.catch_up_events import catch_up_events
from market.payments.events_queries import list_events
from market.payments.reconcile.compare_day import Reconciliation
from market.payments.reconcile.reconcile_day import reconcile_day
from market.payments.start_payment import start_payment
from sandbox.embedded import RunningSandbox
from tests.gateways.door import pay
from tests.payments.reconcile.scene import TERMS
from tests.shop import BUYER, Shop


@dataclass
class Market:
    """We know what happened at Stripe only by asking."""

    shop: Shop
    stripe: RealStripe
    sandbox: RunningSandbox

    @property
    def database(self) -> Database:
        return self.shop.database

    def paid(self, quantity: int = 1) -> PaymentFact:
        """An order, paid on Stripe's page; we know nothing of it yet."""
        now = utc_now()
        with self.database.transaction() as session:
            opened = self.shop.cart(session, {self.shop.coffee: quantity})
        with self.database.transaction() as session:
            placed = place_order(
                session,
                cart_id=opened.cart.id,
                reach=Reach(None, opened.secret),
                buyer=BUYER,
                hold=timedelta(minutes=40),
                now=now,
            )
        start_payment(self.database, self.stripe, order_id=placed.order_id, storefront_url="http://s.test", now=now)
        page = self.stripe.find_checkout(order_id=placed.order_id, made_after=now - timedelta(minutes=5))
        assert page is not None
        pay(page)
        used = self.stripe.read_checkout(page.id)
        assert used.payment_intent_id is not None
        return self.stripe.read_payment(used.payment_intent_id)

    def catch_up(self) -> int:
        """Fetch what never came and handle it; how many that was."""
        missed = catch_up_events(self.database, self.stripe, expects_livemode=False, now=utc_now()).missed
        with self.database.reading() as session:
            waiting = list_events(session, waiting_only=True)
        for event in reversed(waiting):
            handle_event(self.database, self.stripe, event_key=event.key, terms=TERMS, now=utc_now())
        with self.database.reading() as session:
            assert list_events(session, waiting_only=True) == []
        return missed

    def reconcile(self) -> Reconciliation:
        return reconcile_day(self.database, self.stripe, day=utc_now().date(), now=utc_now())

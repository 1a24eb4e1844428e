"""The whole way: the simulated Stripe tells of everything late or never, and in the end the books agree with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from gateways.stripe import PaymentFact, RealStripe
from kit.clock import utc_now
from kit.database import Database
from kit.money import Money
from market.events.handle_event import handle_again, handle_event
from market.orders.place_order import place_order
from market.orders.reach import Reach
from market.payments.catch_up_events import catch_up_events
from market.payments.events_queries import list_events
from market.payments.reconcile.compare_day import Reconciliation
from market.payments.reconcile.reconcile_day import reconcile_day
from market.payments.start_payment import start_payment
from sandbox.embedded import RunningSandbox, running_sandbox
from tests.gateways.door import control, open_door, pay
from tests.payments.reconcile.scene import TERMS, names
from tests.shop import BUYER, Shop


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox() as running:
        yield running


@dataclass
class Market:
    """A shop whose webhooks all get lost."""

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


@pytest.fixture
def market(clean_database: Database, sandbox: RunningSandbox) -> Market:
    control(sandbox, "reset")
    return Market(Shop.open(clean_database, stock=50), open_door(sandbox), sandbox)


def test_what_no_webhook_told_is_fetched_and_then_the_books_agree(market: Market) -> None:
    first, second, third = market.paid(2), market.paid(1), market.paid(3)
    before = market.reconcile()
    assert names(before) == ["unmatched", "unmatched", "unmatched", "totals_differ"]
    assert market.catch_up() > 0
    control(market.sandbox, "refunds", charge=first.charge_id, amount=700)
    failing = control(market.sandbox, "refunds", charge=third.charge_id)
    dispute = control(market.sandbox, "disputes", charge=second.charge_id)
    control(market.sandbox, "balance_transactions", type="stripe_fee", amount=-99, currency="eur")
    control(market.sandbox, "balance_transactions", type="tomorrow", amount=42, currency="eur")
    assert "unmatched" in names(market.reconcile())
    market.catch_up()
    control(market.sandbox, f"refunds/{failing['id']}/fail")
    control(market.sandbox, f"disputes/{dispute['id']}/close", is_won=False)
    market.catch_up()
    after = market.reconcile()
    assert after.is_well, after.differences
    (line,) = after.totals
    balance = market.stripe.read_balances()["EUR"]
    assert Money(line.books_minor, "EUR") == balance.available + balance.pending
    assert line.balance_minor == line.imported_minor == line.stripe_minor


def test_everything_handled_again_changes_nothing(market: Market) -> None:
    payment = market.paid(2)
    market.catch_up()
    control(market.sandbox, "refunds", charge=payment.charge_id, amount=300)
    market.catch_up()
    books = market.shop.balances()
    with market.database.reading() as session:
        events = list_events(session)
    for event in events:
        handle_again(market.database, market.stripe, event_key=event.key, terms=TERMS, now=utc_now())
    assert market.shop.balances() == books
    assert market.reconcile().is_well
    assert market.catch_up() == 0


def test_money_that_settles_in_another_currency_agrees_too(market: Market) -> None:
    control(market.sandbox, "switches", settle_in={"eur": ["usd", "1.13"]})
    payment = market.paid(1)
    market.catch_up()
    control(market.sandbox, "refunds", charge=payment.charge_id, amount=333)
    control(market.sandbox, "switches", settle_in={})
    market.paid(1)
    market.catch_up()
    found = market.reconcile()
    assert found.is_well, found.differences
    assert {line.currency for line in found.totals} == {"EUR", "USD"}

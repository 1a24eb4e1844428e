"""A payment is opened once, whatever answers are lost; closed before its goods are anybody's; usable in its time."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.stripe import CheckoutFact, PaymentFact
from kit.database import Database
from kit.money import Money
from market.payments.book_funds import book_usable_funds
from market.payments.errors import NoSuchPayment, PaymentPageGone
from market.payments.expire_orders import expire_orders
from market.payments.start_payment import StartedPayment, start_payment
from tests.trade import Trade

REPLAYED = GatewayUnavailable("create", "api_error", is_replayed_failure=True)


def start(trade: Trade, order_id: str) -> StartedPayment:
    return start_payment(trade.database, trade.stripe, order_id=order_id, storefront_url="http://s.test", now=trade.now)


@pytest.fixture
def order(trade: Trade) -> str:
    return trade.place(trade.coffees(2), shipping=590)


@pytest.fixture
def by_intent(trade: Trade, order: str) -> str:
    """An order that is paid in the client's own form."""
    trade.do("update payment set flow = 'intent'")
    return order


def state(trade: Trade) -> tuple[object, ...]:
    return trade.rows("select state, checkout_session_id, payment_intent_id, attempt from payment")[0]


def test_a_page_is_opened_once_and_shown_again(trade: Trade, order: str) -> None:
    first = start(trade, order)
    assert start(trade, order) == first == StartedPayment("http://pay.test/1", None)
    assert state(trade) == ("pending", "cs_test_1", None, 1)
    lines = trade.stripe.checkout_lines["cs_test_1"]
    assert [(line.unit.minor, line.quantity) for line in lines] == [(1494, 2), (590, 1)]


def test_with_a_discount_a_line_is_shown_as_one_thing(trade: Trade) -> None:
    order = trade.place(trade.coffees(7))
    start(trade, order)
    (line,) = trade.stripe.checkout_lines["cs_test_1"]
    assert (line.name, line.unit.minor, line.quantity) == ("7 × Coffee · 250 g", 2988, 1)


def test_an_intent_is_made_once_and_its_secret_read_anew(trade: Trade, by_intent: str) -> None:
    assert start(trade, by_intent) == StartedPayment(None, "pi_1_secret")
    assert start(trade, by_intent) == StartedPayment(None, "pi_1_secret")
    assert state(trade) == ("pending", None, "pi_1", 1)


def test_an_answer_that_was_lost_is_asked_for_under_the_same_key(trade: Trade, by_intent: str) -> None:
    trade.lose_next_answer()
    with pytest.raises(GatewayUnavailable):
        start(trade, by_intent)
    assert state(trade) == ("created", None, None, 1)
    assert start(trade, by_intent).client_secret == "pi_1_secret"
    assert len(trade.stripe.payments) == 1


@pytest.mark.parametrize("flow", ["checkout", "intent"])
def test_a_stored_failure_of_something_that_was_made_is_found(trade: Trade, order: str, flow: str) -> None:
    trade.do("update payment set flow = :flow", flow=flow)
    trade.stripe.fail_after.append(REPLAYED)
    assert start(trade, order) in {StartedPayment("http://pay.test/1", None), StartedPayment(None, "pi_1_secret")}
    assert state(trade)[3] == 1


@pytest.mark.parametrize("flow", ["checkout", "intent"])
def test_a_stored_failure_of_something_that_was_not_made_needs_another_key(trade: Trade, order: str, flow: str) -> None:
    trade.do("update payment set flow = :flow", flow=flow)
    trade.stripe.fail_before.append(REPLAYED)
    with pytest.raises(GatewayUnavailable):
        start(trade, order)
    assert state(trade)[3] == 2
    start(trade, order)
    assert any(key.endswith("/2") for key in trade.stripe.by_key)


def test_a_key_is_renewed_once_however_many_ask(trade: Trade, order: str) -> None:
    """Two who were given the same stored failure at the same moment."""
    real = trade.stripe.create_checkout

    def slow(**asked: object) -> CheckoutFact:
        trade.stripe.create_checkout = real  # type: ignore[method-assign]
        trade.stripe.fail_before.append(REPLAYED)
        with pytest.raises(GatewayUnavailable):
            start(trade, order)
        raise REPLAYED

    trade.stripe.create_checkout = slow  # type: ignore[method-assign]
    with pytest.raises(GatewayUnavailable):
        start(trade, order)
    assert state(trade)[3] == 2


def test_a_page_that_stripe_has_closed_is_gone(trade: Trade, order: str) -> None:
    real = trade.stripe.create_checkout

    def closed(**asked: object) -> CheckoutFact:
        return replace(real(**asked), url=None)  # type: ignore[arg-type]

    trade.stripe.create_checkout = closed  # type: ignore[method-assign]
    with pytest.raises(PaymentPageGone):
        start(trade, order)


def test_what_no_longer_waits_is_not_opened(trade: Trade, order: str) -> None:
    trade.wait(hours=1)
    assert expire_orders(trade.database, trade.stripe, now=trade.now) == 1
    with pytest.raises(PaymentPageGone):
        start(trade, order)
    with pytest.raises(NoSuchPayment):
        start(trade, "ord_none")


def test_an_intent_that_was_paid_before_its_page_was_recorded_keeps_its_state(trade: Trade, order: str) -> None:
    """The event was quicker than our own record of the page."""
    real = trade.stripe.create_checkout

    def slow(**asked: object) -> CheckoutFact:
        page = real(**asked)  # type: ignore[arg-type]
        trade.do("update payment set state = 'processing', payment_intent_id = 'pi_7'")
        return page

    trade.stripe.create_checkout = slow  # type: ignore[method-assign]
    start(trade, order)
    assert state(trade) == ("processing", "cs_test_1", "pi_7", 1)


# Time is up


def expire(trade: Trade) -> int:
    trade.wait(hours=1)
    return expire_orders(trade.database, trade.stripe, now=trade.now)


def test_not_yet(trade: Trade, order: str) -> None:
    start(trade, order)
    assert expire_orders(trade.database, trade.stripe, now=trade.now) == 0
    assert trade.stock(trade.coffee) == (1000, 2)


def test_an_order_nobody_began_to_pay_is_let_go(trade: Trade, order: str) -> None:
    assert expire(trade) == 1
    assert trade.stock(trade.coffee) == (1000, 0)


def test_an_open_page_is_closed_first(trade: Trade, order: str) -> None:
    start(trade, order)
    assert expire(trade) == 1
    assert trade.stripe.checkouts["cs_test_1"].status == "expired"


def test_an_open_intent_is_cancelled_first(trade: Trade, by_intent: str) -> None:
    start(trade, by_intent)
    assert expire(trade) == 1
    assert trade.stripe.payments["pi_1"].status == "canceled"


def test_what_was_paid_at_the_last_moment_is_not_let_go(trade: Trade, order: str) -> None:
    fact = trade.pay(order)
    assert expire(trade) == 0
    assert trade.settle(order, fact) == "paid"


def test_an_intent_paid_at_the_last_moment_is_not_let_go(trade: Trade, by_intent: str) -> None:
    start(trade, by_intent)
    trade.stripe.payments["pi_1"] = replace(trade.stripe.payments["pi_1"], status="succeeded")
    assert expire(trade) == 0
    assert trade.stock(trade.coffee) == (1000, 2)


@pytest.mark.parametrize("flow", ["checkout", "intent"])
def test_what_was_closed_already_is_let_go(trade: Trade, order: str, flow: str) -> None:
    """Stripe refuses to close what is closed; we look."""
    trade.do("update payment set flow = :flow", flow=flow)
    start(trade, order)
    if flow == "checkout":
        trade.stripe.expire_checkout("cs_test_1")
    else:
        trade.stripe.cancel_payment("pi_1")
    trade.refuse_next("close")
    assert expire(trade) == 1


@pytest.mark.parametrize("flow", ["checkout", "intent"])
@pytest.mark.parametrize(
    "answers",
    [
        [GatewayUnavailable("close", "timeout")],
        [GatewayRefused("close", "no", ""), GatewayUnavailable("read", "timeout")],
        [GatewayRefused("close", "no", ""), GatewayRefused("read", "no", "")],
    ],
    ids=["no answer", "refused, then no answer", "refused twice"],
)
def test_what_cannot_be_closed_keeps_its_goods(trade: Trade, order: str, flow: str, answers: list[Exception]) -> None:
    trade.do("update payment set flow = :flow", flow=flow)
    start(trade, order)
    trade.stripe.fail_before += answers
    assert expire(trade) == 0
    assert trade.stock(trade.coffee) == (1000, 2)
    assert expire(trade) == 1


def test_a_bank_that_takes_days_is_waited_for(trade: Trade, order: str) -> None:
    start(trade, order)
    trade.do("update payment set state = 'processing'")
    assert expire(trade) == 0


# The money itself


def settled(trade: Trade, order_id: str, fact: PaymentFact) -> str:
    return trade.settle(order_id, fact)


def test_a_payment_of_the_other_mode_is_none(trade: Trade, order: str) -> None:
    fact = trade.pay(order)
    assert settled(trade, order, replace(fact, is_livemode=True)) == "wrong mode"
    assert trade.scalar("select state from customer_order") == "placed"
    trade.settle(order, fact)


def test_a_charge_without_a_fee_and_one_that_leaves_nothing(trade: Trade, order: str) -> None:
    fact = trade.pay(order)
    assert fact.balance is not None
    free = replace(fact, balance=replace(fact.balance, fee=Money(0, "EUR")))
    settled(trade, order, free)
    assert trade.scalar("select count(*) from journal where kind = 'stripe_fee'") == 0
    trade.stripe.transactions[fact.balance.id] = replace(
        trade.stripe.transactions[fact.balance.id], fee=Money(0, "EUR")
    )
    other = trade.place(trade.coffees(2))
    eaten = trade.pay(other)
    assert eaten.balance is not None
    settled(trade, other, replace(eaten, balance=replace(eaten.balance, fee=eaten.balance.gross)))
    trade.stripe.transactions[eaten.balance.id] = replace(
        trade.stripe.transactions[eaten.balance.id], fee=eaten.balance.gross
    )
    trade.wait(days=3)
    assert book_usable_funds(trade.database, now=trade.now) == 2
    assert trade.scalar("select count(*) from journal where kind = 'funds_available'") == 1


def test_funds_are_booked_when_they_can_be_used_once(trade: Trade, order: str) -> None:
    trade.settle(order, trade.pay(order))
    usable_at = trade.now + timedelta(days=2)
    assert book_usable_funds(trade.database, now=usable_at - timedelta(seconds=1)) == 0
    trade.stripe.now = usable_at
    assert book_usable_funds(trade.database, now=usable_at) == 1
    assert book_usable_funds(trade.database, now=usable_at) == 0
    assert trade.balance("stripe:pending") == 0


def test_many_payments_are_booked_in_batches(clean_database: Database) -> None:
    with clean_database.transaction() as session:
        session.execute(
            text(
                """
                with placed as (
                    insert into customer_order (id, email, full_name, shipping_address, country, locale, currency,
                                                goods_minor, shipping_minor, discount_minor, total_minor, state,
                                                placed_at, expires_at, version)
                    select make_id('ord'), 'a@b.org', 'A', '{}', 'FR', 'en', 'EUR', 500, 0, 0, 500, 'placed', now(),
                           now(), 1
                    from generate_series(1, 1001) returning id)
                insert into payment (id, order_id, amount_minor, currency, state, flow, attempt, balance_transaction_id,
                                     net_minor, settlement_currency, available_at, created_at)
                select make_id('pay'), id, 500, 'EUR', 'suspense', 'checkout', 1, id, 500, 'EUR', now(), now()
                from placed
                """
            )
        )
        now = session.execute(text("select clock_timestamp()")).scalar_one()
    assert book_usable_funds(clean_database, now=now) == 1001
    with clean_database.reading() as session:
        booked = session.execute(text("select count(*) from journal where kind = 'funds_available'")).scalar_one()
    assert booked == 1001

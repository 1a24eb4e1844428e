"""The whole way: the simulated Stripe tells of everything late or never, and in the end the books agree with it."""

from kit.clock import utc_now
from kit.money import Money
from market.events.handle_event import handle_again
from market.payments.events_queries import list_events
from tests.gateways.door import control
from tests.payments.reconcile.lost_webhooks import Market
from tests.payments.reconcile.scene import TERMS, names


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


def test_a_refund_that_came_back_before_anybody_heard_of_it_is_two_movements_and_no_refund(market: Market) -> None:
    payment = market.paid(2)
    market.catch_up()
    before = market.shop.balances()
    failing = control(market.sandbox, "refunds", charge=payment.charge_id, amount=700)
    control(market.sandbox, f"refunds/{failing['id']}/fail")
    assert names(market.reconcile()) == ["unmatched", "unmatched"]
    market.catch_up()
    found = market.reconcile()
    assert found.is_well, found.differences
    assert market.shop.balances() == before


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

"""An event that cannot be handled is put off for longer and longer, a person is told, and the others go on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from gateways.errors import GatewayUnavailable
from gateways.stripe import PaymentFact
from market.events.handle_event import handle_again
from market.payments.sweep_events import sweep_events
from tests.trade import Trade


def waiting(trade: Trade) -> list[tuple[object, ...]]:
    return trade.rows("select attempts, next_attempt_at, last_error from stripe_event where handled_at is null")


def pauses(trade: Trade, tries: int) -> list[timedelta]:
    """Try so often, each time as soon as it is due; how long each pause was."""
    found = []
    for _ in range(tries):
        with pytest.raises(KeyError):
            trade.handle("/evt_1")
        ((_, due, _),) = waiting(trade)
        found.append(due - trade.now)  # type: ignore[operator]
        trade.stripe.now = due  # type: ignore[assignment]
    return found


def test_an_event_unlike_any_is_put_off_for_longer_and_longer_and_told(trade: Trade) -> None:
    event = replace(trade.stripe.announce("payment_intent.succeeded", "pi_1"), payload="{}")
    trade.receive(event)
    started = trade.now
    found = pauses(trade, 9)
    assert found == [timedelta(seconds=s) for s in (5, 15, 60, 300, 900, 3600, 3600, 3600, 3600)]
    assert trade.scalar("select count(*) from alert") == 0
    pauses(trade, 2)
    assert trade.rows("select kind, times, subject_id from alert") == [("event_unlike_ours", 2, "evt_1")]
    assert "KeyError" in trade.scalar("select sentence from alert")
    ((attempts, _, error),) = waiting(trade)
    assert (attempts, error) == (11, "KeyError")
    trade.stripe.now = started
    trade.do("update stripe_event set payload = :body", body=trade.stripe.announce("payout.paid", "po_1").payload)
    trade.do("update stripe_event set type = 'payout.paid'")
    assert trade.handle("/evt_1") == "left to the reconciliation", "once it can be handled, it is"
    assert waiting(trade) == []


def test_the_others_are_handled_behind_it(trade: Trade) -> None:
    poison = replace(trade.stripe.announce("payment_intent.succeeded", "pi_1"), payload="{}")
    trade.receive(poison)
    with pytest.raises(KeyError):
        trade.handle("/evt_1")
    order = trade.place(trade.coffees(2))
    assert trade.tell("payment_intent.succeeded", trade.pay(order).id) == "paid"
    with trade.database.transaction() as session:
        assert sweep_events(session, now=trade.now) == 0, "it is not due again yet"
        assert sweep_events(session, now=trade.now + timedelta(seconds=5)) == 1
    trade.do("update stripe_event set handled_at = now() where handled_at is null")


def test_a_silence_of_stripes_is_waited_out(trade: Trade) -> None:
    order = trade.place(trade.coffees(2))
    fact = trade.pay(order)
    trade.stripe.fail_before.append(GatewayUnavailable("read_payment", "timeout"))
    assert trade.tell("payment_intent.succeeded", fact.id) == "put off: gateway_unavailable"
    ((attempts, due, _),) = waiting(trade)
    assert (attempts, due) == (1, trade.now + timedelta(seconds=5))
    assert trade.handle("/evt_1") == "paid"


def test_a_fault_in_the_middle_leaves_nothing_half_done(trade: Trade) -> None:
    """The power goes while the books are written: the order is not paid, the stock not sold, the event waits."""
    order = trade.place(trade.coffees(2))
    fact = trade.pay(order)
    trade.do(
        "create function die() returns trigger language plpgsql as $$ begin raise 'power cut'; end $$; "
        "create trigger die before insert on journal for each row execute function die()"
    )
    try:
        with pytest.raises(DBAPIError, match="power cut"):
            trade.tell("payment_intent.succeeded", fact.id)
    finally:
        trade.do("drop function die cascade")
    assert trade.scalar("select state from customer_order") == "placed"
    assert trade.stock(trade.coffee) == (1000, 2)
    assert trade.scalar("select count(*) from payable_item") == 0
    ((attempts, due, _),) = waiting(trade)
    assert (attempts, due) == (1, trade.now + timedelta(seconds=5))
    assert trade.handle("/evt_1") == "paid"


def test_handled_by_another_meanwhile_it_is_not_put_off(trade: Trade) -> None:
    order = trade.place(trade.coffees(2))
    fact = trade.pay(order)
    event = trade.stripe.announce("payment_intent.succeeded", fact.id)
    trade.receive(event)

    real = trade.stripe.read_payment

    def slow(payment_intent_id: str) -> PaymentFact:
        """Fails only after somebody else has done it."""
        trade.stripe.read_payment = real  # type: ignore[method-assign]
        trade.handle("/evt_1")
        raise GatewayUnavailable("read_payment", "timeout")

    trade.stripe.read_payment = slow  # type: ignore[method-assign]
    assert trade.handle("/evt_1") == "put off: gateway_unavailable"
    assert trade.rows("select attempts, last_error, outcome from stripe_event") == [(1, None, "paid")]


def test_said_again_by_hand_nothing_is_done_twice(trade: Trade) -> None:
    order = trade.place(trade.coffees(2))
    fact = trade.pay(order)
    trade.tell("payment_intent.succeeded", fact.id)
    before = trade.balances()
    again = handle_again(trade.database, trade.stripe, event_key="/evt_1", terms=trade.terms, now=trade.now)
    assert again == "already settled"
    assert trade.balances() == before

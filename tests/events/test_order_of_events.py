"""In whatever order Stripe's events come, and whichever never come, the end is the same."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from gateways.errors import GatewayUnavailable
from gateways.stripe import EventFact, FraudWarningFact
from market.events.sweep import sweep
from market.orders.expire_order import expire_order
from market.payments.refunds.plan import LineWish
from tests.trade import Trade

PAYING = ("checkout.session.completed", "payment_intent.succeeded", "charge.succeeded", "charge.updated")


def announce(trade: Trade, order_id: str, kind: str) -> EventFact:
    """An event about an order's payment."""
    fact = trade.payment_of(order_id)
    match kind.partition(".")[0]:
        case "checkout":
            return trade.stripe.announce(kind, trade.page_of(order_id))
        case "charge":
            return trade.stripe.announce(kind, fact.charge_id or "", payment_intent=fact.id)
        case _:
            return trade.stripe.announce(kind, fact.id)


def tell_all(trade: Trade, events: Sequence[EventFact]) -> None:
    """Each is received and tried at once; what is put off is tried again until nothing waits."""
    for event in events:
        trade.receive(event)
        trade.handle(f"/{event.id}")
    for _ in range(4):
        trade.wait(hours=2)
        for event in events:
            trade.handle(f"/{event.id}")
    assert trade.scalar("select count(*) from stripe_event where handled_at is null") == 0


def paid(trade: Trade) -> str:
    order_id = trade.place(trade.coffees(2), trade.cocoas(3), shipping=590)
    trade.pay(order_id)
    return order_id


def books_of(trade: Trade, order_id: str) -> list[tuple[object, ...]]:
    """What the books say about an order, by account; and how it stands."""
    return [
        *trade.rows(
            "select j.kind, a.code, sum(p.amount_minor)::bigint from journal j join posting p on p.journal_id = j.id "
            "join ledger_account a on a.id = p.account_id where j.order_id = :id and j.kind <> 'held' "
            "and j.kind <> 'hold_released' group by 1, 2 order by 1, 2",
            id=order_id,
        ),
        *trade.rows("select state from customer_order where id = :id", id=order_id),
        *trade.rows("select state, failure_code from payment where order_id = :id", id=order_id),
        *trade.rows("select kind, state, liable, amount_minor from refund where order_id = :id", id=order_id),
        *trade.rows("select status from dispute where order_id = :id", id=order_id),
        *trade.rows(
            "select purpose, sum(amount_minor)::bigint, sum(reduced_minor)::bigint, bool_or(hold_id is not null) "
            "from payable_item where order_id = :id group by purpose order by 1",
            id=order_id,
        ),
    ]


def test_every_order_of_the_news_that_it_was_paid(trade: Trade) -> None:
    expected = None
    for order_of_events in permutations(PAYING):
        order_id = paid(trade)
        for kind in order_of_events:
            event = announce(trade, order_id, kind)
            trade.receive(event)
            trade.handle(f"/{event.id}")
        books = books_of(trade, order_id)
        expected = expected or books
        assert books == expected, order_of_events


@pytest.mark.parametrize("kind", PAYING)
def test_any_one_of_them_is_enough(trade: Trade, kind: str) -> None:
    order_id = paid(trade)
    event = announce(trade, order_id, kind)
    trade.receive(event)
    assert trade.handle(f"/{event.id}") == "paid"
    assert trade.scalar("select count(*) from journal where kind = 'stripe_fee'") == 1


def refunded_by_us(trade: Trade, order_id: str) -> list[EventFact]:
    trade.settle(order_id, replace(trade.payment_of(order_id), balance=None))
    trade.refund(order_id, LineWish(trade.line(order_id), quantity=1))
    trade.lose_next_answer()
    trade.work()
    refund = list(trade.stripe.refunds)[-1]
    return [trade.stripe.announce(kind, refund) for kind in ("refund.created", "refund.updated")]


def refunded_in_the_dashboard(trade: Trade, order_id: str) -> list[EventFact]:
    fact = trade.payment_of(order_id)
    refund = trade.stripe.add_refund(fact.id, fact.received)
    charge = trade.stripe.announce("charge.refunded", fact.charge_id or "", payment_intent=fact.id)
    return [trade.stripe.announce("refund.created", refund.id), charge]


def refunded_in_part_in_the_dashboard(trade: Trade, order_id: str) -> list[EventFact]:
    refund = trade.stripe.add_refund(trade.payment_of(order_id).id, trade.money(700))
    return [trade.stripe.announce(kind, refund.id) for kind in ("refund.created", "refund.updated")]


def refund_that_came_back(trade: Trade, order_id: str) -> list[EventFact]:
    refund = trade.stripe.add_refund(trade.payment_of(order_id).id, trade.money(700))
    trade.stripe.fail_refund(refund.id)
    return [trade.stripe.announce(kind, refund.id) for kind in ("refund.created", "refund.failed")]


def disputed(trade: Trade, order_id: str) -> list[EventFact]:
    dispute = trade.stripe.open_dispute(trade.payment_of(order_id))
    kinds = ("charge.dispute.created", "charge.dispute.funds_withdrawn")
    return [trade.stripe.announce(kind, dispute.id) for kind in kinds]


def disputed_and_won(trade: Trade, order_id: str) -> list[EventFact]:
    dispute = trade.stripe.open_dispute(trade.payment_of(order_id))
    trade.stripe.close_dispute(dispute.id, is_won=True)
    kinds = ("charge.dispute.created", "charge.dispute.closed", "charge.dispute.funds_reinstated")
    return [trade.stripe.announce(kind, dispute.id) for kind in kinds]


def suspected(trade: Trade, order_id: str) -> list[EventFact]:
    fact = trade.payment_of(order_id)
    warning = FraudWarningFact(f"issfr_{fact.id}", fact.charge_id or "", True, "misc")
    trade.stripe.warnings[warning.id] = warning
    return [trade.stripe.announce("radar.early_fraud_warning.created", warning.id, payment_intent=fact.id)]


STORIES = (
    refunded_by_us,
    refunded_in_the_dashboard,
    refunded_in_part_in_the_dashboard,
    refund_that_came_back,
    disputed,
    disputed_and_won,
    suspected,
)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_whatever_overtakes_whatever_the_end_is_the_same(
    trade: Trade, story: Callable[[Trade, str], list[EventFact]]
) -> None:
    """What happened to an order after it was paid may be heard of before it is heard that it was."""
    rng = random.Random(story.__name__)
    expected: list[tuple[object, ...]] | None = None
    for round_ in range(14):
        order_id = paid(trade)
        later = story(trade, order_id)
        events = [announce(trade, order_id, kind) for kind in PAYING] + later
        if round_ == 1:
            events = later + events[: len(PAYING)]
        elif round_:
            rng.shuffle(events)
        tell_all(trade, events)
        books = books_of(trade, order_id)
        expected = expected or books
        assert books == expected, [event.type for event in events]


def test_a_refund_that_had_come_back_before_it_was_heard_of_is_nothing(trade: Trade) -> None:
    """Made and failed in the dashboard before any news arrived: the money is where it was."""
    order_id = paid(trade)
    later = refund_that_came_back(trade, order_id)
    tell_all(trade, [*later, announce(trade, order_id, "charge.updated")])
    assert trade.scalar("select count(*) from refund") == 0
    assert trade.balance("suspense") == trade.balance("refunds_borne") == trade.balance("customer:credit") == 0
    trade.assert_in_order()


def test_a_bank_that_refuses_in_the_end_in_every_order(trade: Trade) -> None:
    """The page's news of the failure and the intent's come in any order; the order is let go either way."""
    kinds = ("checkout.session.async_payment_failed", "payment_intent.payment_failed", "payment_intent.canceled")
    for order_of_events in permutations(kinds):
        order_id = trade.place(trade.coffees(2))
        page = trade.page(order_id)
        fact = trade.stripe.pay(page)
        del trade.stripe.transactions[fact.balance.id if fact.balance else ""]
        status = "canceled" if "payment_intent.canceled" in order_of_events else "requires_payment_method"
        trade.stripe.payments[fact.id] = replace(
            fact, status=status, received=trade.money(0), charge_id=None, balance=None, failure_code="debit_refused"
        )
        for kind in order_of_events:
            trade.tell(kind, page if kind.startswith("checkout") else fact.id)
        assert trade.scalar("select state from customer_order where id = :id", id=order_id) == "expired"
    assert trade.stock(trade.coffee) == (1000, 0)


@pytest.mark.parametrize("first", ["checkout.session.async_payment_failed", "payment_intent.payment_failed"])
def test_a_failed_try_and_its_page(trade: Trade, first: str) -> None:
    order_id = trade.place(trade.coffees(2))
    page = trade.page(order_id)
    fact = trade.stripe.pay(page)
    trade.stripe.transactions.clear()
    trade.stripe.payments[fact.id] = replace(
        fact, status="requires_payment_method", received=trade.money(0), charge_id=None, balance=None
    )
    other = {"checkout.session.async_payment_failed", "payment_intent.payment_failed"} - {first}
    for kind in (first, *other):
        trade.tell(kind, page if kind.startswith("checkout") else fact.id)
    assert trade.rows("select state from payment") == [("failed",)]


def test_processing_for_days_and_paid_in_the_end(trade: Trade) -> None:
    order_id = trade.place(trade.coffees(2))
    fact = trade.stripe.pay(trade.page(order_id))
    trade.stripe.payments[fact.id] = replace(
        fact, status="processing", received=trade.money(0), charge_id=None, balance=None
    )
    assert trade.tell("payment_intent.processing", fact.id) == "still processing"
    assert trade.scalar("select state from payment") == "processing"
    trade.stripe.payments[fact.id] = fact
    assert trade.tell("payment_intent.succeeded", fact.id) == "paid"
    assert trade.tell("payment_intent.processing", fact.id) == "already settled"


def test_an_event_of_something_that_is_not_recorded_yet_waits(trade: Trade) -> None:
    """Stripe was quicker than our own commit: the page exists there, and nobody has written its id down."""
    order_id = trade.place(trade.coffees(2))
    trade.lose_next_answer()
    with pytest.raises(GatewayUnavailable):
        trade.page(order_id)
    (page,) = trade.stripe.checkouts
    fact = trade.stripe.pay(page)
    assert trade.tell("payment_intent.succeeded", fact.id) == "put off: gateway_refused"
    trade.page(order_id)
    trade.wait(minutes=1)
    assert trade.handle("/evt_1") == "paid"


def test_an_object_that_stripe_does_not_know_yet_waits(trade: Trade) -> None:
    assert trade.tell("payment_intent.succeeded", "pi_9") == "put off: gateway_refused"
    order_id = paid(trade)
    fact = trade.payment_of(order_id)
    trade.stripe.payments["pi_9"] = replace(fact, order_id=None)
    trade.wait(minutes=1)
    assert trade.handle("/evt_1") == "not a payment of ours"
    trade.settle(order_id, fact)


def test_another_payment_that_names_our_order_is_not_ours(trade: Trade) -> None:
    """Whoever can write to the Stripe account can name an order; only the page or intent we opened pays it."""
    order_id = paid(trade)
    ours = trade.payment_of(order_id)
    trade.stripe.payments["pi_forged"] = replace(ours, id="pi_forged", charge_id="ch_forged")
    assert trade.tell("payment_intent.succeeded", "pi_forged") == "not a payment of ours"
    trade.do("update payment set flow = 'intent', checkout_session_id = null, payment_intent_id = :id", id=ours.id)
    assert trade.tell("payment_intent.succeeded", "pi_forged") == "not a payment of ours"
    trade.do("update payment set payment_intent_id = null")
    assert trade.tell("payment_intent.succeeded", "pi_forged") == "put off: gateway_refused"
    trade.do("update stripe_event set handled_at = now() where handled_at is null")
    trade.settle(order_id, ours)


def test_news_of_what_is_not_ours_or_not_yet_known(trade: Trade) -> None:
    order_id = paid(trade)
    fact = trade.payment_of(order_id)
    trade.settle(order_id, fact)
    strange = trade.stripe.add_refund(fact.id, trade.money(5))
    del trade.stripe.transactions[list(trade.stripe.transactions)[-1]]
    for payment_intent_id in (None, "pi_strange"):
        trade.stripe.refunds[strange.id] = replace(strange, payment_intent_id=payment_intent_id)
        trade.stripe.payments["pi_strange"] = replace(fact, id="pi_strange", order_id=None)
        assert trade.tell("refund.created", strange.id) == "not a refund of ours"
    assert trade.tell("charge.refunded", "ch_strange") == "not a payment of ours"
    assert trade.tell("checkout.session.async_payment_failed", "cs_strange") == "nothing to do"
    assert trade.tell("checkout.session.async_payment_failed", trade.page_of(order_id)) == "nothing to do"
    assert trade.tell("checkout.session.expired", "cs_strange") == "nothing to do"


def test_a_refund_of_what_has_not_come_yet_is_put_off(trade: Trade) -> None:
    """Stripe would not say so; should it ever, nothing is booked out of money that nobody has seen."""
    order_id = trade.place(trade.coffees(2))
    fact = trade.pay(order_id)
    refund = trade.stripe.add_refund(fact.id, trade.money(5))
    trade.stripe.payments[fact.id] = replace(fact, status="processing")
    assert trade.tell("refund.created", refund.id) == "put off: not_refundable"
    trade.stripe.payments[fact.id] = fact
    trade.wait(minutes=1)
    assert trade.handle("/evt_1") == "refund of the dashboard booked"


def test_a_transfer_of_an_operation_that_nobody_knows_waits_for_a_person(trade: Trade) -> None:
    """As after a restored copy: money moved under our name that we do not know of."""
    trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.work()
    ours = next(iter(trade.stripe.transfers.values()))
    trade.stripe.transfers["tr_lost"] = replace(ours, id="tr_lost", metadata={"solifair_operation": "sop_lost"})
    assert trade.tell("transfer.created", "tr_lost") == "put off: no_such_operation"
    trade.do("update stripe_event set handled_at = now()")


def test_news_for_an_order_that_was_let_go(trade: Trade) -> None:
    order_id = trade.place(trade.coffees(2))
    fact = trade.stripe.pay(trade.page(order_id))
    with trade.database.transaction() as session:
        expire_order(session, order_id=order_id, now=trade.now)
    trade.do("update stock set on_hand = 0 where variant_id = :id", id=trade.coffee)
    assert trade.tell("payment_intent.succeeded", fact.id) == "too late: the money goes back"
    trade.work()
    assert trade.stripe.refunds["re_1"].money == fact.received
    assert trade.balance("suspense") == 0
    assert trade.tell("refund.created", "re_1") == "nothing new"
    assert trade.scalar("select state from customer_order") == "expired"


def test_a_late_payment_given_back_in_the_dashboard_first_is_not_given_back_twice(trade: Trade) -> None:
    order_id = trade.place(trade.coffees(2))
    fact = trade.stripe.pay(trade.page(order_id))
    with trade.database.transaction() as session:
        expire_order(session, order_id=order_id, now=trade.now)
    trade.do("update stock set on_hand = 0 where variant_id = :id", id=trade.coffee)
    trade.settle(order_id, fact)
    refund = trade.stripe.add_refund(fact.id, fact.received)
    assert trade.tell("refund.created", refund.id) == "refund of the dashboard booked"
    trade.work()
    assert len(trade.stripe.refunds) == 1
    assert trade.balance("suspense") == 0


def test_money_that_was_not_agreed_waits_for_a_person_who_gives_it_back(trade: Trade) -> None:
    order_id = trade.place(trade.coffees(2))
    fact = trade.pay(order_id, received=100)
    trade.settle(order_id, fact)
    payment_id = trade.scalar("select id from payment")
    assert trade.give_late_payment_back(payment_id) is None, "nothing goes back by itself"
    refund = trade.stripe.add_refund(fact.id, fact.received)
    trade.tell("refund.created", refund.id)
    assert trade.balance("suspense") == 0


def test_the_sweep_finds_whatever_was_lost_with_the_broker(trade: Trade) -> None:
    """Every message is gone: what waits stands in the tables, and is asked for again."""
    sold = trade.sell(trade.cocoas(3))
    trade.mature()
    trade.run()
    trade.work()
    trade.refund(sold, LineWish(trade.line(sold), quantity=1))
    late = trade.place(trade.coffees(2))
    trade.page(late)
    with trade.database.transaction() as session:
        expire_order(session, order_id=late, now=trade.now)
    trade.do("update stock set on_hand = 0 where variant_id = :id", id=trade.coffee)
    trade.settle(late, trade.pay(late))
    trade.receive(trade.stripe.announce("balance.available", ""))
    trade.wait(days=3)
    trade.do("delete from outbox")
    with trade.database.transaction() as session:
        swept = sweep(session, now=trade.now)
    assert (swept.events, swept.operations, swept.late_payments, swept.refunds_to_recover) == (1, 1, 1, 1)
    assert swept.has_funds and swept.is_anything
    trade.work()
    with trade.database.transaction() as session:
        session.connection().exec_driver_sql("delete from outbox")
        quiet = sweep(session, now=trade.now)
    assert (quiet.events, quiet.operations, quiet.late_payments, quiet.refunds_to_recover) == (0, 0, 0, 0)
    assert not quiet.has_funds

"""Refunds that somebody made in Stripe's dashboard, and refunds sent more than once: each movement has its entry."""

from dataclasses import replace

import pytest

from gateways.stripe import RefundFact
from kit.money import Money
from market.payments.errors import WrongRefundStep
from market.payments.reconcile.compare_day import Reconciliation
from market.payments.reconcile.reconcile_day import reconcile_day
from market.payments.refunds.give_up_refund import give_up_refund
from market.payments.refunds.plan import LineWish
from market.payments.refunds.retry_refund import retry_refund
from market.payments.refunds.settle_otherwise import settle_otherwise
from models.enums import RefundState
from models.payments import Refund
from tests.trade import Trade


@pytest.fixture
def order(trade: Trade) -> str:
    return trade.sell(trade.coffees(2), trade.cocoas(3))


def in_dashboard(trade: Trade, order_id: str, minor: int | None = None) -> RefundFact:
    fact = trade.payment_of(order_id)
    return trade.stripe.add_refund(fact.id, fact.received if minor is None else trade.money(minor))


def fail(trade: Trade, stripe_refund_id: str) -> str:
    trade.stripe.fail_refund(stripe_refund_id)
    return trade.tell("refund.failed", stripe_refund_id)


def again(trade: Trade, refund: Refund) -> str:
    """Sent once more; its new id at Stripe."""
    with trade.database.transaction() as session:
        retry_refund(session, refund_id=refund.id, now=trade.now)
    trade.work()
    return trade.read_refund(refund.id).stripe_refund_id or ""


def reconcile(trade: Trade) -> Reconciliation:
    return reconcile_day(trade.database, trade.stripe, day=trade.now.date(), now=trade.now)


def assert_agrees(trade: Trade) -> None:
    found = reconcile(trade)
    assert found.is_well, found.differences
    trade.assert_in_order()


def journals(trade: Trade) -> list[tuple[object, ...]]:
    """Stripe's movements that have to do with refunds, and the entry of each."""
    return trade.rows(
        "select t.type, t.source, j.idempotency_key from stripe_balance_transaction t "
        "join journal j on j.id = t.journal_id where t.type in ('refund', 'refund_failure') "
        "order by t.source, t.type, t.id"
    )


def dashboard_alerts(trade: Trade) -> list[tuple[object, ...]]:
    return trade.rows("select subject_id, times from alert where kind = 'refund_in_dashboard' and resolved_at is null")


@pytest.mark.parametrize("minor", [None, 700], ids=["all of it", "a piece"])
def test_one_that_came_back_before_it_was_heard_of_gave_nobody_anything(
    trade: Trade, order: str, minor: int | None
) -> None:
    before, left = trade.balances(), trade.left_of(order)
    made = in_dashboard(trade, order, minor)
    trade.stripe.fail_refund(made.id)
    assert [difference.name for difference in reconcile(trade).differences] == ["unmatched", "unmatched"]
    assert trade.tell("refund.created", made.id) == "refund of the dashboard came to nothing"
    assert trade.tell("refund.failed", made.id) == "nothing new"
    assert trade.balances() == before
    assert trade.scalar("select count(*) from refund") == 0
    assert dashboard_alerts(trade) == [(made.id, 1)]
    assert_agrees(trade)
    assert journals(trade) == [
        ("refund", made.id, f"refund:{made.id}:sent:{made.id}"),
        ("refund_failure", made.id, f"refund:{made.id}:returned:{made.id}"),
    ]
    assert trade.left_of(order) == left
    trade.refund(order, LineWish(trade.line(order)), LineWish(trade.line(order, 1)))
    trade.work()
    assert trade.left_of(order).minor == 0
    assert_agrees(trade)


def test_what_the_exchange_kept_of_it_is_the_markets_loss(trade: Trade, order: str) -> None:
    trade.stripe.settles_refunds_in = ("USD", 113, 100)
    made = in_dashboard(trade, order, 1000)
    trade.stripe.settles_refunds_in = None
    trade.stripe.book("refund_failure", made.id, Money(1120, "USD"))
    trade.stripe.refunds[made.id] = replace(made, status="failed", came_back=Money(1120, "USD"))
    assert trade.tell("refund.failed", made.id) == "refund of the dashboard came to nothing"
    assert trade.balances("USD") == {"stripe:available": -10, "fx_difference": 10}
    assert_agrees(trade)


@pytest.mark.parametrize("status", ["failed", "canceled"])
def test_one_that_never_left_the_balance_is_nothing(trade: Trade, order: str, status: str) -> None:
    before = trade.balances()
    made = in_dashboard(trade, order)
    del trade.stripe.transactions[next(id_ for id_, one in trade.stripe.transactions.items() if one.source == made.id)]
    trade.stripe.refunds[made.id] = replace(made, status=status, settled=None)
    assert trade.tell("refund.created", made.id) == "nothing new"
    assert trade.balances() == before
    assert dashboard_alerts(trade) == []
    assert_agrees(trade)


def test_a_payment_in_suspense_stays_there_when_its_refund_comes_back(trade: Trade) -> None:
    order_id = trade.place(trade.cocoas(3))
    trade.settle(order_id, trade.pay(order_id, received=2000))
    assert trade.balance("suspense") == -2000
    made = in_dashboard(trade, order_id)
    trade.stripe.fail_refund(made.id)
    assert trade.tell("refund.failed", made.id) == "refund of the dashboard came to nothing"
    assert trade.balance("suspense") == -2000
    assert_agrees(trade)
    second = in_dashboard(trade, order_id)
    assert trade.tell("refund.created", second.id) == "refund of the dashboard booked"
    assert trade.balance("suspense") == 0
    assert_agrees(trade)


def test_ours_sent_three_times_is_five_movements_with_an_entry_each(trade: Trade, order: str) -> None:
    refund = trade.refund(order, LineWish(trade.line(order, 1), quantity=1))
    trade.work()
    first = trade.read_refund(refund.id).stripe_refund_id or ""
    fail(trade, first)
    second = again(trade, refund)
    fail(trade, second)
    third = again(trade, refund)
    assert trade.tell("refund.updated", first) == trade.tell("refund.failed", second) == "nothing new"
    assert trade.read_refund(refund.id).state == RefundState.SUCCEEDED
    assert_agrees(trade)
    assert journals(trade) == [
        ("refund", first, f"refund:{refund.id}:sent:{first}"),
        ("refund_failure", first, f"refund:{refund.id}:returned:{first}"),
        ("refund", second, f"refund:{refund.id}:sent:{second}"),
        ("refund_failure", second, f"refund:{refund.id}:returned:{second}"),
        ("refund", third, f"refund:{refund.id}:sent:{third}"),
    ]


def test_a_second_try_that_stripe_refuses_moves_nothing(trade: Trade, order: str) -> None:
    refund = trade.refund(order, LineWish(trade.line(order, 1), quantity=1))
    trade.work()
    first = trade.read_refund(refund.id).stripe_refund_id or ""
    fail(trade, first)
    trade.refuse_next("create_refund")
    assert again(trade, refund) == ""
    assert trade.read_refund(refund.id).state == RefundState.RETURNED
    second = again(trade, refund)
    assert_agrees(trade)
    assert [row[1] for row in journals(trade)] == [first, first, second]


def test_one_of_the_dashboard_that_we_send_again_stays_the_same_refund(trade: Trade, order: str) -> None:
    made = in_dashboard(trade, order, 700)
    assert trade.tell("refund.created", made.id) == "refund of the dashboard booked"
    assert fail(trade, made.id) == "refund came back"
    (refund,) = trade.rows("select id from refund")
    second = again(trade, trade.read_refund(str(refund[0])))
    assert second != made.id
    assert trade.tell("refund.failed", made.id) == "nothing new"
    assert trade.tell("refund.updated", second) == "nothing new"
    assert trade.rows("select id, state, stripe_refund_id from refund") == [(refund[0], "succeeded", second)]
    assert trade.balance("customer:credit") == 0
    assert_agrees(trade)
    assert journals(trade) == [
        ("refund", made.id, f"refund:{refund[0]}:sent:{made.id}"),
        ("refund_failure", made.id, f"refund:{refund[0]}:returned:{made.id}"),
        ("refund", second, f"refund:{refund[0]}:sent:{second}"),
    ]


def test_one_of_the_dashboard_that_stripe_refuses_to_send_again_is_still_owed(trade: Trade, order: str) -> None:
    """It is our first try, but not the first: what it was taken from does not get it back."""
    made = in_dashboard(trade, order)
    trade.tell("refund.created", made.id)
    fail(trade, made.id)
    (row,) = trade.rows("select id from refund")
    refund = trade.read_refund(str(row[0]))
    owed = trade.balance("customer:credit")
    payables = trade.rows("select id, amount_minor - reduced_minor from payable_item order by id")
    trade.refuse_next("create_refund")
    assert again(trade, refund) == ""
    assert trade.read_refund(refund.id).state == RefundState.RETURNED
    assert trade.balance("customer:credit") == owed == -made.money.minor
    assert trade.rows("select id, amount_minor - reduced_minor from payable_item order by id") == payables
    assert_agrees(trade)
    again(trade, refund)
    assert trade.read_refund(refund.id).state == RefundState.SUCCEEDED
    assert_agrees(trade)


@pytest.fixture
def came_back(trade: Trade, order: str) -> Refund:
    """All of an order, refunded by us; the buyer's bank did not take it, and nobody has told us yet."""
    refund = trade.refund(order, LineWish(trade.line(order)), LineWish(trade.line(order, 1)))
    trade.work()
    trade.stripe.fail_refund(trade.read_refund(refund.id).stripe_refund_id or "")
    return trade.read_refund(refund.id)


def test_what_came_back_and_somebody_sends_again_in_the_dashboard_is_its_next_attempt(
    trade: Trade, order: str, came_back: Refund
) -> None:
    first = came_back.stripe_refund_id or ""
    assert trade.tell("refund.failed", first) == "refund came back"
    second = in_dashboard(trade, order)
    assert trade.tell("refund.created", second.id) == "refund sent again in the dashboard"
    assert trade.tell("refund.updated", second.id) == trade.tell("refund.failed", first) == "nothing new"
    assert trade.rows("select id, state, stripe_refund_id from refund") == [(came_back.id, "succeeded", second.id)]
    assert trade.balance("customer:credit") == trade.balance("refunds_borne") == 0
    assert trade.rows("select kind, subject_id from alert where resolved_at is null") == [
        ("refund_in_dashboard", came_back.id)
    ], "of the same amount it need not be the same"
    assert_agrees(trade)
    trade.work()
    assert len(trade.stripe.refunds) == 2, "nobody sends it a third time"


def test_it_may_come_back_again_and_be_sent_by_us_then(trade: Trade, order: str, came_back: Refund) -> None:
    trade.tell("refund.failed", came_back.stripe_refund_id or "")
    second = in_dashboard(trade, order)
    trade.tell("refund.created", second.id)
    assert fail(trade, second.id) == "refund came back"
    assert trade.balance("customer:credit") == -came_back.amount_minor
    third = again(trade, came_back)
    assert trade.tell("refund.failed", second.id) == "nothing new"
    assert trade.rows("select state, stripe_refund_id from refund") == [("succeeded", third)]
    assert_agrees(trade)
    assert len(journals(trade)) == 5


def test_news_of_the_second_that_overtakes_the_news_of_the_first_waits_for_it(
    trade: Trade, order: str, came_back: Refund
) -> None:
    """More than was left was refunded: something must have come back."""
    second = in_dashboard(trade, order)
    event = trade.stripe.announce("refund.created", second.id)
    trade.receive(event)
    assert trade.handle(f"/{event.id}").startswith("put off")
    assert trade.scalar("select count(*) from refund") == 1
    trade.tell("refund.failed", came_back.stripe_refund_id or "")
    trade.wait(hours=2)
    assert trade.handle(f"/{event.id}") == "refund sent again in the dashboard"
    assert_agrees(trade)


def test_another_amount_than_what_came_back_is_a_refund_of_its_own(trade: Trade, order: str) -> None:
    refund = trade.refund(order, LineWish(trade.line(order, 1), quantity=1))
    trade.work()
    fail(trade, trade.read_refund(refund.id).stripe_refund_id or "")
    assert trade.tell("refund.created", in_dashboard(trade, order, 700).id) == "refund of the dashboard booked"
    assert trade.balance("customer:credit") == -refund.amount_minor
    assert trade.balance("refunds_borne") == 700
    assert_agrees(trade)


def test_what_came_back_and_is_given_again_in_halves_is_the_markets_until_it_is_given_up(
    trade: Trade, order: str, came_back: Refund
) -> None:
    trade.tell("refund.failed", came_back.stripe_refund_id or "")
    owed = trade.balance("customer:credit")
    halves = (came_back.amount_minor // 2, came_back.amount_minor - came_back.amount_minor // 2)
    for minor in halves:
        assert trade.tell("refund.created", in_dashboard(trade, order, minor).id) == "refund of the dashboard booked"
        assert_agrees(trade)
    assert trade.balance("refunds_borne") == came_back.amount_minor
    assert came_back.id in trade.scalar(
        "select string_agg(sentence, ' ') from alert where kind = 'refund_in_dashboard'"
    )
    assert trade.balance("customer:credit") == owed, "nobody has said yet that this was it"
    with trade.database.transaction() as session:
        give_up_refund(session, refund_id=came_back.id, because="given in halves", now=trade.now)
    assert trade.read_refund(came_back.id).state == RefundState.CANCELLED
    assert trade.balance("customer:credit") == 0
    assert_agrees(trade)
    with trade.database.transaction() as session, pytest.raises(WrongRefundStep):
        give_up_refund(session, refund_id=came_back.id, because="given in halves", now=trade.now)


def test_two_that_came_back_and_are_given_again_at_once_are_booked(trade: Trade, order: str) -> None:
    for number in (0, 1):
        refund = trade.refund(order, LineWish(trade.line(order, number)))
        trade.work()
        fail(trade, trade.read_refund(refund.id).stripe_refund_id or "")
    assert trade.tell("refund.created", in_dashboard(trade, order).id) == "refund of the dashboard booked"
    assert_agrees(trade)


def test_a_buyer_who_was_paid_by_bank_and_in_the_dashboard_has_twice_what_the_books_say(
    trade: Trade, order: str, came_back: Refund
) -> None:
    trade.tell("refund.failed", came_back.stripe_refund_id or "")
    with trade.database.transaction() as session:
        settle_otherwise(session, refund_id=came_back.id, reference="BQ 1", now=trade.now)
    assert trade.tell("refund.created", in_dashboard(trade, order).id) == "refund of the dashboard booked"
    assert trade.balance("refunds_borne") == came_back.amount_minor
    assert_agrees(trade)


def test_what_a_dispute_has_taken_does_not_keep_a_refund_from_being_booked(trade: Trade, order: str) -> None:
    """Refunded in the dashboard, and disputed before the news of that arrived."""
    made = in_dashboard(trade, order)
    trade.dispute(order)
    assert trade.tell("refund.created", made.id) == "refund of the dashboard booked"
    assert_agrees(trade)


def test_ours_that_stripe_refuses_makes_room_for_the_one_of_the_dashboard(trade: Trade, order: str) -> None:
    trade.refund(order, LineWish(trade.line(order)), LineWish(trade.line(order, 1)))
    made = in_dashboard(trade, order)
    event = trade.stripe.announce("refund.created", made.id)
    trade.receive(event)
    assert trade.handle(f"/{event.id}").startswith("put off")
    (operation,) = trade.operations("refund")
    trade.execute(operation)
    assert trade.rows("select kind, state from refund order by id") == [("lines", "cancelled")]
    trade.wait(hours=2)
    assert trade.handle(f"/{event.id}") == "refund of the dashboard booked"
    assert trade.rows("select kind, state from refund order by id")[-1] == ("dashboard", "succeeded")
    assert_agrees(trade)

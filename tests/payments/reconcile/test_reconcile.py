"""A day of Stripe beside the books: it agrees, or every difference is named."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from gateways.fakes import no_answer
from kit.errors import DomainError
from kit.money import Money
from market.ledger.accounts import STRIPE_AVAILABLE, SUSPENSE
from market.ledger.entry import Entry, credit, debit
from market.ledger.post import post
from market.payments.reconcile.compare_day import compare_day
from market.payments.reconcile.errors import MovementHasEntry, NoSuchMovement, NotADay
from market.payments.reconcile.reconcile_due_days import reconcile_due_days
from market.payments.reconcile.suspend_movement import suspend_movement
from market.requests.alerts import list_alerts
from models.enums import AlertKind, JournalKind
from tests.payments.reconcile.scene import DAY, EVENING, NOON, Scene, names

TOMORROW = EVENING + timedelta(days=1)


def alerts(scene: Scene) -> list[tuple[str, str | None]]:
    with scene.database.reading() as session:
        return [
            (alert.kind, alert.subject_id)
            for alert in list_alerts(session)
            if alert.kind in {AlertKind.UNKNOWN_TRANSACTION, AlertKind.RECONCILIATION_DIFFERS}
        ]


def journal_of(scene: Scene, movement_id: str) -> tuple[str, str] | None:
    """(kind, key) of the entry that a movement belongs to."""
    with scene.database.reading() as session:
        row = session.execute(
            text(
                "select j.kind, j.idempotency_key from stripe_balance_transaction t "
                "join journal j on j.id = t.journal_id where t.id = :id"
            ),
            {"id": movement_id},
        ).one_or_none()
        return None if row is None else (row.kind, row.idempotency_key)


def test_a_day_of_everything_agrees_and_each_movement_has_one_entry(scene: Scene) -> None:
    first, second = scene.paid(3), scene.paid(2)
    refund = scene.refunded(first, 500)
    scene.stripe.fail_refund(refund.id)
    scene.follow(refund.id)
    scene.transferred(1_000)
    dispute = scene.disputed(second)
    scene.stripe.close_dispute(dispute, is_won=True)
    scene.contest(dispute)
    scene.stripe.book("stripe_fee", "", Money(-150, "EUR"))
    scene.stripe.book("payout", "po_1", Money(-300, "EUR"))
    scene.stripe.book("payout_failure", "po_1", Money(300, "EUR"))
    scene.stripe.book("topup", "tu_1", Money(2_000, "EUR"))
    scene.stripe.book("reserve_hold", "", Money(-70, "EUR"))

    found = scene.reconcile()

    assert found.is_well, found.differences
    kinds = {entry.type: journal_of(scene, id_) for id_, entry in scene.stripe.transactions.items()}
    assert {type_: journal and journal[0] for type_, journal in kinds.items()} == {
        "charge": "order_paid",
        "refund": "refund_sent",
        "refund_failure": "refund_returned",
        "transfer": "transfer_sent",
        "adjustment": "dispute_reinstated",
        "stripe_fee": "stripe_charged",
        "payout": "platform_payout",
        "payout_failure": "platform_payout",
        "topup": "platform_topup",
        "reserve_hold": "stripe_reserve",
    }
    (line,) = found.totals
    assert line.stripe_minor == line.books_minor == line.balance_minor
    assert line.reserved_minor == 70
    # What Stripe set aside is the market's, but not in Stripe's balance.
    assert scene.shop.balances()["bank:own"] == -2_000
    again = scene.reconcile()
    assert again.is_well and sum(kind.how_many for kind in again.movements) == len(scene.stripe.transactions)


def test_a_charge_nobody_knows_of_is_named_until_it_is_settled(scene: Scene) -> None:
    order_id = scene.shop.place({scene.shop.coffee: 1}).order_id
    fact = scene.stripe.pay(scene.shop.page(order_id))
    found = scene.reconcile()
    assert names(found) == ["unmatched", "totals_differ"]
    assert found.differences[0].ids == ("txn_1",)
    assert "charge ch_1" in found.differences[0].sentence
    assert found.totals[0].difference_minor == found.totals[0].stripe_minor > 0
    scene.settle(fact)
    assert scene.reconcile().is_well


def test_an_entry_that_stripe_knows_nothing_of_is_named(scene: Scene) -> None:
    payment = scene.paid()
    assert payment.balance is not None
    del scene.stripe.transactions[payment.balance.id]
    found = scene.reconcile()
    assert names(found) == ["entry_without_movement", "entry_without_movement", "totals_differ"]
    assert {payment.order_id} < {id_ for difference in found.differences for id_ in difference.ids}


def test_an_entry_across_midnight_is_under_way_and_nothing_is_missing(scene: Scene) -> None:
    scene.stripe.now = NOON.replace(hour=23, minute=59)
    order_id = scene.shop.place({scene.shop.coffee: 1}).order_id
    fact = scene.stripe.pay(scene.shop.page(order_id))
    scene.stripe.now += timedelta(minutes=5)
    scene.settle(fact)
    today = scene.reconcile(now=TOMORROW)
    assert today.is_well
    assert today.totals[0].books_minor == 0
    assert today.totals[0].under_way_minor == today.totals[0].stripe_minor > 0
    with scene.database.reading() as session:
        tomorrow = compare_day(session, day=DAY + timedelta(days=1), now=TOMORROW)
    assert tomorrow.is_well and tomorrow.totals[0].under_way_minor == 0


@pytest.mark.parametrize(
    ("amount", "fee", "expected"), [(1, 0, ["net_differs"]), (0, 1, ["net_differs", "fee_differs"])]
)
def test_another_amount_or_fee_is_named(scene: Scene, amount: int, fee: int, expected: list[str]) -> None:
    payment = scene.paid()
    assert payment.balance is not None
    entry = scene.stripe.transactions[payment.balance.id]
    scene.stripe.transactions[entry.id] = replace(
        entry, amount=entry.amount + Money(amount, "EUR"), fee=entry.fee + Money(fee, "EUR")
    )
    found = scene.reconcile()
    assert names(found) == [*expected, "totals_differ"]
    assert entry.id in found.differences[0].ids
    assert found.totals[0].difference_minor == amount - fee


def test_a_fee_that_comes_late_is_missing_until_then(scene: Scene) -> None:
    fact = scene.paid(is_late=True)
    found = scene.reconcile()
    assert names(found) == ["net_differs", "fee_differs", "totals_differ"]
    assert "in the books none" in found.differences[1].sentence or "0.00" in found.differences[1].sentence
    scene.settle(fact)
    assert scene.reconcile().is_well


def test_converted_money_is_compared_in_the_currency_that_it_became(scene: Scene) -> None:
    scene.paid(settled=Money(1_700, "USD"))
    found = scene.reconcile()
    assert found.is_well, found.differences
    assert {line.currency: line.books_minor for line in found.totals} == {"EUR": 0, "USD": 1_700 - 50}


def test_an_unknown_type_goes_to_suspense_and_a_person_is_told_once(scene: Scene) -> None:
    id_ = scene.stripe.book("stripe_teleport", "", Money(-300, "EUR"), fee=Money(10, "EUR"))
    assert scene.reconcile().is_well
    assert journal_of(scene, id_) == ("suspense", f"txn:{id_}")
    assert scene.shop.balances() == {"stripe:available": -310, "suspense": 310}
    assert alerts(scene) == [("unknown_transaction", id_)]
    scene.reconcile()
    with scene.database.reading() as session:
        assert [alert.times for alert in list_alerts(session)] == [1]


def test_an_adjustment_that_is_no_disputes_is_unknown(scene: Scene) -> None:
    scene.stripe.book("adjustment", "ch_9", Money(40, "EUR"))
    assert scene.reconcile().is_well
    assert scene.shop.balances()["suspense"] == -40


def test_a_refund_with_a_fee_of_its_own_is_the_markets_cost(scene: Scene) -> None:
    refund = scene.refunded(scene.paid(), 500)
    entry = next(entry for entry in scene.stripe.transactions.values() if entry.source == refund.id)
    scene.stripe.transactions[entry.id] = replace(entry, fee=Money(30, "EUR"))
    before = scene.shop.balances()["stripe_fees"]
    assert scene.reconcile().is_well
    assert scene.shop.balances()["stripe_fees"] == before + 30


def test_a_refund_sent_twice_is_two_movements_with_an_entry_each(scene: Scene) -> None:
    """The refund's row names the second one at Stripe; the first is found by the operation that asked for it."""
    payment = scene.paid()
    refund = scene.refunded(payment, 500)
    scene.stripe.fail_refund(refund.id)
    scene.follow(refund.id)
    with scene.database.transaction() as session:
        session.execute(
            text(
                "insert into stripe_operation (id, kind, business_key, idempotency_key, parameters, subject_id, state, "
                "attempts, next_attempt_at, stripe_id, must_look_up) select 'sop_1', 'refund', 're:1', 're:1', '{}', "
                "id, 'succeeded', 1, now(), :stripe_id, false from refund"
            ),
            {"stripe_id": refund.id},
        )
        session.execute(text("update refund set stripe_refund_id = 're_later'"))
    found = scene.reconcile()
    assert found.is_well, found.differences


def test_what_stays_unmatched_for_a_day_is_told_and_withdrawn_when_it_heals(scene: Scene) -> None:
    order_id = scene.shop.place({scene.shop.coffee: 1}).order_id
    fact = scene.stripe.pay(scene.shop.page(order_id))
    scene.reconcile()
    assert alerts(scene) == []
    scene.reconcile(now=TOMORROW)
    assert sorted(alerts(scene)) == [("reconciliation_differs", str(DAY)), ("unknown_transaction", "txn_1")]
    scene.settle(fact)
    assert scene.reconcile(now=TOMORROW).is_well
    assert alerts(scene) == []


def test_an_operator_can_put_a_stray_movement_in_suspense(scene: Scene) -> None:
    id_ = scene.stripe.book("charge", "ch_stray", Money(900, "EUR"), fee=Money(39, "EUR"))
    scene.reconcile(now=TOMORROW)
    with scene.database.transaction() as session:
        suspend_movement(session, id_, reason="a terminal in the market hall", now=TOMORROW)
    assert scene.reconcile(now=TOMORROW).is_well
    assert scene.shop.balances() == {"stripe:available": 861, "suspense": -861}
    assert alerts(scene) == []
    with pytest.raises(MovementHasEntry), scene.database.transaction() as session:
        suspend_movement(session, id_, reason="again", now=TOMORROW)
    with pytest.raises(NoSuchMovement), scene.database.transaction() as session:
        suspend_movement(session, "txn_none", reason="x", now=TOMORROW)


def test_movements_of_earlier_days_that_are_unmatched_are_named_too(scene: Scene) -> None:
    scene.stripe.now = NOON - timedelta(days=3)
    scene.stripe.book("charge", "ch_stray", Money(900, "EUR"))
    scene.stripe.now = NOON
    scene.paid()
    found = scene.reconcile()
    assert names(found) == ["earlier_unmatched", "totals_differ"]
    assert found.differences[0].ids == ("txn_1",)


def test_a_posting_by_hand_shows_in_the_totals(scene: Scene) -> None:
    scene.paid()
    money = Money(100, "EUR")
    entry = Entry(JournalKind.CORRECTION, "by-hand", NOON, (debit(STRIPE_AVAILABLE, money), credit(SUSPENSE, money)))
    with scene.database.transaction() as session:
        post(session, entry, now=EVENING)
    found = scene.reconcile()
    assert names(found) == ["entry_without_movement", "totals_differ"]
    assert found.totals[0].difference_minor == -100


def test_a_balance_that_is_not_the_sum_is_named(scene: Scene) -> None:
    payment = scene.paid()
    hidden = scene.stripe.book("topup", "tu_1", Money(5, "EUR"))
    assert payment.balance is not None
    entry = scene.stripe.transactions[hidden]
    # Made before Stripe existed: the list does not show it, the balance has it.
    scene.stripe.transactions[hidden] = replace(entry, created_at=entry.created_at.replace(year=2009))
    found = scene.reconcile()
    assert names(found) == ["balance_differs"]
    assert "20.29 EUR" in found.differences[0].sentence


def test_only_what_was_never_read_is_read_again(scene: Scene) -> None:
    scene.paid()
    scene.reconcile()
    asked: list[tuple[object, object]] = []
    list_transactions = scene.stripe.list_transactions

    def spy(*, since, until):
        asked.append((since, until))
        return list_transactions(since=since, until=until)

    scene.stripe.list_transactions = spy  # type: ignore[method-assign]
    scene.reconcile(now=EVENING + timedelta(days=10))
    assert asked == [(EVENING - timedelta(days=1), NOON.replace(hour=0) + timedelta(days=1))]


def test_a_stripe_that_does_not_answer_leaves_everything_as_it_was(scene: Scene) -> None:
    scene.paid()
    scene.stripe.fail_before.append(no_answer("read_balances"))
    with pytest.raises(DomainError):
        scene.reconcile()
    assert scene.reconcile().is_well


def test_a_day_that_has_not_begun_is_none(scene: Scene) -> None:
    with scene.database.reading() as session, pytest.raises(NotADay):
        compare_day(session, day=date(2027, 1, 1), now=EVENING)


def test_every_day_that_is_over_is_done_once_and_again_while_it_differs(scene: Scene) -> None:
    order_id = scene.shop.place({scene.shop.coffee: 1}).order_id
    fact = scene.stripe.pay(scene.shop.page(order_id))

    def due(now: datetime) -> list[tuple[str, bool]]:
        return [(str(found.day), found.is_well) for found in reconcile_due_days(scene.database, scene.stripe, now=now)]

    midnight = NOON.replace(hour=0) + timedelta(days=1)
    assert due(midnight + timedelta(hours=2)) == [(str(DAY), False)]
    assert due(midnight + timedelta(hours=3)) == [(str(DAY), False)]
    scene.settle(fact)
    assert due(midnight + timedelta(hours=4)) == [(str(DAY), True)]
    assert due(midnight + timedelta(hours=5)) == []
    assert alerts(scene) == []
    later = due(midnight + timedelta(days=2, hours=2))
    assert later == [("2026-11-25", True), ("2026-11-26", True)]


def test_two_who_reconcile_at_once_book_everything_once(scene: Scene) -> None:
    scene.paid()
    for _ in range(40):
        scene.stripe.book("stripe_fee", "", Money(-5, "EUR"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: scene.reconcile(), range(4)))
    assert scene.reconcile().is_well and found[-1].movements[0].how_many == 1
    assert scene.shop.balances()["stripe_fees"] == 56 + 40 * 5

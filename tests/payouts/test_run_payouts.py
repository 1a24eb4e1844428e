"""A run pays everybody what is due, once, whoever starts it and however often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from kit.clock import IsoWeek
from kit.money import Money
from market.earnings.hold import hold_organisation, release_hold
from market.ledger.accounts import STRIPE_AVAILABLE, producer_payable
from market.ledger.entry import Entry, credit, debit
from market.ledger.post import post
from market.ledger.rules.corrections import correction
from market.payouts.confirm_manual_payout import confirm_manual_payout
from market.payouts.errors import (
    NoSuchPayout,
    PayoutConfirmedOtherwise,
    PayoutNotManual,
)
from market.payouts.run_due_periods import run_due_periods
from models.enums import HoldReason, JournalKind, PayoutPurpose, PayoutRail, PayoutState
from tests.payouts.conftest import DUE, Till
from tests.shop import NOW


def test_a_run_claims_goods_and_premium_of_each_producer(till: Till) -> None:
    owed = {code: -minor for code, minor in till.shop.balances().items() if minor < 0}
    assert till.run().payouts == 4
    paid = {(payout.beneficiary_id, payout.purpose): payout.money.minor for payout in till.payouts()}
    for producer in (till.stripe_producer, till.bank_producer):
        assert paid[producer, PayoutPurpose.GOODS] == owed[f"producer:{producer}:payable"]
        assert paid[producer, PayoutPurpose.PREMIUM] == owed[f"premium:{producer}"]
    assert {payout.state for payout in till.payouts()} == {PayoutState.IN_TRANSIT}
    standing = till.shop.balances()
    assert -standing[f"producer:{till.stripe_producer}:in_transit"] == sum(
        minor for (producer, _), minor in paid.items() if producer == till.stripe_producer
    )
    assert len(till.operations()) == 2, "bank transfers are nothing to ask of Stripe"
    assert till.scalar("select count(*) from outbox where task = 'execute_stripe_operation'") == 2
    assert till.shop.stripe.transfers == {}, "a run sends nothing while it holds its locks"


def test_the_same_run_again_changes_nothing(till: Till) -> None:
    till.run()
    first = till.payouts()
    again = till.run()
    assert again.new_run_id is None
    assert till.payouts() == first
    assert till.scalar("select count(*) from payout_run") == 1


def test_twenty_runs_at_once_pay_once(till: Till) -> None:
    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(lambda _: till.run(), range(20)))
    assert sum(outcome.new_run_id is not None for outcome in outcomes) == 1
    assert till.scalar("select count(*) from payout") == 4


def test_runs_of_different_weeks_at_once_share_nothing(till: Till) -> None:
    with ThreadPoolExecutor(4) as pool:
        weeks = [IsoWeek(2026, week) for week in (46, 47, 48, 49)]
        list(pool.map(lambda week: till.run(period=week), weeks))
    assert till.scalar("select count(*) from payout") == 4
    assert till.scalar("select count(*) from payout_run") == 4


def test_nothing_leaves_before_it_is_due(till: Till) -> None:
    early = till.run(now=DUE - timedelta(seconds=1))
    assert early.payouts == 0
    assert early.new_run_id is not None, "that the week was run is written down"
    assert till.run().payouts == 4
    assert till.scalar("select max(sequence) from payout_run") == 2


def test_what_falls_due_later_is_another_sequence(till: Till) -> None:
    till.run()
    shop = till.shop
    shop.settle(shop.place({shop.coffee: 1}).order_id)
    assert till.run().payouts == 2
    assert till.scalar("select max(sequence) from payout_run") == 2
    assert len(till.payouts()) == 6


def test_held_items_and_producers_without_an_account_wait(till: Till) -> None:
    with till.database.transaction() as session:
        hold = hold_organisation(
            session, organisation_id=till.stripe_producer, reason=HoldReason.MANUAL, note="a look", by=None, now=NOW
        )
    till.do("update payout_account set state = 'restricted' where rail = 'manual_bank'")
    assert till.run().payouts == 0
    with till.database.transaction() as session:
        release_hold(session, hold_id=hold.id, note="all well", by=None, now=DUE)
    till.do("update payout_account set state = 'active'")
    assert till.run().payouts == 4


def test_a_shortfall_of_one_stops_nobody_else(till: Till) -> None:
    """Should the books ever owe less than the items say, that payout waits for a person; the others leave."""
    producer = till.stripe_producer
    with till.database.transaction() as session:
        legs = (debit(producer_payable(producer), Money(1, "EUR")), credit(STRIPE_AVAILABLE, Money(1, "EUR")))
        entry = Entry(JournalKind.CORRECTION, "a hand in the till", DUE, legs)
        post(session, entry, now=DUE)
    outcome = till.run()
    assert [(short.beneficiary_id, short.due - short.owed) for short in outcome.shortfalls] == [
        (producer, Money(1, "EUR"))
    ]
    assert outcome.payouts == 3
    mistake_id = till.journal("a hand in the till")
    with till.database.transaction() as session:
        post(session, correction(entry, mistake_id, reason="put back", at=DUE), now=DUE)


def test_the_clock_catches_up_the_week_that_was_missed(till: Till) -> None:
    assert run_due_periods(till.database, now=DUE) != [], "W48 has ended and never ran"
    assert till.scalar("select count(*) from payout") == 0, "but what it paid was only what was due when it ended"
    three_weeks_on = datetime(2026, 12, 22, 3, tzinfo=UTC)
    periods = [str(outcome.period) for outcome in run_due_periods(till.database, now=three_weeks_on)]
    assert periods == ["2026-W49", "2026-W50", "2026-W51"]
    assert till.scalar(
        "select string_agg(distinct r.period, ',') from payout p join payout_run r on r.id = p.run_id"
    ) == ("2026-W49")
    assert run_due_periods(till.database, now=three_weeks_on) == []


def test_an_item_cannot_be_claimed_by_hand_twice(till: Till) -> None:
    till.run()
    with pytest.raises(IntegrityError, match="uq_payout_item_live"):
        till.do(
            "insert into payout_item (payout_id, payable_item_id, amount_minor) select p.id, c.payable_item_id, 1 "
            "from payout p, payout_item c where p.id <> c.payout_id limit 1"
        )


def test_amounts_of_payouts_and_items_cannot_be_edited(till: Till) -> None:
    till.run()
    for sql in (
        "update payout set amount_minor = amount_minor + 1",
        "update payable_item set amount_minor = amount_minor + 1",
        "update stripe_operation set parameters = '{}'",
        "delete from payout_item",
        "truncate payout cascade",
    ):
        with pytest.raises(IntegrityError):
            till.do(sql)


def test_a_bank_payout_arrives_when_an_operator_says_so(till: Till) -> None:
    till.run()
    payout = next(
        payout
        for payout in till.payouts()
        if payout.rail is PayoutRail.MANUAL_BANK and payout.purpose is PayoutPurpose.GOODS
    )
    for _ in range(2):
        with till.database.transaction() as session:
            confirmed = confirm_manual_payout(session, payout_id=payout.id, bank_reference="SEPA 77", now=DUE)
    assert confirmed.state is PayoutState.PAID
    assert till.shop.balances()["bank:manual_bank"] == -payout.money.minor
    assert till.scalar("select count(*) from outbox where task = 'build_producer_statements'") == 1
    with pytest.raises(PayoutConfirmedOtherwise), till.database.transaction() as session:
        confirm_manual_payout(session, payout_id=payout.id, bank_reference="SEPA 78", now=DUE)
    with pytest.raises(NoSuchPayout), till.database.transaction() as session:
        confirm_manual_payout(session, payout_id="pyt_none", bank_reference="x", now=DUE)


def test_only_a_bank_payout_on_its_way_is_confirmed_by_hand(till: Till) -> None:
    till.run()
    by_stripe = next(payout for payout in till.payouts() if payout.rail is PayoutRail.STRIPE_CONNECT)
    with pytest.raises(PayoutNotManual), till.database.transaction() as session:
        confirm_manual_payout(session, payout_id=by_stripe.id, bank_reference="x", now=DUE)

"""Every kind of event that Stripe sends us does what it is for, once, however often and by however many it is told."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest

from gateways.stripe import AccountFact, BankPayoutFact, EventFact, FraudWarningFact
from market.events.handle_event import handle_again
from market.payments.refunds.plan import LineWish
from tests.trade import Trade


@dataclass(frozen=True)
class Told:
    """An event: what it is called, what it is about, on whose account it happened."""

    type: str
    object_id: str
    account: str = ""
    payment_intent: str | None = None

    def announce(self, trade: Trade) -> EventFact:
        facts = {} if self.payment_intent is None else {"payment_intent": self.payment_intent}
        return trade.stripe.announce(self.type, self.object_id, account=self.account, **facts)


def placed(trade: Trade) -> str:
    return trade.place(trade.coffees(2), trade.cocoas(3))


def sold(trade: Trade) -> str:
    return trade.sell(trade.coffees(2), trade.cocoas(3))


def page_was_used(trade: Trade) -> Told:
    order = placed(trade)
    trade.pay(order)
    return Told("checkout.session.completed", trade.page(order))


def page_was_used_before_the_bank_answered(trade: Trade) -> Told:
    return replace(page_was_used(trade), type="checkout.session.async_payment_succeeded")


def page_waits_for_a_bank(trade: Trade) -> Told:
    return Told("checkout.session.completed", trade.page(placed(trade)))


def page_expired(trade: Trade) -> Told:
    page = trade.page(placed(trade))
    trade.stripe.expire_checkout(page)
    return Told("checkout.session.expired", page)


def bank_refused(trade: Trade) -> Told:
    return Told("checkout.session.async_payment_failed", trade.page(placed(trade)))


def intent(status: str, kind: str) -> Callable[[Trade], Told]:
    def happen(trade: Trade) -> Told:
        order = placed(trade)
        fact = trade.pay(order)
        if status != "succeeded":
            nothing = replace(fact, status=status, received=trade.money(0), charge_id=None, balance=None)
            trade.stripe.payments[fact.id] = nothing
            trade.stripe.transactions.clear()
        return Told(kind, fact.id)

    return happen


def charge_changed(kind: str) -> Callable[[Trade], Told]:
    def happen(trade: Trade) -> Told:
        order = placed(trade)
        fact = trade.pay(order)
        trade.settle(order, replace(fact, balance=None))
        return Told(kind, fact.charge_id or "", payment_intent=fact.id)

    return happen


def refund_was_made(kind: str) -> Callable[[Trade], Told]:
    def happen(trade: Trade) -> Told:
        order = sold(trade)
        trade.refund(order, LineWish(trade.line(order), quantity=1))
        trade.lose_next_answer()
        trade.work()
        (refund,) = trade.stripe.refunds.values()
        if kind == "charge.refunded":
            return Told(kind, refund.charge_id or "", payment_intent=refund.payment_intent_id)
        return Told(kind, refund.id)

    return happen


def refund_came_back(trade: Trade) -> Told:
    order = sold(trade)
    trade.refund(order, LineWish(trade.line(order), quantity=1))
    trade.work()
    (refund,) = trade.stripe.refunds.values()
    trade.stripe.fail_refund(refund.id)
    return Told("refund.failed", refund.id)


def disputed(kind: str) -> Callable[[Trade], Told]:
    def happen(trade: Trade) -> Told:
        order = sold(trade)
        dispute = trade.stripe.open_dispute(trade.payment_of(order))
        if kind in {"closed", "funds_reinstated"}:
            trade.stripe.close_dispute(dispute.id, is_won=True)
        return Told(f"charge.dispute.{kind}", dispute.id)

    return happen


def fraud(trade: Trade) -> Told:
    charge = trade.payment_of(sold(trade)).charge_id or ""
    trade.stripe.warnings["issfr_1"] = FraudWarningFact("issfr_1", charge, True, "misc")
    return Told("radar.early_fraud_warning.created", "issfr_1")


def transfer(kind: str) -> Callable[[Trade], Told]:
    def happen(trade: Trade) -> Told:
        sold(trade)
        trade.mature()
        trade.run()
        for operation in trade.operations("transfer"):
            trade.lose_next_answer()
            trade.execute(operation)
        made = max(trade.stripe.transfers.values(), key=lambda one: one.money.minor)
        for other in trade.stripe.transfers:
            if other != made.id:
                trade.tell("transfer.created", other)
        if kind == "reversed":
            trade.stripe.add_reversal(made.id, trade.money(100))
        return Told(f"transfer.{kind}", made.id)

    return happen


def funds_are_usable(trade: Trade) -> Told:
    sold(trade)
    trade.wait(days=3)
    return Told("balance.available", "")


def own_payout(kind: str) -> Callable[[Trade], Told]:
    return lambda _: Told(f"payout.{kind}", "po_1")


def bank_payout(kind: str) -> Callable[[Trade], Told]:
    def happen(trade: Trade) -> Told:
        status = {"created": "pending", "updated": "in_transit"}.get(kind, kind)
        trade.stripe.bank_payouts["po_1"] = BankPayoutFact("po_1", trade.money(5), status, trade.now, None)
        return Told(f"payout.{kind}", "po_1", account="acct_kuapa")

    return happen


def account(kind: str) -> Callable[[Trade], Told]:
    def happen(trade: Trade) -> Told:
        trade.stripe.accounts["acct_kuapa"] = AccountFact("acct_kuapa", False, True, ("external_account",))
        return Told(kind, "x_1", account="acct_kuapa")

    return happen


CASES: dict[str, tuple[Callable[[Trade], Told], str]] = {
    "checkout.session.completed": (page_was_used, "paid"),
    "checkout.session.completed, not yet paid": (page_waits_for_a_bank, "no payment yet"),
    "checkout.session.async_payment_succeeded": (page_was_used_before_the_bank_answered, "paid"),
    "checkout.session.async_payment_failed": (bank_refused, "payment failed, order expired"),
    "checkout.session.expired": (page_expired, "order expired"),
    "payment_intent.succeeded": (intent("succeeded", "payment_intent.succeeded"), "paid"),
    "payment_intent.payment_failed": (
        intent("requires_payment_method", "payment_intent.payment_failed"),
        "still requires_payment_method",
    ),
    "payment_intent.processing": (intent("processing", "payment_intent.processing"), "still processing"),
    "payment_intent.canceled": (intent("canceled", "payment_intent.canceled"), "payment cancelled, order expired"),
    "charge.succeeded": (charge_changed("charge.succeeded"), "balance noted"),
    "charge.updated": (charge_changed("charge.updated"), "balance noted"),
    "charge.refunded": (refund_was_made("charge.refunded"), "refund sent"),
    "charge.refund.updated": (refund_was_made("charge.refund.updated"), "refund sent"),
    "refund.created": (refund_was_made("refund.created"), "refund sent"),
    "refund.updated": (refund_was_made("refund.updated"), "refund sent"),
    "refund.failed": (refund_came_back, "refund came back"),
    "charge.dispute.created": (disputed("created"), "dispute needs_response"),
    "charge.dispute.updated": (disputed("updated"), "dispute needs_response"),
    "charge.dispute.funds_withdrawn": (disputed("funds_withdrawn"), "dispute needs_response"),
    "charge.dispute.funds_reinstated": (disputed("funds_reinstated"), "dispute won"),
    "charge.dispute.closed": (disputed("closed"), "dispute won"),
    "radar.early_fraud_warning.created": (fraud, "held for a fraud warning"),
    "transfer.created": (transfer("created"), "transfer sent"),
    "transfer.updated": (transfer("updated"), "transfer sent"),
    "transfer.reversed": (transfer("reversed"), "1 reversal(s) booked"),
    "balance.available": (funds_are_usable, "asked to book it"),
    "payout.paid": (own_payout("paid"), "left to the reconciliation"),
    "payout.failed": (own_payout("failed"), "left to the reconciliation"),
    "payout.reconciliation_completed": (own_payout("reconciliation_completed"), "left to the reconciliation"),
    "payout.created of an account": (bank_payout("created"), "bank payout pending"),
    "payout.updated of an account": (bank_payout("updated"), "bank payout in_transit"),
    "payout.paid of an account": (bank_payout("paid"), "bank payout paid"),
    "payout.failed of an account": (bank_payout("failed"), "bank payout failed"),
    "payout.canceled of an account": (bank_payout("canceled"), "bank payout canceled"),
    "account.updated": (account("account.updated"), "account read"),
    "capability.updated": (account("capability.updated"), "account read"),
    "account.external_account.created": (account("account.external_account.created"), "account read"),
    "account.external_account.deleted": (account("account.external_account.deleted"), "account read"),
    "account.application.deauthorized": (account("account.application.deauthorized"), "account restricted"),
    "something new": (lambda _: Told("climate.order.created", "x_1"), "nothing to do"),
    "something new of an account": (lambda _: Told("person.created", "x_1", account="acct_kuapa"), "nothing to do"),
}


def state(trade: Trade) -> object:
    """All that an event could have changed, but for when."""
    return [
        trade.balances(),
        trade.rows("select idempotency_key from journal order by 1"),
        trade.rows("select id, state, paid_at is null from customer_order order by 1"),
        trade.rows("select id, state, charge_id, balance_transaction_id, available_at from payment order by 1"),
        trade.rows("select variant_id, on_hand, reserved from stock order by 1"),
        trade.rows("select state, amount_minor, stripe_refund_id from refund order by 1, 2"),
        trade.rows("select state, amount_minor, stripe_reversal_id from transfer_reversal order by 1, 2"),
        trade.rows("select id, state, transfer_id from payout order by 1"),
        trade.rows("select status, withdrawn_minor, reinstated_minor, fee_minor from dispute order by 1"),
        trade.rows("select key, released_at is null from hold order by 1"),
        trade.rows("select key, resolved_at is null from alert order by 1"),
        trade.rows("select id, state from bank_payout order by 1"),
        trade.rows("select organisation_id, state, requirements from payout_account order by 1"),
        trade.rows(
            "select amount_minor, reduced_minor, purpose, source, eligible_at from payable_item order by 1, 2, 3"
        ),
    ]


@pytest.mark.parametrize(("happen", "outcome"), CASES.values(), ids=CASES.keys())
def test_each_event_does_what_it_is_for_once(trade: Trade, happen: Callable[[Trade], Told], outcome: str) -> None:
    told = happen(trade)
    event = told.announce(trade)
    trade.receive(event)
    key = f"{told.account}/{event.id}"
    assert trade.handle(key) == outcome
    assert trade.scalar("select outcome from stripe_event where id = :id", id=event.id) == outcome
    assert trade.handle(key) == "nothing to do"
    after = state(trade)
    again = handle_again(trade.database, trade.stripe, event_key=key, terms=trade.terms, now=trade.now)
    assert again not in {"", "no such event"}
    other = told.announce(trade)
    trade.receive(other)
    trade.handle(f"{told.account}/{other.id}")
    assert state(trade) == after, "told in another event, it changes nothing"


@pytest.mark.parametrize(("happen", "outcome"), CASES.values(), ids=CASES.keys())
def test_delivered_fifty_times_at_once_it_happens_once(
    trade: Trade, happen: Callable[[Trade], Told], outcome: str
) -> None:
    told = happen(trade)
    event = told.announce(trade)
    key = f"{told.account}/{event.id}"

    def deliver(_: int) -> str:
        trade.receive(event)
        return trade.handle(key)

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(deliver, range(50)))
    assert sorted(outcomes) == sorted([outcome] + 49 * ["nothing to do"])
    (row,) = trade.rows("select deliveries, attempts, outcome from stripe_event where id = :id", id=event.id)
    assert row == (50, 1, outcome)


def test_a_thin_event_is_about_the_account_it_names(trade: Trade) -> None:
    """API v2 sends no object, and no version; what it names is read anew."""
    trade.stripe.accounts["acct_kuapa"] = AccountFact("acct_kuapa", False, True, ("external_account",))
    type_ = "v2.core.account[configuration.recipient].capability_status_updated"
    body = {"id": "evt_v2", "object": "v2.core.event", "type": type_, "related_object": {"id": "acct_kuapa"}}
    event = EventFact("evt_v2", type_, "", None, False, trade.now, "acct_kuapa", json.dumps(body), is_thin=True)
    trade.receive(event)
    assert trade.handle("/evt_v2") == "account read"
    assert trade.scalar("select state from payout_account where stripe_account_id = 'acct_kuapa'") == "restricted"


def test_events_of_another_account_are_nobodys(trade: Trade) -> None:
    order = sold(trade)
    before = state(trade)
    for kind, object_id, outcome in (
        ("payment_intent.succeeded", trade.payment_of(order).id, "nothing to do"),
        ("charge.dispute.created", "dp_1", "nothing to do"),
        ("account.updated", "acct_strange", "not an account of ours"),
        ("account.application.deauthorized", "ca_1", "not an account of ours"),
        ("payout.paid", "po_9", "not an account of ours"),
    ):
        assert trade.tell(kind, object_id, account="acct_strange") == outcome
    assert state(trade) == before


def test_one_id_on_two_accounts_is_two_events(trade: Trade) -> None:
    event = trade.stripe.announce("payout.paid", "po_1")
    for account in ("", "acct_strange"):
        trade.receive(replace(event, account=account))
    assert trade.handle(f"/{event.id}") == "left to the reconciliation"
    assert trade.handle(f"acct_strange/{event.id}") == "not an account of ours"


def test_an_event_of_another_version_is_handled_and_a_person_is_told_once(trade: Trade) -> None:
    for _ in range(3):
        told = page_was_used(trade)
        event = replace(told.announce(trade), api_version="2024-06-20")
        trade.receive(event)
        assert trade.handle(f"/{event.id}") == "paid"
    assert trade.rows("select kind, times from alert") == [("event_unlike_ours", 3)]
    assert "2024-06-20" in trade.scalar("select sentence from alert")


def test_there_is_nothing_to_do_for_an_event_that_is_not_there(trade: Trade) -> None:
    assert trade.handle("/evt_none") == "nothing to do"
    assert (
        handle_again(trade.database, trade.stripe, event_key="/x", terms=trade.terms, now=trade.now) == "no such event"
    )

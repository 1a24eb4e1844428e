"""What a producer is told equals the books, and is never changed silently."""

import hashlib
import json
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from gateways.stripe import BankPayoutFact
from kit.money import Money
from market.accounts.errors import NoSuchOrganisation
from market.earnings.hold import hold_organisation
from market.payouts.confirm_manual_payout import confirm_manual_payout
from market.payouts.errors import StatementDiffersFromLedger
from market.payouts.note_bank_payout import note_bank_payout
from market.payouts.read_money import MoneyView, read_money
from market.payouts.run_payouts import PayoutTerms
from market.payouts.sentence.rules import Obstacle
from market.payouts.statements.build_statement import build_statement
from market.payouts.statements.queries import StatementFact
from market.payouts.statements.rules import canonical_bytes
from models.enums import HoldReason, PayoutRail
from tests.payouts.conftest import DUE, WEEK, Till
from tests.shop import NOW


def state(till: Till, organisation_id: str) -> StatementFact:
    with till.database.transaction() as session:
        return build_statement(session, organisation_id=organisation_id, period=WEEK, now=DUE)


def said(statement: StatementFact) -> Any:
    """The document as its reader gets it."""
    return json.loads(canonical_bytes(statement.document))


def money(till: Till, organisation_id: str, *, now: datetime = NOW) -> MoneyView:
    with till.database.reading() as session:
        return read_money(
            session, organisation_id=organisation_id, default_currency="EUR", terms=PayoutTerms(), now=now
        )


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def test_a_statement_says_each_line_each_share_and_each_transfer(till: Till) -> None:
    till.run()
    for operation in till.operations():
        till.send(operation)
    statement = state(till, till.stripe_producer)
    goods, premium = sorted(said(statement)["payouts"], key=lambda payout: payout["purpose"])
    (line,) = goods["lines"]
    assert line["price"]["amount"] == 2 * 1490
    taken = sum(deduction["amount"]["amount"] for deduction in line["deductions"])
    assert line["price"]["amount"] - taken == line["amount"]["amount"] == goods["amount"]["amount"]
    assert all(deduction["rule"] for deduction in line["deductions"])
    assert premium["amount"]["amount"] == 88
    assert goods["state"] == "paid"
    assert goods["transfer"] in till.shop.stripe.transfers
    (totals,) = said(statement)["totals"]
    assert totals["paid"]["amount"] == goods["amount"]["amount"] + 88
    assert totals["paid"] == {
        "amount": sum(t.money.minor for t in till.shop.stripe.transfers.values()),
        "currency": "EUR",
    }
    assert statement.sha256 == hashlib.sha256(canonical_bytes(statement.document)).digest()


def test_the_same_facts_give_the_same_statement(till: Till) -> None:
    till.run()
    assert state(till, till.stripe_producer).id == state(till, till.stripe_producer).id


def test_what_changed_is_a_new_version_that_names_the_old(till: Till) -> None:
    till.run()
    first = state(till, till.bank_producer)
    (before,) = said(first)["totals"]
    for payout in till.payouts():
        if payout.rail is PayoutRail.MANUAL_BANK:
            with till.database.transaction() as session:
                confirm_manual_payout(session, payout_id=payout.id, bank_reference="SEPA 1", now=DUE)
    second = state(till, till.bank_producer)
    (after,) = said(second)["totals"]
    assert (second.version, second.supersedes_id) == (2, first.id)
    assert before["in_transit"] == after["paid"]
    with pytest.raises(IntegrityError, match="append-only"):
        till.do("update producer_statement set version = version + 1")


def test_a_statement_that_differs_from_the_books_is_not_made(till: Till) -> None:
    till.run()
    till.do("alter table payout disable trigger all")
    till.do("update payout set state = 'paid' where rail = 'stripe_connect'")
    with pytest.raises(StatementDiffersFromLedger):
        state(till, till.stripe_producer)
    till.do("update payout set state = 'in_transit'")


def test_money_that_arrives_while_a_statement_is_read_waits_for_it(till: Till) -> None:
    """Read in two looks at the books, it would say of one payout that it is on its way and that it has arrived."""
    till.run()
    arriving: list[Thread] = []

    def arrive(*_: object) -> None:
        if not arriving:
            arriving.append(Thread(target=lambda: [till.send(operation) for operation in till.operations()]))
            arriving[0].start()
            arriving[0].join(timeout=2)

    lines = "payable_item i on i.id = c.payable_item_id"
    with till.database.transaction() as session:
        event.listen(
            session.connection(),
            "before_cursor_execute",
            lambda _connection, _cursor, statement, *_: arrive() if lines in statement else None,
        )
        first = build_statement(session, organisation_id=till.stripe_producer, period=WEEK, now=DUE)
    arriving[0].join()
    assert {payout["state"] for payout in said(first)["payouts"]} == {"in_transit"}
    assert {payout["state"] for payout in said(state(till, till.stripe_producer))["payouts"]} == {"paid"}


def test_a_week_without_payouts_is_stated_too_but_nobody_unknown_is(till: Till) -> None:
    assert said(state(till, till.stripe_producer))["payouts"] == []
    with pytest.raises(NoSuchOrganisation):
        state(till, "org_nobody")


def test_money_moves_from_payable_to_in_transit_to_paid(till: Till) -> None:
    before = money(till, till.stripe_producer)
    assert before.payable_premium == eur(88)
    assert before.outlook is not None
    assert before.outlook.expected_on == WEEK.ends_at.date()
    assert before.outlook.money == before.payable_goods + before.payable_premium
    assert before.outlook.obstacle is None
    till.run()
    claimed = money(till, till.stripe_producer, now=DUE)
    assert claimed.in_transit == before.payable_goods + before.payable_premium
    assert claimed.payable_goods == eur(0)
    assert claimed.outlook is None
    for operation in till.operations():
        till.send(operation)
    arrived = money(till, till.stripe_producer, now=DUE)
    assert arrived.paid_total == claimed.in_transit
    assert arrived.in_transit == eur(0)
    assert len(arrived.recent) == 2


@pytest.mark.parametrize(
    ("sql", "obstacle"),
    [
        ("update payout_account set closed_at = now()", Obstacle.NO_ACCOUNT),
        ("update payout_account set state = 'pending'", Obstacle.ACCOUNT_PENDING),
        ("update payout_account set state = 'restricted'", Obstacle.ACCOUNT_RESTRICTED),
        ("update payable_item set eligible_at = null", Obstacle.WAITING_FOR_FUNDS),
    ],
)
def test_money_says_why_it_does_not_move(till: Till, sql: str, obstacle: Obstacle) -> None:
    till.do(sql)
    view = money(till, till.stripe_producer)
    assert view.outlook is not None
    assert view.outlook.obstacle is obstacle
    assert till.run().payouts == 0


def test_held_money_says_for_what(till: Till) -> None:
    with till.database.transaction() as session:
        hold_organisation(
            session,
            organisation_id=till.stripe_producer,
            reason=HoldReason.MANUAL,
            note="looked into",
            by=None,
            now=NOW,
        )
    view = money(till, till.stripe_producer)
    assert view.outlook is not None
    assert (view.outlook.obstacle, view.outlook.hold_reason) == (Obstacle.HELD, HoldReason.MANUAL)
    assert view.held == view.outlook.money
    assert view.payable_goods == eur(0)


def test_what_the_bank_refused_is_told_until_it_takes_the_next(till: Till) -> None:
    def tell(number: int, status: str, minor: int) -> None:
        fact = BankPayoutFact(f"po_{number}", eur(minor), status, NOW, "account_closed" if status == "failed" else None)
        with till.database.transaction() as session:
            note_bank_payout(
                session, stripe_account_id="acct_norandino", fact=fact, now=NOW + timedelta(minutes=number)
            )

    assert money(till, till.stripe_producer).refused_by_bank is None
    tell(1, "paid", 300)
    tell(2, "in_transit", 500)
    assert money(till, till.stripe_producer).refused_by_bank is None
    tell(2, "failed", 500)
    assert money(till, till.stripe_producer).refused_by_bank == eur(500)
    assert money(till, till.bank_producer).refused_by_bank is None
    tell(3, "pending", 700)
    assert money(till, till.stripe_producer).refused_by_bank == eur(500), "not taken yet"
    tell(3, "paid", 700)
    assert money(till, till.stripe_producer).refused_by_bank is None


def test_overdue_money_is_promised_for_the_end_of_this_week(till: Till) -> None:
    view = money(till, till.stripe_producer, now=DUE + timedelta(weeks=5))
    assert view.outlook is not None
    assert str(view.outlook.expected_on) == "2027-01-11"

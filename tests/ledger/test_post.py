"""The only writer: once per fact, whoever asks and however often, and never more than there is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from kit.database import Database
from kit.money import Money
from market.ledger import queries
from market.ledger.accounts import (
    FEE_INCOME,
    SHIPPING_INCOME,
    STRIPE_AVAILABLE,
    AccountSpec,
    producer_payable,
    tax,
)
from market.ledger.entry import Entry, credit, debit
from market.ledger.errors import AlreadyReversed, CorrectionStands, LedgerKeyReused, WouldOverdraw
from market.ledger.invariants import verify_ledger
from market.ledger.post import post, post_many
from market.ledger.rules.corrections import correction
from market.ledger.rules.payouts import PayoutFacts, payout_claimed
from models.enums import JournalKind, PayoutPurpose, PayoutRail
from tests.ledger.conftest import Owners

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def received(key: str, owner: str, minor: int) -> Entry:
    """Money for a producer."""
    legs = (debit(STRIPE_AVAILABLE, eur(minor)), credit(producer_payable(owner), eur(minor)))
    return Entry(JournalKind.CORRECTION, key, NOON, legs)


def claim(key: str, owner: str, minor: int) -> Entry:
    """A payout takes money of a producer."""
    facts = PayoutFacts(key, owner, PayoutPurpose.GOODS, PayoutRail.STRIPE_CONNECT, eur(minor), eur(0))
    return payout_claimed(facts, at=NOON)


def book(database: Database, *entries: Entry) -> None:
    with database.transaction() as session:
        post_many(session, entries, now=NOON)


def balances(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {account.code: account.balance.minor for account in queries.list_accounts(session)}


def test_the_same_fact_twice_is_booked_once(database: Database, owners: Owners) -> None:
    with database.transaction() as session:
        first = post(session, received("a", owners.coffee, 500), now=NOON)
    with database.transaction() as session:
        again = post(session, received("a", owners.coffee, 500), now=NOON + timedelta(days=1))
    assert first.is_new
    assert not again.is_new
    assert first.id == again.id
    assert balances(database)[producer_payable(owners.coffee).code] == -500


def test_the_same_key_with_another_amount_is_refused(database: Database, owners: Owners) -> None:
    book(database, received("a", owners.coffee, 500))
    with pytest.raises(LedgerKeyReused), database.transaction() as session:
        post(session, received("a", owners.coffee, 501), now=NOON)
    with pytest.raises(LedgerKeyReused), database.transaction() as session:
        post_many(session, [received("b", owners.coffee, 1), received("b", owners.coffee, 2)], now=NOON)
    assert balances(database)[producer_payable(owners.coffee).code] == -500


def test_a_guarded_account_gives_no_more_than_it_has(database: Database, owners: Owners) -> None:
    book(database, received("a", owners.coffee, 500))
    with pytest.raises(WouldOverdraw), database.transaction() as session:
        post(session, claim("b", owners.coffee, 501), now=NOON)
    book(database, claim("b", owners.coffee, 500))
    assert balances(database)[producer_payable(owners.coffee).code] == 0


def test_nothing_is_booked_before_it_happens(database: Database, owners: Owners) -> None:
    with pytest.raises(ValueError, match="would happen"), database.transaction() as session:
        post(session, received("a", owners.coffee, 500), now=NOON - timedelta(seconds=1))


def test_an_entry_is_reversed_once(database: Database, owners: Owners) -> None:
    mistake = received("a", owners.coffee, 500)
    with database.transaction() as session:
        mistake_id = post(session, mistake, now=NOON).id
        post(session, correction(mistake, mistake_id, reason="not ours", at=NOON), now=NOON)
    assert balances(database)[producer_payable(owners.coffee).code] == 0
    legs = (debit(STRIPE_AVAILABLE, eur(1)), credit(producer_payable(owners.coffee), eur(1)))
    again = Entry(JournalKind.CORRECTION, "again", NOON, legs, reverses_id=mistake_id)
    with pytest.raises(AlreadyReversed), database.transaction() as session:
        post(session, again, now=NOON)


def test_what_was_taken_back_is_booked_anew_and_not_by_a_correction_of_a_correction(
    database: Database, owners: Owners
) -> None:
    mistake = received("a", owners.coffee, 500)
    with database.transaction() as session:
        undone = correction(mistake, post(session, mistake, now=NOON).id, reason="not ours", at=NOON)
        undone_id = post(session, undone, now=NOON).id
    with pytest.raises(CorrectionStands), database.transaction() as session:
        post(session, correction(undone, undone_id, reason="it was ours", at=NOON), now=NOON)
    book(database, received("b", owners.coffee, 500))
    assert balances(database)[producer_payable(owners.coffee).code] == -500


def test_twenty_payouts_of_one_balance_pay_once(database: Database, owners: Owners) -> None:
    book(database, received("a", owners.coffee, 500))

    def pay(number: int) -> bool:
        try:
            book(database, claim(f"payout-{number}", owners.coffee, 500))
        except WouldOverdraw:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(pay, range(20))) == 1
    assert balances(database)[producer_payable(owners.coffee).code] == 0


def test_twenty_times_one_key_books_once(database: Database, owners: Owners) -> None:
    def pay(_: int) -> bool:
        with database.transaction() as session:
            return post(session, received("a", owners.coffee, 500), now=NOON).is_new

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(pay, range(20))) == 1
    assert balances(database)[producer_payable(owners.coffee).code] == -500


def test_rivals_on_the_same_accounts_never_deadlock(database: Database, owners: Owners) -> None:
    """Every thread touches the same four accounts, named in an order of its own."""
    accounts = [FEE_INCOME, SHIPPING_INCOME, tax("FR")]

    def write(thread: int) -> None:
        for number in range(25):
            order = accounts[thread % 3 :] + accounts[: thread % 3]
            legs = (debit(STRIPE_AVAILABLE, eur(3)), *(credit(account, eur(1)) for account in order))
            book(database, Entry(JournalKind.CORRECTION, f"{thread}/{number}", NOON, legs))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert balances(database)[STRIPE_AVAILABLE.code] == 600
    with database.reading() as session:
        assert verify_ledger(session) == []


def test_thousands_of_entries_take_a_handful_of_statements(database: Database, owners: Owners) -> None:
    entries = [received(f"many/{number}", owners.coffee, 1 + number % 7) for number in range(2000)]
    sent: list[str] = []

    event.listen(database.engine, "before_cursor_execute", lambda *call: sent.append(call[2]))
    with database.transaction() as session:
        posted = post_many(session, entries, now=NOON)
    assert all(journal.is_new for journal in posted)
    assert [journal.key for journal in posted] == [entry.key for entry in entries]
    assert len(sent) <= 6, "the number of statements must not grow with the number of entries"
    with database.transaction() as session:
        assert not any(journal.is_new for journal in post_many(session, entries, now=NOON))


def test_a_batch_answers_in_its_own_order_and_leaves_out_what_was_said(database: Database, owners: Owners) -> None:
    book(database, received("b", owners.coffee, 2))
    entries = [received(key, owners.coffee, number) for number, key in ((3, "c"), (2, "b"), (1, "a"), (3, "c"))]
    with database.transaction() as session:
        posted = post_many(session, entries, now=NOON)
        assert post_many(session, [], now=NOON) == []
    assert [(journal.key, journal.is_new) for journal in posted] == [
        ("c", True),
        ("b", False),
        ("a", True),
        ("c", True),
    ]
    assert posted[0].id == posted[3].id
    assert balances(database)[producer_payable(owners.coffee).code] == -6


def test_an_account_is_of_one_kind_for_ever(database: Database, owners: Owners) -> None:
    book(database, received("a", owners.coffee, 500))
    payable = producer_payable(owners.coffee)
    wrong = AccountSpec(payable.code, STRIPE_AVAILABLE.kind, owners.coffee)
    legs = (debit(STRIPE_AVAILABLE, eur(1)), credit(wrong, eur(1)))
    with pytest.raises(AssertionError, match="is liability, not asset"):
        book(database, Entry(JournalKind.CORRECTION, "b", NOON, legs))


def test_a_refusal_that_nobody_named_is_passed_on(database: Database, owners: Owners) -> None:
    legs = (debit(STRIPE_AVAILABLE, eur(1)), credit(producer_payable(owners.coffee), eur(1)))
    with pytest.raises(IntegrityError, match="fk_journal_order_id"):
        book(database, Entry(JournalKind.CORRECTION, "a", NOON, legs, order_id="ord_none"))


def test_accounts_are_read_by_pages(database: Database, owners: Owners) -> None:
    book(database, received("a", owners.coffee, 500), received("b", owners.cocoa, 7))
    with database.reading() as session:
        everything = queries.list_accounts(session)
        first = queries.list_accounts(session, limit=2)
        rest = queries.list_accounts(session, after=(first[-1].code, "EUR"), limit=5)
        of_producers = queries.list_accounts(session, prefix="producer:")
        assert queries.get_balance(session, producer_payable(owners.federation), "EUR") == eur(0)
    assert first + rest == everything
    assert {account.owner_id for account in of_producers} == {owners.coffee, owners.cocoa}

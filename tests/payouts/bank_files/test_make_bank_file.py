"""The list of a run: which payouts are on it, and when none is made."""

import hashlib

import pytest

from kit.currencies import UnknownCurrency
from kit.database import Database
from kit.errors import DomainError
from kit.money import Money
from market.payouts.bank_files.errors import AccountUnknown, BankDebtorNotSet, HolderNotWritable, NothingToTransfer
from market.payouts.bank_files.make_bank_file import BankFile, BankFileFormat, make_bank_file
from market.payouts.bank_files.rules import Debtor
from market.payouts.errors import NoSuchPayoutRun
from models.enums import PartKind, PayoutPurpose, PayoutRail
from tests.payouts.books import DAY, Books, Sold

DEBTOR = Debtor("Solifair", "FR14 2004 1010 0505 0001 3M02 606", "bnpafrpp")


@pytest.fixture
def books(clean_database: Database) -> Books:
    """Both producers have sold for a hundred and are owed a premium of four."""
    books = Books.open(clean_database)
    parts = {PartKind.PRODUCER: 10000, PartKind.PREMIUM: 400}
    books.sell([Sold(books.producer_id, parts), Sold(books.world.kuapa_id, parts)])
    return books


def make(
    books: Books,
    run_id: str,
    written_as: BankFileFormat = BankFileFormat.PAIN001,
    *,
    debtor: Debtor = DEBTOR,
    currency: str = "EUR",
) -> BankFile:
    with books.database.reading() as session:
        return make_bank_file(session, run_id=run_id, currency=currency, written_as=written_as, debtor=debtor)


def test_a_list_has_the_payouts_by_bank_that_wait(books: Books) -> None:
    run, earlier = books.run(), books.run("2026-W47")
    bank, stripe = books.account(books.producer_id), books.account(books.world.kuapa_id, PayoutRail.STRIPE_CONNECT)
    goods = books.claim(run, bank, 1000)
    premium = books.claim(run, bank, 400, purpose=PayoutPurpose.PREMIUM)
    by_stripe = books.claim(run, stripe, 1000)
    before = books.claim(earlier, bank, 500)
    made = make(books, run)
    assert (made.count, made.total) == (2, Money(1400, "EUR"))
    text = made.data.decode()
    assert goods[4:] in text and premium[4:] in text
    assert by_stripe[4:] not in text and before[4:] not in text
    assert "FR1420041010050500013M02606" in text and "BNPAFRPP" in text
    assert made.name == "solifair-payouts-2026-W48-1-EUR.xml"
    assert made.sha256 == hashlib.sha256(make(books, run).data).digest()
    books.send(goods)
    assert make(books, run).total == Money(400, "EUR")
    books.release(premium, at=DAY)
    with pytest.raises(NothingToTransfer):
        make(books, run)


def test_a_table_needs_no_account_of_the_market(books: Books) -> None:
    run = books.run()
    payout = books.claim(run, books.account(books.producer_id, holder=""), 1000)
    made = make(books, run, BankFileFormat.CSV, debtor=Debtor("", "", ""))
    assert (made.name, made.media_type) == ("solifair-payouts-2026-W48-1-EUR.csv", "text/csv; charset=utf-8")
    assert payout in made.data.decode()
    assert "Norandino" in made.data.decode()


@pytest.mark.parametrize(
    ("debtor", "wrong"),
    [
        (Debtor("", "", ""), ["NAME", "IBAN", "BIC"]),
        (Debtor("Solifair", "FR1420041010050500013M02607", "BNPAFRPP"), ["IBAN"]),
        (Debtor("Solifair", DEBTOR.iban, "BNPA"), ["BIC"]),
    ],
)
def test_without_an_account_of_the_market_no_list_is_made(books: Books, debtor: Debtor, wrong: list[str]) -> None:
    run = books.run()
    books.claim(run, books.account(books.producer_id), 1000)
    with pytest.raises(BankDebtorNotSet) as refused:
        make(books, run, debtor=debtor)
    assert refused.value.settings == [f"SOLIFAIR_BANK_DEBTOR_{name}" for name in wrong]


@pytest.mark.parametrize(
    ("holder", "number", "refusal"),
    [("Norandino", "", AccountUnknown), ("東京", "123456", HolderNotWritable), ("☀", "123456", HolderNotWritable)],
)
def test_a_transfer_to_nobody_is_on_no_list(books: Books, holder: str, number: str, refusal: type[DomainError]) -> None:
    run = books.run()
    account = books.account(books.producer_id, holder=holder, number=number, is_iban=False)
    payout = books.claim(run, account, 1000)
    with pytest.raises(refusal) as refused:
        make(books, run)
    assert refused.value.facts == {"payout_id": payout}


def test_there_is_no_list_of_no_run_and_of_no_currency(books: Books) -> None:
    with pytest.raises(NoSuchPayoutRun):
        make(books, "run_nobody")
    with pytest.raises(UnknownCurrency):
        make(books, books.run(), currency="XXX")
    with pytest.raises(NothingToTransfer):
        make(books, books.run(), currency="USD")

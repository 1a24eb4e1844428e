"""Commission invoices from a real past: worked numbers, credit notes, and equality with the books."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from kit.database import Database
from market.accounts.errors import NoSuchOrganisation
from market.payouts.invoices.errors import BadInvoiceMonth, InvoiceDiffersFromLedger, MonthNotOver, NoSuchInvoice
from market.payouts.invoices.invoice_page import invoice_page, page_data
from market.payouts.invoices.make_invoice import Invoice, list_months, make_invoice
from models.enums import LiableParty, PartKind
from tests.payouts.books import DAY, Books, Sold

NOW = datetime(2027, 1, 15, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 10, 12, tzinfo=UTC)
# A hundred euros of goods: 8 % to the market with 20 % VAT on it, 1 % to the federation.
PARTS = {
    PartKind.PRODUCER: 8940,
    PartKind.MARKET_FEE: 800,
    PartKind.FEE_VAT: 160,
    PartKind.FEDERATION_DUES: 100,
    PartKind.VAT: 550,
}


@pytest.fixture
def books(clean_database: Database) -> Books:
    return Books.open(clean_database)


def make(books: Books, month: str = "2026-11", organisation: str = "norandino", now: datetime = NOW) -> Invoice:
    with books.database.reading() as session:
        return make_invoice(session, organisation=organisation, month=month, now=now)


def euros(books: Books, month: str = "2026-11") -> Any:
    (part,) = json.loads(make(books, month).text)["currencies"]
    return part


def test_an_invoice_says_the_fee_its_vat_and_what_is_not_the_markets(books: Books) -> None:
    for _ in range(3):
        books.sell([Sold(books.producer_id, PARTS)])
    part = euros(books)
    (charge,) = part["charges"]
    assert (charge["net"], charge["vat"], charge["lines"]) == (2400, 480, 3)
    assert charge["rule"] == {"id": "fee_now", "version": 2, "note": "standard: 8 %"}
    assert charge["vat_rule"]["note"].startswith("reverse charge")
    assert (part["net_total"], part["vat_total"], part["total"]) == (2400, 480, 2880)
    assert [(kept["name"], kept["amount"]) for kept in part["kept_for_others"]] == [("Alianza Andina", 300)]
    made = make(books)
    assert made.number == "norandino-2026-11"
    assert made.document["issuer"] == {
        "id": books.world.market_id, "name": "Solifair", "country": "FR", "tax_number": "FR32123456789",
    }  # fmt: skip
    assert made.sha256 == hashlib.sha256(make(books).text.encode()).digest()


def test_a_refund_is_a_credit_note_of_the_month_in_which_it_was_given(books: Books) -> None:
    order = books.sell([Sold(books.producer_id, PARTS)])
    given = {PartKind.PRODUCER: 894, PartKind.MARKET_FEE: 80, PartKind.FEE_VAT: 16, PartKind.FEDERATION_DUES: 10}
    refund = books.give_back(order, given, at=DECEMBER)
    assert euros(books)["total"] == 960
    part = euros(books, "2026-12")
    (credit,) = part["credit_notes"]
    assert (credit["refund"], credit["order"], credit["net"], credit["vat"]) == (refund, order, -80, -16)
    assert (part["charges"], part["total"]) == ([], -96)
    assert [kept["amount"] for kept in part["kept_for_others"]] == [-10]
    books.take_back_refund(refund, at=DECEMBER + timedelta(days=1))
    part = euros(books, "2026-12")
    assert [(one["net"], one["vat"]) for one in part["credit_notes"]] == [(-80, -16), (80, 16)]
    assert (part["total"], part["kept_for_others"][0]["amount"]) == (0, 0)


def test_a_refund_that_the_market_bears_gives_no_fee_back(books: Books) -> None:
    order = books.sell([Sold(books.producer_id, PARTS)])
    given = {PartKind.MARKET_FEE: 80, PartKind.FEE_VAT: 16, PartKind.VAT: 55, PartKind.FEDERATION_DUES: 10}
    books.give_back(order, given, liable=LiableParty.PLATFORM)
    part = euros(books)
    assert (part["credit_notes"], part["total"]) == ([], 960)
    assert part["kept_for_others"][0]["amount"] == 100


def test_each_producer_of_an_order_is_charged_their_own(books: Books) -> None:
    other = {PartKind.PRODUCER: 900, PartKind.MARKET_FEE: 70}
    books.sell([Sold(books.producer_id, PARTS), Sold(books.world.kuapa_id, other)])
    assert euros(books)["total"] == 960
    (part,) = json.loads(make(books, organisation=books.world.kuapa_id).text)["currencies"]
    (charge,) = part["charges"]
    assert (part["net_total"], part["vat_total"], part["kept_for_others"]) == (70, 0, [])
    assert charge["vat_rule"] == {"id": None, "version": None, "note": ""}


def test_every_month_since_the_first_sale_has_an_invoice_also_an_empty_one(books: Books) -> None:
    books.sell([Sold(books.producer_id, PARTS)])
    with books.database.reading() as session:
        assert [str(month) for month in list_months(session, books.producer_id, now=NOW)] == ["2026-12", "2026-11"]
        assert list_months(session, books.world.kuapa_id, now=NOW) == []
    empty = make(books, "2026-12")
    assert (empty.number, empty.document["currencies"]) == ("norandino-2026-12", [])
    assert invoice_page(empty, lang="en").startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("month", "organisation", "refusal"),
    [
        ("2026-10", "norandino", NoSuchInvoice),
        ("2026-11", "kuapa", NoSuchInvoice),
        ("2027-01", "norandino", MonthNotOver),
        ("2027-02", "kuapa", MonthNotOver),
        ("2026-13", "norandino", BadInvoiceMonth),
        ("2026-11", "nobody", NoSuchOrganisation),
    ],
)
def test_there_are_no_other_invoices(books: Books, month: str, organisation: str, refusal: type[Exception]) -> None:
    books.sell([Sold(books.producer_id, PARTS)])
    with pytest.raises(refusal):
        make(books, month, organisation)


@pytest.mark.parametrize(
    ("sql", "account"),
    [
        ("update breakdown_part set amount_minor = amount_minor + 1 where kind = 'market_fee'", "platform:fee_income"),
        ("update breakdown_part set amount_minor = amount_minor + 1 where kind = 'fee_vat'", "tax:FR"),
        ("update refund_part set borne_minor = 1 where amount_minor = 80", "platform:fee_income"),
        ("delete from posting p using ledger_account a where a.id = p.account_id and a.code = 'tax:FR'", "tax:FR"),
    ],
)
def test_what_is_not_equal_to_the_books_is_not_invoiced(books: Books, sql: str, account: str) -> None:
    order = books.sell([Sold(books.producer_id, PARTS)])
    books.give_back(order, {PartKind.MARKET_FEE: 80, PartKind.FEE_VAT: 16})
    assert euros(books)["total"] == 864
    with books.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(text(sql))
    with pytest.raises(InvoiceDiffersFromLedger) as refused:
        make(books)
    assert refused.value.account == account


def test_an_invoice_equals_the_postings_of_its_orders(books: Books) -> None:
    orders = [books.sell([Sold(books.producer_id, PARTS)], at=DAY + timedelta(hours=hour)) for hour in range(5)]
    books.give_back(orders[0], {PartKind.MARKET_FEE: 33, PartKind.FEE_VAT: 7})
    with books.database.reading() as session:
        booked = {
            row.code: row.minor
            for row in session.execute(
                text(
                    "select a.code, -sum(p.amount_minor)::bigint as minor from posting p "
                    "join ledger_account a on a.id = p.account_id group by a.code"
                )
            )
        }
    part = euros(books)
    assert part["net_total"] == booked["platform:fee_income"] == 5 * 800 - 33
    # The same account has the VAT on the goods, which the buyer paid and the producer is not charged for.
    assert part["vat_total"] == booked["tax:FR"] - 5 * 550 == 5 * 160 - 7


def test_the_page_has_the_same_amounts_in_each_language(books: Books) -> None:
    order = books.sell([Sold(books.producer_id, PARTS)])
    books.give_back(order, {PartKind.MARKET_FEE: 80, PartKind.FEE_VAT: 16})
    made = make(books)
    for lang in ("en", "es", "fr", "pt", "qu"):
        data: Any = page_data(made, lang=lang)
        (part,) = data["currencies"]
        assert (part["total"], part["net_total"], part["vat_total"]) == ("8.64", "7.20", "1.44")
        assert part["credit_notes"] == [["2026-11-05", order, "-0.80", "-0.16"]]
        assert part["charges"] == [["standard: 8 %", "1", "8.00", "1.60"]]
        assert part["kept"] == [["Alianza Andina", "1.00"]]
        assert data["sha256"] == made.sha256.hex()
        assert invoice_page(made, lang=lang).startswith(b"%PDF-")
    assert invoice_page(made, lang="fr") == invoice_page(made, lang="fr")


def test_a_fee_without_vat_says_so_on_the_page(books: Books) -> None:
    books.sell([Sold(books.producer_id, {PartKind.PRODUCER: 900, PartKind.MARKET_FEE: 70})])
    data: Any = page_data(make(books), lang="en")
    assert data["currencies"][0]["vat"] == [["no VAT on this fee", "0.70", "0.00"]]

"""Statements of any days, from a real past to real files: complete, equal to the books, the same in every format."""

import csv
import hashlib
import io
import json
import re
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import text

from kit.database import Database
from market.accounts.errors import NoSuchOrganisation
from market.ledger.rules.payouts import (
    ReversalFacts,
    minimum_price_topup,
    reversal_claimed,
    reversal_released,
    transfer_reversed,
    written_off,
)
from market.payouts.periods import queries
from market.payouts.periods.errors import AccountDiffersFromLedger, BadStatementPeriod
from market.payouts.periods.read_account import read_account
from market.payouts.periods.rules.columns import ALL_COLUMNS, SHEETS
from market.payouts.periods.rules.facts import Period
from market.payouts.periods.rules.records import canonical_line
from market.payouts.periods.write_statement import StatementFormat, WrittenStatement, write_statement
from market.payouts.periods.writers import pdf_writer
from market.payouts.periods.writers.pdf_writer import PdfWriter
from market.payouts.periods.writers.xlsx_writer import XlsxWriter
from models.enums import LiableParty, PartKind, PayoutPurpose, PayoutRail
from models.payouts import TransferReversal
from tests.payouts.books import DAY, Books, Sold

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
DECEMBER = Period(date(2026, 12, 1), date(2027, 1, 1))
PARTS = {
    PartKind.PRODUCER: 1000,
    PartKind.PREMIUM: 40,
    PartKind.MARKET_FEE: 100,
    PartKind.FEE_VAT: 0,
    PartKind.FEDERATION_DUES: 10,
    PartKind.SOLIDARITY: 5,
    PartKind.VAT: 63,
    PartKind.MINIMUM_PRICE_TOPUP: 5,
    PartKind.MINIMUM_PRICE_SUBSIDY: -5,
}


@pytest.fixture
def books(clean_database: Database) -> Books:
    return Books.open(clean_database)


def write(
    books: Books,
    out: Path,
    written_as: StatementFormat = StatementFormat.NDJSON,
    *,
    organisation: str = "norandino",
    period: Period = NOVEMBER,
    lang: str = "en",
) -> WrittenStatement:
    return write_statement(
        books.database, organisation=organisation, period=period, written_as=written_as, lang=lang, out=out
    )


def records(
    books: Books, tmp_path: Path, kind: str = "", *, organisation: str = "norandino", period: Period = NOVEMBER
) -> list[dict[str, Any]]:
    """The records of a statement, of one kind if it is named."""
    out = tmp_path / "records.ndjson"
    write(books, out, organisation=organisation, period=period)
    found = [json.loads(line) for line in out.read_text().splitlines()[:-1]]
    return [record for record in found if not kind or record["record"] == kind]


def balance_of(found: list[dict[str, Any]], kind: str, account: str) -> int:
    return next(
        int(one["balance"]) for one in found if one["record"] == kind and one["account"].endswith(f":{account}")
    )


def worked_past(books: Books) -> dict[str, str]:
    """One sale, a refund of a tenth after the payout, another payout that nets it; a hold in between."""
    order = books.sell([Sold(books.producer_id, PARTS, quantity=1)])
    account = books.account(books.producer_id)
    run = books.run()
    goods = books.claim(run, account, 1005)
    books.send(goods, reference="SEPA-1")
    refund = books.give_back(order, {PartKind.PRODUCER: 100, PartKind.MARKET_FEE: 10}, at=DAY + timedelta(days=9))
    second = books.sell([Sold(books.producer_id, PARTS)], at=DAY + timedelta(days=10))
    hold = books.hold(books.producer_id, 500, at=DAY + timedelta(days=11), until=DAY + timedelta(days=12))
    netting = books.claim(books.run(), account, 905, netted=100, at=DAY + timedelta(days=14))
    return {"order": order, "second": second, "refund": refund, "hold": hold, "goods": goods, "netting": netting}


def test_every_line_deduction_and_movement_is_there_and_adds_up(books: Books, tmp_path: Path) -> None:
    past = worked_past(books)
    found = records(books, tmp_path)
    lines = [one for one in found if one["record"] == "line"]
    assert [one["order"] for one in lines] == [past["order"], past["second"]]
    parts = {part["kind"]: part for part in lines[0]["parts"]}
    assert {kind: part["amount"] for kind, part in parts.items()} == {
        kind.value: minor for kind, minor in PARTS.items()
    }
    assert parts["market_fee"] == {
        "kind": "market_fee", "amount": 100, "payer": "buyer", "rule": "fee_now", "version": 2,
        "note": "standard: 8 %",
    }  # fmt: skip
    assert (lines[0]["paid"], lines[0]["yours"]) == (sum(PARTS.values()), 1045)
    (refund,) = [one for one in found if one["record"] == "refund"]
    assert (refund["refund"], refund["yours"], refund["to_buyer"]) == (past["refund"], -100, 110)
    assert [(part["kind"], part["amount"], part["receivable"]) for part in refund["parts"]] == [
        ("market_fee", -10, 0),
        ("producer", -100, -100),
    ]
    payouts = {one["payout"]: one for one in found if one["record"] == "payout"}
    assert payouts[past["goods"]]["bank_reference"] == "SEPA-1"
    assert payouts[past["goods"]]["sent_at"] == "2026-11-11T12:00:00Z"
    assert (payouts[past["netting"]]["gross"], payouts[past["netting"]]["netted"]) == (1005, 100)
    assert payouts[past["netting"]]["state"] == "in_transit"
    (hold,) = [one for one in found if one["record"] == "hold"]
    assert (hold["hold"], hold["held"], hold["released"]) == (past["hold"], 500, 500)
    closing = {one["account"].rpartition(":")[2]: one["balance"] for one in found if one["record"] == "closing"}
    assert closing == {
        books.producer_id: 80,  # the premium of both sales
        "payable": 0,
        "held": 0,
        "in_transit": 905,
        "receivable": 0,
    }
    rules = {one["kind"]: one["amount"] for one in found if one["record"] == "rule"}
    assert rules == {kind.value: 2 * minor for kind, minor in PARTS.items()}
    by_kind = {
        (one["account"].rpartition(":")[2], one["kind"]): one["amount"] for one in found if one["record"] == "total"
    }
    assert by_kind["payable", "order_paid"] == 2010
    assert by_kind["receivable", "refund"] == -100


def test_the_end_of_one_period_is_the_beginning_of_the_next(books: Books, tmp_path: Path) -> None:
    past = worked_past(books)
    books.send(past["netting"], at=datetime(2026, 12, 1, tzinfo=UTC), reference="SEPA-2")
    november, december = records(books, tmp_path), records(books, tmp_path, period=DECEMBER)
    for account in ("payable", "held", "in_transit", "receivable"):
        assert balance_of(november, "closing", account) == balance_of(december, "opening", account)
    assert balance_of(december, "closing", "in_transit") == 0
    (payout,) = [one for one in december if one["record"] == "payout"]
    assert (payout["payout"], payout["state"], payout["bank_reference"]) == (past["netting"], "paid", "SEPA-2")
    assert [one for one in december if one["record"] in {"line", "refund", "hold"}] == []


def test_what_happens_later_does_not_change_what_was_stated(books: Books, tmp_path: Path) -> None:
    past = worked_past(books)
    out = tmp_path / "statement"
    before = write(books, out).sha256
    books.send(past["netting"], at=datetime(2026, 12, 1, tzinfo=UTC), reference="SEPA-2")
    books.give_back(past["second"], {PartKind.PRODUCER: 1}, at=datetime(2026, 12, 2, tzinfo=UTC))
    books.come_back(past["netting"], at=datetime(2026, 12, 3, tzinfo=UTC))
    reversal(books, past["goods"], datetime(2026, 12, 4, tzinfo=UTC))
    books.hold(books.producer_id, 1, at=datetime(2026, 12, 5, tzinfo=UTC))
    assert write(books, out).sha256 == before
    assert write(books, out, period=DECEMBER).sha256 != before


def test_the_content_is_the_same_in_every_format(books: Books, tmp_path: Path) -> None:
    worked_past(books)
    out = tmp_path / "statement"
    hashes, contents = set(), {}
    for written_as in StatementFormat:
        first = write(books, out, written_as)
        contents[written_as] = out.read_bytes()
        assert write(books, out, written_as) == first
        assert out.read_bytes() == contents[written_as] or written_as is StatementFormat.XLSX
        hashes.add(first.sha256)
        assert first.name == f"solifair-account-norandino-2026-11-01-2026-12-01.{written_as}"
    (sha256,) = hashes
    *lines, last = contents[StatementFormat.NDJSON].splitlines(keepends=True)
    assert hashlib.sha256(b"".join(lines)).hexdigest() == sha256
    assert json.loads(last) == {"record": "sha256", "sha256": sha256}
    document = json.loads(contents[StatementFormat.JSON])
    assert document == {"records": [json.loads(line) for line in lines], "sha256": sha256}
    rows = list(csv.DictReader(io.StringIO(contents[StatementFormat.CSV].decode())))
    assert len(rows) == len(lines) + 1
    assert rows[-1]["sha256"] == sha256
    assert sha256 in workbook_texts(contents[StatementFormat.XLSX])


def test_a_table_has_the_same_amounts_as_decimals(books: Books, tmp_path: Path) -> None:
    worked_past(books)
    out = tmp_path / "statement.csv"
    write(books, out, StatementFormat.CSV)
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [column.name for column in ALL_COLUMNS]
    line = next(row for row in rows if row["record"] == "line")
    assert (line["producer"], line["minimum_price_subsidy"], line["paid"]) == ("10.00", "-0.05", "12.18")
    assert "market_fee=fee_now/2" in line["rules"]
    moved = [row for row in rows if row["record"] == "movement" and row["account"].endswith(":payable")]
    opening = next(row for row in rows if row["record"] == "opening" and row["account"].endswith(":payable"))
    closing = next(row for row in rows if row["record"] == "closing" and row["account"].endswith(":payable"))
    total = sum(Decimal(row["amount"]) for row in moved)
    assert Decimal(opening["balance"]) + total == Decimal(closing["balance"]) == Decimal(moved[-1]["balance"])


def test_no_name_runs_as_a_formula_or_as_typst(books: Books, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x","y") #import "/etc/passwd"'
    books.sell([Sold(books.producer_id, PARTS)], name=evil)
    out = tmp_path / "statement"
    write(books, out, StatementFormat.CSV)
    with out.open(newline="") as file:
        assert {row["name"] for row in csv.DictReader(file) if row["record"] == "line"} == {f"'{evil}"}
    write(books, out, StatementFormat.XLSX)
    with zipfile.ZipFile(out) as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist())
    assert f"'{evil}" in workbook_texts(out.read_bytes())
    write(books, out, StatementFormat.PDF)
    assert out.read_bytes().startswith(b"%PDF-")


def test_a_federation_sees_its_share_of_its_members_sales_and_nothing_else_of_them(
    books: Books, tmp_path: Path
) -> None:
    books.sell([Sold(books.producer_id, PARTS), Sold(books.world.kuapa_id, {PartKind.PRODUCER: 500})])
    found = records(books, tmp_path, organisation="alianza")
    (share,) = [one for one in found if one["record"] in {"line", "share"}]
    assert (share["record"], share["seller"], share["yours"]) == ("share", "norandino", 10)
    assert [part["kind"] for part in share["parts"]] == ["federation_dues"]
    assert balance_of(found, "closing", "dues_payable") == 10


def test_a_refund_that_the_market_bears_is_told_and_takes_nothing(books: Books, tmp_path: Path) -> None:
    order = books.sell([Sold(books.producer_id, PARTS)])
    books.give_back(order, {PartKind.PRODUCER: 100, PartKind.VAT: 6}, liable=LiableParty.PLATFORM)
    (refund,) = records(books, tmp_path, "refund")
    assert (refund["liable"], refund["yours"], refund["to_buyer"]) == ("platform", 0, 106)
    assert {part["kind"]: part["borne_by_market"] for part in refund["parts"]} == {"producer": 100, "vat": 0}


def test_a_refund_that_came_to_nothing_is_told_twice(books: Books, tmp_path: Path) -> None:
    order = books.sell([Sold(books.producer_id, PARTS)])
    refund = books.give_back(order, {PartKind.PRODUCER: 100})
    books.take_back_refund(refund, at=DAY + timedelta(days=4))
    found = records(books, tmp_path, "refund")
    assert [(one["is_undone"], one["yours"], one["to_buyer"]) for one in found] == [
        (False, -100, 100),
        (True, 100, -100),
    ]


def test_top_ups_reversals_and_write_offs_are_told(books: Books, tmp_path: Path) -> None:
    order = books.sell([Sold(books.producer_id, PARTS)])
    account = books.account(books.producer_id, PayoutRail.STRIPE_CONNECT)
    payout = books.claim(books.run(), account, 1000)
    books.send(payout, reference="tr_1")
    books.give_back(order, {PartKind.PRODUCER: 100}, at=DAY + timedelta(days=9))
    reversal(books, payout, DAY + timedelta(days=10))
    gap = books.money(7)
    books.post(minimum_price_topup("pyi_1", order, books.producer_id, gap, at=DAY + timedelta(days=11)))
    goods = PayoutPurpose.GOODS
    books.post(written_off("w1", books.producer_id, goods, books.money(10), reason="gone", at=DAY + timedelta(days=12)))
    found = records(books, tmp_path)
    (topup,) = [one for one in found if one["record"] == "topup"]
    assert (topup["order"], topup["amount"], topup["line"]) == (order, 7, None)
    done, given_up = sorted((one for one in found if one["record"] == "reversal"), key=itemgetter("amount"))
    assert (done["amount"], done["stripe_reversal"], done["given_up_at"]) == (-30, "trr_1", None)
    assert done["done_at"] is not None and given_up["given_up_at"] is not None
    assert balance_of(found, "closing", "receivable") == -(100 - 30 - 10)
    (forgiven,) = [one for one in found if one["record"] == "movement" and one["kind"] == "written_off"]
    assert (forgiven["amount"], forgiven["note"]) == (10, "gone")
    write(books, tmp_path / "statement.pdf", StatementFormat.PDF, lang="pt")
    (sent,) = [one for one in found if one["record"] == "payout"]
    assert (sent["transfer"], sent["bank_reference"], sent["state"]) == ("tr_1", None, "paid")


def test_payouts_that_ended_otherwise_say_so(books: Books, tmp_path: Path) -> None:
    books.sell([Sold(books.producer_id, PARTS)])
    account = books.account(books.producer_id)
    failed, returned = books.claim(books.run(), account, 300), books.claim(books.run(), account, 400)
    books.release(failed, at=DAY + timedelta(days=9))
    books.send(returned)
    books.come_back(returned, at=DAY + timedelta(days=10))
    states = {one["payout"]: (one["state"], one["failure"]) for one in records(books, tmp_path, "payout")}
    assert states == {failed: ("failed", "account_closed"), returned: ("returned", None)}
    assert balance_of(records(books, tmp_path), "closing", "payable") == 1005


def test_money_that_was_held_before_and_still_is_is_told_in_each_period(books: Books, tmp_path: Path) -> None:
    books.sell([Sold(books.producer_id, PARTS)])
    hold = books.hold(books.producer_id, 200, at=DAY + timedelta(days=1))
    for period in (NOVEMBER, DECEMBER):
        (told,) = records(books, tmp_path, "hold", period=period)
        assert (told["hold"], told["held"], told["released"], told["released_at"]) == (hold, 200, 0, None)


def test_without_a_past_there_is_an_empty_statement(books: Books, tmp_path: Path) -> None:
    assert [one["record"] for one in records(books, tmp_path)] == ["statement"]
    out = tmp_path / "statement.pdf"
    assert write(books, out, StatementFormat.PDF, lang="qu").records == 1


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_currencies_have_their_own_decimals(clean_database: Database, tmp_path: Path, currency: str) -> None:
    books = Books.open(clean_database, currency)
    books.sell([Sold(books.producer_id, PARTS)])
    out = tmp_path / "statement.csv"
    write(books, out, StatementFormat.CSV)
    with out.open(newline="") as file:
        line = next(row for row in csv.DictReader(file) if row["record"] == "line")
    assert (line["currency"], line["producer"]) == (currency, {"JPY": "1000", "KWD": "1.000"}[currency])


@pytest.mark.parametrize(
    "sql",
    [
        "update ledger_account set balance_minor = balance_minor - 1 where right(code, 7) = 'payable'",
        "update breakdown_part set amount_minor = amount_minor + 1 where kind = 'premium'",
        "update refund_part set receivable_minor = receivable_minor - 1 where receivable_minor > 0",
        "update payout set netted_minor = netted_minor + 1, gross_minor = gross_minor + 1 where netted_minor > 0",
    ],
)
def test_what_is_not_equal_to_the_books_is_not_handed_out(books: Books, tmp_path: Path, sql: str) -> None:
    worked_past(books)
    with books.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(text(sql))
    for written_as in StatementFormat:
        with pytest.raises(AccountDiffersFromLedger):
            write(books, tmp_path / "statement", written_as)


def test_there_is_no_statement_of_nobody_and_of_no_days(books: Books, tmp_path: Path) -> None:
    with pytest.raises(NoSuchOrganisation):
        write(books, tmp_path / "statement", organisation="nobody")
    with pytest.raises(BadStatementPeriod):
        write(books, tmp_path / "statement", period=Period(date(2026, 11, 1), date(2026, 11, 1)))


def test_all_is_read_from_one_moment(books: Books, tmp_path: Path) -> None:
    """What is sold while the statement is written is in none of its lists."""
    books.sell([Sold(books.producer_id, PARTS)])
    expected = write(books, tmp_path / "before").sha256
    with books.database.reading() as session, ThreadPoolExecutor(1) as elsewhere:
        queries.freeze(session)
        found = queries.find_organisation(session, "norandino")
        assert found is not None
        account = read_account(session, found, NOVEMBER)
        lines = [canonical_line(next(account))]
        elsewhere.submit(books.sell, [Sold(books.producer_id, PARTS)]).result()
        lines += [canonical_line(record) for record in account]
    assert hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest() == expected
    assert write(books, tmp_path / "after").sha256 != expected


def test_a_sheet_that_is_full_goes_on_in_another(tmp_path: Path) -> None:
    out = tmp_path / "book.xlsx"
    writer = XlsxWriter(out, made_at=DAY, most_rows=3)
    for number in range(5):
        writer.write({"record": "opening", "account": f"a{number}", "currency": "EUR", "balance": number}, "")
    writer.finish("00")
    writer.close()
    with zipfile.ZipFile(out) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert [name for name in names if name.startswith("Balances")] == ["Balances", "Balances 2", "Balances 3"]
    assert len(names) == len(SHEETS) + 2


def test_the_page_shows_the_first_of_many_and_says_so(tmp_path: Path) -> None:
    writer = PdfWriter(tmp_path / "page.pdf", lang="es", made_at=DAY)
    writer.write({"record": "statement", "name": "Norandino", "from": "2026-11-01", "to": "2026-12-01"}, "")
    line: dict[str, Any] = {"record": "line", "at": "2026-11-02T00:00:00Z", "name": "Café", "variant": ""}
    line |= {"currency": "EUR", "yours": 1, "paid": 2, "quantity": 1}
    for _ in range(pdf_writer.MOST_SHOWN + 1):
        writer.write(line, "")
    data: Any = writer.data("00")
    assert len(data["lines"]) == pdf_writer.MOST_SHOWN
    assert data["lines_cut"].startswith("Aquí se muestran los primeros 500 de 501")
    assert data["payouts_cut"] == ""
    assert data["period"] == "Del 2026-11-01 al 2026-11-30"
    assert data["lines"][0] == ["2026-11-02", "Café", "1", "0.02", "0.01", "EUR"]


def test_the_page_says_what_is_no_longer_owed_back_and_why(tmp_path: Path) -> None:
    writer = PdfWriter(tmp_path / "page.pdf", lang="en", made_at=DAY)
    writer.write({"record": "statement", "name": "Norandino", "from": "2026-11-01", "to": "2026-12-01"}, "")
    moved: dict[str, Any] = {"record": "movement", "at": "2026-11-12T00:00:00Z", "currency": "EUR", "amount": 1000}
    writer.write({**moved, "kind": "written_off", "note": "The harvest was lost"}, "")
    writer.write({**moved, "kind": "refund", "note": ""}, "")
    data: Any = writer.data("00")
    assert data["words"]["written_off"] == "What you no longer owe back"
    assert data["written_off"] == [["2026-11-12", "The harvest was lost", "10.00", "EUR"]]
    writer.finish("00")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("name", ["日本の農家 🧑‍🌾", "\u202eשלום", "#panic() $x$ \x01\x7f"])
def test_any_name_can_stand_on_the_page(tmp_path: Path, name: str) -> None:
    writer = PdfWriter(tmp_path / "page.pdf", lang="en", made_at=DAY)
    writer.write({"record": "statement", "name": name, "from": "2026-11-01", "to": "2026-12-01"}, "")
    writer.finish("00")
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")


def test_the_page_is_a_tagged_pdf_in_the_language_asked_for(books: Books, tmp_path: Path) -> None:
    worked_past(books)
    out = tmp_path / "statement.pdf"
    for lang in ("en", "es", "fr", "pt"):
        write(books, out, StatementFormat.PDF, lang=lang)
        inside = inflated(out.read_bytes())
        assert b"/StructTreeRoot" in inside and b"/MarkInfo" in inside
        assert f"/Lang({lang})".encode() in inside.replace(b"/Lang (", b"/Lang(")
        assert b"pdfuaid" in inside


def reversal(books: Books, payout_id: str, at: datetime) -> None:
    """Of a transfer's money, thirty come back; twenty more were asked for and could not be had."""
    with books.database.transaction() as session:
        rows = [
            TransferReversal(payout_id=payout_id, amount_minor=minor, currency=books.currency, stripe_reversal_id=id_)
            for minor, id_ in ((30, "trr_1"), (20, None))
        ]
        session.add_all(rows)
        session.flush()
        done, refused = [
            ReversalFacts(row.id, None, books.producer_id, PayoutPurpose.GOODS, books.money(row.amount_minor))
            for row in rows
        ]
    books.post(reversal_claimed(done, at=at))
    books.post(transfer_reversed(done, at=at + timedelta(hours=1)))
    books.post(reversal_claimed(refused, at=at))
    books.post(reversal_released(refused, at=at + timedelta(hours=1)))


def inflated(pdf: bytes) -> bytes:
    """A PDF with what is compressed in it opened."""
    opened = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(opened)


def workbook_texts(data: bytes) -> set[str]:
    """Every text in a workbook."""
    texts: set[str] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                root = ElementTree.fromstring(book.read(name))
                texts |= {element.text or "" for element in root.iter() if element.tag.endswith("}t")}
    return texts

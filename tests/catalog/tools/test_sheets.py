"""Prices and stock out as a sheet, changed, and back in."""

import csv
import io
import zipfile
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import text
from starlette.testclient import TestClient

from kit.clock import utc_now
from market.catalog.tools.sheets.apply_sheet import apply_sheet
from market.catalog.tools.sheets.queries import drop_waiting
from tests.api.people import People, Somebody
from tests.rivals import wait_until_somebody_waits
from tests.shop import Shop

Json = dict[str, Any]
Rows = list[list[str]]


def path_of(somebody: Somebody) -> str:
    return f"/v1/organisations/{somebody.organisation_id}"


def take(client: TestClient, by: Somebody, lang: str = "en") -> Rows:
    answer = client.get(f"{path_of(by)}/sheet?format=csv&lang={lang}", headers=by.headers)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def written(rows: Rows) -> bytes:
    sheet = io.StringIO()
    csv.writer(sheet).writerows(rows)
    return sheet.getvalue().encode()


def bring(client: TestClient, by: Somebody, data: bytes, name: str = "s.csv") -> tuple[int, Json]:
    answer = client.post(f"{path_of(by)}/sheets", files={"file": (name, data)}, headers=by.headers)
    return answer.status_code, answer.json()


def apply(client: TestClient, by: Somebody, sheet: Json) -> tuple[int, Json]:
    answer = client.post(f"{path_of(by)}/sheets/{sheet['id']}/apply", headers=by.headers)
    return answer.status_code, answer.json()


def state(shop: Shop) -> list[tuple[object, ...]]:
    with shop.database.reading() as session:
        rows = session.execute(
            text(
                "select v.id, c.amount_minor, c.premium_minor, s.on_hand, p.version from variant v"
                " join product p on p.id = v.product_id join price c on c.variant_id = v.id and c.valid_to is null"
                " join stock s on s.variant_id = v.id order by v.id"
            )
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize("lang", ["en", "es", "fr", "pt"])
def test_a_sheet_that_comes_back_unchanged_changes_nothing(client: TestClient, people: People, lang: str) -> None:
    rows = take(client, people.producer, lang)
    assert rows[1][0] == people.shop.coffee and rows[1][4:] == ["14.90", rows[1][5], "EUR", "14.90", rows[1][5]]
    before = state(people.shop)
    status, sheet = bring(client, people.producer, written(rows))
    assert (status, sheet["changes"], sheet["rows"]) == (201, 0, [])
    assert apply(client, people.producer, sheet)[0] == 200
    assert state(people.shop) == before


def test_what_was_shown_is_what_is_done_and_only_once(client: TestClient, people: People) -> None:
    shop, rosa = people.shop, people.producer
    rows = take(client, rosa)
    before = state(shop)
    on_hand = int(rows[1][5])
    rows[1][4], rows[1][5] = "15,90", str(on_hand + 10)
    _, sheet = bring(client, rosa, written(rows))
    (row,) = sheet["rows"]
    assert (row["price_before"]["amount"], row["price_after"]["amount"]) == (1490, 1590)
    assert (row["stock_before"], row["stock_after"], row["problem"]) == (on_hand, on_hand + 10, None)
    assert state(shop) == before
    status, applied = apply(client, rosa, sheet)
    assert status == 200 and applied["applied_at"] and applied["changes"] == 1
    after = {one[0]: one for one in state(shop)}[shop.coffee]
    was = {one[0]: one for one in before}[shop.coffee]
    assert after[1:] == (1590, was[2], on_hand + 10, int(str(was[4])) + 1)
    assert apply(client, rosa, sheet)[1]["code"] == "sheet_applied"
    again = client.get(f"{path_of(rosa)}/sheets/{sheet['id']}", headers=rosa.headers).json()
    assert again == applied


def test_what_was_sold_between_the_preview_and_the_change_stays_sold(client: TestClient, people: People) -> None:
    shop, rosa = people.shop, people.producer
    rows = take(client, rosa)
    on_hand = int(rows[1][5])
    rows[1][5] = str(on_hand + 5)
    _, sheet = bring(client, rosa, written(rows))
    with shop.database.transaction() as session:
        session.execute(text("update stock set on_hand = on_hand - 3 where variant_id = :id"), {"id": shop.coffee})
    apply(client, rosa, sheet)
    assert shop.stock(shop.coffee)[0] == on_hand + 2


def test_a_price_set_between_the_preview_and_the_change_stands(client: TestClient, people: People) -> None:
    rosa = people.producer
    rows = take(client, rosa)
    rows[1][4] = "15.90"
    _, first = bring(client, rosa, written(rows))
    with people.shop.database.transaction() as session:
        session.execute(text("update price set amount_minor = 1700 where variant_id = :id"), {"id": people.shop.coffee})
    status, applied = apply(client, rosa, first)
    assert (status, applied["rows"][0]["problem"]) == (200, "changed_meanwhile")
    _, second = bring(client, rosa, written(rows))
    assert second["rows"][0]["problem"] == "changed_meanwhile"
    assert {one[1] for one in state(people.shop) if one[0] == people.shop.coffee} == {1700}


def test_a_newer_sheet_takes_the_place_of_one_that_waits(client: TestClient, people: People) -> None:
    rosa = people.producer
    _, first = bring(client, rosa, written(take(client, rosa)))
    bring(client, rosa, written(take(client, rosa)))
    assert apply(client, rosa, first)[1]["code"] == "no_such_sheet"


def test_another_producers_sheet_answers_like_a_missing_one(client: TestClient, people: People) -> None:
    rosa, akosua = people.producer, people.other_producer
    _, sheet = bring(client, rosa, written(take(client, rosa)))
    for id_ in (sheet["id"], "osh_01kb3v6c2ve6r8x7q4p1zt9m5n"):
        assert apply(client, akosua, {"id": id_})[1]["code"] == "no_such_sheet"
        answer = client.get(f"{path_of(akosua)}/sheets/{id_}", headers=akosua.headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_sheet")
    rows = take(client, akosua)
    rows[1][0] = people.shop.coffee
    rows[1][4] = "1.00"
    _, foreign = bring(client, akosua, written(rows))
    assert foreign["rows"][0]["problem"] == "no_such_variant"


def test_names_that_are_formulas_do_not_run_and_numbers_are_numbers(client: TestClient, people: People) -> None:
    rosa = people.producer
    with people.shop.database.transaction() as session:
        session.execute(text("""update product set name = '=HYPERLINK("http://x","y")'"""))
        session.execute(text("update variant set sku = '+1', label = '@SUM(A1)'"))
    assert [cell[:2] for cell in take(client, rosa)[1][1:4]] == ["'=", "'@", "'+"]
    answer = client.get(f"{path_of(rosa)}/sheet?format=xlsx", headers=rosa.headers)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    (_, row) = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert row[1] == """'=HYPERLINK("http://x","y")""" and row[4] == 14.9 and isinstance(row[5], float)
    status, sheet = bring(client, rosa, answer.content, "s.xlsx")
    assert (status, sheet["changes"], sheet["problems"]) == (201, 0, 0)


def test_a_workbook_changed_by_a_spreadsheet_is_read(client: TestClient, people: People) -> None:
    rosa = people.producer
    written_by_hand = io.BytesIO()
    book = xlsxwriter.Workbook(written_by_hand)
    sheet = book.add_worksheet()
    for place, cell in enumerate(("Variante", "Prix", "Stock")):
        sheet.write(0, place, cell)
    sheet.write(1, 0, people.shop.coffee)
    sheet.write_number(1, 1, 16.1)
    sheet.write_number(1, 2, 70)
    book.close()
    _, read = bring(client, rosa, written_by_hand.getvalue(), "s.xlsx")
    (row,) = read["rows"]
    assert (row["price_after"]["amount"], row["stock_after"], row["problem"]) == (1610, 70, None)


def spoil(place: int, cell: str) -> Callable[[Rows], None]:
    def act(rows: Rows) -> None:
        rows[1][place] = cell

    return act


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (spoil(4, "1.234,50"), "bad_price"),
        (spoil(4, "-3"), "bad_price"),
        (spoil(4, "0"), "bad_price"),
        (spoil(4, "=1+1"), "bad_price"),
        (spoil(4, "9" * 30), "bad_price"),
        (spoil(4, "0.44"), "price_below_premium"),
        (spoil(5, "-1"), "bad_stock"),
        (spoil(5, "many"), "bad_stock"),
        (spoil(5, "99999999"), "bad_stock"),
        (spoil(6, "USD"), "other_currency"),
        (spoil(0, "var_nobody"), "no_such_variant"),
    ],
)
def test_a_cell_that_cannot_be_is_told_with_its_line(
    client: TestClient, people: People, act: Callable[[Rows], None], problem: str
) -> None:
    rows = take(client, people.producer)
    act(rows)
    status, sheet = bring(client, people.producer, written(rows))
    assert (status, sheet["problems"], sheet["changes"]) == (201, 1, 0)
    assert (sheet["rows"][0]["line"], sheet["rows"][0]["problem"]) == (2, problem)
    before = state(people.shop)
    assert apply(client, people.producer, sheet)[0] == 200
    assert state(people.shop) == before


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 100,
        b"PK\x03\x04 no workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old",
        b"Name,Colour\na,b\n",
        b'Variant,Price\n"never closed',
        b"Variant,Variant\na,b\n",
        b"\xff\xfe\xff",
    ],
)
def test_what_is_no_sheet_is_refused_with_a_reason(client: TestClient, people: People, data: bytes) -> None:
    status, problem = bring(client, people.producer, data)
    assert (status, problem["code"]) == (422, "import_file_refused"), problem


def test_a_sheet_that_changes_too_much_is_refused(client: TestClient, people: People) -> None:
    rows = [["Variant", "Stock"], *([f"var_{number}", "1"] for number in range(501))]
    assert bring(client, people.producer, written(rows))[1]["code"] == "sheet_too_long"


def test_a_sheet_that_is_being_applied_keeps_its_lines(client: TestClient, people: People) -> None:
    """The next one comes in at the same moment."""
    shop, rosa = people.shop, people.producer
    rows = take(client, rosa)
    rows[1][4] = "15.90"
    _, sheet = bring(client, rosa, written(rows))

    def drop() -> None:
        with shop.database.transaction() as session:
            drop_waiting(session, rosa.organisation_id)

    coming = Thread(target=drop)
    with shop.database.transaction() as session:
        apply_sheet(session, sheet_id=sheet["id"], producer_id=rosa.organisation_id, now=utc_now())
        coming.start()
        wait_until_somebody_waits(session)
    coming.join(30)
    told = client.get(f"{path_of(rosa)}/sheets/{sheet['id']}", headers=rosa.headers).json()
    assert told["applied_at"] and [row["price_after"]["amount"] for row in told["rows"]] == [1590]


def test_a_price_that_its_premium_does_not_fit_into_is_left_out(client: TestClient, people: People) -> None:
    shop, rosa = people.shop, people.producer
    with shop.database.transaction() as session:
        session.execute(text("update price set premium_minor = 1000 where variant_id = :id"), {"id": shop.coffee})
    rows = take(client, rosa)
    rows[1][4] = "10.10"
    _, sheet = bring(client, rosa, written(rows))
    assert [row["problem"] for row in sheet["rows"]] == ["price_too_low"]

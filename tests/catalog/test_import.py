"""A producer's own file: real ones where they are at hand, our own small ones, and hostile ones."""

import contextlib
import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from gateways.files import FilesInMemory
from kit.database import Database
from kit.spreadsheets import FORMULA_STARTS
from market.catalog.errors import ImportFileRefused, NoSuchProducer
from market.catalog.exporting.export_catalog import export_catalog
from market.catalog.exporting.formats import ExportCode
from market.catalog.importing import cells
from market.catalog.importing.categories import category_for
from market.catalog.importing.formats import FORMATS, Asked, Source
from market.catalog.importing.import_catalog import import_catalog
from market.catalog.importing.import_chunk import ImportTerms
from market.catalog.importing.products import FileProduct
from market.catalog.importing.report import ImportReport
from market.catalog.importing.start_import import ImportWish
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import ShelfFilters
from tests.catalog.test_claims import question
from tests.catalog.world import NOW

REAL = Path(__file__).parents[3] / "shared" / "data" / "catalogues"
HEADER = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,"
    "Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Gift Card"
)
COFFEE = [
    (
        'cafe,Café de altura,"<p>Del <b>norte</b></p><script>alert(1)</script>",,Coffee,"Peru, Roasted",true,'
        "Size,250 g,CAF-250,280,5,9.99,12,https://shop.example/1.jpg,false"
    ),
    "cafe,,,,,,,,1 kg,CAF-1000,0,3,34.5,,https://shop.example/2.jpg,",
    "cafe,,,,,,,,,,,,,,https://shop.example/3.jpg,",
    "pot,Clay pot,Plain,,Garden,,false,Title,Default Title,,0,-2,500,,,",
]


def sheet(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def read(data: bytes) -> list[FileProduct]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return list(FORMATS["shopify"].read(Source(Path(file.name)), Asked("EUR", 2, frozenset({"coffee"}))))


@pytest.fixture
def market(database: Database, building):
    with building() as world:
        pass

    class Market:
        producer_id = world.norandino_id
        other_id = world.kuapa_id

        def __init__(self) -> None:
            self.database = database

        files = FilesInMemory()

        def bring(
            self, data: bytes, *, producer_id: str | None = None, file_format=None, at_once=500, **wish
        ) -> ImportReport:
            return import_catalog(
                database,
                self.files,
                producer_id=producer_id or world.norandino_id,
                person_id=None,
                file_name="catalogue.csv",
                data=data,
                file_format=file_format,
                terms=ImportTerms("EUR", "FR"),
                wish=ImportWish(**wish),
                now=NOW,
                at_once=at_once,
            )

        def rows(self, sql: str, **arguments) -> list[tuple]:
            with database.reading() as session:
                return [tuple(row) for row in session.execute(text(sql), arguments)]

        def execute(self, sql: str) -> None:
            with database.transaction() as session:
                session.execute(text(sql))

        def count(self, table: str) -> int:
            return self.rows(f"select count(*) from {table}")[0][0]

    return Market()


def outcomes(report: ImportReport) -> dict[str, str]:
    return {row.handle: row.outcome for row in report.rows}


def codes(report: ImportReport, handle: str) -> set[tuple[int, str]]:
    return {(problem.row, problem.code) for row in report.rows if row.handle == handle for problem in row.problems}


def test_a_file_becomes_products_variants_prices_and_counts(market) -> None:
    report = market.bring(sheet(*COFFEE))
    assert (report.created, report.refused, report.rows_total, report.state) == (2, 0, 4, "applied")
    assert market.rows("select handle, name, description, category_code, state, language from product order by 1") == [
        ("cafe", "Café de altura", "Del norte", "coffee", "published", "en"),
        ("pot", "Clay pot", "Plain", "other", "draft", "en"),
    ]
    assert market.rows(
        """select p.handle, v.label, v.sku, v.net_quantity, v.net_unit, v.weight_grams, v.vat_class,
                  c.amount_minor, c.currency, s.on_hand
           from product p join variant v on v.product_id = p.id join price c on c.variant_id = v.id
           join stock s on s.variant_id = v.id order by p.handle, v.position"""
    ) == [
        ("cafe", "250 g", "CAF-250", 250, "g", 280, "food", 999, "EUR", 5),
        ("cafe", "1 kg", "CAF-1000", 1, "kg", 1000, "food", 3450, "EUR", 3),
        ("pot", "1 ×", None, 1, "piece", 500, "standard", 50000, "EUR", 0),
    ]
    assert codes(report, "cafe") == {(2, "not_kept"), (3, "weight_assumed")}
    assert codes(report, "pot") == {(5, "weight_assumed"), (5, "oversold")}


def test_the_same_file_again_changes_nothing(market) -> None:
    market.bring(sheet(*COFFEE))
    before = market.rows("select id, version, updated_at from product order by id")
    again = market.bring(sheet(*COFFEE))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert market.rows("select id, version, updated_at from product order by id") == before
    assert market.count("price") == 3
    assert market.count("catalog_import") == 2


def test_a_new_price_closes_the_old_one_and_keeps_the_premium(market) -> None:
    market.bring(sheet(*COFFEE))
    market.execute("update price set premium_minor = 44 where amount_minor = 999")
    report = market.bring(sheet(COFFEE[0].replace("9.99", "10.49"), *COFFEE[1:]))
    assert outcomes(report) == {"cafe": "updated", "pot": "unchanged"}
    assert market.rows(
        "select amount_minor, premium_minor, valid_to is null from price where amount_minor in (999, 1049) order by 1"
    ) == [(999, 44, False), (1049, 44, True)]
    refused = market.bring(sheet(COFFEE[0].replace("9.99", "0.44"), *COFFEE[1:]))
    assert outcomes(refused)["cafe"] == "refused"
    assert (2, "price_below_premium") in codes(refused, "cafe")


def test_a_dry_run_writes_the_report_and_nothing_else(market) -> None:
    report = market.bring(sheet(*COFFEE), is_dry_run=True)
    assert (report.created, report.state, report.is_dry_run) == (2, "checked", True)
    assert [market.count(table) for table in ("product", "variant", "price", "stock")] == [0, 0, 0, 0]
    assert market.rows("select created, is_dry_run, state from catalog_import") == [(2, True, "checked")]


BAD = "bad,Bad,,,,,true,Title,Default Title,,0,1,-5,,,"


def test_good_products_are_applied_beside_refused_ones_or_none_at_all(market) -> None:
    nothing = market.bring(sheet(*COFFEE, BAD), is_all_or_nothing=True)
    assert (nothing.state, nothing.created, nothing.refused, market.count("product")) == ("refused", 2, 1, 0)
    some = market.bring(sheet(*COFFEE, BAD))
    assert (some.state, some.created, some.refused, market.count("product")) == ("applied", 2, 1, 2)
    assert codes(some, "bad") == {(6, "bad_price"), (6, "weight_assumed")}


def test_a_variant_that_left_the_file_is_archived(market) -> None:
    market.bring(sheet(*COFFEE))
    report = market.bring(sheet(COFFEE[0], COFFEE[3]))
    assert (2, "variant_archived") in codes(report, "cafe")
    assert market.rows("select label, archived_at is not null from variant order by position, label") == [
        ("1 ×", False),
        ("250 g", False),
        ("1 kg", True),
    ]
    back = market.bring(sheet(*COFFEE))
    assert outcomes(back)["cafe"] == "updated"
    assert market.rows("select count(*) from variant where archived_at is null") == [(3,)]


def test_a_count_never_falls_below_what_checkout_holds(market) -> None:
    market.bring(sheet(*COFFEE))
    market.execute("update stock set reserved = 4 where on_hand = 5")
    report = market.bring(sheet(COFFEE[0].replace(",280,5,", ",280,1,"), *COFFEE[1:]))
    assert (2, "stock_held") in codes(report, "cafe")
    assert market.rows("select on_hand, reserved from stock where reserved > 0") == [(4, 4)]


def test_two_producers_may_use_one_handle(market) -> None:
    market.bring(sheet(*COFFEE))
    report = market.bring(sheet(*COFFEE), producer_id=market.other_id)
    assert report.created == 2
    assert market.rows("select slug from product where handle = 'cafe' order by 1") == [("cafe",), ("cafe-kuapa",)]


def test_what_a_producer_decided_later_stays_decided(market) -> None:
    market.bring(sheet(*COFFEE))
    market.execute("update product set state = 'draft', category_code = 'food' where handle = 'cafe'")
    market.bring(sheet(COFFEE[0].replace("Café de altura", "Café"), *COFFEE[1:]))
    assert market.rows("select name, state, category_code from product where handle = 'cafe'") == [
        ("Café", "draft", "food")
    ]


def test_words_without_proof_keep_a_product_off_the_shelf(market) -> None:
    green = COFFEE[0].replace("Café de altura", "Eco-friendly café")
    report = market.bring(sheet(green))
    assert (2, "unprovable_claim") in codes(report, "cafe")
    assert market.rows("select state from product") == [("draft",)]
    market.execute("update product set state = 'published', name = 'x'")
    assert outcomes(market.bring(sheet(green))) == {"cafe": "refused"}


def test_what_was_imported_is_found_despite_a_typing_error(market, reading) -> None:
    market.bring(sheet(*COFFEE))
    wanted = question("FR", ShelfFilters(words="altuar"))
    found = json.loads(reading(lambda reads: read_shelf(reads, wanted)).data)
    assert [card["slug"] for card in found] == ["cafe"]


def test_only_a_producer_has_a_catalogue(market) -> None:
    with pytest.raises(NoSuchProducer):
        market.bring(sheet(*COFFEE), producer_id="org_nobody")


def test_an_export_comes_back_in_unchanged_and_runs_no_formula(market) -> None:
    market.bring(sheet(*COFFEE, "sum,=SUM(A1),a &lt; b,,Coffee,,true,Size,+1 x 330 ml,@sku,0,1,2.5,,,"))
    pieces = export_catalog(market.database, producer_id=market.producer_id, code=ExportCode.SHOPIFY, currency="EUR")
    written = b"".join(pieces)
    rows = list(csv.DictReader(io.StringIO(written.decode())))
    assert [row["Title"] for row in rows] == ["Café de altura", "", "Clay pot", "'=SUM(A1)"]
    assert rows[3]["Variant SKU"] == "'@sku"
    assert rows[1]["Variant Price"] == "34.50"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    again = market.bring(written)
    assert outcomes(again) == {"cafe": "unchanged", "pot": "unchanged", "sum": "unchanged"}


@pytest.mark.parametrize("name", ["shopify_apparel.csv", "shopify_home-and-garden.csv"])
def test_real_files(market, name: str) -> None:
    if not (REAL / name).exists():
        pytest.skip(f"the real catalogues are not at {REAL}")
    data = (REAL / name).read_bytes()
    first = market.bring(data, is_dry_run=True)
    assert (first.created, first.refused) == (20, 0)
    assert market.bring(data).created == 20
    again = market.bring(data)
    assert (again.unchanged, again.created, again.updated) == (20, 0, 0)
    # "Biodegradable outdoor cardboard pots" is one of the words that recital 9 of Directive (EU) 2024/825 names.
    drafts = market.rows("select handle from product where state = 'draft'")
    assert drafts == ([("biodegradable-cardboard-pots",)] if "garden" in name else [])


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_text"),
        (b"PK\x03\x04\x14\x00\x06\x00", "malformed"),
        (sheet("a,b\x00,c"), "not_text"),
        (b"\xff\xfe" + "Handle,Title,Variant Price\n".encode("utf-16-le") + b"\x00", "not_text"),
        (sheet('cafe,"never closed,,,\nmore'), "quote_not_closed"),
        (sheet('cafe,"' + "x" * 200_000 + '"'), "cell_too_large"),
        (sheet(header="Handle,Title,Variant Price,Title"), "duplicate_header"),
        (sheet(header=",".join(f"c{number}" for number in range(10_000))), "too_many_columns"),
        (sheet(header="name,price_eur"), "missing_columns"),
        (sheet(*["a,A"] * 200_001), "too_many_rows"),
        (b"x" * (50 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused_whole(data: bytes, problem: str) -> None:
    with pytest.raises(ImportFileRefused) as refusal:
        read(data)
    assert refusal.value.problem == problem


def test_a_file_refused_whole_leaves_nothing(market) -> None:
    with pytest.raises(ImportFileRefused):
        market.bring(b"")
    with pytest.raises(ImportFileRefused):
        market.bring(sheet(*COFFEE), file_format="excel")
    assert market.count("catalog_import") == 0


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("h,T,,,,,true,Title,Default Title,,0,1,NaN,,,", "bad_price"),
        ("h,T,,,,,true,Title,Default Title,,0,1,1e9,,,", "bad_price"),
        ("h,T,,,,,true,Title,Default Title,,0,1,Infinity,,,", "bad_price"),
        ("h,T,,,,,true,Title,Default Title,,0,1,-1,,,", "bad_price"),
        ("h,T,,,,,true,Title,Default Title,,0,1,0.00,,,", "price_not_positive"),
        ("h,T,,,,,true,Title,Default Title,,0,1,9.999,,,", "price_too_precise"),
        ('h,T,,,,,true,Title,Default Title,,0,1,"1,234.50",,,', "bad_price"),
        ('h,T,,,,,true,Title,Default Title,,0,1,"1,200",,,', "decimal_comma"),
        ("h,T,,,,,true,Title,Default Title,,0,1,1.200,,,", "price_too_precise"),
        ("h,T,,,,,true,Title,Default Title,,0,1,99999999999999999999,,,", "bad_price"),
        ("h,T,,,,,true,Title,Default Title,,0,1,٣,,,", "bad_price"),
        ("h,T,,,,,true,Title,Default Title,,0,many,9,,,", "bad_number"),
        ("h,T,,,,,true,Title,Default Title,,0,99999999,9,,,", "bad_number"),
        ("h,T,,,,,true,Title,Default Title,,heavy,1,9,,,", "bad_weight"),
        ("h,T,,,,,true,Title,Default Title,,-1,1,9,,,", "bad_weight"),
        ("h,T,,,,,true,Title,Default Title,,0,1,9,,,true", "gift_card"),
        ("h,T,,,,,true,Title,Default Title,,0,1,9,,,,extra", "extra_cells"),
        ("h,,,,,,true,Title,Default Title,,0,1,9,,,", "missing"),
        ("h," + "T" * 201 + ",,,,,true,Title,Default Title,,0,1,9,,,", "too_long"),
        ("../../etc,T,,,,,true,Title,Default Title,,0,1,9,,,", "bad_handle"),
        (",T,,,,,true,Title,Default Title,,0,1,9,,,", "bad_handle"),
        ("h,T,,,,,true,,,,,,,,,", "no_variant"),
    ],
)
def test_a_product_that_cannot_be_right_is_refused_by_cell(row: str, code: str) -> None:
    (product,) = read(sheet(row))
    assert product.is_refused
    assert code in {problem.code for problem in product.problems if problem.severity == "fault"}


def test_variants_with_one_name_are_refused() -> None:
    (product,) = read(sheet("h,T,,,,,true,Size,Big,,0,1,9,,,", "h,,,,,,,,big,,0,1,9,,,"))
    assert product.is_refused


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8-sig", b""), ("utf-16", b""), ("cp1252", b""), ("utf-8", b"")])
def test_encodings_and_separators(encoding: str, mark: bytes) -> None:
    words = (
        "Handle;Title;Variant Price;Body (HTML)\ncafe;Café équitable à l'ancienne;9.99;"
        "Récolté à la main, séché au soleil, grillé en petites quantités près de la forêt.\n"
    )
    (product,) = read(mark + words.encode(encoding))
    assert product.name == "Café équitable à l'ancienne"
    assert product.variants[0].amount_minor == 999


@given(st.integers(1, 10**9 - 1), st.integers(0, 99))
def test_prices_are_exact(whole: int, cents: int) -> None:
    assert cells.price_minor(f"{whole}.{cents:02d}", exponent=2) == whole * 100 + cents
    assert cells.price_minor(f"{whole}", exponent=0) == whole


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_markup_never_survives_as_markup(body: str) -> None:
    plain = cells.plain_text(body)
    assert "\x00" not in plain or "\x00" in body
    assert cells.plain_text(f"<script>{'alert(1)'}</script><p>ok</p>") == "ok"


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_no_bytes_are_a_fault_of_ours(data: bytes) -> None:
    with contextlib.suppress(ImportFileRefused):
        read(sheet() + data)


@given(st.text(max_size=50))
def test_a_guarded_cell_is_no_formula_and_comes_back_as_it_was(cell: str) -> None:
    assert not cells.guarded(cell).startswith(FORMULA_STARTS)
    written = io.StringIO()
    csv.writer(written).writerow([cells.guarded(cell)])
    assert cells.unguarded(cells.guarded(cell)) == cell


@pytest.mark.parametrize(
    ("words", "category"),
    [
        (["Café moulu"], "coffee"),
        (["", " Women"], "textiles"),
        (["Unheard of"], None),
        (["honey"], None),
        (["textiles"], "textiles"),
    ],
)
def test_shelves(words: list[str], category: str | None) -> None:
    assert category_for(words, ["coffee", "textiles", "other"]) == category

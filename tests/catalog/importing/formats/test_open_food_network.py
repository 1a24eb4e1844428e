"""Open Food Network's templates: product list and inventory, as CSV and as a workbook."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from market.catalog.importing.products import Availability
from tests.catalog.importing.formats.seen import faults, notes

LIST = (
    "producer,sku,name,display_name,category,description,units,unit_type,variant_unit_name,price,on_hand,"
    "available_on,on_demand,shipping_category,tax_category\n"
)
REAL = Path(__file__).parents[5] / "shared" / "data" / "catalogues" / "ofn_sample_120_products.csv"


def test_rows_of_one_name_are_one_product(read) -> None:
    seen = read(
        LIST
        + "Our Farm,H1,Honey,,Honey,From limes,250,g,,4.50,10,,,,\n"
        + "Our Farm,T1,Tea,Mint,Tea,,50,g,,3,,,1,,\n"
        + "Our Farm,H2,honey,,,,1,kg,,12,3,,0,,\n"
        + "Our Farm,E1,Eggs,,Eggs,,6,,eggs,2.10,7,,,,\n"
        + "Our Farm,O1,Oil,Bottle,Oils,,0.75,L,,9,2,,,,\n"
    )
    honey = seen["honey"]
    assert [(each.label, each.net_quantity, each.net_unit, each.weight_grams) for each in honey.variants] == [
        ("250 g", Decimal(250), "g", 250),
        ("1 kg", Decimal(1), "kg", 1000),
    ]
    assert (honey.row, honey.row_count, honey.category_code) == (2, 2, "honey_spreads")
    (tea,) = seen["tea"].variants
    assert (tea.label, tea.availability, tea.on_hand) == ("Mint", Availability.ON_DEMAND, 0)
    assert (3, "on_hand", "not_counted") in notes(seen["tea"])
    (eggs,) = seen["eggs"].variants
    assert (eggs.label, eggs.net_unit, eggs.net_quantity) == ("6 eggs", "piece", Decimal(6))
    (oil,) = seen["oil"].variants
    assert (oil.net_quantity, oil.net_unit) == (Decimal("0.75"), "l")


def test_one_name_twice_is_told_apart_by_its_size(read) -> None:
    seen = read(LIST + "F,,Jam,Fig,,,250,g,,4,1,,,,\n" + "F,,Jam,Fig,,,500,g,,7,1,,,,\n")
    assert [variant.label for variant in seen.only.variants] == ["Fig 250 g", "Fig 500 g"]


def test_rows_of_another_producer_are_refused(read) -> None:
    data = (
        LIST + "Our Farm,,Jam,,,,250,g,,4,1,,,,\n" + "Their Farm,,Jam,,,,250,g,,4,1,,,,\n" + ",,Rye,,,,1,kg,,4,1,,,,\n"
    )
    ours, theirs, nobodys = read(data, producer_names=frozenset({"our farm", "our-farm"})).products
    assert not ours.is_refused
    assert faults(theirs) == {(3, "producer", "other_producer"), (3, "name", "duplicate_handle")}
    assert faults(nobodys) == {(4, "producer", "missing")}


def test_a_file_of_one_producer_may_call_it_by_another_name(read) -> None:
    seen = read(LIST + "Our Old Farm,,Jam,,,,250,g,,4,1,,,,\n", producer_names=frozenset({"Our Farm"}))
    assert not seen.only.is_refused
    assert (2, "producer", "other_producer") in notes(seen.only)


def test_an_inventory_is_read_too(read) -> None:
    seen = read(
        "producer,distributor,name,display_name,variant_unit_name,sku,units,unit_type,price,on_hand,on_demand\n"
        "Our Farm,Our Hub,Jam,,,J1,250,g,4.20,8,\n"
    )
    assert (seen.variant.amount_minor, seen.variant.on_hand, seen.variant.sku) == (420, 8, "J1")


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("F,,Jam,,,,250,stone,,4,1,,,,\n", "units", "bad_net"),
        ("F,,Jam,,,,much,g,,4,1,,,,\n", "units", "bad_net"),
        ('F,,Jam,,,,"1,5",kg,,4,1,,,,\n', "units", "decimal_comma"),
        ("F,,Jam,,,,250,g,,,1,,,,\n", "price", "bad_price"),
        ("F,,,,,,250,g,,4,1,,,,\n", "name", "missing"),
    ],
)
def test_what_cannot_be_right_is_refused_by_cell(read, row: str, column: str, code: str) -> None:
    assert (2, column, code) in faults(read(LIST + row).only)


def test_a_workbook_is_read_as_its_table_would_be(read) -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Products")
        book.add_worksheet("Notes").write(0, 0, "x")
        for at, row in enumerate(
            [
                LIST.strip().split(","),
                ["Our Farm", 12, "Honey", "", "Honey", "Two\nlines", 250, "g", "", 4.5, 10, "", "", "", ""],
                [],
                ["Our Farm", "013", "Jam", "", "", "", 0.5, "kg", "", 0.1 + 0.2, "", "", True, "", ""],
            ]
        ):
            sheet.write_row(at, 0, row)
    seen = read(written.getvalue(), name="products.xlsx")
    (honey,) = seen["honey"].variants
    assert (honey.sku, honey.amount_minor, honey.on_hand, honey.row, honey.line) == ("12", 450, 10, 2, 0)
    (jam,) = seen["jam"].variants
    assert (jam.sku, jam.amount_minor, jam.availability, jam.row) == ("013", 30, Availability.ON_DEMAND, 4)
    assert seen.notes == {"other_sheets"}


def test_the_real_sample(read) -> None:
    if not REAL.exists():
        pytest.skip(f"the real catalogues are not at {REAL.parent}")
    seen = read(REAL.read_bytes())
    assert len(seen.products) == 120
    assert not any(product.is_refused for product in seen.products)
    assert {code for product in seen.products for _, _, code in notes(product)} == {"not_kept", "weight_assumed"}


def test_an_inventory_may_leave_out_the_unit_of_products_that_its_hub_knows(read) -> None:
    header = "name, distributor, producer, category, on_hand, price, units, on_demand, shipping_category_id\n"
    seen = read(
        header + "Beans, Hub, Farm, Vegetables, , 3.20, 500, 1, 7\nSprouts, Hub, Farm, Vegetables, 6, 6.50, 500, 0,\n"
    )
    beans, sprouts = seen.products
    assert (beans.variants[0].availability, sprouts.variants[0].on_hand) == (Availability.ON_DEMAND, 6)
    assert not beans.is_refused
    assert {
        (2, "units", "net_unclear"),
        (2, "on_hand", "not_counted"),
        (2, "shipping_category_id", "not_kept"),
    } <= notes(beans)

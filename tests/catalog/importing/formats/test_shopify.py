"""Shopify's files: handles, variants, images, both sets of columns."""

from decimal import Decimal

import pytest

from market.catalog.errors import ImportFileRefused
from market.catalog.importing.products import Availability, FileImage, FileOption
from tests.catalog.importing.formats.seen import faults, notes

HEADER = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
    "Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price,Variant Barcode,Image Src,Image Alt Text,Gift Card\n"
)
SHIRT = (
    'shirt,Shirt,"<p>Sewn by <b>hand</b></p>",Us,Tops,"wool, Fairtrade",true,Size,S,Colour,Red,SH-S,200,3,25.00,,'
    "https://a.example/1.jpg,A shirt,\n"
    "shirt,,,,,,,,M,,Red,SH-M,210,4,26,7613034626844,https://a.example/2.jpg,,\n"
    "shirt,,,,,,,,,,,,,,,,https://a.example/3.jpg,Back,\n"
)


def test_rows_of_one_handle_are_one_product(read) -> None:
    product = read(HEADER + SHIRT).only
    assert (product.handle, product.row, product.row_count, product.is_refused) == ("shirt", 2, 3, False)
    assert (product.description, product.category_code, product.is_published) == ("Sewn by hand", "textiles", True)
    small, medium = product.variants
    assert small.options == (FileOption("Size", "S"), FileOption("Colour", "Red"))
    assert (small.label, medium.label) == ("S / Red", "M / Red")
    assert (medium.amount_minor, medium.gtin, medium.weight_grams, medium.on_hand) == (2600, "7613034626844", 210, 4)
    assert medium.availability is Availability.COUNTED
    assert product.images == (
        FileImage("https://a.example/1.jpg", "A shirt"),
        FileImage("https://a.example/2.jpg", ""),
        FileImage("https://a.example/3.jpg", "Back"),
    )
    assert [tag.text for tag in product.tags or ()] == ["wool", "Fairtrade"]


def test_rows_of_a_product_may_stand_apart(read) -> None:
    first, second, third = SHIRT.splitlines(keepends=True)
    seen = read(HEADER + first + "pot,Pot,,,,,true,Title,Default Title,,,,500,1,9,,,,\n" + second + third)
    assert [product.handle for product in seen.products] == ["pot", "shirt"]
    assert len(seen["shirt"].variants) == 2


def test_the_column_names_of_2025(read) -> None:
    seen = read(
        "Title,URL handle,Description,Published on online store,Status,SKU,Barcode,Option1 name,Option1 value,Price,"
        "Compare-at price,Inventory quantity,Weight value (grams),Product image URL,Image alt text,"
        "Unit price total measure,Unit price total measure unit\n"
        "Oil,oil,Pressed,TRUE,Active,O1,,Title,Default Title,9.99,12.00,3,800,https://a.example/o.jpg,Oil,500,ml\n"
    )
    variant = seen.variant
    assert (variant.amount_minor, variant.sku, variant.on_hand, variant.weight_grams) == (999, "O1", 3, 800)
    assert (variant.net_quantity, variant.net_unit, variant.label) == (Decimal(500), "ml", "1 ×")
    assert notes(seen.only) == {(2, "Compare-at price", "not_kept")}
    assert seen.only.is_published


def test_lines_and_rows_are_those_of_the_file(read) -> None:
    seen = read(HEADER + '\npot,Pot,"Two\nlines\n",,,,true,,,,,,500,1,9,,,,\n\nbad,Bad,,,,,true,,,,,,500,1,many,,,,\n')
    (fault,) = seen["bad"].problems
    assert (fault.row, fault.line, fault.column, fault.value) == (5, 7, "Variant Price", "many")
    assert (seen["pot"].row, seen["pot"].line) == (3, 3)


@pytest.mark.parametrize(
    ("cell", "column", "code"),
    [
        ({"Variant Price": "9,99"}, "Variant Price", "decimal_comma"),
        ({"Variant Price": "9.999"}, "Variant Price", "price_too_precise"),
        ({"Variant Price": "USD 9.99"}, "Variant Price", "other_currency"),
        ({"Variant Price": "$9.99"}, "Variant Price", "currency_unclear"),
        ({"Variant Price": ""}, "Variant Price", "bad_price"),
        ({"Variant Barcode": "7.61E+12"}, "Variant Barcode", "barcode_ruined"),
        ({"Variant Barcode": "7613034626845"}, "Variant Barcode", "gtin_check_digit"),
        ({"Variant Inventory Qty": "2.5"}, "Variant Inventory Qty", "bad_number"),
        ({"Variant Grams": "heavy"}, "Variant Grams", "bad_weight"),
        ({"Variant Grams": "0,5"}, "Variant Grams", "decimal_comma"),
        ({"Handle": "a/b"}, "Handle", "bad_handle"),
        ({"Title": ""}, "Title", "missing"),
        ({"Title": "T" * 201}, "Title", "too_long"),
        ({"Gift Card": "true"}, "Gift Card", "gift_card"),
        ({"Handle": "✨🎉"}, "Handle", "bad_handle"),
    ],
)
def test_a_cell_that_cannot_be_right_refuses_its_product(read, cell: dict[str, str], column: str, code: str) -> None:
    names = HEADER.strip().split(",")
    row = {"Handle": "h", "Title": "T", "Variant SKU": "S", "Variant Price": "9", "Variant Grams": "500", **cell}
    product = read(HEADER + ",".join(f'"{row.get(name, "")}"' for name in names) + "\n").only
    assert (2, column, code) in faults(product)
    assert next(each.value for each in product.problems if each.code == code) == row[column][:200]


def test_a_good_price_may_name_the_currency_of_the_market(read) -> None:
    row = "h,T,,,,,true,,,,,,500,1,{},,,,\n"
    for written in ("12.50", "12.50 EUR", "EUR 12.50", "€12.50", "12.5€", "12.50 eur"):
        assert read(HEADER + row.format(written)).variant.amount_minor == 1250


def test_a_code_of_the_shops_own_is_no_gtin(read) -> None:
    seen = read(HEADER + "h,T,,,,,true,,,,,,500,1,9,SHELF-7,,,\n")
    assert (seen.variant.barcode, seen.variant.gtin) == ("SHELF-7", None)
    assert (2, "Variant Barcode", "not_a_gtin") in notes(seen.only)


def test_a_file_without_a_price_column_is_refused_whole(read) -> None:
    with pytest.raises(ImportFileRefused) as refusal:
        read("Handle,Title\nh,T\n", "shopify")
    assert (refusal.value.problem, refusal.value.detail) == ("missing_columns", "variant price")


def test_too_many_variants_refuse_their_product_and_no_other(read) -> None:
    rows = "".join(f"many,Many,,,,,true,Size,{n},,,,500,1,9,,,,\n" for n in range(3_000))
    seen = read(HEADER + rows + "pot,Pot,,,,,true,,,,,,500,1,9,,,,\n")
    assert {code for _, _, code in faults(seen["many"])} == {"too_many_rows", "too_many_variants"}
    assert not seen["pot"].is_refused


TRACKED = (
    "Handle,Title,Published,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,"
    "Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Barcodes\n"
)


@pytest.mark.parametrize(
    ("tracker", "count", "policy", "availability"),
    [
        ("", "0", "deny", Availability.ON_DEMAND),
        ("", "", "deny", Availability.ON_DEMAND),
        ("", "3", "deny", Availability.COUNTED),
        ("shopify", "0", "deny", Availability.COUNTED),
        ("shopify", "-3", "continue", Availability.ON_DEMAND),
        ("shopify", "4", "continue", Availability.COUNTED),
        ("shopify", "", "deny", Availability.UNSAID),
    ],
)
def test_what_is_sold_without_being_counted_is_not_sold_out(
    read, tracker: str, count: str, policy: str, availability: Availability
) -> None:
    seen = read(f"{TRACKED}h,T,true,500,{tracker},{count},{policy},9.00,,true,\n")
    assert seen.variant.availability is availability
    is_told = (2, "Variant Inventory Qty", "not_counted") in notes(seen.only)
    assert is_told is (availability is not Availability.COUNTED)


def test_what_needs_no_parcel_is_not_sold(read) -> None:
    seen = read(f"{TRACKED}workshop,Workshop,true,0,,0,deny,180.00,,false,\n")
    assert faults(seen.only) == {(2, "Variant Requires Shipping", "not_goods")}


def test_a_handle_may_have_pictures_in_it_that_no_address_has(read) -> None:
    seen = read(f"{TRACKED}🍫-chocolate-de-oaxaca-✨,Chocolate,true,500,shopify,1,deny,9.00,9.00,true,4006381333931\n")
    assert (seen.only.handle, seen.only.is_refused) == ("chocolate-de-oaxaca", False)
    assert notes(seen.only) == {(2, "Handle", "bad_handle")}
    assert seen.variant.gtin == "4006381333931"


def test_the_name_of_what_is_sold_in_boxes_too_tells_of_the_cheapest(read) -> None:
    product = read(
        "Handle,Title,Published,Option1 Name,Option1 Value,Variant Grams,Variant Inventory Qty,Variant Price\n"
        "c,Chocolate 180g,true,Pack,Block,180,1,4.72\n"
        "c,,,,Outer (15 Block),2700,1,70.80\n"
        "c,,,,Large 400 g,400,1,9.00\n"
        "c,,,,Dark,180,1,4.72\n"
    ).only
    assert [(each.label, each.net_quantity, each.net_unit) for each in product.variants] == [
        ("Block", Decimal(180), "g"),
        ("Outer (15 Block)", Decimal(1), "piece"),
        ("Large 400 g", Decimal(400), "g"),
        ("Dark", Decimal(180), "g"),
    ]
    assert {(row, code) for row, _, code in notes(product) if code == "net_unclear"} == {(3, "net_unclear")}

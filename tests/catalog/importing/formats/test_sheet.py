"""A producer's own price list: its columns are recognised in many languages, or mapped by its owner."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from market.catalog.errors import ImportFileRefused
from market.catalog.importing.formats import DecimalMark, Field, Source, suggest_mapping
from market.catalog.importing.products import FileOption
from tests.catalog.importing.formats.seen import faults, notes


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Product name;Unit price (EUR);Stock;Size;SKU;Weight (g)", "Honey;8.50;4;500 g;H1;650"),
        ("Producto;PVP €;Existencias;Contenido neto;Código;Peso (g)", "Honey;8.50;4;500 g;H1;650"),
        ("Désignation;Prix TTC (€);Quantité en stock;Contenance;Réf.;Poids brut (kg)", "Honey;8.50;4;500 g;H1;0.65"),
        ("Nome do produto;Preço de venda;Estoque;Conteúdo;Referência;Peso (g)", "Honey;8.50;4;500 g;H1;650"),
        ("Bezeichnung;Verkaufspreis EUR;Bestand;Inhalt;Artikelnummer;Gewicht in g", "Honey;8.50;4;500 g;H1;650 g"),
    ],
)
def test_columns_are_recognised(read, header: str, row: str) -> None:
    seen = read(f"{header}\n{row}\n")
    variant = seen.variant
    assert seen.only.name == "Honey"
    assert (variant.amount_minor, variant.on_hand, variant.sku, variant.weight_grams) == (850, 4, "H1", 650)
    assert (variant.net_quantity, variant.net_unit) == (Decimal(500), "g")
    assert seen.only.problems == ()


def test_a_mapping_is_suggested_and_taken(read, tmp_path) -> None:
    data = "Wat;Hoeveel kost het;Prijs excl. btw;Stuks\nHoning;8.50;7;4\n"
    path = tmp_path / "list.csv"
    path.write_text(data)
    found = suggest_mapping(Source(path))
    assert found.titles == ("Wat", "Hoeveel kost het", "Prijs excl. btw", "Stuks")
    assert (dict(found.mapping), found.missing) == ({}, (Field.NAME, Field.PRICE))
    assert found.samples == (("Honing", "8.50", "7", "4"),)
    with pytest.raises(ImportFileRefused, match="missing_columns"):
        read(data)
    seen = read(data, mapping={"Wat": "name", "Hoeveel kost het": "price", "Stuks": "on_hand"})
    assert (seen.only.name, seen.variant.amount_minor, seen.variant.on_hand) == ("Honing", 850, 4)


def test_the_fingerprint_is_of_the_columns_and_of_nothing_else(tmp_path) -> None:
    def fingerprint(data: str) -> str:
        path = tmp_path / "list.csv"
        path.write_text(data)
        return suggest_mapping(Source(path)).fingerprint

    assert fingerprint("Name;Price\na;1\n") == fingerprint("name,PRICE\nb,2\nc,3\n")
    assert fingerprint("Name;Price\na;1\n") != fingerprint("Name;Prices\na;1\n")


def test_a_column_cannot_be_two_things_nor_two_columns_one(read) -> None:
    with pytest.raises(ImportFileRefused, match="mapped_twice"):
        read("A;B\nx;1\n", "sheet", mapping={"A": "name", "B": "name"})
    with pytest.raises(ImportFileRefused, match="duplicate_header"):
        read("Name;Price;Price\nx;1;2\n", "sheet")


def test_a_price_without_vat_is_not_taken_for_a_price(tmp_path) -> None:
    path = tmp_path / "list.csv"
    for title in ("Prix HT", "Precio sin IVA", "Preis netto", "Price excl. VAT", "Net price", "Cost price"):
        path.write_text(f"Name;{title}\na;1\n")
        assert Field.PRICE not in suggest_mapping(Source(path)).mapping.values()


def test_a_quantity_alone_is_neither_stock_nor_content(tmp_path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Name;Price;Quantity\na;1;2\n")
    assert "Quantity" not in suggest_mapping(Source(path)).mapping
    path.write_text("Name;Price;Quantity;Unit\na;1;2;kg\n")
    assert suggest_mapping(Source(path)).mapping["Quantity"] is Field.NET_QUANTITY


def test_rows_of_one_name_are_variants_when_a_column_says_how_they_differ(read) -> None:
    seen = read("Name,Variant,SKU,Price,Weight (g),Stock\nTea,Mint,T1,3,60,1\nTea,Lime,T2,4,60,1\nOil,,O1,9,60,1\n")
    assert [variant.options for variant in seen["tea"].variants] == [
        (FileOption("Variant", "Mint"),),
        (FileOption("Variant", "Lime"),),
    ]
    assert seen["oil"].variants[0].options == ()


def test_without_such_a_column_every_code_is_a_product(read) -> None:
    seen = read("SKU,Name,Price\nT-1,Tea,3\nT-2,Tea,4\n")
    assert [product.handle for product in seen.products] == ["t-1", "t-2"]


def test_a_title_above_the_header_is_passed_over(read) -> None:
    seen = read("Price list 2026;;\nOur Farm, Lyon;;\n\nProduct;Price;Stock\nTea;3;2\n")
    assert (seen.only.name, seen.only.row, seen.only.line) == ("Tea", 5, 5)


def test_a_weight_without_a_unit_is_told_and_not_guessed(read) -> None:
    seen = read("Name;Price;Weight;Stock\nTea;3;250;1\n")
    assert {code for _, _, code in notes(seen.only)} == {"weight_unclear", "weight_assumed"}


def test_the_currency_may_stand_in_the_title(read) -> None:
    assert faults(read("Name;Price (USD)\nTea;3\n").only) == {(2, "Price (USD)", "other_currency")}


def test_a_barcode_of_a_workbook_that_lost_its_digits_is_refused(read) -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Price", "EAN"])
        sheet.write_row(1, 0, ["Whole", 3, 7613034626844])
        sheet.write_row(2, 0, ["Ruined", 3, "7.61303E+12"])
        sheet.write_row(3, 0, ["Wrong", 3, 7613034626845])
    seen = read(written.getvalue())
    assert seen["whole"].variants[0].gtin == "7613034626844"
    assert {code for _, _, code in faults(seen["ruined"])} == {"barcode_ruined"}
    assert {code for _, _, code in faults(seen["wrong"])} == {"gtin_check_digit"}


def test_how_much_is_in_it_may_stand_in_the_column_of_its_unit(read) -> None:
    seen = read("nom;prix;unite\nDeglet Nour;18.90;500g\nCoffret;45.00;coffret\nCapsules;18.90;60 caps\n")
    dates, box, capsules = (product.variants[0] for product in seen.products)
    assert (dates.net_quantity, dates.net_unit) == (Decimal(500), "g")
    assert (box.net_unit, capsules.net_unit) == ("piece", "piece")
    assert not any(product.is_refused for product in seen.products)


def test_a_row_of_products_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("\n\tID,Тип,Имя,Цена\n40,visible,Товар,240\n41,visible,Товар 2,1200\n")
    assert suggest_mapping(Source(path)).titles == ("ID", "Тип", "Имя", "Цена")


def test_a_list_under_a_letterhead_with_columns_that_have_no_title(read) -> None:
    seen = read(
        ',,"Freudenhof 1",,,\n,,Preisliste,,,\n,,,,,\n,gruppe,Artikelbezeichnung,,Euro,Label\n'
        ',2,"Eier, mittlere (53-62g)",St,"0,55",Bioland\n'
        ',3,Kohlrabi,St,"2,20",Bioland\n,3,Kohlrabi,St,"2,00",Bioland\n',
        decimal_mark=DecimalMark.COMMA,
    )
    eggs, kohlrabi = seen.products
    assert (eggs.name, eggs.variants[0].amount_minor) == ("Eier, mittlere (53-62g)", 55)
    assert (5, "", "net_unclear") in notes(eggs)
    assert faults(kohlrabi) == {(7, "", "duplicate_variant")}
    assert seen.notes == {"not_kept"}


def test_several_pictures_of_a_cell(read) -> None:
    seen = read('name,price,images\nA,9,"https://a.example/1,2.jpg|https://a.example/3.jpg https://a.example/4.jpg"\n')
    assert [image.url[18:] for image in seen.only.images or ()] == ["1,2.jpg", "3.jpg", "4.jpg"]


def test_a_language_that_there_is_not_is_told_and_left_out(read) -> None:
    seen = read("Name;Price;Language\nMiel;8.50;XX\nHunig;8.50;quz\nHoney;8.50;\n")
    assert [product.language for product in seen.products] == [None, "quz", None]
    told = [{place for place in notes(product) if place[1] == "Language"} for product in seen.products]
    assert told == [{(2, "Language", "unknown_language")}, set(), set()]

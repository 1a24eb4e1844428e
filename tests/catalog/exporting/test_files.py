"""Catalogues as files: every product is in them, and no cell of them is a formula."""

import csv
import io
import json
from decimal import Decimal
from tempfile import NamedTemporaryFile
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from market.catalog.exporting.formats import EXPORTS, ExportCode
from market.catalog.exporting.goods import LABEL_OF_ONLY_VARIANT, ExportProduct, ExportVariant, Tender

EUROS = Tender("EUR", 2)
G = "{http://base.google.com/ns/1.0}"


def variant(label: str = "250 g", **other) -> ExportVariant:
    facts = {
        "id": f"var_{label}",
        "label": label,
        "option_values": (),
        "sku": None,
        "barcode": None,
        "net_quantity": Decimal("250.000"),
        "net_unit": "g",
        "weight_grams": 280,
        "amount_minor": 1205,
        "on_hand": 3,
    }
    return ExportVariant(**{**facts, **other})


def product(handle: str = "cafe", *variants: ExportVariant, **other) -> ExportProduct:
    facts = {
        "id": f"prod_{handle}",
        "handle": handle,
        "slug": handle,
        "name": "Café",
        "description": "Del norte.\nA < B & C",
        "language": "es",
        "category_code": "coffee",
        "is_published": True,
        "option_names": (),
        "producer_name": "Norandino",
        "variants": variants or (variant(),),
    }
    return ExportProduct(**{**facts, **other})


def rows(code: ExportCode, *goods: ExportProduct, tender: Tender = EUROS) -> list[dict[str, str]]:
    """What stands in the file, by column, as a reader of its kind takes it."""
    data = b"".join(EXPORTS[code].write(goods, tender))
    if code is ExportCode.GOOGLE_RSS:
        return [{cell.tag.removeprefix(G): cell.text or "" for cell in item} for item in fromstring(data).iter("item")]
    if code is ExportCode.DFC:
        return [{"price": node["dfc-b:hasPrice"]["dfc-b:value"]} for node in graph(data) if "dfc-b:hasPrice" in node]
    if EXPORTS[code].suffix == "xlsx":
        with NamedTemporaryFile(suffix=".xlsx") as file:
            file.write(data)
            file.flush()
            header, *lines = (
                CalamineWorkbook.from_path(file.name).get_sheet_by_index(0).to_python(skip_empty_area=False)
            )
        return [dict(zip(map(str, header), map(str, line), strict=True)) for line in lines]
    delimiter = "\t" if code is ExportCode.GOOGLE_TSV else ","
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter=delimiter, strict=True))


def graph(data: bytes) -> list[dict]:
    return json.loads(data)["@graph"]


@pytest.mark.parametrize("code", ExportCode)
def test_every_variant_is_in_every_file(code: ExportCode) -> None:
    goods = [
        product("cafe", variant("250 g"), variant("1 kg", sku="K1")),
        product("pot", variant(LABEL_OF_ONLY_VARIANT)),
    ]
    written = rows(code, *goods)
    # WooCommerce has a row for each product beside those of its variations.
    assert len(written) == (5 if code is ExportCode.WOOCOMMERCE else 3)
    assert sum("12.05" in "".join(row.values()) for row in written) == 3


def test_no_product_is_a_file_with_nothing_but_a_header() -> None:
    for code in ExportCode:
        assert rows(code) == []


_CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(start=st.sampled_from(["=", "+", "-", "@", "\t", "\r"]), rest=_CELLS)
def test_no_cell_can_run(start: str, rest: str) -> None:
    words = start + rest
    one = product("x", variant(words, sku=words, barcode=words), name=words, description=words, producer_name=words)
    for code in ExportCode:
        if code in {ExportCode.GOOGLE_RSS, ExportCode.DFC}:  # no spreadsheet reads them
            continue
        for row in rows(code, one):
            assert [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


@settings(max_examples=60, deadline=None)
@given(words=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
def test_rss_is_xml_whatever_the_words(words: str) -> None:
    assert len(rows(ExportCode.GOOGLE_RSS, product("x", name=words, description=words))) == 1


def test_a_price_has_the_decimals_of_its_currency() -> None:
    for minor, tender, told in (
        (5, EUROS, "0.05"),
        (120_000, Tender("JPY", 0), "120000"),
        (1, Tender("KWD", 3), "0.001"),
        (None, EUROS, ""),
    ):
        assert rows(ExportCode.SHEET, product("x", variant(amount_minor=minor)), tender=tender)[0]["Price"] == told


def test_what_each_format_calls_a_weight() -> None:
    heavy = variant("1.5 l", net_quantity=Decimal("150.000"), net_unit="cl", weight_grams=1650)
    woo = rows(ExportCode.WOOCOMMERCE, product("oil", heavy))
    assert [(row["Type"], row["Weight (kg)"], row["Parent"]) for row in woo] == [
        ("variable", "", ""),
        ("variation", "1.65", "oil"),
    ]
    ofn = rows(ExportCode.OFN, product("oil", heavy))[0]
    assert (ofn["units"], ofn["unit_type"]) == ("1500", "mL")
    assert rows(ExportCode.GOOGLE_RSS, product("oil", heavy))[0]["unit_pricing_measure"] == "150 cl"

"""Whatever the bytes, a file is read with every row accounted for, or refused; nothing else happens."""

import contextlib
import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kit.text import is_storable
from market.catalog.errors import ImportFileRefused
from market.catalog.importing.formats import FORMATS, Asked, DecimalMark, Source, detect_format
from market.catalog.importing.products import FileProduct, Severity

HEADERS = {
    "shopify": ["Handle", "Title", "Body (HTML)", "Tags", "Option1 Value", "Variant SKU", "Variant Grams",
                "Variant Inventory Qty", "Variant Price", "Variant Barcode", "Image Src"],
    "woocommerce": ["ID", "Type", "SKU", "GTIN, UPC, EAN, or ISBN", "Name", "Published", "Description", "Stock",
                    "Weight (kg)", "Regular price", "Images", "Parent", "Attribute 1 name", "Attribute 1 value(s)"],
    "ofn": ["producer", "sku", "name", "display_name", "units", "unit_type", "variant_unit_name", "price", "on_hand",
            "on_demand"],
    "google": ["id", "item_group_id", "title", "price", "availability", "gtin", "size", "shipping_weight",
               "unit_pricing_measure", "image_link"],
    "sheet": ["Name", "Price", "Variant", "SKU", "EAN", "Size", "Weight", "Stock", "Image", "Published", "Language"],
}  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(
        ["", "a", "b", "A", "id:1", "1", "simple", "variation", "variable", "grouped", "9.99", "9,99", "1e9", "-1",
         "=1+1", "@SUM(A1)", "'+1", "7.61E+12", "7613034626844", "250 g", "6 x 330ml", "1,5 kg", "½ lb", "\u202eabc",
         "٣", "NaN", "9" * 40, "x" * 300, "<script>alert(1)</script>", "https://a.example/1.jpg", "javascript:alert(1)",
         "a\nb", '"', "in_stock", "EUR 9", "$9", "9/0 kg", "0/1 kg", "0 kg", "\x01", "\ud7ff", "🫘"]
    ),
    st.text(max_size=30),
)  # fmt: skip
ASKED = st.builds(
    Asked,
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    exponent=st.sampled_from([0, 2, 3]),
    categories=st.just(frozenset({"coffee", "other"})),
    decimal_mark=st.sampled_from(DecimalMark),
    producer_names=st.sampled_from([frozenset(), frozenset({"a"})]),
)


def read(data: bytes, asked: Asked, code: str | None = None) -> list[FileProduct]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        source = Source(Path(file.name))
        reading = FORMATS[code or detect_format(source) or "sheet"].read(source, asked)
        products = list(reading)
    assert sum(product.row_count for product in products) == reading.rows_total
    for product in products:
        well_formed(product)
    return products


def well_formed(product: FileProduct) -> None:
    """What the engine and the database rely on."""
    assert product.variants or product.is_refused
    if product.is_refused:
        return
    assert product.handle and product.name and len(product.name) <= 200
    labels = [variant.label for variant in product.variants]
    assert len(set(labels)) == len(labels)
    for variant in product.variants:
        assert variant.amount_minor > 0 and variant.weight_grams > 0 and variant.on_hand >= 0
        assert 0 < variant.net_quantity < 10**9 and variant.net_quantity * 1000 % 1 == 0
        assert variant.gtin is None or variant.gtin.isdecimal()
    texts = [product.handle, product.name, product.description]
    texts += [text for each in product.variants for text in (each.label, each.sku or "", each.barcode or "")]
    texts += [tag.text for tag in product.tags or ()] + [image.url for image in product.images or ()]
    texts += [text for problem in product.problems for text in (problem.detail, problem.value, problem.column)]
    assert all(is_storable(text) for text in texts)


@pytest.mark.parametrize("code", HEADERS)
@given(data=st.data(), asked=ASKED)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_cells_are_read_or_refused_by_product(code: str, data: st.DataObject, asked: Asked) -> None:
    width = len(HEADERS[code])
    rows = data.draw(st.lists(st.lists(CELLS, min_size=0, max_size=width + 1), max_size=8))
    written = io.StringIO()
    csv.writer(written).writerows([HEADERS[code], *rows])
    text = written.getvalue().encode("utf-8", "ignore")
    with contextlib.suppress(ImportFileRefused):
        read(text, asked, code)


@given(st.binary(max_size=400), ASKED)
@example(b"\xef\xbb\xbf", Asked("EUR", 2))
@example(b"PK\x03\x04", Asked("EUR", 2))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_are_a_fault_of_ours(data: bytes, asked: Asked) -> None:
    for before in (b"", b"Handle,Title,Variant Price\n", b"<rss><channel>", b'{"@graph":['):
        with contextlib.suppress(ImportFileRefused):
            read(before + data, asked)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=10),
              st.sampled_from(["a", "b", "c", "dfc-m:Kilogram", "9.99", "dfc-m:Euro"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["@id", "@type", "@value", "@language", "dfc-b:name", "dfc-b:hasPrice", "dfc-b:value",
                             "dfc-b:hasUnit", "dfc-b:hasQuantity", "dfc-b:referencedBy", "dfc-b:offeredThrough",
                             "dfc-b:hasVariant", "dfc-b:isVariantOf", "dfc-b:image", "dfc-b:hasClaim", "@context",
                             "dfc-b:supplies", "dfc-b:stockLimitation", "dfc-b:description", "@graph"]),
            inner, max_size=5,
        ),
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(JSON, min_size=1, max_size=4), ASKED)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_linked_data_is_read_or_refused(nodes: list[object], asked: Asked) -> None:
    product = {"@id": "a", "@type": "dfc-b:SuppliedProduct"}
    typed = [
        {**product, "@id": name, **node} for name, node in zip("abcd", nodes, strict=False) if isinstance(node, dict)
    ]
    with contextlib.suppress(ImportFileRefused):
        read(json.dumps({"@graph": [*typed, product, *nodes]}).encode(), asked, "dfc")


def test_nothing_that_is_a_formula_leaves_in_a_value_of_ours() -> None:
    rows = "Handle,Title,Variant Price\n=cmd|'/C calc'!A0,=1+1,=1+1\n"
    (product,) = read(rows.encode(), Asked("EUR", 2), "shopify")
    assert product.is_refused
    assert {problem.code for problem in product.problems if problem.severity is Severity.FAULT} == {
        "bad_handle",
        "bad_price",
    }

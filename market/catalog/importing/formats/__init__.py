"""The formats that catalogues come in. Each is read product by product, whatever the size of the file."""

from collections.abc import Mapping

from market.catalog.importing.formats.data_food_consortium import DataFoodConsortium
from market.catalog.importing.formats.format import LARGEST_FILE, Asked, DecimalMark, Format, Reading, Source
from market.catalog.importing.formats.google import Google
from market.catalog.importing.formats.google_xml import is_xml
from market.catalog.importing.formats.json_stream import is_json
from market.catalog.importing.formats.open_food_network import OpenFoodNetwork
from market.catalog.importing.formats.sheet import Sheet, Suggestion, suggest_mapping
from market.catalog.importing.formats.sheet_columns import Field
from market.catalog.importing.formats.shopify import Shopify
from market.catalog.importing.formats.table import read_titles
from market.catalog.importing.formats.woocommerce import WooCommerce
from market.catalog.importing.formats.woocommerce_columns import COLUMNS as WOOCOMMERCE
from market.catalog.rules import folded

__all__ = [
    "FORMATS",
    "LARGEST_FILE",
    "Asked",
    "DecimalMark",
    "Field",
    "Format",
    "Reading",
    "Source",
    "Suggestion",
    "detect_format",
    "suggest_mapping",
]

FORMATS: Mapping[str, Format] = {
    each.code: each for each in (Shopify(), WooCommerce(), OpenFoodNetwork(), Google(), DataFoodConsortium(), Sheet())
}
# The columns that a format always has and no other has all of; any of the names in a group will do.
_TELLING: Mapping[str, tuple[frozenset[str], ...]] = {
    Shopify.code: (frozenset({"handle", "url handle"}), frozenset({"title"}), frozenset({"variant price", "price"})),
    WooCommerce.code: tuple(frozenset(WOOCOMMERCE[name]) for name in ("type", "name", "published", "price")),
    OpenFoodNetwork.code: (
        frozenset({"producer", "supplier"}),
        frozenset({"name"}),
        frozenset({"units"}),
        frozenset({"unit_type", "variant_unit_name", "display_name", "distributor"}),
    ),
    Google.code: (
        frozenset({"id", "g:id"}),
        frozenset({"title", "g:title"}),
        frozenset({"price", "g:price"}),
        frozenset({"availability", "g:availability", "link", "g:link"}),
    ),
}


def detect_format(source: Source) -> str | None:
    """The code of the format of a file by its first bytes and its header; None when it is none that is read here.

    A table whose columns nobody knows is a `sheet`, which may need a mapping. Raises ImportFileRefused as reading does.
    """
    if is_xml(source.path):
        return Google.code
    if is_json(source.path):
        return DataFoodConsortium.code
    titles = {folded(title) for title in read_titles(source)}
    return next((code for code, groups in _TELLING.items() if all(titles & group for group in groups)), Sheet.code)

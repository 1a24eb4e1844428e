"""Shopify's product CSV."""

from market.catalog.importing.formats.format import Asked, Reading, Source
from market.catalog.importing.shopify import FORMAT, read_shopify
from market.catalog.importing.table import read_table


class Shopify:
    """As exported since 2013, and under the column names of 2025."""

    code = FORMAT

    def read(self, source: Source, asked: Asked) -> Reading:
        table = read_table(source.path.read_bytes())
        products = read_shopify(table, exponent=asked.exponent, known_categories=asked.categories)
        return Reading(products, rows_total=len(table.lines))

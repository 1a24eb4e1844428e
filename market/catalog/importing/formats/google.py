"""Google Merchant's product feed: RSS 2.0, Atom, or tab-separated text.

A row is a variant; those that share `item_group_id` are one product. A feed is what a shop shows to buyers: it says
whether there is any, seldom how many.
"""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from market.catalog.importing.formats.checking import checked, handle_from
from market.catalog.importing.formats.format import Asked, Reading, Source
from market.catalog.importing.formats.google_xml import FeedRows, is_xml
from market.catalog.importing.formats.grouping import Group, grouped
from market.catalog.importing.formats.offered import Offered, OfferedVariant, at
from market.catalog.importing.formats.table import Columns, Line, Table
from market.catalog.importing.products import Availability
from market.catalog.rules import folded

ATTRIBUTES = (
    "id",
    "item_group_id",
    "title",
    "description",
    "link",
    "image_link",
    "additional_image_link",
    "availability",
    "price",
    "sale_price",
    "sale_price_effective_date",
    "gtin",
    "mpn",
    "brand",
    "google_product_category",
    "product_type",
    "size",
    "color",
    "material",
    "pattern",
    "quantity",
    "sell_on_google_quantity",
    "shipping_weight",
    "unit_pricing_measure",
    "condition",
    "certification",
    "excluded_destination",
)
COLUMNS = {name: (name, name.replace("_", " "), f"g:{name}") for name in ATTRIBUTES}
NEEDED = ("id", "title", "price")
_OPTIONS = (("Size", "size"), ("Colour", "color"), ("Material", "material"), ("Pattern", "pattern"))
_AVAILABILITY = {
    "in_stock": Availability.IN_STOCK,
    "out_of_stock": Availability.OUT_OF_STOCK,
    "preorder": Availability.PREORDER,
    "backorder": Availability.ON_DEMAND,
    # As other advertisers than Google have it.
    "available_for_order": Availability.ON_DEMAND,
    "discontinued": Availability.OUT_OF_STOCK,
}
_NOT_KEPT = {
    "sale_price": "a reduced price is set here, with its days",
    "certification": "a label needs a certificate that is checked here",
}
# What stands before the value of an option in a title: Dress in Red, size 8.
_BEFORE_A_VALUE = frozenset(
    {"in", "size", "color", "colour", "taille", "couleur", "talla", "tamanho", "cor", "grosse", "farbe"}
)


class Google:
    """Whatever the feed is written in, its attributes are the same."""

    code = "google"

    def read(self, source: Source, asked: Asked) -> Reading:
        table: Table | FeedRows = FeedRows(source, ATTRIBUTES) if is_xml(source.path) else Table(source)
        columns = Columns(table, COLUMNS, needed=NEEDED)
        groups = grouped(
            table, lambda line: (columns.text(line, "item_group_id") or columns.text(line, "id")).casefold()
        )
        return Reading(
            checked((_offered(columns, group) for group in groups), asked),
            rows_total=table.rows_total,
            notes=table.notes,
        )


def _offered(columns: Columns, group: Group) -> Offered:
    first = group.lines[0]
    key = columns.cell(first, "item_group_id" if columns.text(first, "item_group_id") else "id")
    offered = Offered(
        handle=key._replace(text=handle_from(key.text)),
        name=columns.cell(first, "title")._replace(text=_shared([columns.text(line, "title") for line in group.lines])),
        description=columns.cell(first, "description"),
        is_published=True,
        row_count=group.count,
        shelves=[
            *_path(columns.text(first, "product_type")),
            *_path(columns.text(first, "google_product_category")),
        ],
        images=[],
    )
    if any(columns.text(line, "title") != columns.text(first, "title") for line in group.lines):
        offered.note(columns.cell(first, "title"), "not_kept", f"its rows differ; its name is {offered.name.text}")
    if group.count > len(group.lines):
        offered.fault(at(group.lines[-1]), "too_many_rows", f"{group.count} rows are too many for one product")
    differing = [
        (name, column) for name, column in _OPTIONS if len({columns.text(line, column) for line in group.lines}) > 1
    ]
    numbers = [text for line in group.lines if (text := columns.text(line, "mpn"))]
    # Some shops give the number of the product to all its variants: then it names none of them.
    number = "mpn" if len(set(numbers)) == len(numbers) else "id"
    for line in group.lines:
        if line.has_extra_cells:
            offered.fault(at(line), "extra_cells", "this row has more cells than the header")
        for column in ("image_link", "additional_image_link"):
            offered.pictures(columns.cell(line, column))
        for column, why in _NOT_KEPT.items():
            # Many shops send the price again where nothing is reduced.
            if columns.text(line, column) not in ("", columns.text(line, "price")):
                offered.note(columns.cell(line, column), "not_kept", why)
        condition = columns.text(line, "condition").casefold()
        if condition and condition != "new":
            offered.note(columns.cell(line, "condition"), "not_kept", "say in the description that it is not new")
        offered.variants.append(_variant(offered, columns, line, differing, number))
    return offered


def _variant(
    offered: Offered, columns: Columns, line: Line, differing: list[tuple[str, str]], number: str
) -> OfferedVariant:
    stated = columns.cell(line, "availability")
    availability = _AVAILABILITY.get(stated.text.casefold().replace(" ", "_"), Availability.UNSAID)
    if stated.text and availability is Availability.UNSAID:
        offered.note(stated, "availability_unclear", "known: in_stock, out_of_stock, preorder, backorder")
    is_elsewhere = not columns.text(line, "quantity") and columns.text(line, "sell_on_google_quantity")
    count = columns.cell(line, "sell_on_google_quantity" if is_elsewhere else "quantity")
    if count.text and availability in (Availability.IN_STOCK, Availability.OUT_OF_STOCK):
        availability = Availability.COUNTED
    weight = columns.cell(line, "shipping_weight")
    weighs, _, unit = weight.text.partition(" ")
    # A single variant of a size has it as its option too: that is what it is called.
    options = differing or [each for each in _OPTIONS if columns.text(line, each[1])][:1]
    return OfferedVariant(
        place=at(line),
        options=[(name, columns.cell(line, column)) for name, column in options if columns.text(line, column)],
        price=columns.cell(line, "price"),
        sku=columns.cell(line, number if columns.text(line, number) else "id"),
        barcode=columns.cell(line, "gtin"),
        weight=weight._replace(text=weighs),
        weight_unit=unit.strip() or "g",
        stated_net=columns.cell(line, "unit_pricing_measure"),
        on_hand=count,
        availability=availability,
    )


def _shared(titles: Sequence[str]) -> str:
    """What a product is called whose variants have titles of their own: the words that all begin with, or the first."""
    alike = takewhile(lambda words: len(set(words)) == 1, zip(*(title.split() for title in titles), strict=False))
    shared = [words[0] for words in alike]
    if len(shared) == len(titles[0].split()):
        return titles[0]
    while shared and (folded(shared[-1]).strip(",:;|/") in _BEFORE_A_VALUE or not any(map(str.isalnum, shared[-1]))):
        shared.pop()
    return " ".join(shared).rstrip(" ,:;|/-–—") if len(shared) > 1 else titles[0]


def _path(shelf: str) -> Iterator[str]:
    """Home > Drinks > Coffee, the narrowest first."""
    return reversed(shelf.split(">"))

"""Shopify's product CSV, as exported since 2013 and under the column names used since 2025.

Our own exports are such files with two columns more, the net content. Labels may stand in a column of Open Food Facts.

One product is all rows with its handle: the first with a title carries title, text and shelf; each row with a price,
an option or a SKU is a variant; a row with nothing but an image is an image.
"""

import re

from market.catalog.importing.formats.checking import checked, handle_from
from market.catalog.importing.formats.format import Asked, Reading, Source
from market.catalog.importing.formats.grouping import Group, grouped
from market.catalog.importing.formats.offered import Offered, OfferedVariant, at
from market.catalog.importing.formats.table import Cell, Columns, Line, Table
from market.catalog.importing.products import Availability

# Our name, then the columns that may hold it, folded.
COLUMNS: dict[str, tuple[str, ...]] = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "body": ("body (html)", "description"),
    "type": ("type",),
    "category": ("product category",),
    "tags": ("tags",),
    # As Open Food Facts exports them.
    "labels": ("labels_tags", "labels"),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "gift_card": ("gift card",),
    "option1": ("option1 value", "option1"),
    "option2": ("option2 value", "option2"),
    "option3": ("option3 value", "option3"),
    "option1_name": ("option1 name",),
    "option2_name": ("option2 name",),
    "option3_name": ("option3 name",),
    "sku": ("variant sku", "sku"),
    "is_sent": ("variant requires shipping", "requires shipping"),
    "grams": ("variant grams", "weight value (grams)"),
    "on_hand": ("variant inventory qty", "inventory quantity"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "policy": ("variant inventory policy", "continue selling when out of stock"),
    "price": ("variant price", "price"),
    "was": ("variant compare at price", "compare-at price"),
    "barcode": ("variant barcode", "variant barcodes", "barcode"),
    "net_quantity": ("net quantity", "unit price total measure"),
    "net_unit": ("net unit", "unit price total measure unit"),
    "image": ("image src", "product image url"),
    "alt": ("image alt text",),
    "variant_image": ("variant image", "variant image url"),
}
NEEDED = ("handle", "title", "price")
_NO_OPTION = "default title"
_OPTIONS = (("option1_name", "option1"), ("option2_name", "option2"), ("option3_name", "option3"))
_DEFAULT_NAMES = ("Size", "Option 2", "Option 3")
_YES = frozenset({"continue", "true"})
_NOTHING = re.compile(r"-?0*(?:\.0*)?|-[0-9.]+")


class Shopify:
    """Both sets of column names."""

    code = "shopify"

    def read(self, source: Source, asked: Asked) -> Reading:
        table = Table(source)
        columns = Columns(table, COLUMNS, needed=NEEDED)
        groups = grouped(table, lambda line: columns.text(line, "handle").lower())
        return Reading(
            checked((_offered(columns, group) for group in groups), asked),
            rows_total=table.rows_total,
            notes=table.notes,
        )


def _offered(columns: Columns, group: Group) -> Offered:
    first = next((line for line in group.lines if columns.text(line, "title")), group.lines[0])
    top = group.lines[0]
    offered = Offered(
        handle=columns.cell(top, "handle")._replace(text=_address(group.key)),
        name=columns.cell(first, "title"),
        description=columns.cell(first, "body"),
        is_published=columns.text(first, "published").casefold() == "true"
        and columns.text(first, "status").casefold() in ("", "active"),
        row_count=group.count,
        shelves=[
            columns.text(first, "type"),
            *columns.text(first, "tags").split(","),
            columns.text(first, "category").rpartition(">")[2],
        ],
    )
    if offered.handle.text != group.key:
        offered.note(columns.cell(top, "handle"), "bad_handle", f"its address here is {offered.handle.text}")
    if columns.has("image"):
        offered.images = []
    for name in ("labels", "tags"):
        if columns.has(name):
            offered.tag(columns.cell(first, name))
    if columns.text(first, "gift_card").casefold() == "true":
        offered.fault(columns.cell(first, "gift_card"), "gift_card", "gift cards are not sold here")
    if group.count > len(group.lines):
        offered.fault(at(group.lines[-1]), "too_many_rows", f"{group.count} rows are too many for one product")
    names = [columns.text(first, name) or default for (name, _), default in zip(_OPTIONS, _DEFAULT_NAMES, strict=True)]
    for line in group.lines:
        _read_line(offered, columns, line, names)
    return offered


def _read_line(offered: Offered, columns: Columns, line: Line, names: list[str]) -> None:
    if line.has_extra_cells:
        offered.fault(at(line), "extra_cells", "this row has more cells than the header")
    for name in ("image", "variant_image"):
        url = columns.text(line, name)
        if url:
            offered.picture(columns.cell(line, name), url, columns.text(line, "alt") if name == "image" else "")
    if any(columns.text(line, name) for name in ("price", "option1", "sku")):
        offered.variants.append(_variant(offered, columns, line, names))
    elif not any(columns.text(line, name) for name in ("image", "title")):
        offered.note(at(line), "row_unused", "it has no price, no option, no SKU and no image")


def _variant(offered: Offered, columns: Columns, line: Line, names: list[str]) -> OfferedVariant:
    was, price = columns.cell(line, "was"), columns.cell(line, "price")
    if was.text not in ("", price.text) and not _NOTHING.fullmatch(was.text):
        offered.note(was, "not_kept", "a price of before is not taken from a file: the market keeps its own history")
    if columns.text(line, "is_sent").casefold() == "false":
        offered.fault(columns.cell(line, "is_sent"), "not_goods", "what is not sent is not sold here")
    on_hand, availability = _stock(columns, line)
    net = columns.cell(line, "net_quantity")
    if net.text:
        net = net._replace(text=f"{net.text} {columns.text(line, 'net_unit')}")
    return OfferedVariant(
        place=at(line),
        options=[
            (name, columns.cell(line, option))
            for name, (_, option) in zip(names, _OPTIONS, strict=True)
            if columns.text(line, option) and columns.text(line, option).casefold() != _NO_OPTION
        ],
        price=price,
        sku=columns.cell(line, "sku"),
        barcode=columns.cell(line, "barcode"),
        weight=columns.cell(line, "grams"),
        stated_net=net,
        on_hand=on_hand,
        availability=availability,
    )


def _address(key: str) -> str:
    """The handle without the pictures and signs that Shopify lets it have."""
    kept = "".join(letter for letter in key if letter.isascii() or letter.isalnum())
    return key if kept == key else handle_from(kept)


def _stock(columns: Columns, line: Line) -> tuple[Cell, Availability]:
    """A count below one says nothing of what is sold without being counted, or also when there is none."""
    cell = columns.cell(line, "on_hand")
    is_counted = not columns.has("tracker") or columns.text(line, "tracker")
    if _NOTHING.fullmatch(cell.text) and (not is_counted or columns.text(line, "policy").casefold() in _YES):
        return cell._replace(text=""), Availability.ON_DEMAND
    return cell, Availability.UNSAID

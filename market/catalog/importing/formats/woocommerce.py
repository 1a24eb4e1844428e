"""WooCommerce's product CSV, in any of the languages that its columns are exported in.

A variable product is a row of its own; its variations name it, by `id:` and its number or by its SKU, and may stand
anywhere in the file. A grouped product is a list of others and no product: it is refused, its parts are not.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from market.catalog.importing.formats.checking import checked, handle_from
from market.catalog.importing.formats.format import Asked, Reading, Source
from market.catalog.importing.formats.grouping import Group, grouped
from market.catalog.importing.formats.offered import NOWHERE, Offered, OfferedVariant, at
from market.catalog.importing.formats.table import Cell, Columns, Line, Table
from market.catalog.importing.formats.woocommerce_columns import COLUMNS, attributes_in, weight_in
from market.catalog.importing.products import Availability

NEEDED = ("type", "name", "price")
_NOT_ESCAPED_COMMA = re.compile(r"(?<!\\),")
_REFUSED = {
    "grouped": ("grouped_product", "a group of other products is not sold here; its parts are read by themselves"),
    "external": ("external_product", "what another shop sells is not sold here"),
}
_NOT_GOODS = frozenset({"virtual", "downloadable"})
_STOCK_OF_PARENT = "parent"


class WooCommerce:
    """As the shop's own exporter writes it."""

    code = "woocommerce"

    def read(self, source: Source, asked: Asked) -> Reading:
        table = Table(source)
        shop = _Shop.of(table)
        groups = grouped(table, _Families.of(table, shop).key_of)
        return Reading(
            checked((_offered(shop, group) for group in groups), asked), rows_total=table.rows_total, notes=table.notes
        )


@dataclass(frozen=True)
class _Shop:
    """The columns of a file: the known ones, each attribute's name and value, and the unit of weights."""

    columns: Columns
    attributes: tuple[tuple[str, str], ...]
    weight_unit: str

    @classmethod
    def of(cls, table: Table) -> "_Shop":
        names = dict(COLUMNS)
        weight = weight_in(table.columns)
        if weight:
            names["weight"] = (weight[0],)
        attributes = []
        for number, (name, value) in enumerate(attributes_in(table.columns)):
            names[f"attribute_name_{number}"] = (name,)
            names[f"attribute_value_{number}"] = (value,)
            attributes.append((f"attribute_name_{number}", f"attribute_value_{number}"))
        columns = Columns(table, names, needed=NEEDED)
        return cls(columns, tuple(attributes), weight[1] if weight else "kg")

    def kinds(self, line: Line) -> list[str]:
        """The kind of a row, then whether it is virtual or downloadable."""
        return [kind.strip() for kind in (self.columns.text(line, "type").casefold() or "simple").split(",")]


@dataclass(frozen=True)
class _Families:
    """Which rows belong together: the keys of products by their numbers and SKUs."""

    shop: _Shop
    by_id: dict[str, str]
    by_sku: dict[str, str]

    @classmethod
    def of(cls, table: Table, shop: _Shop) -> "_Families":
        families = cls(shop, {}, {})
        for line in table:
            if shop.kinds(line)[0] != "variation":
                key = families.key_of(line)
                number, sku = shop.columns.text(line, "id"), shop.columns.text(line, "sku")
                if number:
                    families.by_id.setdefault(number, key)
                if sku:
                    families.by_sku.setdefault(sku, key)
        return families

    def key_of(self, line: Line) -> str:
        read = self.shop.columns.text
        if self.shop.kinds(line)[0] == "variation":
            parent = read(line, "parent")
            if not parent:
                return ""
            number = parent[3:].strip() if parent[:3].casefold() == "id:" else ""
            return (self.by_id.get(number) if number else self.by_sku.get(parent)) or f"nobody:{parent}"
        sku, number = read(line, "sku"), read(line, "id")
        return f"sku:{sku}" if sku else f"id:{number}" if number else ""


def _offered(shop: _Shop, group: Group) -> Offered:
    columns = shop.columns
    parents = [line for line in group.lines if shop.kinds(line)[0] != "variation"]
    first = parents[0] if parents else group.lines[0]
    offered = Offered(
        handle=_handle(columns, first),
        name=columns.cell(first, "name"),
        description=_description(shop, first, group.lines),
        is_published=columns.text(first, "published") == "1",
        row_count=group.count,
        shelves=list(_shelves(columns.text(first, "categories"))),
        tags=[] if columns.has("tags") else None,
        images=[] if columns.has("images") else None,
    )
    if columns.has("tags"):
        offered.tag(columns.cell(first, "tags"))
    if columns.text(first, "visibility").casefold() == "hidden" and offered.is_published:
        offered.is_published = False
        offered.note(columns.cell(first, "visibility"), "hidden", "kept as a draft")
    if group.count > len(group.lines):
        offered.fault(at(group.lines[-1]), "too_many_rows", f"{group.count} rows are too many for one product")
    if not parents:
        parent = columns.cell(first, "parent")
        offered.fault(parent, "parent_missing", "no product of this file is its parent")
    for line in parents[1:]:
        offered.fault(columns.cell(line, "sku"), "duplicate_sku", f"the product of row {first.number} has it too")
    is_variable = len(group.lines) > len(parents)
    for line in group.lines:
        _refuse_kind(offered, shop, line)
        if line.has_extra_cells:
            offered.fault(at(line), "extra_cells", "this row has more cells than the header")
        offered.pictures(columns.cell(line, "images"))
        if shop.kinds(line)[0] == "variation" or (line is first and not is_variable and _is_single(shop, first)):
            offered.variants.append(_variant(offered, shop, line, first))
    return offered


def _refuse_kind(offered: Offered, shop: _Shop, line: Line) -> None:
    kind, *rest = shop.kinds(line)
    cell = shop.columns.cell(line, "type")
    if kind in _REFUSED:
        offered.fault(cell, *_REFUSED[kind])
    elif kind not in ("simple", "variable", "variation"):
        offered.fault(cell, "unknown_type", "known: simple, variable, variation")
    elif not _NOT_GOODS.isdisjoint(rest):
        offered.fault(cell, "not_goods", "downloads and services are not sold here")


def _is_single(shop: _Shop, line: Line) -> bool:
    return shop.kinds(line)[0] == "simple"


def _handle(columns: Columns, line: Line) -> Cell:
    """By its SKU, else by its number: a product that is renamed stays the same product."""
    sku, number = columns.cell(line, "sku"), columns.cell(line, "id")
    if sku.text:
        return sku._replace(text=handle_from(sku.text))
    if number.text:
        return number._replace(text=f"product-{handle_from(number.text)}")
    name = columns.cell(line, "name")
    return name._replace(text=handle_from(name.text))


def _description(shop: _Shop, line: Line, family: list[Line]) -> Cell:
    """The short text, the long one, and what the product has besides: Region: Piura."""
    cell = shop.columns.cell(line, "description")
    texts = [shop.columns.text(line, "short"), cell.text]
    # The exporter writes a line break as a backslash and an n.
    texts = [text.replace("\\n", "\n") for text in texts if text]
    for name, value in shop.attributes:
        called, has = shop.columns.text(line, name), shop.columns.text(line, value)
        if called and has and not any(shop.columns.text(each, value) for each in family if each is not line):
            texts.append(html.escape(f"{called}: {has}".replace("\\,", ","), quote=False))
    return cell._replace(text="<br>".join(texts))


def _shelves(categories: str) -> Iterator[str]:
    """Food > Coffee, Gifts: the narrowest of each first."""
    for path in _NOT_ESCAPED_COMMA.split(categories):
        yield from reversed(path.replace("\\,", ",").split(">"))


def _variant(offered: Offered, shop: _Shop, line: Line, parent: Line) -> OfferedVariant:
    columns = shop.columns
    sale = columns.cell(line, "sale_price")
    if sale.text:
        days = " to ".join(day for name in ("sale_starts", "sale_ends") if (day := columns.text(line, name)))
        offered.note(sale, "not_kept", f"a reduced price is set here, with its days{': ' + days if days else ''}")
    options, words = _attributes(shop, line, is_variation=line is not parent)
    unit_price = f"{columns.text(line, 'contents')} {columns.text(line, 'contents_unit')}"
    weight = columns.cell(line, "weight") if columns.has("weight") else NOWHERE
    if line is not parent and columns.has("weight") and not weight.text:
        weight = columns.cell(parent, "weight")
    net = columns.cell(line, "net_quantity")
    on_hand, availability = _stock(columns, line)
    return OfferedVariant(
        place=at(line),
        options=options,
        price=columns.cell(line, "price"),
        sku=columns.cell(line, "sku"),
        barcode=columns.cell(line, "gtin"),
        weight=weight,
        weight_unit=shop.weight_unit,
        stated_net=net._replace(text=f"{net.text} {columns.text(line, 'net_unit')}") if net.text else NOWHERE,
        net=[unit_price, *words],
        on_hand=on_hand,
        availability=availability,
    )


def _attributes(shop: _Shop, line: Line, *, is_variation: bool) -> tuple[list[tuple[str, Cell]], list[str]]:
    """A variation's attributes are its options; a simple product's may say how much is in it."""
    cells = [(shop.columns.text(line, name), shop.columns.cell(line, value)) for name, value in shop.attributes]
    if not is_variation:
        return [], [cell.text for _, cell in cells if cell.text]
    return [
        (name or cell.column, cell._replace(text=cell.text.replace("\\,", ","))) for name, cell in cells if cell.text
    ], []


def _stock(columns: Columns, line: Line) -> tuple[Cell, Availability]:
    cell = columns.cell(line, "stock")
    said = columns.text(line, "in_stock").casefold()
    if cell.text and cell.text.casefold() != _STOCK_OF_PARENT:
        return cell, Availability.COUNTED
    availability = {
        "1": Availability.IN_STOCK,
        "0": Availability.OUT_OF_STOCK,
        "backorder": Availability.ON_DEMAND,
    }.get(said, Availability.UNSAID)
    return cell._replace(text=""), availability

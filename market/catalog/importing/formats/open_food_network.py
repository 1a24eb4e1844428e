"""Open Food Network's product list and inventory, as CSV or as a workbook.

A row is a variant; the rows of one product share its name. Every row names its producer. Where a file names several,
the rows of others are refused, as nobody may fill somebody else's shelf; where it names one, that is only told: it is
what the producer is called there. An inventory is a hub's own list of prices and stock for products that are there
already; it has a column for the hub and none for the category.
"""

from market.catalog.importing.formats.checking import checked, handle_from
from market.catalog.importing.formats.format import Asked, Reading, Source
from market.catalog.importing.formats.grouping import Group, grouped
from market.catalog.importing.formats.offered import Offered, OfferedVariant, at
from market.catalog.importing.formats.table import Cell, Columns, Line, Table
from market.catalog.importing.products import Availability
from market.catalog.rules import folded

COLUMNS: dict[str, tuple[str, ...]] = {
    "producer": ("producer", "supplier"),
    "hub": ("distributor", "hub"),
    "sku": ("sku",),
    "name": ("name", "product name"),
    "display_name": ("display_name", "display name", "variant name"),
    "display_as": ("display_as", "display as"),
    "category": ("category",),
    "description": ("description",),
    "units": ("units", "unit_value"),
    "unit_type": ("unit_type", "variant_unit_scale"),
    "unit_name": ("variant_unit_name", "unit_description"),
    "price": ("price",),
    "on_hand": ("on_hand", "on hand", "count_on_hand"),
    "on_demand": ("on_demand", "on demand"),
    "available_on": ("available_on",),
    "shipping": ("shipping_category", "shipping_category_id"),
    "tax": ("tax_category", "tax_category_id"),
}
NEEDED = ("producer", "name", "price", "units")
_YES = frozenset({"1", "true", "yes", "t", "y"})
_NOT_KEPT = {
    "available_on": "when a product comes on sale is set here",
    "shipping": "how goods travel is set here",
    "tax": "the rate of a category is set by the market",
}


class OpenFoodNetwork:
    """Both templates."""

    code = "ofn"

    def read(self, source: Source, asked: Asked) -> Reading:
        table = Table(source)
        columns = Columns(table, COLUMNS, needed=NEEDED)
        ours = frozenset(folded(name) for name in asked.producer_names)
        named = {folded(columns.text(line, "producer")) for line in table} - {""}
        groups = grouped(table, lambda line: _key(columns, line))
        return Reading(
            checked((_offered(columns, group, ours, is_one=len(named) == 1) for group in groups), asked),
            rows_total=table.rows_total,
            notes=table.notes,
        )


def _key(columns: Columns, line: Line) -> str:
    name = folded(columns.text(line, "name"))
    return f"{folded(columns.text(line, 'producer'))}\n{name}" if name else ""


def _offered(columns: Columns, group: Group, ours: frozenset[str], *, is_one: bool) -> Offered:
    first = group.lines[0]
    name = columns.cell(first, "name")
    offered = Offered(
        handle=name._replace(text=handle_from(name.text)),
        name=name,
        description=columns.cell(first, "description"),
        is_published=True,
        row_count=group.count,
        shelves=[columns.text(first, "category")],
    )
    producer = columns.cell(first, "producer")
    if not producer.text:
        offered.fault(producer, "missing", "every row names its producer")
    elif ours and folded(producer.text) not in ours:
        if is_one:
            offered.note(producer, "other_producer", "the whole file has this name; it is taken for another of yours")
        else:
            offered.fault(producer, "other_producer", "this is somebody else's product: they bring it in themselves")
    if group.count > len(group.lines):
        offered.fault(at(group.lines[-1]), "too_many_rows", f"{group.count} rows are too many for one product")
    labels = _labels(columns, group.lines)
    for line, label in zip(group.lines, labels, strict=True):
        if line.has_extra_cells:
            offered.fault(at(line), "extra_cells", "this row has more cells than the header")
        for column, why in _NOT_KEPT.items():
            if columns.text(line, column):
                offered.note(columns.cell(line, column), "not_kept", why)
        offered.variants.append(_variant(offered, columns, line, label))
    return offered


def _labels(columns: Columns, lines: list[Line]) -> list[Cell]:
    """What each row is called beside its siblings: its own name, its size where that tells it apart from them."""
    own = [columns.cell(line, "display_name") for line in lines]
    sizes = [_size(columns, line) for line in lines]
    is_told = len({cell.text.casefold() for cell in own}) == len(lines)
    if is_told or len(lines) == 1:
        return [name if name.text else size for name, size in zip(own, sizes, strict=True)]
    return [
        size._replace(text=f"{name.text} {size.text}".strip()) if name.text else size
        for name, size in zip(own, sizes, strict=True)
    ]


def _size(columns: Columns, line: Line) -> Cell:
    units = columns.cell(line, "units")
    unit = columns.text(line, "unit_type") or columns.text(line, "unit_name")
    return units._replace(text=columns.text(line, "display_as") or f"{units.text} {unit}".strip())


def _variant(offered: Offered, columns: Columns, line: Line, label: Cell) -> OfferedVariant:
    units = columns.cell(line, "units")
    unit, item = columns.text(line, "unit_type"), columns.text(line, "unit_name")
    if units.text and not unit and not item:
        offered.note(units, "net_unclear", "it does not say of what; sold by the piece")
    is_on_demand = columns.text(line, "on_demand").casefold() in _YES
    return OfferedVariant(
        place=at(line),
        options=[("Size", label)] if label.text else [],
        price=columns.cell(line, "price"),
        sku=columns.cell(line, "sku"),
        stated_net=units._replace(text=f"{units.text} {unit}") if unit else units._replace(text=""),
        # An item is whatever its shop calls it: of 6 eggs there are six pieces.
        net=[f"{units.text} {item}", f"{units.text} piece"] if item else [],
        on_hand=columns.cell(line, "on_hand"),
        availability=Availability.ON_DEMAND if is_on_demand else Availability.UNSAID,
    )

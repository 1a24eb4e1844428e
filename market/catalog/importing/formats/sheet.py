"""A producer's own table, whatever it is called in: its columns are matched to what they hold.

Rows with one handle are one product; without a column for it, rows with one name are when a column says how they
differ; else every row is a product.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice

from kit.languages import is_language
from market.catalog.errors import ImportFileRefused
from market.catalog.importing.formats.checking import checked, handle_from
from market.catalog.importing.formats.format import Asked, Reading, Source
from market.catalog.importing.formats.grouping import Group, grouped
from market.catalog.importing.formats.offered import NOWHERE, Offered, OfferedVariant, at
from market.catalog.importing.formats.sheet_columns import NEEDED, Field, currency_in, suggested, weight_unit_in
from market.catalog.importing.formats.table import Cell, Columns, Line, Table
from market.catalog.importing.measures import unit_named
from market.catalog.rules import folded

_YES = frozenset({"1", "true", "yes", "y", "x", "si", "oui", "sim", "ja", "active", "published", "activo", "actif"})
_SAMPLED = 5
_NO_TITLE = re.compile(r"[0-9.,]+|https?://.*", re.IGNORECASE)


@dataclass(frozen=True)
class Suggestion:
    """What the columns of a table are likely to hold, for its owner to correct.

    `mapping` is title to field, as `Asked.mapping` takes it; `missing` are the fields that a table must have and that
    no title names. `fingerprint` is 64 hexadecimal digits, the same for every file with the same columns. `samples`
    are the first rows, each with as many cells as there are titles.
    """

    titles: tuple[str, ...]
    mapping: Mapping[str, Field]
    missing: tuple[Field, ...]
    fingerprint: str
    samples: tuple[tuple[str, ...], ...]


class Sheet:
    """By `Asked.mapping`, or where that is empty by what the titles suggest."""

    code = "sheet"

    def read(self, source: Source, asked: Asked) -> Reading:
        table = Table(source, likeliness=_likeliness)
        mapping = {folded(title): Field(field) for title, field in asked.mapping.items() if field in set(Field)}
        if not mapping:
            mapping = {folded(title): field for title, field in suggested(table.titles).items()}
        names = _names(mapping)
        columns = Columns(table, names, needed=NEEDED)
        groups = grouped(table, _key(columns))
        return Reading(
            checked((_offered(columns, group) for group in groups), asked),
            rows_total=table.rows_total,
            notes=table.notes,
        )


def suggest_mapping(source: Source) -> Suggestion:
    """Look at a table. Raises ImportFileRefused when it is none."""
    table = Table(source, likeliness=_likeliness)
    mapping = suggested(table.titles)
    return Suggestion(
        titles=table.titles,
        mapping=mapping,
        missing=tuple(field for field in NEEDED if field not in mapping.values()),
        fingerprint=hashlib.sha256("\x1f".join(table.columns).encode()).hexdigest(),
        samples=tuple(tuple(cell[:100] for cell in line.cells) for line in islice(table, _SAMPLED)),
    )


def _likeliness(titles: tuple[str, ...]) -> int:
    """How many titles somebody knows. A number or an address is no title: such a row is one of products."""
    return len(suggested(titles)) - sum(_NO_TITLE.fullmatch(title) is not None for title in titles)


def _names(mapping: Mapping[str, Field]) -> dict[str, tuple[str, ...]]:
    twice = sorted({field for field in mapping.values() if list(mapping.values()).count(field) > 1})
    if twice:
        raise ImportFileRefused("mapped_twice", f"two columns are said to be {', '.join(twice)}")
    # What is needed and not there is called by its code; what is not needed is not looked for.
    absent: dict[str, tuple[str, ...]] = {field: (field.value,) if field in NEEDED else () for field in Field}
    return {**absent, **{field: (title,) for title, field in mapping.items()}}


def _key(columns: Columns) -> Callable[[Line], str]:
    if columns.has(Field.HANDLE):
        return lambda line: handle_from(columns.text(line, Field.HANDLE))
    if columns.has(Field.VARIANT) or not columns.has(Field.SKU):
        return lambda line: handle_from(columns.text(line, Field.NAME))
    return lambda line: handle_from(columns.text(line, Field.SKU))


def _offered(columns: Columns, group: Group) -> Offered:
    first = next((line for line in group.lines if columns.text(line, Field.NAME)), group.lines[0])
    key = Field.HANDLE if columns.has(Field.HANDLE) else Field.NAME
    if key is Field.NAME and columns.has(Field.SKU) and not columns.has(Field.VARIANT):
        key = Field.SKU
    language = columns.text(first, Field.LANGUAGE).casefold()
    offered = Offered(
        handle=columns.cell(first, key)._replace(text=group.key or handle_from(columns.text(first, Field.NAME))),
        name=columns.cell(first, Field.NAME),
        description=columns.cell(first, Field.DESCRIPTION),
        is_published=folded(columns.text(first, Field.PUBLISHED)) in _YES,
        row_count=group.count,
        shelves=list(reversed(columns.text(first, Field.CATEGORY).split(">"))),
        language=language if is_language(language) else None,
        images=[] if columns.has(Field.IMAGE) else None,
    )
    if language and not is_language(language):
        offered.note(columns.cell(first, Field.LANGUAGE), "unknown_language", "read as the producer's own language")
    if columns.has(Field.TAGS):
        offered.tag(columns.cell(first, Field.TAGS))
    if group.count > len(group.lines):
        offered.fault(at(group.lines[-1]), "too_many_rows", f"{group.count} rows are too many for one product")
    for line in group.lines:
        if line.has_extra_cells:
            offered.fault(at(line), "extra_cells", "this row has more cells than the header")
        offered.pictures(columns.cell(line, Field.IMAGE))
        offered.variants.append(_variant(offered, columns, line))
    return offered


def _variant(offered: Offered, columns: Columns, line: Line) -> OfferedVariant:
    label = columns.cell(line, Field.VARIANT)
    price = columns.cell(line, Field.PRICE)
    currency = columns.cell(line, Field.CURRENCY)
    weight, unit = _weight(offered, columns.cell(line, Field.WEIGHT))
    return OfferedVariant(
        place=at(line),
        options=[(label.column, label)] if label.text and not _is_only(label.text) else [],
        price=price,
        currency=currency if currency.text else price._replace(text=currency_in(price.column)),
        sku=columns.cell(line, Field.SKU),
        barcode=columns.cell(line, Field.BARCODE),
        weight=weight,
        weight_unit=unit,
        stated_net=_stated_net(columns, line),
        # Some write how much is in it where its unit should be: 500g.
        net=[columns.text(line, Field.NET_UNIT)],
        on_hand=columns.cell(line, Field.ON_HAND),
    )


def _is_only(label: str) -> bool:
    """What our own sheets call a variant that is the only one."""
    return label in ("1 ×", "1 x")


def _stated_net(columns: Columns, line: Line) -> Cell:
    """250 and g, or 250 g; a size that is no measure, as XL, says nothing of it."""
    quantity, unit = columns.cell(line, Field.NET_QUANTITY), columns.text(line, Field.NET_UNIT)
    if quantity.text:
        return quantity._replace(text=f"{quantity.text} {unit}".strip())
    net = columns.cell(line, Field.NET)
    if net.text and net.text.replace(".", "").replace(",", "").isdecimal():
        return net._replace(text=f"{net.text} {unit or weight_unit_in(net.column)}".strip())
    return net if any(letter.isdecimal() for letter in net.text) else NOWHERE


def _weight(offered: Offered, cell: Cell) -> tuple[Cell, str]:
    """The number and its unit, from the cell, else from the title."""
    number = cell.text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ. ")
    unit = cell.text[len(number) :].strip(" .") or weight_unit_in(cell.column)
    if cell.text and unit_named(unit) is None:
        offered.note(cell, "weight_unclear", "it does not say whether this is g or kg: write it in the column's title")
        return cell._replace(text=""), "g"
    return cell._replace(text=number), unit or "g"

"""Shopify's product CSV, as exported since 2013 and under the column names used since 2025.

Our own exports are such files with two columns more, the net content. Labels may stand in a column of Open Food Facts.

One product is all rows with its handle: the first carries title, text and shelf; each row with a price or an option is
a variant; a row with nothing but an image is an image. Pictures lie on somebody else's server and are not fetched.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from market.catalog.errors import ImportFileRefused
from market.catalog.importing import cells
from market.catalog.importing.categories import category_for
from market.catalog.importing.measures import Net, net_in
from market.catalog.importing.products import FileProduct, FileTag, FileVariant, Problem, Severity
from market.catalog.importing.table import Line, Table

FORMAT = "shopify"

# Our name, then the columns that may hold it, folded.
_COLUMNS: dict[str, tuple[str, ...]] = {
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
    "sku": ("variant sku", "sku"),
    "grams": ("variant grams", "weight value (grams)"),
    "on_hand": ("variant inventory qty", "inventory quantity"),
    "price": ("variant price", "price"),
    "barcode": ("variant barcode", "barcode"),
    "net_quantity": ("net quantity",),
    "net_unit": ("net unit",),
    "image": ("image src", "product image url"),
}
_NEEDED = ("handle", "title", "price")
_HANDLE = re.compile(r"^[\w][\w.-]{0,199}$")
_LONGEST = {"title": 200, "body": 20_000, "label": 200, "sku": 100, "barcode": 50}
_MOST_VARIANTS = 100
_MOST_ON_HAND = 1_000_000
_NO_OPTION = "default title"
LABEL_OF_ONLY_VARIANT = "1 ×"
# A parcel needs a weight. Half a kilogram is what most shops assume; the report says that it was assumed.
_ASSUMED_GRAMS = 500


@dataclass
class _Rows:
    """The rows of one handle, and what was found about them so far."""

    handle: str
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def say(self, line: Line, column: str, code: str, detail: str, severity: Severity = Severity.FAULT) -> None:
        self.problems.append(Problem(line.number, column, code, detail, severity))


class _Sheet:
    """Cells by our names."""

    def __init__(self, table: Table):
        self._titles = table.titles
        self._column = {
            name: next((column for column in columns if column in table.columns), None)
            for name, columns in _COLUMNS.items()
        }
        missing = [_COLUMNS[name][0] for name in _NEEDED if self._column[name] is None]
        if missing:
            raise ImportFileRefused("missing_columns", ", ".join(missing))

    def title_of(self, name: str) -> str:
        """The column as the file calls it."""
        column = self._column[name] or _COLUMNS[name][0]
        return self._titles.get(column, column)

    def has(self, name: str) -> bool:
        return self._column[name] is not None

    def cell(self, line: Line, name: str) -> str:
        column = self._column[name]
        return cells.unguarded(line.cells.get(column, "")) if column else ""


def read_shopify(table: Table, *, exponent: int, known_categories: Collection[str]) -> list[FileProduct]:
    """The products of a Shopify file, in its order, each with what is wrong about it.

    `exponent` is that of the market's currency. Raises ImportFileRefused when the columns are not Shopify's.
    """
    sheet = _Sheet(table)
    by_handle: dict[str, _Rows] = {}
    for line in table.lines:
        handle = sheet.cell(line, "handle").lower()
        by_handle.setdefault(handle or f"\x00{line.number}", _Rows(handle)).lines.append(line)
    return [_product(sheet, rows, exponent, known_categories) for rows in by_handle.values()]


def _product(sheet: _Sheet, rows: _Rows, exponent: int, known_categories: Collection[str]) -> FileProduct:
    first = next((line for line in rows.lines if sheet.cell(line, "title")), rows.lines[0])
    name = sheet.cell(first, "title")
    description = cells.plain_text(sheet.cell(first, "body"))
    _check_product(sheet, rows, first, name, description)
    variants = tuple(_variants(sheet, rows, name, exponent))
    if not variants and not any(problem.severity is Severity.FAULT for problem in rows.problems):
        rows.say(first, sheet.title_of("price"), "no_variant", "no row of this product has a price")
    shelves = [
        sheet.cell(first, "type"),
        *sheet.cell(first, "tags").split(","),
        sheet.cell(first, "category").rpartition(">")[2],
    ]
    return FileProduct(
        handle=rows.handle,
        row=rows.lines[0].number,
        name=name,
        description=description,
        category_code=category_for(shelves, known_categories),
        is_published=sheet.cell(first, "published").casefold() == "true"
        and sheet.cell(first, "status").casefold() in ("", "active"),
        variants=variants,
        problems=tuple(rows.problems),
        tags=_tags(sheet, first),
    )


def _tags(sheet: _Sheet, first: Line) -> tuple[FileTag, ...] | None:
    columns = [name for name in ("labels", "tags") if sheet.has(name)]
    if not columns:
        return None
    return tuple(
        FileTag(tag.strip(), sheet.title_of(name))
        for name in columns
        for tag in sheet.cell(first, name).split(",")
        if tag.strip()
    )


def _check_product(sheet: _Sheet, rows: _Rows, first: Line, name: str, description: str) -> None:
    if not _HANDLE.match(rows.handle):
        rows.say(first, sheet.title_of("handle"), "bad_handle", f"{cells.shown(rows.handle)} cannot be an address")
    if not name:
        rows.say(first, sheet.title_of("title"), "missing", "no row of this product has a title")
    for column, value in (("title", name), ("body", description)):
        if len(value) > _LONGEST[column]:
            rows.say(first, sheet.title_of(column), "too_long", f"{len(value)} letters, at most {_LONGEST[column]}")
    if sheet.cell(first, "gift_card").casefold() == "true":
        rows.say(first, sheet.title_of("gift_card"), "gift_card", "gift cards are not sold here")
    for line in rows.lines:
        if line.has_extra_cells:
            rows.say(line, "", "extra_cells", "this row has more cells than the header")
        image = sheet.cell(line, "image")
        if image:
            rows.say(line, sheet.title_of("image"), "not_fetched", image[:300], Severity.NOTE)


def _variants(sheet: _Sheet, rows: _Rows, name: str, exponent: int) -> Iterator[FileVariant]:
    seen: set[str] = set()
    lines = [line for line in rows.lines if _is_variant(sheet, line)]
    if len(lines) > _MOST_VARIANTS:
        rows.say(lines[_MOST_VARIANTS], "", "too_many_variants", f"at most {_MOST_VARIANTS}")
        return
    for line in lines:
        label = _label(sheet, line)
        if label.casefold() in seen:
            rows.say(line, sheet.title_of("option1"), "duplicate_variant", f"{cells.shown(label)} is there twice")
            continue
        seen.add(label.casefold())
        variant = _variant(sheet, rows, line, label, name, exponent)
        if variant is not None:
            yield variant


def _is_variant(sheet: _Sheet, line: Line) -> bool:
    return any(sheet.cell(line, column) for column in ("price", "option1", "sku"))


def _label(sheet: _Sheet, line: Line) -> str:
    options = [sheet.cell(line, column) for column in ("option1", "option2", "option3")]
    named = [option for option in options if option and option.casefold() != _NO_OPTION]
    return " / ".join(named) or LABEL_OF_ONLY_VARIANT


def _variant(sheet: _Sheet, rows: _Rows, line: Line, label: str, name: str, exponent: int) -> FileVariant | None:
    def fault(column: str, code: str, detail: str) -> None:
        rows.say(line, sheet.title_of(column), code, detail)

    price = cells.price_minor(sheet.cell(line, "price"), exponent=exponent)
    if isinstance(price, cells.Wrong):
        fault("price", price.code, price.detail)
    stated = " ".join((sheet.cell(line, "net_quantity"), sheet.cell(line, "net_unit")))
    net = _net_content(stated) or _net_content(label) or _net_content(name)
    weight = _weight(sheet, rows, line, net)
    on_hand = _on_hand(sheet, rows, line)
    for column, value in (("sku", sheet.cell(line, "sku")), ("barcode", sheet.cell(line, "barcode"))):
        if len(value) > _LONGEST[column]:
            fault(column, "too_long", f"{len(value)} letters, at most {_LONGEST[column]}")
    if len(label) > _LONGEST["label"]:
        fault("option1", "too_long", f"{len(label)} letters, at most {_LONGEST['label']}")
    if isinstance(price, cells.Wrong) or weight is None or on_hand is None:
        return None
    return FileVariant(
        label=label,
        sku=sheet.cell(line, "sku") or None,
        barcode=sheet.cell(line, "barcode") or None,
        net_quantity=net.quantity if net else Decimal(1),
        net_unit=net.unit if net else "piece",
        weight_grams=weight,
        amount_minor=price,
        on_hand=on_hand,
        row=line.number,
    )


def _weight(sheet: _Sheet, rows: _Rows, line: Line, net: Net | None) -> int | None:
    cell = sheet.cell(line, "grams") or "0"
    weight = _grams(cell)
    if isinstance(weight, cells.Wrong):
        rows.say(line, sheet.title_of("grams"), weight.code, weight.detail)
        return None
    if weight > 0:
        return weight
    factor = {"g": 1, "kg": 1000}.get(net.unit) if net else None
    assumed = max(1, round(net.quantity * factor)) if net and factor else _ASSUMED_GRAMS
    detail = f"the file does not say; {assumed} g assumed"
    rows.say(line, sheet.title_of("grams"), "weight_assumed", detail, Severity.NOTE)
    return assumed


def _on_hand(sheet: _Sheet, rows: _Rows, line: Line) -> int | None:
    cell = sheet.cell(line, "on_hand")
    if not cell:
        rows.say(line, sheet.title_of("on_hand"), "not_counted", "no count; none on hand assumed", Severity.NOTE)
        return 0
    count = cells.whole_number(cell)
    if isinstance(count, cells.Wrong):
        rows.say(line, sheet.title_of("on_hand"), count.code, count.detail)
        return None
    if count > _MOST_ON_HAND:
        rows.say(line, sheet.title_of("on_hand"), "bad_number", f"at most {_MOST_ON_HAND}")
        return None
    if count < 0:
        rows.say(line, sheet.title_of("on_hand"), "oversold", f"{count} taken for none", Severity.NOTE)
    return max(count, 0)


def _net_content(words: str) -> Net | None:
    net = net_in(words)
    return net if isinstance(net, Net) else None


def _grams(cell: str) -> int | cells.Wrong:
    number = cells.decimal(cell)
    return cells.Wrong("bad_weight", number.detail) if isinstance(number, cells.Wrong) else int(number)

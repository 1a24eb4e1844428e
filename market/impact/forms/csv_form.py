"""A statement as CSV (RFC 4180, UTF-8): a line for each fact, texts in a language, amounts as decimals with a point."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation

from kit.spreadsheets import guarded
from market.impact.forms.reading import Figure, Reading


@dataclass(frozen=True)
class Line:
    """`kind`: statement, figure, part, comparator, limit, correction, hash."""

    kind: str
    figure: str = ""
    name: str = ""
    value: str = ""
    unit: str = ""
    orders: str = ""
    withheld: str = ""
    covers: str = ""
    covers_of: str = ""
    evidence: str = ""
    formula: str = ""
    method: str = ""
    note: str = ""
    source: str = ""


_COLUMNS = tuple(field.name for field in fields(Line))
_NUMBERS = frozenset({"value", "orders", "covers"})


def csv_form(reading: Reading, sha256: str) -> bytes:
    """The file. No cell of it can run as a formula."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(_COLUMNS)
    for line in _lines(reading, sha256):
        rows.writerow([_cell(name, str(getattr(line, name))) for name in _COLUMNS])
    return out.getvalue().encode()


def _lines(reading: Reading, sha256: str) -> Iterator[Line]:
    header, scope = reading.header, reading.scope
    facts = {
        "statement": header.statement,
        "issuer": header.issuer.name,
        "about": header.subject.name,
        "from": header.period.start,
        "to": header.period.end,
        "currency": header.currency.code,
        "methodology": header.methodology,
        "generated_at": header.generated_at,
        "supersedes": header.supersedes or "",
        "orders": str(scope.orders),
        "producers": str(scope.producers),
        "entries": str(scope.entries),
        "not_counted": scope.not_counted,
    }
    yield from (Line("statement", name=name, value=value) for name, value in facts.items() if value)
    for figure in reading.figures:
        yield from _figure(figure)
    yield from (Line("limit", name=limit) for limit in reading.limits)
    yield from (Line("correction", figure=one.figure, value=one.was or "") for one in reading.corrections)
    yield Line("hash", name="sha256", value=sha256)


def _figure(figure: Figure) -> Iterator[Line]:
    yield Line(
        "figure",
        figure=figure.id,
        name=figure.name,
        value=figure.value or "",
        unit=figure.unit,
        withheld=figure.withheld or "",
        covers=(figure.coverage.value or "") if figure.coverage else "",
        covers_of=figure.coverage.meaning if figure.coverage else "",
        evidence=figure.evidence,
        formula=figure.formula,
        method=figure.method,
        note=figure.note,
    )
    for cell in figure.cells:
        yield Line(
            "part", figure=figure.id, name=cell.label, value=cell.value, unit=figure.unit, orders=str(cell.orders)
        )
    for other in figure.comparators:
        yield Line("comparator", figure=figure.id, name=other.text, source=other.source)


def _cell(column: str, text: str) -> str:
    return text if column in _NUMBERS and _is_number(text) else guarded(text)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False

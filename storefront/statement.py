"""A statement's document as the page shows it. The document is versioned and signed by its hash; we only read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pydantic import JsonValue

from storefront.drawing import Bar


@dataclass(frozen=True)
class Figure:
    """One figure: what it says, how it was computed, and the hash of what went in."""

    indicator: str
    label: str
    value: str
    unit: str
    formula: str = ""
    evidence: str = ""
    input_count: str = ""
    input_hash: str = ""
    note: str = ""


@dataclass(frozen=True)
class Document:
    """The parts of a statement that the page shows."""

    methodology: str
    figures: tuple[Figure, ...]
    limits: tuple[str, ...]
    shares: tuple[Bar, ...]
    """Figures that are shares of a whole, for the picture."""


def read_document(document: Mapping[str, JsonValue]) -> Document:
    header = _record(document.get("header"))
    figures = tuple(_figure(_record(one)) for one in _items(document.get("figures")))
    return Document(
        methodology=_text(header.get("methodology_version") or header.get("methodology")),
        figures=figures,
        limits=tuple(_text(one) for one in _items(document.get("limits"))),
        shares=tuple(bar for figure in figures if (bar := _share(figure))),
    )


def _figure(record: Mapping[str, JsonValue]) -> Figure:
    return Figure(
        indicator=_text(record.get("indicator")),
        label=_text(record.get("label") or record.get("title") or record.get("indicator")),
        value=_text(record.get("value")),
        unit=_text(record.get("unit")),
        formula=_text(record.get("formula")),
        evidence=_text(record.get("evidence")),
        input_count=_text(record.get("input_count")),
        input_hash=_text(record.get("input_hash")),
        note=_text(record.get("note") or record.get("uncertainty")),
    )


def _share(figure: Figure) -> Bar | None:
    if figure.unit not in {"share", "ratio", "percent", "%"}:
        return None
    try:
        value = Decimal(figure.value)
    except InvalidOperation:
        return None
    share = value if figure.unit in {"share", "ratio"} else value / 100
    return Bar(figure.label, float(share), f"{share * 100:.1f} %")


def _record(value: JsonValue) -> Mapping[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _items(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _text(value: JsonValue) -> str:
    return "" if value is None else str(value)

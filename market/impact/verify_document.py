"""Check a published statement without asking anybody: everything it claims follows from the rows it carries."""

import json
from collections.abc import Mapping
from typing import Any

from market.impact.document import canonical, figures_json, inputs_hash, scope_json
from market.impact.methodology import VERSION
from market.impact.rules import Currency, NotARow, Row, read_row

# A statement of this size holds more rows than a market of ours sells in ten years.
LONGEST_DOCUMENT = 200_000_000
_PARTS = {"header", "scope", "figures", "limits", "corrections", "verify", "inputs", "inputs_sha256"}


def verify_document(text: str) -> list[str]:
    """What is wrong with a statement, one sentence each; nothing when every figure follows from its rows."""
    document = _read(text)
    if document is None:
        return ["This is no statement: it is not a JSON object with the parts that a statement has."]
    complaints: list[str] = []
    if canonical(document) != text.encode():
        complaints.append("The text is not in canonical form, so it is not byte for byte what was published.")
    header = document["header"]
    if header.get("methodology") != VERSION:
        return [*complaints, f"It names methodology {header.get('methodology')!r}; this program knows {VERSION}."]
    currency = _currency(header.get("currency"))
    if currency is None:
        return [*complaints, "Its header names no currency with an exponent."]
    if document["inputs_sha256"] != inputs_hash(document["inputs"]):
        complaints.append("The rows do not have the SHA-256 that the statement names.")
    try:
        rows = read_rows(document)
    except NotARow as error:
        return [*complaints, str(error)]
    return complaints + _wrong_rows(rows, header, currency) + _wrong_figures(document, rows, currency)


def read_rows(document: Mapping[str, Any]) -> list[Row]:
    """The rows of a statement. Raises NotARow with the number of the first that is none."""
    rows: list[Row] = []
    for number, found in enumerate(document["inputs"], start=1):
        try:
            rows.append(read_row(found))
        except NotARow as error:
            raise NotARow(f"Row {number} {error}.") from None
    return rows


def _read(text: str) -> dict[str, Any] | None:
    try:
        document = json.loads(text, object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse)
        canonical(document)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or set(document) != _PARTS:
        return None
    are_shaped = isinstance(document["header"], dict) and all(
        isinstance(document[part], list) for part in ("figures", "inputs")
    )
    return document if are_shaped else None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key appears twice")
    return found


def _refuse(number: str) -> object:
    raise ValueError(f"{number} is not a whole number")


def _currency(found: object) -> Currency | None:
    if not isinstance(found, dict) or set(found) != {"code", "exponent"}:
        return None
    code, exponent = found["code"], found["exponent"]
    if not isinstance(code, str) or type(exponent) is not int or not 0 <= exponent <= 4:
        return None
    return Currency(code, exponent)


def _wrong_rows(rows: list[Row], header: Mapping[str, Any], currency: Currency) -> list[str]:
    period = header.get("period")
    start, end = (str(period.get(side)) for side in ("start", "end")) if isinstance(period, dict) else ("", "")
    complaints: list[str] = []
    for number, row in enumerate(rows, start=1):
        if not row.parts_add_up():
            complaints.append(f"The parts of row {number} do not add up to its gross.")
        if not start <= row.on < end:
            complaints.append(f"Row {number} is of {row.on}, outside the period.")
        if row.currency != currency.code:
            complaints.append(f"Row {number} is in {row.currency}.")
    return complaints


def _wrong_figures(document: Mapping[str, Any], rows: list[Row], currency: Currency) -> list[str]:
    computed = {str(figure["id"]): figure for figure in figures_json(rows, currency)}
    published = {str(figure.get("id")) if isinstance(figure, dict) else "?": figure for figure in document["figures"]}
    complaints: list[str] = []
    if [figure.get("id") if isinstance(figure, dict) else None for figure in document["figures"]] != list(computed):
        complaints.append("It has other figures than its methodology, or in another order.")
    for name, figure in computed.items():
        if name in published and canonical(published[name]) != canonical(figure):
            complaints.append(f"Figure {name} does not follow from the rows: it should be {figure['value']}.")
    if canonical(_of_rows(document["scope"])) != canonical(_of_rows(scope_json(rows, 0))):
        complaints.append("The scope does not follow from the rows.")
    return complaints


def _of_rows(scope: object) -> object:
    """The part of the scope that the rows decide."""
    names = ("orders", "entries", "producers", "pooled")
    return {name: scope.get(name) for name in names} if isinstance(scope, dict) else None


def read_figures(text: str) -> list[dict[str, Any]]:
    """The figures of a document that has been verified or that is our own."""
    figures: list[dict[str, Any]] = json.loads(text)["figures"]
    return figures

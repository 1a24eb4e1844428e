"""A statement as a tagged PDF for people, with the address and the hash of the document that counts."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from kit.pages import PageValue, make_page
from market.impact.forms.language import say
from market.impact.forms.reading import Figure, Reading
from market.impact.forms.split import Part, parts_of
from market.impact.forms.words import EVIDENCE, HEADINGS, OF_MARKET, OWN, TITLE
from market.impact.forms.writing import count_text, label_text, moment_text, period_text, value_text

_TEMPLATE = Path(__file__).with_name("statement.typ")
_MARKET = "market"


def pdf_form(reading: Reading, sha256: str, *, lang: str, address: str) -> bytes:
    """The file; the same statement in the same language is the same file. `address` is where the document is read."""
    made_at = datetime.fromisoformat(reading.header.generated_at)
    return make_page(_TEMPLATE, page_data(reading, sha256, lang=lang, address=address), made_at=made_at)


def page_data(reading: Reading, sha256: str, *, lang: str, address: str) -> dict[str, PageValue]:
    """Everything that stands on the page, as texts."""
    title, name = say(TITLE, lang), _about(reading, lang)
    return {
        "lang": lang,
        "title": title,
        "name": name,
        "words": {key: say(text, lang) for key, text in HEADINGS.items()},
        "facts": _facts(reading, lang),
        "bar": _bar(reading, lang),
        "figures": [_figure(figure, lang) for figure in reading.figures],
        "limits": list(reading.limits),
        "corrections": [_correction(reading, one.figure, one.was, lang) for one in reading.corrections],
        "how": list(reading.verify.how),
        "inputs": reading.inputs_sha256,
        "address": address,
        "sha256": sha256,
    }


def _about(reading: Reading, lang: str) -> str:
    """Whom the statement is about. One order has its reference, and somebody's own purchases have no name."""
    subject = reading.header.subject
    if subject.kind == _MARKET:
        return say(OF_MARKET, lang, {"name": subject.name})
    return subject.name or say(OWN.get(subject.kind, ""), lang) or subject.slug


def _facts(reading: Reading, lang: str) -> list[list[str]]:
    header, scope = reading.header, reading.scope
    facts = {
        "about": _about(reading, lang),
        "period": period_text(header.period.start, header.period.end, lang),
        "issuer": header.issuer.name,
        "made": moment_text(header.generated_at, lang),
        "method": header.methodology,
        "as_of": ", ".join(str(entry) for entry in header.as_of.values()),
        "orders": count_text(scope.orders, lang),
        "producers": count_text(scope.producers, lang),
        "entries": count_text(scope.entries, lang),
        "not_counted": scope.not_counted,
        "supersedes": header.supersedes or "",
    }
    excluded = [[one.why, count_text(one.orders, lang)] for one in scope.excluded]
    return [[say(HEADINGS[key], lang), text] for key, text in facts.items() if text] + excluded


def _bar(reading: Reading, lang: str) -> dict[str, PageValue]:
    """Parts as thousandths of the bar, those below nothing first, so that they end where the others begin."""
    parts = sorted(parts_of(reading), key=lambda part: part.value > 0)
    whole = sum((abs(part.value) for part in parts), Decimal(0))
    unit = reading.header.currency.code
    named = [(_part_name(part, lang), value_text(f"{part.value}", unit, lang)) for part in parts]
    return {
        "widths": [int(1000 * abs(part.value) / whole) for part in parts] if whole else [],
        "labels": [f"{name}: {value}" for name, value in named],
        "below": sum(part.value < 0 for part in parts),
        "alt": say(HEADINGS["bar"], lang, {"parts": "; ".join(f"{name} {value}" for name, value in named)}),
    }


def _part_name(part: Part, lang: str) -> str:
    return say(HEADINGS["other"], lang) if part.label is None else label_text(part.label, lang)


def _figure(figure: Figure, lang: str) -> dict[str, PageValue]:
    value = value_text(figure.value, figure.unit, lang)
    withheld = say(HEADINGS["withheld"], lang, {"why": figure.withheld}) if figure.withheld else ""
    over = f"{figure.numerator} / {figure.denominator}" if figure.numerator and figure.denominator else ""
    return {
        "id": figure.id,
        "name": figure.name,
        "value": value or withheld or say(HEADINGS["not_given"], lang),
        "why": withheld if value else "",
        "formula": "" if figure.formula == "none" else figure.formula,
        "over": over,
        "method": " ".join(filter(None, [figure.method, figure.note])),
        "coverage": _coverage(figure, lang),
        "evidence": say(EVIDENCE.get(figure.evidence, figure.evidence), lang),
        "cells": [
            [
                cell.label,
                value_text(cell.value, figure.unit, lang),
                "" if cell.orders is None else count_text(cell.orders, lang),
            ]
            for cell in figure.cells
        ],
        "comparators": [[one.text, one.source] for one in figure.comparators],
    }


def _coverage(figure: Figure, lang: str) -> str:
    """`80.00 %: shares of orders …`; empty where a figure covers all there is, and where there is nothing to cover."""
    if figure.coverage is None or figure.coverage.value is None:
        return ""
    return f"{value_text(figure.coverage.value, 'percent', lang)}: {figure.coverage.meaning}"


def _correction(reading: Reading, figure_id: str, was: str | None, lang: str) -> str:
    figure = next((one for one in reading.figures if one.id == figure_id), None)
    name = f"{figure_id} {figure.name}" if figure else figure_id
    if was is None or figure is None:
        return name
    return f"{name}, {say(HEADINGS['was'], lang, {'value': value_text(was, figure.unit, lang)})}"

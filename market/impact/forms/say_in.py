"""A statement's texts in a language. Numbers, names and sources stay as they are."""

import re
from dataclasses import replace

from market.impact.forms.language import say
from market.impact.forms.reading import Comparator, Excluded, Figure, Reading
from market.impact.forms.words import COVERS
from market.impact.forms.writing import label_text

_COVERS = re.compile(r"covers too little: (?P<covered>\S+) %, where (?P<least>\d+) % are asked for")


def say_in(reading: Reading, lang: str) -> Reading:
    """The same reading in `lang`. A text that nobody has translated stays English."""
    scope = replace(
        reading.scope,
        excluded=tuple(Excluded(say(one.why, lang), one.orders) for one in reading.scope.excluded),
        not_counted=say(reading.scope.not_counted, lang),
    )
    return replace(
        reading,
        scope=scope,
        figures=tuple(_figure(figure, lang) for figure in reading.figures),
        limits=tuple(say(one, lang) for one in reading.limits),
        verify=replace(reading.verify, how=tuple(say(one, lang) for one in reading.verify.how)),
    )


def _reason(why: str, lang: str) -> str:
    """Why there is no figure; where too little is covered, with how much that is."""
    covers = _COVERS.fullmatch(why)
    return say(COVERS, lang, covers.groupdict()) if covers else say(why, lang)


def _figure(figure: Figure, lang: str) -> Figure:
    return replace(
        figure,
        name=say(figure.name, lang),
        formula=say(figure.formula, lang),
        method=say(figure.method, lang),
        note=say(figure.note, lang),
        withheld=_reason(figure.withheld, lang) if figure.withheld else None,
        coverage=replace(figure.coverage, meaning=say(figure.coverage.meaning, lang)) if figure.coverage else None,
        comparators=tuple(Comparator(say(one.text, lang), one.source) for one in figure.comparators),
        cells=tuple(replace(cell, label=label_text(cell.label, lang)) for cell in figure.cells),
    )

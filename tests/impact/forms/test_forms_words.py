"""Every word of statements in every language, with the same facts in it."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import market.impact
from market.impact import methodology
from market.impact.forms.language import LANGUAGES
from market.impact.forms.words import CODES
from market.impact.indicators.catalogue import INDICATORS
from market.impact.indicators.figures import NOTHING_BELOW, ONLY_OF_WHOLE_ORDERS
from market.impact.indicators.formula import Parts
from models.enums import AssuranceClass, ProductionLine, ProductionRelation

_HOME = Path(market.impact.__file__).parent
_LOCALE = _HOME / "forms" / "locale"


def said() -> set[str]:
    """Every text that is marked for the translators."""
    found = extract_from_dir(_HOME, [("**.py", "python")], keywords={"N_": None})
    return {str(text) for _, _, text, _, _ in found}


def of_methodology() -> set[str]:
    """Every text that a document takes from the methodology."""
    told: set[str] = {*methodology.LIMITS, *methodology.HOW_TO_VERIFY, ONLY_OF_WHOLE_ORDERS, NOTHING_BELOW}
    for one in INDICATORS:
        told |= {one.name, one.formula, one.method, one.note, one.when_absent}
        told |= {other.text for other in one.comparators}
        told |= {part.label for part in one.rule.parts} if isinstance(one.rule, Parts) else set()
        told |= {one.coverage.meaning} if one.coverage else set()
    return told - {""}


def written(lang: str) -> dict[str, str]:
    with (_LOCALE / f"{lang}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale=lang) if message.id}


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_nothing_is_left_in_english(lang: str) -> None:
    there = written(lang)
    everything = said() | of_methodology()
    assert everything - there.keys() == set()
    assert there.keys() - everything == set(), "nothing says these any more"
    for text, translation in there.items():
        assert translation, text
        assert re.findall(r"\{\w*\}", translation) == re.findall(r"\{\w*\}", text), text
        assert re.findall(r"\d+", translation) == re.findall(r"\d+", text), text


def test_every_coded_label_has_its_words() -> None:
    assert {*ProductionLine, *ProductionRelation, *AssuranceClass} <= CODES.keys()

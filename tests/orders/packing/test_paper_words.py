"""Every word of slips and labels in every language, with the same facts in it."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import market.orders.packing
from kit.catalogues import LANGUAGES

_HOME = Path(market.orders.packing.__file__).parent


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_nothing_is_left_in_english(lang: str) -> None:
    found = extract_from_dir(_HOME, [("**.py", "python")], keywords={"N_": None})
    said = {str(text) for _, _, text, _, _ in found}
    with (_HOME / "locale" / f"{lang}.po").open("rb") as file:
        there = {str(message.id): str(message.string) for message in read_po(file, locale=lang) if message.id}
    assert said == there.keys()
    for text, translation in there.items():
        assert translation, text
        assert re.findall(r"\{\w*\}", translation) == re.findall(r"\{\w*\}", text), text

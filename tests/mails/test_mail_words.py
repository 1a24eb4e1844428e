"""Every word of mails in every language, with the same facts in it."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import market.mails
from kit.catalogues import LANGUAGES
from market.mails.write_letter import WRITERS
from models.enums import MailKind
from storefront.mail_words import MAIL_WORDS

_HOME = Path(market.mails.__file__).parent


def said() -> set[str]:
    """Every text that is marked for the translators."""
    found = extract_from_dir(_HOME, [("**.py", "python")], keywords={"N_": None})
    return {str(text) for _, _, text, _, _ in found}


def written(lang: str) -> dict[str, str]:
    with (_HOME / "locale" / f"{lang}.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale=lang) if message.id}


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_nothing_is_left_in_english(lang: str) -> None:
    there = written(lang)
    assert said() - there.keys() == set()
    assert there.keys() - said() == set(), "nothing says these any more"
    for text, translation in there.items():
        assert translation, text
        assert sorted(re.findall(r"\{\w*\}", translation)) == sorted(re.findall(r"\{\w*\}", text)), text


def test_every_kind_has_a_writer_and_a_name() -> None:
    assert set(WRITERS) | {MailKind.SIGN_IN_CODE} == set(MailKind) == set(MAIL_WORDS["mail"])

"""Refusals about texts in several languages."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Invalid, NotFound


@dataclass(eq=False)
class TranslationInOwnLanguage(Conflict):
    """This is the language the text is written in: change the text itself."""

    code: ClassVar[str] = "translation_in_own_language"
    lang: str


@dataclass(eq=False)
class TextTooLong(Invalid):
    """This text may be no longer than that."""

    code: ClassVar[str] = "text_too_long"
    field: str
    longest: int


@dataclass(eq=False)
class HumanTranslationStands(Conflict):
    """Somebody translated this; a machine does not write over it."""

    code: ClassVar[str] = "human_translation_stands"
    lang: str
    field: str


class NoSuchTranslation(NotFound):
    """There is no text in this language."""

    code: ClassVar[str] = "no_such_translation"

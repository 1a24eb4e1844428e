"""What others published, from the file beside: findings with their source, their method and why they differ."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, TypeAdapter

_FILE = Path(__file__).with_name("comparators.json")


@dataclass(frozen=True)
class Texts:
    """A text in each language of the market."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    en: str
    es: str
    fr: str
    pt: str

    def text(self, lang: str) -> str:
        """English for a language that there is no text in."""
        return {"es": self.es, "fr": self.fr, "pt": self.pt}.get(lang, self.en)


Percent = Annotated[str, Field(pattern=r"^\d{1,2}(\.\d{1,2})?$")]


@dataclass(frozen=True)
class Comparator:
    """A finding: `least` to `most` per cent of the price that buyers pay extra, in `country`. `warning` says why it
    cannot simply be held against ours; nobody is shown a finding without it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z]+-\d{4}$")]
    authors: str
    year: Annotated[int, Field(ge=1990, le=2100)]
    title: str
    published_in: str
    source: Annotated[str, Field(pattern=r"^https?://")]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    least: Percent
    most: Percent
    finding: Texts
    warning: Texts


@lru_cache
def read_comparators() -> tuple[Comparator, ...]:
    """All of them, newest first in the file. Raises pydantic's ValidationError for a file that is not right."""
    return TypeAdapter(tuple[Comparator, ...]).validate_json(_FILE.read_bytes())

"""A published statement in one of its forms."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from market.impact.forms.csv_form import csv_form
from market.impact.forms.jsonld_form import jsonld_form
from market.impact.forms.language import LANGUAGES
from market.impact.forms.pdf_form import pdf_form
from market.impact.forms.reading import read_reading
from market.impact.forms.say_in import say_in

# A page takes some hundredths of a second; those that many ask for are made once.
_MOST_KEPT = 64


class StatementForm(StrEnum):
    """`pdf` for people, `csv` for tables, `jsonld` for programs that know linked data."""

    PDF = "pdf"
    CSV = "csv"
    JSONLD = "jsonld"


MEDIA_TYPES = {
    StatementForm.PDF: "application/pdf",
    StatementForm.CSV: "text/csv; charset=utf-8",
    StatementForm.JSONLD: "application/ld+json",
}


@dataclass(frozen=True)
class WrittenForm:
    """A file, and what it is called."""

    name: str
    media_type: str
    content: bytes


@lru_cache(maxsize=_MOST_KEPT)
def write_form(document: str, sha256: str, *, form: StatementForm, lang: str, address: str) -> WrittenForm:
    """A document, which hashes to `sha256`, written in a form and a language; English for one we have no words in.

    The same document makes the same bytes. `address` is where everybody reads the document.
    """
    lang = lang if lang in LANGUAGES else "en"
    reading = say_in(read_reading(document), lang)
    match form:
        case StatementForm.PDF:
            content = pdf_form(reading, sha256, lang=lang, address=address)
        case StatementForm.CSV:
            content = csv_form(reading, sha256)
        case StatementForm.JSONLD:
            content = jsonld_form(reading, sha256, lang=lang, address=address)
    header = reading.header
    name = (
        f"impact-{header.subject.slug or header.subject.kind}-{header.period.start}-{header.period.end}.{lang}.{form}"
    )
    return WrittenForm(name, MEDIA_TYPES[form], content)

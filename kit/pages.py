"""A tagged PDF (PDF/UA-1) from a Typst template and texts that anybody may have typed."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import typst

PageValue = str | bool | int | None | Sequence["PageValue"] | Mapping[str, "PageValue"]
"""What a template is given. Texts stay texts: none is ever read as Typst."""

# What the font that comes with Typst can write; a page with anything else is refused by PDF/UA, or breaks Typst.
_WRITABLE = (
    (0x0020, 0x007E),
    (0x00A0, 0x00AC),
    (0x00AE, 0x024F),
    (0x0386, 0x0386),
    (0x0388, 0x038A),
    (0x038C, 0x038C),
    (0x038E, 0x03A1),
    (0x03A3, 0x03CE),
    (0x0400, 0x0477),
    (0x05D0, 0x05EA),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x202F, 0x2037),
    (0x20A2, 0x20A4),
    (0x20AC, 0x20AC),
    (0x20B1, 0x20B1),
    (0x20B9, 0x20B9),
    (0x2190, 0x2199),
    (0x2212, 0x2212),
    (0x2264, 0x2265),
)


def make_page(template: Path, data: Mapping[str, PageValue], *, made_at: datetime) -> bytes:
    """The file. The same data and moment make the same bytes on every machine: no font of the machine is used."""
    return typst.compile(
        template,
        format="pdf",
        sys_inputs={"data": json.dumps(_writable_in(data))},
        pdf_standards="ua-1",
        timestamp=int(made_at.astimezone(UTC).timestamp()),
        ignore_system_fonts=True,
    )


def writable(text: str) -> str:
    """The text in letters that the page's font has. Any other letter is named by its number, so that none is lost:
    `日` becomes `U+65E5`. Marks without a letter and controls of direction are left out."""
    return " ".join("".join(map(_written, unicodedata.normalize("NFC", text))).split())


def _written(letter: str) -> str:
    if any(first <= ord(letter) <= last for first, last in _WRITABLE):
        return letter
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return ""
    return " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp", "Zs"} else f" U+{ord(letter):04X} "


def _writable_in(value: PageValue) -> PageValue:
    if isinstance(value, str):
        return writable(value)
    if isinstance(value, Mapping):
        return {name: _writable_in(each) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [_writable_in(each) for each in value]
    return value

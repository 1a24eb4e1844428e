"""Bytes to lines of text: which encoding, and no line longer than a catalogue has."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from market.catalog.errors import ImportFileRefused

LONGEST_LINE = 4 * 1024 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What spreadsheets on Windows, on a Mac and in Western, Central and Eastern Europe write.
_OLD_ENCODINGS = ["cp1252", "cp1250", "mac_roman", "cp1251", "cp850"]
# What Western texts are written with. The letters of another encoding, read as cp1252, are seldom all among them.
_WESTERN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøœùúûüýßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜÝ«»°€£§®©™–—‘’“”…¿¡ºª½¼¾×²\xa0")
_FEW = 16
_PIECE = 1024 * 1024
_SAMPLE = 64 * 1024


@dataclass(frozen=True)
class Encoding:
    """A codec of Python; `is_assumed` when nothing in the file says so."""

    name: str
    is_assumed: bool = False


def encoding_of(path: Path) -> Encoding:
    """The encoding of a text file: by its mark, else UTF-8 if all of it is, else the one that fits best.

    Raises ImportFileRefused when none fits, or when the file holds NUL bytes as no text does.
    """
    with path.open("rb") as file:
        head = file.read(4)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return Encoding(name)
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        sample = b""
        try:
            while piece := file.read(_PIECE):
                if b"\x00" in piece:
                    raise ImportFileRefused("not_text", "it holds NUL bytes")
                sample = piece
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _best_of(path, sample)
    return Encoding("utf-8")


def read_lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of a text file, each with its end, be it of Unix, Windows or an old Mac.

    Raises ImportFileRefused when a line is not text in this encoding or is too long.
    """
    with path.open(encoding=encoding, newline="") as file:
        try:
            while line := file.readline(LONGEST_LINE):
                if "\x00" in line:
                    raise ImportFileRefused("not_text", "it holds NUL characters")
                if len(line) == LONGEST_LINE:
                    raise ImportFileRefused("line_too_long", f"a line of more than {LONGEST_LINE} letters")
                yield line
        except UnicodeError:
            raise ImportFileRefused("not_text", f"it is not {encoding}") from None


def _best_of(path: Path, sample: bytes) -> Encoding:
    """By the letters beyond ASCII, which alone can tell."""
    telling = b"".join(line for line in sample.splitlines(keepends=True) if not line.isascii())[:_SAMPLE]
    if _is_western(telling):
        names = _OLD_ENCODINGS
    else:
        best = from_bytes(telling, cp_isolation=_OLD_ENCODINGS, language_threshold=0.05).best()
        names = [*([best.encoding] if best else []), *_OLD_ENCODINGS]
    for name in names:
        if _fits(path, name):
            return Encoding(name, is_assumed=True)
    raise ImportFileRefused("not_text", "no known encoding fits it")


def _is_western(telling: bytes) -> bool:
    """Whether there are too few letters beyond ASCII to count them, and all are those of the likeliest encoding."""
    letters = bytes(byte for byte in telling if byte > 0x7F)
    return len(letters) <= _FEW and _WESTERN.issuperset(letters.decode("cp1252", errors="replace"))


def _fits(path: Path, name: str) -> bool:
    try:
        for _ in read_lines(path, name):
            pass
    except ImportFileRefused:
        return False
    return True

"""A JSON document element by element: only what is being read is in memory. Numbers stay the text that they are."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from market.catalog.errors import ImportFileRefused
from market.catalog.importing.formats.encoding import encoding_of

Json = str | bool | None | list["Json"] | dict[str, "Json"]
"""Numbers are strings."""

_PIECE = 1024 * 1024
_LARGEST_VALUE = 8 * 1024 * 1024
_UTF_16 = frozenset({b"\xff\xfe{\x00", b"\xff\xfe[\x00", b"\xfe\xff\x00{", b"\xfe\xff\x00["})
_SPACE = " \t\r\n"


class JsonStream:
    """What stands at the top of a document, and each element of an array there. `line` is where the last one begins.

    Raises ImportFileRefused for what is not JSON, and for a single value of more than 8 MiB.
    """

    def __init__(self, path: Path):
        encoding = encoding_of(path)
        if encoding.is_assumed:
            raise ImportFileRefused("not_text", "JSON is written in UTF-8")
        self._file = path.open(encoding=encoding.name, newline="")
        self._decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_no_number)
        self._buffer = ""
        self._at = 0
        self._counted = 0
        self._line = 1
        self.line = 1

    def __enter__(self) -> "JsonStream":
        return self

    def __exit__(self, *of_error: object) -> None:
        self._file.close()

    def members(self) -> Iterator[str]:
        """The keys of the object that comes next. After each, its value is to be read by `value` or `elements`."""
        self._take("{")
        if self._peek() == "}":
            self._take("}")
            return
        while True:
            key = self.value()
            if not isinstance(key, str):
                self._refuse("a key is text")
            self._take(":")
            yield key
            if self._peek() != ",":
                break
            self._take(",")
        self._take("}")

    def elements(self) -> Iterator[Json]:
        """The elements of the array that comes next."""
        self._take("[")
        if self._peek() == "]":
            self._take("]")
            return
        while True:
            yield self.value()
            if self._peek() != ",":
                break
            self._take(",")
        self._take("]")

    def is_array_next(self) -> bool:
        return self._peek() == "["

    def is_object_next(self) -> bool:
        return self._peek() == "{"

    def value(self) -> Json:
        """The whole value that comes next."""
        self._peek()
        self.line = self._line_now()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except RecursionError:
                self._refuse("values within too many others")
            except ValueError as error:
                if not self._more():
                    self._refuse(getattr(error, "msg", str(error)))
                continue
            # What ends where the buffer does may go on: 12 may be 125.
            if end == len(self._buffer) and self._more():
                continue
            self._at = end
            found: Json = value
            return found

    def end(self) -> None:
        """Raises unless nothing follows."""
        if self._peek():
            self._refuse("something follows the document")

    def _peek(self) -> str:
        while True:
            while self._at < len(self._buffer) and self._buffer[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def _take(self, letter: str) -> None:
        if self._peek() != letter:
            self._refuse(f"expected {letter}")
        self._at += 1

    def _line_now(self) -> int:
        self._line += self._buffer.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _more(self) -> bool:
        """Read on, and forget what has been read."""
        if len(self._buffer) - self._at > _LARGEST_VALUE:
            raise ImportFileRefused("cell_too_large", "a value of more than 8 MiB; list the products in an @graph")
        try:
            piece = self._file.read(_PIECE)
        except UnicodeError:
            raise ImportFileRefused("not_text", "it is not the encoding that it begins with") from None
        self._line_now()
        self._buffer = self._buffer[self._at :] + piece
        self._at = self._counted = 0
        return bool(piece)

    def _refuse(self, why: str) -> NoReturn:
        raise ImportFileRefused("malformed", f"near line {self._line_now()}: {why}")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def is_json(path: Path) -> bool:
    """Whether a file begins as an object or an array of JSON does."""
    with path.open("rb") as file:
        head = file.read(200)
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[") or head[:4] in _UTF_16

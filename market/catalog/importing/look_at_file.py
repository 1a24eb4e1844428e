"""Store a producer's file, and see what kind it is before anything is written down."""

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gateways.files import Files, StoredFile
from market.catalog.errors import ImportFileRefused
from market.catalog.importing.formats import FORMATS, Source, detect_format

LARGEST_FILE = 50 * 1024 * 1024
_PIECE = 1024 * 1024
_SUFFIX = ".file"
_SHEET = "sheet"


@dataclass(frozen=True)
class FileLook:
    """What a file is. Of a sheet, `columns` are its titles and `suggested` what each may hold."""

    format: str
    file_name: str
    columns: tuple[str, ...]
    suggested: Mapping[str, str]

    @property
    def is_sheet(self) -> bool:
        return self.format == _SHEET


def look_at_file(
    files: Files, stream: BinaryIO, *, file_name: str, file_format: str | None
) -> tuple[StoredFile, FileLook]:
    """Store the file if it looks like one that can be read; `file_format` is None where nobody says what wrote it.

    Raises ImportFileRefused.
    """
    with _on_disk(stream) as path:
        look = _look(Source(path, file_name), file_format)
        with path.open("rb") as copy:
            return files.put_stream(copy, suffix=_SUFFIX), look


def _look(source: Source, file_format: str | None) -> FileLook:
    code = file_format or detect_format(source)
    if code is None or code not in FORMATS:
        raise ImportFileRefused("unknown_format", f"known: {', '.join(FORMATS)}")
    columns: tuple[str, ...] = ()
    return FileLook(
        format=code,
        file_name=source.name,
        columns=columns,
        suggested={},
    )


def fingerprint_of(columns: Iterable[str]) -> bytes:
    """The same for every sheet with these titles in this order."""
    return hashlib.sha256(json.dumps(list(columns)).encode()).digest()


@contextmanager
def _on_disk(stream: BinaryIO) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path, size = Path(folder) / "file", 0
        with path.open("wb") as copy:
            while piece := stream.read(_PIECE):
                size += len(piece)
                if size > LARGEST_FILE:
                    raise ImportFileRefused("too_large", f"at most {LARGEST_FILE // 1024 // 1024} MiB")
                copy.write(piece)
        yield path

"""Store a producer's file, and see what kind it is before anything is written down."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gateways.files import Files, StoredFile
from market.catalog.errors import ImportFileRefused
from market.catalog.importing.formats import (
    FORMATS,
    LARGEST_FILE,
    Source,
    Suggestion,
    detect_format,
    suggest_mapping,
)
from market.catalog.importing.formats.sheet import Sheet

_PIECE = 1024 * 1024
_SUFFIX = ".file"


@dataclass(frozen=True)
class FileLook:
    """What a file is; of a sheet also what its columns may hold."""

    format: str
    file_name: str
    sheet: Suggestion | None


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
    sheet = suggest_mapping(source) if code == Sheet.code else None
    return FileLook(format=code, file_name=source.name, sheet=sheet)


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

"""Where bytes are kept: evidence and pictures. Names are made from the content, never from what a client sent."""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kit.errors import NotFound

_PATH = re.compile(r"^[0-9a-f]{2}/[0-9a-f]{64}(\.[a-z0-9]{1,5})?$")


class FileMissing(NotFound):
    """The file is not in the store."""

    code = "file_missing"


@dataclass(frozen=True)
class StoredFile:
    """`path` is relative to the store; `sha256` is of the bytes."""

    path: str
    sha256: bytes
    size: int


class Files(Protocol):
    def put(self, data: bytes, *, suffix: str) -> StoredFile: ...

    def get(self, path: str) -> bytes:
        """The bytes at `path`. Raises FileMissing."""
        ...


def _place(data: bytes, suffix: str) -> StoredFile:
    digest = hashlib.sha256(data)
    name = digest.hexdigest()
    return StoredFile(f"{name[:2]}/{name}{suffix}", digest.digest(), len(data))


class LocalFiles:
    """A directory. The same bytes are stored once; a file appears whole or not at all."""

    def __init__(self, directory: Path):
        self._directory = directory

    def put(self, data: bytes, *, suffix: str) -> StoredFile:
        stored = _place(data, suffix)
        target = self._directory / stored.path
        if target.exists():
            return stored
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as unfinished:
            unfinished.write(data)
            unfinished.flush()
            os.fsync(unfinished.fileno())
        Path(unfinished.name).replace(target)
        return stored

    def get(self, path: str) -> bytes:
        if _PATH.match(path) is None:
            raise FileMissing()
        try:
            return (self._directory / path).read_bytes()
        except FileNotFoundError:
            raise FileMissing() from None


class FilesInMemory:
    """A fake store for tests."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def put(self, data: bytes, *, suffix: str) -> StoredFile:
        stored = _place(data, suffix)
        self._files[stored.path] = data
        return stored

    def get(self, path: str) -> bytes:
        if path not in self._files:
            raise FileMissing()
        return self._files[path]

"""Where bytes are kept: evidence, pictures, catalogues. Names are made from the content, never from what a client
sent."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from kit.clock import utc_now
from kit.errors import NotFound

_PATH = re.compile(r"^[0-9a-f]{2}/[0-9a-f]{64}(\.[a-z0-9]{1,5})?$")
_PIECE = 1024 * 1024


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

    def put_stream(self, stream: BinaryIO, *, suffix: str) -> StoredFile:
        """Store what a stream still holds, a piece at a time."""
        ...

    def remove(self, path: str, *, stored_before: datetime) -> None:
        """Take the file away if it is there, unless `put_stream` has stored it since that moment."""
        ...

    def at_hand(self, path: str) -> AbstractContextManager[Path]:
        """The file as one of this machine while the block runs. Raises FileMissing."""
        ...


def _place(data: bytes, suffix: str) -> StoredFile:
    return _named(hashlib.sha256(data).digest(), len(data), suffix)


def _named(digest: bytes, size: int, suffix: str) -> StoredFile:
    name = digest.hex()
    return StoredFile(f"{name[:2]}/{name}{suffix}", digest, size)


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

    def put_stream(self, stream: BinaryIO, *, suffix: str) -> StoredFile:
        digest, size = hashlib.sha256(), 0
        self._directory.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._directory, delete=False) as unfinished:
            try:
                while piece := stream.read(_PIECE):
                    digest.update(piece)
                    size += len(piece)
                    unfinished.write(piece)
                unfinished.flush()
                os.fsync(unfinished.fileno())
                stored = _named(digest.digest(), size, suffix)
                target = self._directory / stored.path
                target.parent.mkdir(exist_ok=True)
                Path(unfinished.name).replace(target)
            except BaseException:
                Path(unfinished.name).unlink(missing_ok=True)
                raise
        return stored

    def remove(self, path: str, *, stored_before: datetime) -> None:
        if _PATH.match(path) is None:
            return
        file = self._directory / path
        try:
            if file.stat().st_mtime < stored_before.timestamp():
                file.unlink()
        except FileNotFoundError:
            return

    @contextmanager
    def at_hand(self, path: str) -> Iterator[Path]:
        if _PATH.match(path) is None or not (self._directory / path).is_file():
            raise FileMissing()
        yield self._directory / path


class FilesInMemory:
    """A fake store for tests."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._stored_at: dict[str, datetime] = {}

    def put(self, data: bytes, *, suffix: str) -> StoredFile:
        stored = _place(data, suffix)
        self._files[stored.path] = data
        self._stored_at[stored.path] = utc_now()
        return stored

    def get(self, path: str) -> bytes:
        if path not in self._files:
            raise FileMissing()
        return self._files[path]

    def put_stream(self, stream: BinaryIO, *, suffix: str) -> StoredFile:
        return self.put(stream.read(), suffix=suffix)

    def remove(self, path: str, *, stored_before: datetime) -> None:
        if path in self._files and self._stored_at[path] < stored_before:
            del self._files[path]

    @contextmanager
    def at_hand(self, path: str) -> Iterator[Path]:
        data = self.get(path)
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / path.rpartition("/")[2]
            copy.write_bytes(data)
            yield copy

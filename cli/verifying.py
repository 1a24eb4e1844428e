"""What a statement is checked with, read from files that may be anything."""

import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, cast

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from market.impact.verifying.facts import LONGEST_LINE
from market.impact.verifying.verify_document import Evidence

_GZIP = b"\x1f\x8b"
_LONGEST_KEY = 1_000_000


def printable(sentence: str) -> str:
    """A sentence that may quote what a stranger wrote: no line, colour or move of the cursor in it is theirs."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in sentence)


@contextmanager
def evidence_of(inputs: Path | None, leaves: Path | None, key: Path | None) -> Iterator[Evidence]:
    """The facts are read while they are checked; all else at once. Raises typer.BadParameter."""
    public_key, did_document = _key(key) if key else (None, None)
    with ExitStack() as stack:
        try:
            facts = _lines(stack.enter_context(_opened(inputs))) if inputs else None
            hashes = _hashes(stack.enter_context(_opened(leaves))) if leaves else None
            yield Evidence(facts, hashes, public_key, did_document)
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise typer.BadParameter("a compressed file is cut off or damaged") from None


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        is_packed = file.read(2) == _GZIP
    return cast(IO[bytes], gzip.open(path, "rb")) if is_packed else path.open("rb")


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines, none of them endless: what is longer than any fact is cut, and is no fact."""
    while line := file.readline(LONGEST_LINE + 2):
        yield line


def _hashes(file: IO[bytes]) -> list[bytes]:
    try:
        return [bytes.fromhex(line.decode().strip()) for line in _lines(file)]
    except ValueError:
        raise typer.BadParameter("the leaves are not hashes in hexadecimal digits, one a line") from None


def _key(path: Path) -> tuple[bytes | None, dict[str, Any] | None]:
    """A public key of 32 bytes, or a DID document."""
    if path.stat().st_size > _LONGEST_KEY:
        raise typer.BadParameter("the key is larger than any key")
    data = path.read_bytes()
    try:
        if data.lstrip().startswith(b"{"):
            document: dict[str, Any] = json.loads(data)
            return None, document
        key = load_pem_public_key(data)
    except (ValueError, RecursionError):
        raise typer.BadParameter("the key is neither a DID document nor PEM") from None
    if not isinstance(key, Ed25519PublicKey):
        raise typer.BadParameter("the key is no Ed25519 key")
    return key.public_bytes_raw(), None

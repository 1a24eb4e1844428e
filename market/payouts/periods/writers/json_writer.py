"""JSON: one document, or a record on each line."""

import json
from typing import BinaryIO

from market.payouts.periods.rules.columns import HASH_RECORD
from market.payouts.periods.rules.records import Record


class JsonWriter:
    """`{"records": […], "sha256": "…"}`, each record on a line of its own. The hash is of these lines without the
    commas at their ends, each with a line feed."""

    def __init__(self, out: BinaryIO):
        self._out = out
        self._between = b'{"records":[\n'

    def write(self, record: Record, line: str) -> None:
        self._out.write(self._between)
        self._out.write(line.encode())
        self._between = b",\n"

    def finish(self, sha256: str) -> None:
        self._out.write(f'\n],"sha256":"{sha256}"}}\n'.encode())

    def close(self) -> None:
        """Who opened the file closes it."""


class LinesWriter:
    """A record on each line, and the hash of all lines above on the last one."""

    def __init__(self, out: BinaryIO):
        self._out = out

    def write(self, record: Record, line: str) -> None:
        self._out.write(line.encode())
        self._out.write(b"\n")

    def finish(self, sha256: str) -> None:
        last = json.dumps({"record": HASH_RECORD, "sha256": sha256}, separators=(",", ":"))
        self._out.write(f"{last}\n".encode())

    def close(self) -> None:
        """Who opened the file closes it."""

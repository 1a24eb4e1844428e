"""What a writer of statements does."""

from typing import Protocol

from market.payouts.periods.rules.records import Record


class Writer(Protocol):
    def write(self, record: Record, line: str) -> None:
        """Take the next record; `line` is its canonical text."""
        ...

    def finish(self, sha256: str) -> None:
        """Nothing more comes. `sha256`, in hexadecimal, is of all canonical lines."""
        ...

    def close(self) -> None:
        """Leave nothing open and nothing behind, also when not everything came."""
        ...

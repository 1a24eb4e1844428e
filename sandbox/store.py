"""Objects in memory, written through to one SQLite file so that the next start finds them again."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Stripe's objects are open-ended JSON; naming each as a class would rebuild its SDK.
Body = dict[str, Any]


@dataclass(eq=False)
class Record:
    """One object. `account` is the connected account that owns it, "" for the platform.

    `body` is what the API shows; `hidden` holds facts that it does not, such as how a test card will behave.
    """

    kind: str
    id: str
    account: str
    seq: int
    body: Body
    hidden: Body = field(default_factory=dict)


class Store:
    """Every record by kind and id, in order of creation. Not thread-safe: `World.lock` guards it."""

    def __init__(self, data: Path | None, *, patience_seconds: float = 5.0):
        self._by_kind: dict[str, dict[str, Record]] = {}
        self._dirty: dict[tuple[str, str], Record | None] = {}
        self._next_seq = 1
        self._file: sqlite3.Connection | None = None
        if data is not None:
            data.mkdir(parents=True, exist_ok=True)
            # The embedded server opens in one thread and serves in another; the lock keeps it to one at a time.
            file = sqlite3.connect(data / "sandbox.sqlite3", check_same_thread=False, timeout=patience_seconds)
            try:
                self._load(file)
            except sqlite3.Error:
                file.close()
                raise
            self._file = file

    def _load(self, file: sqlite3.Connection) -> None:
        # What is in memory is the truth, so a second process on the same file must not start.
        file.execute("PRAGMA locking_mode=EXCLUSIVE")
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=NORMAL")
        file.execute(
            "CREATE TABLE IF NOT EXISTS record (kind TEXT, id TEXT, account TEXT, seq INTEGER, body TEXT, hidden TEXT,"
            " PRIMARY KEY (kind, id)) WITHOUT ROWID"
        )
        for kind, id_, account, seq, body, hidden in file.execute("SELECT * FROM record ORDER BY seq"):
            record = Record(kind, id_, account, seq, json.loads(body), json.loads(hidden))
            self._by_kind.setdefault(kind, {})[id_] = record
            self._next_seq = max(self._next_seq, seq + 1)

    def add(self, kind: str, id_: str, body: Body, *, account: str = "", hidden: Body | None = None) -> Record:
        record = Record(kind, id_, account, self._next_seq, body, hidden or {})
        self._next_seq += 1
        self._by_kind.setdefault(kind, {})[id_] = record
        self.touch(record)
        return record

    def touch(self, record: Record) -> None:
        """Note that a record has changed and must be written."""
        if self._file is not None:
            self._dirty[record.kind, record.id] = record

    def remove(self, record: Record) -> None:
        self._by_kind[record.kind].pop(record.id, None)
        if self._file is not None:
            self._dirty[record.kind, record.id] = None

    def find(self, kind: str, id_: str) -> Record | None:
        return self._by_kind.get(kind, {}).get(id_)

    def get(self, kind: str, id_: str) -> Record:
        """A record that must exist, since another one names it."""
        return self._by_kind[kind][id_]

    def find_anywhere(self, id_: str) -> Record | None:
        """The object that Stripe would show under this id, whatever its kind."""
        for kind, records in self._by_kind.items():
            if not kind.startswith("_") and id_ in records:
                return records[id_]
        return None

    def all(self, kind: str, *, account: str | None = None) -> Iterator[Record]:
        """Records in order of creation; those of one account when it is given."""
        for record in list(self._by_kind.get(kind, {}).values()):
            if account is None or record.account == account:
                yield record

    def flush(self) -> None:
        """Write all changes since the last flush as one transaction."""
        if self._file is None or not self._dirty:
            return
        gone = [key for key, record in self._dirty.items() if record is None]
        kept = [record for record in self._dirty.values() if record is not None]
        with self._file:
            self._file.executemany("DELETE FROM record WHERE kind = ? AND id = ?", gone)
            self._file.executemany(
                "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?)",
                [(r.kind, r.id, r.account, r.seq, json.dumps(r.body), json.dumps(r.hidden)) for r in kept],
            )
        self._dirty.clear()

    def clear(self) -> None:
        self._by_kind.clear()
        self._dirty.clear()
        if self._file is not None:
            with self._file:
                self._file.execute("DELETE FROM record")

    def close(self) -> None:
        if self._file is not None:
            self.flush()
            self._file.close()
            self._file = None

"""What a piece of our code sends to the database, written down as a script for pgbench.

The piece is run twice. Ids that differ between the two runs are made anew each time, so in the script a random number
of pgbench's stands in their place; everything else is sent as it was, with its transactions.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

# Our own ids, and those of whatever stands in for Stripe.
_IDS = re.compile(r"\b[a-z]{2,4}_[0-9a-z]{26}\b|\b(?:cs|pi|ch|txn|evt)_[0-9a-z]+\b")
# A hash; a number of sixteen digits is one of eight bytes.
_HASH = re.compile(r"(?<=x)[0-9a-f]{64}")


class Recorder:
    """Every statement of an engine, with its values in place, in the order in which it was sent."""

    def __init__(self, engine: Engine):
        self._engine = engine
        self.sent: list[str] = []

    @contextmanager
    def listening(self) -> Iterator[list[str]]:
        self.sent = []
        listeners = (
            ("begin", self._begin),
            ("commit", self._commit),
            ("rollback", self._rollback),
            ("before_cursor_execute", self._execute),
        )
        for name, listener in listeners:
            event.listen(self._engine, name, listener)
        try:
            yield self.sent
        finally:
            for name, listener in listeners:
                event.remove(self._engine, name, listener)

    def _begin(self, connection: Connection) -> None:
        self.sent.append("begin")

    def _commit(self, connection: Connection) -> None:
        self.sent.append("commit")

    def _rollback(self, connection: Connection) -> None:
        self.sent.append("rollback")

    def _execute(
        self, connection: Connection, cursor: object, statement: str, values: object, context: object, many: bool
    ) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        # Many rows go out in one pipeline, so in one message here too.
        rows = values if many else [values]
        assert isinstance(rows, list)
        literals = (psycopg.ClientCursor(driver).mogrify(statement, row) for row in rows)
        self.sent.append(" \\; ".join(" ".join(literal.split()) for literal in literals))


def write_script(engine: Engine, act: Callable[[], object], *, variables: dict[str, str]) -> str:
    """A pgbench script of what `act` sends.

    `variables` are pgbench variables by the text in whose place they stand, each a pattern with one group:
    `{"lot": r"(?<=var_1_)(7)"}` and the like; the caller sets them at the head of the script.
    """
    recorder = Recorder(engine)
    with recorder.listening() as first:
        act()
    with recorder.listening() as second:
        act()
    if len(first) != len(second):
        raise RuntimeError("the act does not send the same statements each time")
    kept = _names("\n".join(first)) & _names("\n".join(second))
    fresh = sorted(_names("\n".join(second)) - kept)
    lines = ["\\set u random(1000000000000000, 9000000000000000)"]
    for statement in second:
        for number, name in enumerate(fresh):
            # The variable comes last: pgbench takes every letter and digit after the colon for its name.
            prefix = name.partition("_")[0]
            statement = statement.replace(name, f"{prefix}_{number}x:u")
        statement = _HASH.sub(":u", statement)
        for variable, pattern in variables.items():
            statement = re.sub(pattern, f":{variable}", statement)
        lines.append(f"{statement};")
    return "\n".join(lines) + "\n"


def _names(text: str) -> set[str]:
    return {match.group(0) for match in _IDS.finditer(text)}

"""The statements that calls of the API send, sent again by pgbench, prepared, with their own arguments.

What the calls send is recorded once. The arguments lie in tables; each transaction looks some up by chance, and what
the looking up costs, measured alone, is taken off.
"""

import os
import re
import subprocess
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql
from starlette.testclient import TestClient

from api.app import build_tools, create_app
from bench.server import PROCESSES
from kit.embedded.places import find_postgres
from kit.embedded.postgres import PostgresServer
from kit.reads import Argument, Reads
from kit.settings import Mode, Settings

# So many calls are recorded, of a server that has been asked for so long: it keeps what it has made.
_RECORDED, _WARM_AFTER_S = 200, 4.0
# As `kit.reads` opens its connections.
_SETTINGS = "-c default_transaction_read_only=on -c timezone=UTC -c jit=off -c plan_cache_mode=force_generic_plan"
_PLACE = re.compile(r"\$(\d+)")
_MOST_PARAMETERS = 250


@dataclass(frozen=True)
class Sent:
    """What one call sends: statements with their arguments, in order."""

    statements: tuple[tuple[str, tuple[Argument, ...]], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Equal for calls that differ by arguments alone. A null is a part of the text."""
        return tuple(_without_nulls(text, arguments) for text, arguments in self.statements)

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(_as_text(each) for _, arguments in self.statements for each in arguments if each is not None)


class Recorder(Reads):
    """Reads as usual, and keeps what it was asked."""

    def __init__(self, database_url: str):
        super().__init__(database_url, pool_size=1)
        self.sent: list[tuple[str, tuple[Argument, ...]]] = []

    async def rows(self, sql: str, *arguments: Argument, within_s: float | None = None) -> Sequence[Sequence[object]]:
        self.sent.append((sql, arguments))
        return await super().rows(sql, *arguments, within_s=within_s)


def settings_on(database_url: str) -> Settings:
    """Of an API that nothing but its database is asked of."""
    return Settings(
        mode=Mode.TEST,
        database_url=database_url,
        redis_url="redis://127.0.0.1:1/0",
        secret_key="a secret key for a measurement, long enough",
        stripe_api_key="sk_test_x",
    )


def record(database_url: str, paths: Iterable[str]) -> list[Sent]:
    """What the last of these calls send, at most two hundred, without those that do not come in time. Raises
    RuntimeError when one is refused."""
    recorder = Recorder(database_url)
    found: deque[Sent] = deque(maxlen=_RECORDED)
    tools = replace(build_tools(settings_on(database_url)), reads=recorder)
    with TestClient(create_app(tools)) as http:
        assert http.portal is not None
        http.portal.call(tools.shelf.read_all, recorder)
        warm_at = time.monotonic() + _WARM_AFTER_S
        for path in paths:
            recorder.sent.clear()
            answer = http.get(path)
            if answer.status_code == 200:
                found.append(Sent(tuple(recorder.sent)))
            elif answer.status_code != 503:
                raise RuntimeError(answer.text)
            if len(found) == _RECORDED and time.monotonic() > warm_at:
                break
    return list(found)


class Replay:
    """What was recorded, laid out for pgbench: a script for each text, a table for its arguments."""

    def __init__(self, server: PostgresServer, sent: Sequence[Sent], folder: Path):
        self._server = server
        self._options: list[str] = []
        self._lookups: list[str] = []
        groups: dict[tuple[str, ...], list[Sent]] = defaultdict(list)
        for one in sent:
            groups[one.texts].append(one)
        with psycopg.connect(server.url, autocommit=True) as connection:
            for number, (texts, group) in enumerate(groups.items()):
                table, width = f"bench_{folder.name}_{number}".replace("-", "_"), len(group[0].arguments)
                _lay_down(connection, table, [one.arguments for one in group])
                names = ", ".join(f"a{place}" for place in range(width))
                lookup = f"\\set n random(1, {len(group)})\nselect {names} from {table} where n = :n \\gset\n"
                for name, content, options in (
                    ("asked", lookup + _numbered(texts), self._options),
                    ("lookup", lookup, self._lookups),
                ):
                    script = folder / f"{name}{number}.sql"
                    script.write_text(content)
                    options += ["-f", f"{script}@{len(group)}"]

    def per_second(self, connections: int, seconds: float) -> float:
        """How many calls' statements pgbench sends in a second. Raises RuntimeError when one fails."""
        asked = self._run(self._options, connections, seconds)
        return 1 / (1 / asked - 1 / self._run(self._lookups, connections, min(seconds, 2.0)))

    def _run(self, scripts: Sequence[str], connections: int, seconds: float) -> float:
        threads = min(connections, PROCESSES)
        run = subprocess.run(
            [
                *(str(find_postgres() / "pgbench"), "-n", "-M", "prepared", "-c", str(connections), "-j", str(threads)),
                *("-T", str(max(1, round(seconds))), *scripts),
                *("-h", str(self._server.run_dir), "-U", "solifair", "solifair"),
            ],
            capture_output=True,
            text=True,
            env={**os.environ, "PGOPTIONS": _SETTINGS},
        )
        rate = re.search(r"tps = ([0-9.]+)", run.stdout)
        if run.returncode or rate is None or "number of failed transactions: 0 " not in run.stdout:
            raise RuntimeError(run.stdout + run.stderr[-2000:])
        return float(rate[1])


def _lay_down(connection: psycopg.Connection, table: str, rows: Sequence[tuple[str, ...]]) -> None:
    columns = sql.SQL("").join(sql.SQL(", {} text").format(sql.Identifier(f"a{n}")) for n in range(len(rows[0])))
    name = sql.Identifier(table)
    connection.execute(sql.SQL("create table {} (n int primary key{})").format(name, columns))
    with connection.cursor().copy(sql.SQL("copy {} from stdin").format(name)) as copy:
        for number, row in enumerate(rows, 1):
            copy.write_row((number, *row))
    connection.execute(sql.SQL("vacuum analyze {}").format(name))


def _without_nulls(text: str, arguments: Sequence[Argument]) -> str:
    """Nulls stand in the text itself; the other parameters are counted from 0."""

    def named(place: re.Match[str]) -> str:
        before = arguments[: int(place[1])]
        return "null" if before[-1] is None else f"${sum(each is not None for each in before) - 1}"

    return _PLACE.sub(named, text)


def _numbered(texts: Sequence[str]) -> str:
    """The texts with pgbench's variables in place of the parameters, which are counted on from one text to the next."""
    script, first = "", 0
    for text in texts:
        if re.search(r"(?<!:):\w", text):
            raise RuntimeError("pgbench would take a part of a statement for a variable of its own")
        # Every occurrence is a parameter of its own to pgbench.
        parts = _PLACE.split(text)
        if len(parts) // 2 > _MOST_PARAMETERS:
            raise RuntimeError("pgbench cannot send a statement with so many parameters")
        numbers = [int(number) for number in parts[1::2]]
        parts[1::2] = [f":a{first + number}" for number in numbers]
        script += "".join(parts).strip() + ";\n"
        first += max(numbers, default=-1) + 1
    return script


def _as_text(argument: Argument) -> str:
    """As PostgreSQL reads it, whatever the type that the statement casts it to."""
    match argument:
        case list():
            quoted = ('"' + str(each).replace("\\", "\\\\").replace('"', '\\"') + '"' for each in argument)
            return "{" + ",".join(quoted) + "}"
        case datetime():
            return argument.isoformat()
        case _:
            return str(argument)

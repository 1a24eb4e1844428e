"""Workers that die in the middle of an import: the next one goes on, and nothing is there twice or missing."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gateways.files import LocalFiles
from gateways.outbox import take_waiting
from kit.clock import utc_now
from market.catalog.importing.look_at_file import look_at_file
from market.catalog.importing.run_import import run_import
from market.catalog.importing.start_import import ImportWish, start_import
from market.catalog.importing.sweep_imports import sweep_imports
from tests.catalog.importing.market import TERMS, Producer, products, sheet
from tests.catalog.world import NOW

ROOT = Path(__file__).parents[3]
FILE = sheet([*products(23), "p5,Again,true,Size,1 kg,,280,1,5", "bad,Bad,true,Size,1 kg,,0,1,cheap"])
# One worker's turn, in a process that can be killed at a named place.
_WORKER = """
import sys
from datetime import datetime
from pathlib import Path
from gateways.files import LocalFiles
from kit.database import Database
from market.catalog.importing.import_chunk import ImportTerms
from market.catalog.importing.run_import import run_import
url, files, import_id, now = sys.argv[1:]
print(run_import(Database(url), LocalFiles(Path(files)), import_id=import_id, terms=ImportTerms("EUR", "FR"),
                 now=datetime.fromisoformat(now), at_once=4))
"""


@pytest.fixture
def files(tmp_path: Path) -> LocalFiles:
    return LocalFiles(tmp_path / "files")


def start(producer: Producer, files: LocalFiles, **wish: Any) -> str:
    stored, look = look_at_file(files, io.BytesIO(FILE), file_name="x.csv", file_format=None)
    with producer.database.transaction() as session:
        return start_import(
            session,
            producer_id=producer.producer_id,
            person_id=None,
            file=stored,
            look=look,
            wish=ImportWish(**wish),
            is_at_once=True,
            now=NOW,
        ).id


def work(url: str, tmp_path: Path, import_id: str) -> int:
    """The exit status of a worker's turn: a negative signal when it was killed."""
    environment = {**os.environ, "SOLIFAIR_MODE": "test", "SOLIFAIR_FAULTPOINTS": str(tmp_path)}
    command = [sys.executable, "-c", _WORKER, url, str(tmp_path / "files"), import_id, NOW.isoformat()]
    return subprocess.run(command, cwd=ROOT, env=environment, timeout=60, stdout=subprocess.DEVNULL).returncode


def a_minute_passes(producer: Producer) -> None:
    producer.execute("update catalog_import set moved_at = moved_at - interval '2 minutes'")


@pytest.mark.parametrize(
    ("place", "wish", "state"),
    [
        ("import.written", {}, "applied"),
        ("import.moved", {}, "applied"),
        ("import.moved", {"is_all_or_nothing": True}, "refused"),
    ],
)
def test_killed_wherever_it_is(
    producer: Producer,
    files: LocalFiles,
    fresh_database_url: str,
    tmp_path: Path,
    place: str,
    wish: dict[str, bool],
    state: str,
) -> None:
    import_id = start(producer, files, **wish)
    for _ in range(2):
        (tmp_path / f"{place}.kill").touch()
        assert work(fresh_database_url, tmp_path, import_id) == -signal.SIGKILL
        with producer.database.transaction() as session:
            assert sweep_imports(session, now=NOW) == 0, "it may still live"
        a_minute_passes(producer)
        with producer.database.transaction() as session:
            assert sweep_imports(session, now=NOW) == 1
    assert producer.report(import_id).products_done == (8 if place == "import.moved" else 0)
    assert work(fresh_database_url, tmp_path, import_id) == 0
    report = producer.report(import_id)
    assert (report.state, report.created, report.refused, report.rows_done) == (state, 23, 1, 25)
    told, left = producer.told(import_id), producer.left()
    assert [row.ordinal for row in told] == list(range(1, 25))
    assert len(left) == (24 if state == "applied" else 0)
    if state == "refused":
        undisturbed = start(producer, files, is_dry_run=True)
        assert run_import(producer.database, files, import_id=undisturbed, terms=TERMS, now=NOW) == "checked"
        assert producer.told(undisturbed) == told


def test_one_that_always_dies_at_one_place_is_given_up(producer: Producer, files: LocalFiles) -> None:
    import_id = start(producer, files)
    producer.execute("update catalog_import set state = 'running', stalls = 4")
    a_minute_passes(producer)
    assert run_import(producer.database, files, import_id=import_id, terms=TERMS, now=NOW) == "failed"
    report = producer.report(import_id)
    assert (report.state, report.failure, producer.left()) == ("failed", "gave_up", [])


def test_who_was_replaced_writes_nothing_more(producer: Producer, files: LocalFiles) -> None:
    import_id = start(producer, files)
    seen: list[int] = []

    def another_takes_over(done: int, total: int) -> None:
        seen.append(done)
        if len(seen) == 2:
            a_minute_passes(producer)
            other = run_import(producer.database, files, import_id=import_id, terms=TERMS, now=NOW, at_once=4)
            assert other == "applied"

    slow = run_import(
        producer.database, files, import_id=import_id, terms=TERMS, now=NOW, at_once=4, progress=another_takes_over
    )
    assert (slow, len(seen)) == (None, 2)
    assert producer.report(import_id).created == 23
    assert len(producer.left()) == 24


def test_turns_of_a_few_chunks_come_to_the_end(producer: Producer, files: LocalFiles) -> None:
    import_id = start(producer, files)

    def take_a_turn() -> str | None:
        return run_import(producer.database, files, import_id=import_id, terms=TERMS, now=NOW, at_once=4, chunks=2)

    turns = 0
    while take_a_turn() == "queued":
        turns += 1
        with producer.database.transaction() as session:
            waiting = take_waiting(session, now=utc_now(), limit=9)
        assert [row.arguments for row in waiting] == [{"import_id": import_id}]
    report = producer.report(import_id)
    assert (turns, report.state, report.created, report.refused) == (2, "applied", 23, 1)

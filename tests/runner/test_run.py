"""`solifair run`: one market at a time, every refusal a sentence, and nothing left behind."""

import json
import os
import signal
import socket
import stat
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.ports import free_ports
from tests.runner.market import Market, market_home, running_market
from tests.runner.processes import await_gone, is_alive
from tests.services import Services, migrate

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(240)]

PROCESSES = {"supervisor", "PostgreSQL", "Valkey", "sandbox", "api", "storefront", "worker", "beat", "relay"}


@pytest.fixture
def home() -> Iterator[Path]:
    with market_home() as folder:
        yield folder


def answers(address: str) -> dict[str, object]:
    with urllib.request.urlopen(address, timeout=60) as answer:
        found: dict[str, object] = json.load(answer)
        return found


def test_a_market_from_start_to_stop(home: Path) -> None:
    with running_market(home, "--no-seed", "--lang", "fr") as market:
        market.await_ready()
        facts = market.facts
        with urllib.request.urlopen(facts["addresses"]["storefront"], timeout=60) as page:
            assert page.headers["Content-Language"] == "fr"
        assert set(facts["pids"]) == PROCESSES
        assert all(is_alive(pid) for pid in facts["pids"].values())
        assert stat.S_IMODE((market.var / "run.json").stat().st_mode) == 0o600
        assert stat.S_IMODE((market.var / "secrets.json").stat().st_mode) == 0o600

        checks = answers(f"{facts['addresses']['api']}/readyz")["checks"]
        assert checks == dict.fromkeys(("database", "migrations", "worker", "beat", "relay"), "ok")
        assert facts["addresses"]["storefront"] in market.said
        assert_works_as_in_production(market)

        # A second supervisor: on the same data, and on the same port.
        same_data = Market(home, market.port + 10, "--no-seed")
        assert same_data.await_end() == 1
        assert f"Another market (process {market.process.pid}) is running" in same_data.said
        with market_home() as elsewhere:
            same_port = Market(elsewhere, market.port, "--no-seed")
            assert same_port.await_end() == 1
            assert f"Port {market.port}, meant for the storefront, is taken" in same_port.said
        assert answers(f"{facts['addresses']['api']}/livez") == {"status": "live"}

        assert market.stop(signal.SIGINT) == 0
        await_gone(facts["pids"].values(), seconds=30)
        assert not (market.var / "run.json").exists()
        assert "Everything is kept" in market.said


def assert_works_as_in_production(market: Market) -> None:
    """The processes' login may add to the ledger and not rewrite it."""
    environment = Path(f"/proc/{market.facts['pids']['api']}/environ").read_bytes().split(b"\0")
    settings = dict(entry.decode().partition("=")[::2] for entry in environment if entry.startswith(b"SOLIFAIR_"))
    with psycopg.connect(settings["SOLIFAIR_DATABASE_URL"]) as connection:
        rights = connection.execute(
            "select has_table_privilege('posting', 'insert'), has_table_privilege('posting', 'update'),"
            " has_schema_privilege('public', 'create'), (select rolsuper from pg_roles where rolname = current_user)"
        ).fetchone()
    assert rights == (True, False, False, False)


def test_a_killed_supervisor_leaves_no_orphan_and_a_dead_child_is_named(home: Path) -> None:
    with running_market(home, "--no-seed") as market:
        market.await_ready()
        secrets = (market.var / "secrets.json").read_text()
        market.process.kill()
        market.process.wait()
        await_gone(market.facts["pids"].values(), seconds=10)
    with running_market(home, "--no-seed") as again:
        again.await_ready()
        assert (again.var / "secrets.json").read_text() == secrets
        pids = again.facts["pids"]
        os.kill(pids["worker"], signal.SIGKILL)
        assert again.await_end() == 1
        assert "The worker was killed by signal 9." in again.said
        await_gone(pids.values(), seconds=30)


def test_a_dead_database_is_named_and_reset_forgets_the_data(home: Path) -> None:
    with running_market(home, "--no-seed") as market:
        market.await_ready()
        secrets = (market.var / "secrets.json").read_text()
        pids = market.facts["pids"]
        os.kill(pids["PostgreSQL"], signal.SIGKILL)
        assert market.await_end() == 1
        assert "PostgreSQL was killed by signal 9." in market.said
        await_gone(pids.values(), seconds=30)
    (market.var / "notes.txt").write_text("mine")
    (market.var / "files" / "evidence.pdf").write_text("gone")
    with running_market(home, "--no-seed", "--reset") as again:
        again.await_ready()
        assert (again.var / "secrets.json").read_text() != secrets
        assert (again.var / "notes.txt").read_text() == "mine"
        assert not (again.var / "files" / "evidence.pdf").exists()
        assert again.stop(signal.SIGTERM) == 0


@pytest.mark.parametrize(("offset", "owner"), [(1, "API"), (2, "simulated Stripe")])
def test_each_taken_port_is_named(home: Path, offset: int, owner: str) -> None:
    port = free_ports()
    with socket.create_server(("127.0.0.1", port + offset)):
        market = Market(home, port)
        assert market.await_end() == 1
    assert market.said.count("\n") == 1
    assert f"Port {port + offset}, meant for the {owner}, is taken by another program." in market.said


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--host", "192.0.2.1"), "192.0.2.1 is not an address of this machine"),
        (("--host", "no.such.host.invalid"), "is not an address of this machine"),
        (("--lang", "xx"), "choose one of"),
    ],
)
def test_a_wrong_option_is_a_sentence(home: Path, options: tuple[str, ...], complaint: str) -> None:
    market = Market(home, free_ports(), *options)
    assert market.await_end() != 0
    assert complaint in market.said
    assert "Traceback" not in market.said


def test_a_port_that_cannot_be(home: Path) -> None:
    market = Market(home, 65_535)
    assert market.await_end() == 1
    assert "There is no port 65536" in market.said


def test_damaged_secrets_are_named(home: Path) -> None:
    market = Market(home, free_ports())
    market.process.kill()
    market.process.wait()
    market.var.mkdir(exist_ok=True)
    (market.var / "secrets.json").write_text("{")
    again = Market(home, free_ports())
    assert again.await_end() == 1
    assert "secrets.json is damaged. Remove it" in again.said


def test_a_full_disk_is_a_sentence(home: Path) -> None:
    """Its data lie on a file system of eight megabytes, mounted where no other process sees it."""
    disk = 'mount -t tmpfs -o size=8m none "$0" && exec "$@"'
    behind = ("unshare", "--mount", "--map-root-user", "sh", "-c", disk, str(home / "var, with a space"))
    (home / "var, with a space").mkdir()
    if subprocess.run([*behind, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine does not let us mount a small disk")
    market = Market(home, free_ports(), "--no-seed", behind=behind)
    assert market.await_end() == 1
    assert "is full. Free some space" in market.said
    assert "Traceback" not in market.said


def test_a_database_of_ones_own_is_not_migrated_unasked(home: Path, services: Services) -> None:
    with services.empty_database() as url:
        mine = {"SOLIFAIR_DATABASE_URL": url}
        market = Market(home, free_ports(), "--no-seed", environment=mine)
        assert market.await_end() == 1
        assert "has no schema yet. Run `make migrate`" in market.said

        migrate(url, "0001")
        behind = Market(home, free_ports(), "--no-seed", environment=mine)
        assert behind.await_end() == 1
        assert "The database is at migration 0001, this code needs" in behind.said

        with running_market(home, "--no-seed", "--migrate", environment=mine) as asked:
            asked.await_ready()
            assert "PostgreSQL" not in asked.facts["pids"]
            asked.stop()

        with psycopg.connect(url) as connection:
            connection.execute("update alembic_version set version_num = '9999'")
        ahead = Market(home, free_ports(), "--no-seed", "--migrate", environment=mine)
        assert ahead.await_end() == 1
        assert "written by a newer Solifair" in ahead.said


def test_a_database_that_does_not_answer_is_a_sentence(home: Path) -> None:
    nowhere = {"SOLIFAIR_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    market = Market(home, free_ports(), "--no-seed", environment=nowhere)
    assert market.await_end() == 1
    assert "SOLIFAIR_DATABASE_URL does not answer" in market.said
    assert "Traceback" not in market.said

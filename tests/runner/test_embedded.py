"""The embedded servers: their addresses, what a crash leaves behind, and what they refuse."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import asyncpg  # ships no types
import psycopg
import pytest
import redis
from celery import Celery

from kit.embedded import EmbeddedServiceError, PostgresServer, ValkeyServer, make_run_dir, places, user
from tests.runner.processes import await_gone, is_alive
from tests.services import ROOT, Services


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory with a short path, where the sockets go too, and room for awkward names below it."""
    with tempfile.TemporaryDirectory(prefix="solifair-") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield Path(folder)


def test_one_address_serves_both_drivers(services: Services, fresh_database_url: str) -> None:
    with psycopg.connect(fresh_database_url) as connection:
        assert connection.execute("select lower('ÀÉÎ'), current_setting('listen_addresses')").fetchone() == ("àéî", "")

    async def ask() -> str:
        connection = await asyncpg.connect(fresh_database_url)
        try:
            return str(await connection.fetchval("select current_database()"))
        finally:
            await connection.close()

    assert fresh_database_url.startswith("postgresql://")
    assert asyncio.run(ask()).startswith("solifair_test_")


def test_databases_are_separate_and_migrated(services: Services) -> None:
    with services.clone() as one, services.clone() as other:
        with psycopg.connect(one) as connection:
            connection.execute("create table only_here (id int)")
        with psycopg.connect(other) as connection:
            assert connection.execute("select to_regclass('only_here'), to_regclass('product')::text").fetchone() == (
                None,
                "product",
            )


def test_celery_reads_the_valkey_address(valkey_url: str) -> None:
    with Celery(broker=valkey_url).connection_for_read() as connection:
        connection.ensure_connection(max_retries=1)
        assert connection.connected


def test_a_server_takes_more_settings(home: Path) -> None:
    with (
        PostgresServer(
            home / "postgres", make_run_dir(home), durable=False, settings=["shared_buffers=24MB"]
        ) as server,
        psycopg.connect(server.database_url("postgres")) as connection,
    ):
        assert connection.execute("show shared_buffers").fetchone() == ("24MB",)


def test_data_outlive_a_stop_and_a_kill(home: Path) -> None:
    run_dir = make_run_dir(home)
    data = home / "a folder, with ünusual name"
    with (
        PostgresServer(data / "postgres", run_dir, durable=True) as server,
        psycopg.connect(server.database_url("postgres"), autocommit=True) as connection,
    ):
        connection.execute("create table kept (id int)")
    server = PostgresServer(data / "postgres", run_dir, durable=True)
    server.start()
    with psycopg.connect(server.database_url("postgres"), autocommit=True) as connection:
        connection.execute("insert into kept values (1)")
    os.kill(server.child.pid, signal.SIGKILL)
    server.child.wait()
    assert (data / "postgres" / "postmaster.pid").exists()
    with (
        PostgresServer(data / "postgres", run_dir, durable=True) as again,
        psycopg.connect(again.database_url("postgres")) as connection,
    ):
        assert connection.execute("select count(*) from kept").fetchone() == (1,)


def test_valkey_keeps_its_data_and_replaces_a_dead_socket(home: Path) -> None:
    run_dir = make_run_dir(home)
    server = ValkeyServer(home / "data with spaces", run_dir, durable=True)
    server.start()
    with redis.Redis.from_url(server.url) as client:
        client.set("kept", "yes")
    server.stop()
    server.start()
    os.kill(server.child.pid, signal.SIGKILL)
    server.child.wait()
    assert server.socket.exists()
    with (
        ValkeyServer(home / "data with spaces", run_dir, durable=True) as again,
        redis.Redis.from_url(again.url) as client,
    ):
        assert client.get("kept") == b"yes"


def test_a_killed_parent_takes_its_servers_with_it(home: Path) -> None:
    program = textwrap.dedent(
        """
        import sys, time
        from pathlib import Path
        from kit.embedded import PostgresServer, ValkeyServer, make_run_dir
        home = Path(sys.argv[1])
        postgres = PostgresServer(home / "postgres", make_run_dir(home), durable=True)
        valkey = ValkeyServer(home / "valkey", make_run_dir(home), durable=True)
        postgres.start(); valkey.start()
        print(postgres.child.pid, valkey.child.pid, flush=True)
        time.sleep(60)
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(home)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as parent:
        assert parent.stdout is not None
        pids = [int(word) for word in parent.stdout.readline().split()]
        assert len(pids) == 2 and all(map(is_alive, pids))
        parent.kill()
    await_gone(pids, seconds=10)
    with PostgresServer(home / "postgres", make_run_dir(home), durable=True):
        pass


@pytest.mark.skipif(os.getuid() != 0, reason="only root has to become somebody else")
def test_root_without_namespaces_becomes_nobody(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user, "_namespaces_work", lambda: False)
    home.chmod(0o755)
    with PostgresServer(home / "postgres", make_run_dir(home), durable=False) as server:
        assert Path(f"/proc/{server.child.pid}").stat().st_uid != 0
        with psycopg.connect(server.database_url("postgres")) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    home.chmod(0o700)
    with pytest.raises(EmbeddedServiceError, match="cannot enter"):
        PostgresServer(home / "other", make_run_dir(home), durable=False).start()


def test_a_run_dir_open_to_others_is_refused(home: Path) -> None:
    run_dir = make_run_dir(home)
    assert run_dir.parent == home
    run_dir.chmod(0o755)
    with pytest.raises(EmbeddedServiceError, match="open to others"):
        make_run_dir(home)


def test_data_of_another_version_are_refused(home: Path) -> None:
    (home / "postgres").mkdir()
    (home / "postgres" / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedServiceError, match="written by PostgreSQL 12"):
        PostgresServer(home / "postgres", make_run_dir(home), durable=False).start()


def test_a_missing_program_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLIFAIR_PG_BIN", str(home))
    with pytest.raises(EmbeddedServiceError, match="SOLIFAIR_PG_BIN"):
        places.find_postgres()
    monkeypatch.setenv("SOLIFAIR_VALKEY_BIN", str(home))
    with pytest.raises(EmbeddedServiceError, match="SOLIFAIR_VALKEY_BIN"):
        places.find_valkey()

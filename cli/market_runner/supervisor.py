"""Start everything in order, wait until it answers, watch it, stop it in order."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from cli.market_runner import plan
from cli.market_runner.children import Children
from cli.market_runner.choices import Choices
from cli.market_runner.errors import CannotRun
from cli.market_runner.ground import Ground, write_private
from cli.market_runner.links import Entrances, read_entrances
from cli.market_runner.plan import Program
from cli.market_runner.ports import require_free
from cli.market_runner.screen import Screen
from kit.clock import utc_now
from kit.embedded import PostgresServer, ValkeyServer, make_run_dir

_ANSWER_SECONDS = 60.0
_WATCH_SECONDS = 0.5
_SERVICE_LOGIN, _APP_ROLE = "solifair_service", "solifair_app"


class Supervisor:
    """One market, from start to stop. Everything it raises is CannotRun, EmbeddedServiceError, OSError or Stopped."""

    def __init__(self, choices: Choices, screen: Screen):
        self._choices = choices
        self._screen = screen
        self._ground = Ground(choices.var)

    def run(self) -> None:
        """Run the market until it is stopped. Raises CannotRun when it cannot start or a part of it dies."""
        with ExitStack() as stack:
            self._ground.hold()
            stack.callback(self._ground.release)
            require_free(self._choices.host, self._choices.ports)
            if self._choices.reset:
                self._ground.reset()
            children = stack.enter_context(self._servers())
            entrances = self._start_programs(children)
            self._write_run_file(children, entrances)
            self._screen.box(self._choices, entrances.links)
            while True:
                children.require_alive()
                time.sleep(_WATCH_SECONDS)

    @contextmanager
    def _servers(self) -> Iterator[Children]:
        """PostgreSQL and Valkey, ours or the user's, and the children that will use them."""
        choices, ground = self._choices, self._ground
        database_url, owner_url, redis_url = choices.database_url, choices.database_owner_url, choices.redis_url
        run_dir = make_run_dir(ground.var)
        with ExitStack() as stack:
            stack.callback(_remove_if_empty, run_dir)
            postgres = valkey = None
            if database_url is None:
                with self._screen.step("PostgreSQL"):
                    postgres = PostgresServer(
                        ground.var / "postgres", run_dir, durable=True, log=ground.logs / "postgres.log"
                    )
                    stack.enter_context(postgres)
                    postgres.create_database("solifair")
                    # As in production: who migrates owns the tables, who serves may not rewrite the ledger.
                    postgres.create_login(_SERVICE_LOGIN, member_of=_APP_ROLE)
                    database_url, owner_url = postgres.database_url("solifair", user=_SERVICE_LOGIN), postgres.url
            if redis_url is None:
                with self._screen.step("Valkey"):
                    valkey = ValkeyServer(ground.var / "valkey", run_dir, durable=True, log=ground.logs / "valkey.log")
                    stack.enter_context(valkey)
                    redis_url = valkey.celery_url
            environment = plan.environment(
                choices,
                ground,
                ground.secrets(),
                database_url=database_url,
                owner_url=owner_url or database_url,
                redis_url=redis_url,
            )
            children = Children(ground.logs, environment)
            for name, server in (("PostgreSQL", postgres), ("Valkey", valkey)):
                if server is not None:
                    children.watch(name, server.child, server.log)
            stack.callback(children.stop, plan.STOP_ORDER)
            yield children

    def _start_programs(self, children: Children) -> Entrances:
        """What needs no data starts beside the migrations and the seed; what acts by itself only after them."""
        choices = self._choices
        serving = (
            plan.sandbox(choices, self._ground, self._ground.secrets()),
            plan.api(choices),
            plan.storefront(choices),
        )
        for program in serving:
            children.start(program)
        self._bring_schema_up(children)
        if choices.seed:
            with self._screen.step("Demo market"):
                children.run("seed", plan.solifair("seed", "demo"))
        began = utc_now()
        background = plan.background()
        for program in background:
            children.start(program)
        entrances = Entrances()
        if choices.seed:
            told = children.run("links", plan.solifair("seed", "links", "--json"))
            entrances = read_entrances(told, choices.storefront_url)
        with self._screen.step("Storefront, API and simulated Stripe"):
            children.await_answer(serving, seconds=_ANSWER_SECONDS)
        with self._screen.step("Worker, relay and clock"):
            self._await_heartbeats(children, background, since=began)
        return entrances

    def _bring_schema_up(self, children: Children) -> None:
        # Imported late, like the heartbeats: it takes half a second, spent better while the others start.
        from cli.market_runner import schema

        database_url = children.environment["SOLIFAIR_DATABASE_URL"]
        if self._choices.database_url is not None and not self._choices.migrate:
            schema.require_current(database_url)
            return
        if schema.is_current(database_url):
            return
        with self._screen.step("Database schema"):
            try:
                children.run("migrate", plan.solifair("db", "upgrade"))
            except CannotRun as refusal:
                if any("Can't locate revision" in line for line in refusal.evidence):
                    raise CannotRun(
                        "The database was written by a newer Solifair than this one.",
                        "Run the newer one, or start afresh with --reset.",
                    ) from None
                raise

    def _await_heartbeats(self, children: Children, programs: tuple[Program, ...], *, since: datetime) -> None:
        """Wait until each program has written a heartbeat that is younger than its start."""
        from cli.market_runner.heartbeats import Heartbeats

        deadline = time.monotonic() + _ANSWER_SECONDS
        with Heartbeats.opened(children.environment["SOLIFAIR_DATABASE_URL"]) as heartbeats:
            while missing := [program.name for program in programs if not heartbeats.is_alive(program.name, since)]:
                children.require_alive()
                if time.monotonic() > deadline:
                    raise children.mute(missing[0], _ANSWER_SECONDS)
                time.sleep(0.1)

    def _write_run_file(self, children: Children, entrances: Entrances) -> None:
        """What tests and scripts need to find this market. Private: it holds tokens."""
        choices = self._choices
        facts = {
            "addresses": {
                "storefront": choices.storefront_url,
                "api": choices.api_url,
                "sandbox": choices.sandbox_url,
            },
            "sign_in_links": [{"role": link.role, "name": link.name, "url": link.url} for link in entrances.links],
            "tokens": dict(entrances.tokens),
            "pids": {"supervisor": os.getpid(), **children.pids},
        }
        write_private(self._ground.run_file, json.dumps(facts, indent=2))
        settings = {name: value for name, value in children.environment.items() if name.startswith("SOLIFAIR_")}
        write_private(self._ground.environment_file, json.dumps(settings, indent=2))


def _remove_if_empty(folder: Path) -> None:
    """A server that was killed leaves its socket behind; the next one, with the same directory, clears it away."""
    with suppress(OSError):
        folder.rmdir()

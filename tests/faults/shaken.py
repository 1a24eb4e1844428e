"""A market of real processes, each of which can be killed alone: API with two workers, a Celery worker with two pool
children, relay, beat, the simulated Stripe, PostgreSQL, Valkey. Its faultpoints are armed by files."""

import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import psycopg
import requests
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from cli.market_runner import plan
from cli.market_runner.children import Children
from cli.market_runner.choices import Choices
from cli.market_runner.ground import Ground, Secrets
from cli.market_runner.plan import Program
from gateways.outbox import request_task, request_tasks
from gateways.stripe import RealStripe
from kit.child import last_lines
from kit.clock import IsoWeek, utc_now
from kit.database import Database
from kit.embedded import PostgresServer, ValkeyServer
from kit.settings import Mode, Settings
from market.events.sweep import sweep
from market.payments.book_funds import book_usable_funds
from market.payments.catch_up_events import catch_up_events
from market.payouts.accounts.refresh_account import refresh_account
from market.payouts.run_payouts import run_payouts
from models.enums import PayoutAccountState, TaskName
from tests.journeys.market import Market, found_market, is_live, open_payout_accounts, sign_people_in
from tests.ports import free_ports
from tests.services import migrate

_LOGIN, _ROLE = "solifair_service", "solifair_app"
_HEALED_WITHIN_S = 120.0


def last_week() -> IsoWeek:
    """The week that the schedule would run now."""
    return IsoWeek.of(utc_now() - timedelta(days=7))


class Victim(StrEnum):
    """What is killed."""

    WORKER = "worker"  # Celery's main process and its children, as when a container is killed
    CHILD = "child"  # one child of its pool
    RELAY = "relay"
    BEAT = "beat"
    API = "api"  # the server and both its workers
    DATABASE = "database"  # immediate shutdown: no goodbye, recovery from the log
    BROKER = "broker"  # and everything that it held


@dataclass(kw_only=True)
class Shaken(Market):
    """The market, its servers, and who can be killed. `killed_at`: when somebody last was; `sold_at`: when something
    last was."""

    postgres: PostgresServer
    valkey: ValkeyServer
    stripe: RealStripe
    faultpoints: Path
    programs: dict[str, Program]
    things: tuple[str, str]
    killed_at: datetime
    sold_at: datetime

    # Stopping processes at a named place

    def arm(self, place: str, how: str = "wait") -> None:
        """The first process that comes to `place` waits there, or is killed."""
        (self.faultpoints / f"{place}.{how}").touch()

    def reached(self, place: str, how: str = "wait") -> int:
        """Wait until a process has come to `place`, asking again meanwhile for what waits; its pid."""
        found: list[Path] = self._ask_until(
            f"somebody reaches {place}", lambda: list(self.faultpoints.glob(f"{place}.{how}.*"))
        )
        return int(found[0].suffix.removeprefix("."))

    def is_waited_for(self) -> bool:
        """Whether some place is armed and nobody has come to it yet."""
        return any(file.suffix in {".wait", ".kill"} for file in self.faultpoints.iterdir())

    def let_go(self) -> None:
        """Whoever waits goes on, and nothing is armed any more."""
        for file in self.faultpoints.iterdir():
            file.unlink()

    # Killing and starting again

    def kill(self, victim: Victim, pid: int | None = None) -> None:
        """SIGKILL. `pid` is the child of the pool; without one, all are killed."""
        match victim:
            case Victim.DATABASE:
                self.postgres.child.send_signal(signal.SIGQUIT)
                self.postgres.child.wait(20)
            case Victim.BROKER:
                self.valkey.child.kill()
                self.valkey.child.wait(20)
            case Victim.CHILD:
                for child in [pid] if pid else self.pool():
                    os.kill(child, signal.SIGKILL)
            case _:
                os.killpg(self.children.pids[victim], signal.SIGKILL)
                self.children.stop((victim,))
        self.killed_at = utc_now()

    def restart(self, victim: Victim) -> None:
        """Start what was killed; Celery replaces children of its pool by itself."""
        match victim:
            case Victim.DATABASE:
                self.postgres.stop()
                self.postgres.start()
            case Victim.BROKER:
                self.valkey.stop()
                self.valkey.start()
            case Victim.CHILD:
                pass
            case _:
                self.children.start(self.programs[victim])
                if victim is Victim.API:
                    self.children.await_answer([self.programs[victim]], seconds=150)

    def bring_everybody_back(self) -> None:
        """Nothing is armed, nobody is dead: what a test that failed has left would fail the others."""
        self.let_go()
        for server, victim in ((self.postgres, Victim.DATABASE), (self.valkey, Victim.BROKER)):
            if server.child.poll() is not None:
                self.restart(victim)
        for name, pid in self.children.pids.items():
            if _is_dead(pid):
                self.children.stop((name,))
        for name in self.programs:
            if name not in self.children.pids:
                self.restart(Victim(name))
        requests.delete(f"{self.sandbox_url}/_sandbox/faults", timeout=60).raise_for_status()
        self.control("switches", {"keys_kept_seconds": 86_400})

    def pool(self) -> list[int]:
        """The pids of the worker's children."""
        main = self.children.pids["worker"]
        return [int(pid) for pid in Path(f"/proc/{main}/task/{main}/children").read_text().split()]

    # Trouble at Stripe

    def fault(self, call: str, mode: str, *, seconds: int = 60) -> None:
        """The next such call goes wrong."""
        self.control("faults", {"match": call, "mode": mode, "times": 1, "seconds": seconds})

    def fault_hit(self) -> None:
        """Wait until nothing is left of the faults that were asked for."""
        self._ask_until("the fault is met", lambda: not self.faults_left())

    def faults_left(self) -> list[Any]:
        """The faults that nobody has met yet."""
        found: list[Any] = requests.get(f"{self.sandbox_url}/_sandbox/faults", timeout=60).json()["data"]
        return found

    def forget_keys(self, *, between_calls: bool = False) -> None:
        """Let the day pass after which Stripe may forget a key; `between_calls`: once nobody is asking Stripe."""
        self.eventually("a day passes", lambda: self._let_a_day_pass(between_calls))

    def _let_a_day_pass(self, between_calls: bool) -> bool:
        # For us and for Stripe in one step: it forgets no key that we still trust.
        with self.database.transaction() as session:
            session.execute(text("lock table stripe_operation in exclusive mode"))
            if between_calls and session.execute(_SENDING).scalar_one():
                return False
            session.execute(_AGE_BY_A_DAY)
            self.control("switches", {"keys_kept_seconds": 0})
        return True

    def restrict(self, organisation_id: str) -> None:
        """Stripe wants to know more, and lets nobody be paid there meanwhile."""
        self.control(f"accounts/{self.account_of(organisation_id)}/standing", {"due": ["external_account"]})

    def readmit(self, organisation_id: str) -> None:
        """Stripe knows all that it wants, and so do we."""
        self.control(f"accounts/{self.account_of(organisation_id)}/standing", {"due": []})
        sql = "select id from payout_account where organisation_id = :id and closed_at is null"
        account_id = self.scalar(sql, id=organisation_id)
        refreshed = refresh_account(self.database, self.stripe, account_id=account_id, now=utc_now())
        assert refreshed.state is PayoutAccountState.ACTIVE

    def account_of(self, organisation_id: str) -> str:
        """An organisation's account at Stripe."""
        sql = "select stripe_account_id from payout_account where organisation_id = :id and closed_at is null"
        return str(self.scalar(sql, id=organisation_id))

    def lose_events(self, *types: str) -> None:
        """From now on, events of these types never arrive. Without types all do."""
        self.control("faults", {"events": {"drop": list(types)}})

    # Money

    def sell(self, *, units: int = 1) -> str:
        """An order of two producers, paid with money that can be used at once, due to be paid out; its id."""
        self.sold_at = utc_now()
        bought = self.buy(dict.fromkeys(self.things, units), method="pm_card_bypassPending")
        self.wait_until_paid(bought)
        self.wait_until_due(bought["order_id"])
        return bought["order_id"]

    def wait_until_due(self, order_id: str) -> None:
        """Until what an order earned may be paid out."""
        self.eventually("its shares are due", lambda: self._is_due(order_id))

    def ask_for(self, task: TaskName) -> None:
        """What a tick of the schedule asks for."""
        with self.database.transaction() as session:
            request_task(session, task, key="", now=utc_now())

    def make_due_last_week(self) -> None:
        """What is due now was due already when last week ended."""
        with self.database.transaction() as session:
            session.execute(_DUE_LAST_WEEK)

    def payouts_of(self, run_id: str) -> dict[str, str]:
        """The payouts of a run and their states, one for each producer and purpose."""
        with self.database.reading() as session:
            sql = text("select id, state from payout where run_id = :run order by id")
            return {row.id: row.state for row in session.execute(sql, {"run": run_id})}

    def refund(self, order_id: str) -> None:
        """An operator gives the first line of an order back, at its producer's cost."""
        sql = "select id from order_line where order_id = :id order by id limit 1"
        body = {"lines": [{"order_line_id": self.scalar(sql, id=order_id)}], "reason": "broken", "liable": "producer"}
        self.post(f"/v1/orders/{order_id}/refunds", body, by="operator", headers={"Idempotency-Key": order_id})

    def _is_due(self, order_id: str) -> bool:
        book_usable_funds(self.database, now=utc_now())
        sql = (
            "select bool_and(eligible_at <= now()) from payable_item where order_id = :id and eligible_at is not null "
            "having count(*) > 0"
        )
        with self.database.reading() as session:
            return session.execute(text(sql), {"id": order_id}).scalar_one_or_none() is True

    def run_payouts(self) -> str:
        """Claim everything that is due; the id of the run."""
        now = utc_now()
        with self.database.transaction() as session:
            outcome = run_payouts(session, period=last_week(), now=now, triggered_by="test")
        assert outcome.new_run_id and outcome.payouts
        return outcome.new_run_id

    # Looking

    def rows(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        with self.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql), values)]

    def log(self, name: str) -> str:
        """What a process has said so far."""
        return (self.faultpoints.parent / "log" / f"{name}.log").read_text()

    # Healing

    def heal(self) -> None:
        """Wait until nothing is under way any more: at most two minutes, in which the sweep asks again and again."""
        deadline = time.monotonic() + _HEALED_WITHIN_S
        while under_way := self.under_way() | self._ask_again():
            assert time.monotonic() < deadline, f"still under way: {under_way}\n{self._unfinished()}"
            self.children.require_alive()
            time.sleep(0.2)

    def catch_up(self) -> None:
        """Fetch the events that never came, and let them be handled."""
        catch_up_events(self.database, self.stripe, expects_livemode=False, now=utc_now())
        self.heal()

    def under_way(self) -> dict[str, int]:
        """What is not finished, by name."""
        with self.database.reading() as session:
            counts = dict(session.execute(_UNDER_WAY).mappings().one())
        return {name: count for name, count in counts.items() if count}

    def _unfinished(self) -> str:
        """What is asked of Stripe and has not ended, and what the worker said last."""
        told = [" ".join(map(str, row)) for row in self.rows(_UNFINISHED)]
        return "\n".join([*told, *last_lines(self.faultpoints.parent / "log" / "worker.log", 20)])

    def _ask_until(self, what: str, found: Callable[[], Any]) -> Any:
        last = time.monotonic()

        def asking() -> Any:
            nonlocal last
            if not (answer := found()) and time.monotonic() - last > 0.7:
                # Whoever waits at a faultpoint may hold what the sweep wants to write.
                with suppress(OperationalError):
                    self._ask_again()
                last = time.monotonic()
            return answer

        return self.eventually(what, asking)

    def _ask_again(self) -> dict[str, int]:
        """Let the minutes pass after which what the dead left is taken over; then sweep, as the schedule does. What
        the sweep found."""
        with self.database.transaction() as session:
            session.execute(_END_LEASES, {"killed_at": self.killed_at})
            session.execute(_END_PAUSES)
            session.execute(_TRY_EVENTS_AGAIN)
        with self.database.transaction() as session:
            found = vars(sweep(session, now=utc_now()))
        return {name: int(count) for name, count in found.items() if count}

    def deliver_again(self, run_id: str) -> None:
        """The broker delivers every transfer of a run once more."""
        sql = text("select o.id from stripe_operation o join payout p on p.id = o.subject_id where p.run_id = :run")
        with self.database.transaction() as session:
            ids = list(session.execute(sql, {"run": run_id}).scalars())
            request_tasks(
                session, TaskName.EXECUTE_STRIPE_OPERATION, argument="operation_id", values=ids, now=utc_now()
            )


_UNDER_WAY = text(
    """
    select (select count(*) from outbox where sent_at is null) as messages,
           (select count(*) from stripe_operation where state not in ('succeeded', 'failed')) as operations,
           (select count(*) from stripe_event where handled_at is null) as events,
           (select count(*) from payout where state = 'in_transit' and rail = 'stripe_connect') as payouts,
           (select count(*) from refund where stripe_refund_id is null and state = 'pending') as refunds
    """
)
_END_LEASES = text(
    """
    update stripe_operation set last_sent_at = last_sent_at - interval '10 minutes'
    where id in (select id from stripe_operation
                 where state = 'sending' and last_sent_at <= greatest(:killed_at, now() - interval '15 seconds')
                 for update skip locked)
    """
)
_UNFINISHED = """
    select kind, state, attempts, last_sent_at, next_attempt_at, error_code, error_message
    from stripe_operation where state not in ('succeeded', 'failed') order by id
"""
_END_PAUSES = text(
    """
    update stripe_operation set next_attempt_at = now()
    where id in (select id from stripe_operation where state = 'unknown' for update skip locked)
    """
)
_TRY_EVENTS_AGAIN = text(
    """
    update stripe_event set next_attempt_at = now()
    where (account, id) in (select account, id from stripe_event where handled_at is null for update skip locked)
    """
)


_SENDING = text("select count(*) from stripe_operation where state = 'sending'")
_AGE_BY_A_DAY = text(
    """
    update stripe_operation set first_sent_at = first_sent_at - interval '25 hours',
           last_sent_at = last_sent_at - interval '25 hours', next_attempt_at = next_attempt_at - interval '25 hours'
    where state not in ('succeeded', 'failed')
    """
)
_DUE_LAST_WEEK = text(
    """
    update payable_item i set eligible_at = eligible_at - interval '8 days'
    where eligible_at > now() - interval '1 hour'
      and not exists (select from payout_item c where c.payable_item_id = i.id and c.released_at is null)
    """
)


@contextmanager
def shaken_market(folder: Path) -> Iterator[Shaken]:
    """Found the market and start its processes; they are all gone when the block ends."""
    choices = Choices(port=free_ports(), var=folder)
    ground, secrets = Ground(folder), Secrets.new()
    faultpoints = folder / "faultpoints"
    for directory in (ground.logs, ground.files, ground.sandbox, faultpoints):
        directory.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        # Sockets have short names, so they live in a directory of their own.
        sockets = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="solifair-faults-")))
        # Durable: what is killed here must lose nothing that it has promised.
        postgres = PostgresServer(folder / "postgres", sockets, durable=True, log=ground.logs / "postgres.log")
        stack.enter_context(postgres)
        # Not durable: a broker that was killed comes back with nothing.
        valkey = ValkeyServer(folder / "valkey", sockets, durable=False, log=ground.logs / "valkey.log")
        stack.enter_context(valkey)
        _let_the_system_write(postgres)
        postgres.create_database("solifair")
        postgres.create_login(_LOGIN, member_of=_ROLE)
        migrate(postgres.url)
        environment = dict(
            plan.environment(
                choices,
                ground,
                secrets,
                database_url=postgres.database_url("solifair", user=_LOGIN),
                owner_url=postgres.url,
                redis_url=valkey.celery_url,
            )
        ) | {
            "SOLIFAIR_MODE": "test",
            "SOLIFAIR_FAULTPOINTS": str(faultpoints),
            # Each buyer of a test may have an address of its own.
            "SOLIFAIR_TRUSTED_PROXIES": "127.0.0.1",
        }
        children = Children(ground.logs, environment)
        stack.callback(_kill_all, children)
        database = Database(postgres.url, pool_size=8)
        stack.callback(database.close)
        market = Shaken(
            api_url=choices.api_url,
            storefront_url=choices.storefront_url,
            sandbox_url=choices.sandbox_url,
            environment=environment,
            children=children,
            database=database,
            postgres=postgres,
            valkey=valkey,
            stripe=_stripe(choices, secrets),
            faultpoints=faultpoints,
            programs=_programs(choices, ground, secrets),
            killed_at=utc_now(),
            sold_at=utc_now(),
            **_found(database),
        )
        _start(market, choices, secrets)
        yield market


def _let_the_system_write(postgres: PostgresServer) -> None:
    """What a commit has written is the system's to keep: that outlives every process, and only those are killed here.
    A disk that others are busy with may take longer to have it than anybody waits for a lock."""
    with psycopg.connect(postgres.database_url("postgres"), autocommit=True) as connection:
        connection.execute("alter system set fsync = off")
        connection.execute("select pg_reload_conf()")


def _programs(choices: Choices, ground: Ground, secrets: Secrets) -> dict[str, Program]:
    api = plan.api(choices)
    worker, *others = plan.background()
    command = tuple("prefork" if word == "threads" else "2" if word == "4" else word for word in worker.command)
    programs = (
        plan.sandbox(choices, ground, secrets),
        replace(api, command=(*api.command, "--workers", "2")),
        replace(worker, command=command),
        *others,
    )
    return {program.name: program for program in programs}


def _stripe(choices: Choices, secrets: Secrets) -> RealStripe:
    return RealStripe(
        Settings(
            mode=Mode.TEST,
            database_url="postgresql://nobody@/none",
            redis_url="redis://localhost/0",
            secret_key=secrets.secret_key,
            stripe_api_key=secrets.stripe_api_key,
            stripe_api_base=choices.sandbox_url,
        )
    )


def _found(database: Database) -> dict:
    with database.transaction() as session:
        world = found_market(session)
        tokens = sign_people_in(session, world)
        coffee = world.product("coffee", "Coffee of Piura", price=1490, premium=44, stock=10_000)
        cocoa = world.product(
            "cocoa", "Cocoa of Kumasi", producer_id=world.kuapa_id, price=695, premium=0, stock=10_000, origin="GH"
        )
        variants = {row.product_id: row.id for row in session.execute(text("select id, product_id from variant"))}
    return {"world": world, "tokens": tokens, "things": (variants[coffee], variants[cocoa])}


def _start(market: Shaken, choices: Choices, secrets: Secrets) -> None:
    sandbox = market.programs["sandbox"]
    market.children.start(sandbox)
    market.children.await_answer([sandbox], seconds=150)
    open_payout_accounts(market.database, market.world, choices, secrets)
    for name in ("api", "worker", "beat", "relay"):
        market.children.start(market.programs[name])
    market.children.await_answer([market.programs["api"]], seconds=90)
    market.eventually("worker, relay and beat live", lambda: is_live(market))
    _earn(market)


def _earn(market: Shaken) -> None:
    """A market that has never earned anything could not bear the first dispute: nobody would be paid after it."""
    market.sell(units=20)
    market.run_payouts()
    market.heal()


def _is_dead(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def _kill_all(children: Children) -> None:
    """Nothing here needs a goodbye; whoever waits at a faultpoint would take long to say one."""
    for pid in children.pids.values():
        # One that has just died is not there to be killed.
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    children.stop(plan.STOP_ORDER)

"""Everything one sandbox knows: its objects, its clock, its balances and what is still to happen."""

import heapq
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sandbox.balances import Balances
from sandbox.clock import Clock
from sandbox.config import Config
from sandbox.faults import EventFaults, FaultBook
from sandbox.ids import new_id
from sandbox.store import Body, Record, Store


@dataclass
class Switches:
    """What the next objects of a kind will do; each use counts one down."""

    fail_next_refunds: int = 0
    fail_next_payouts: int = 0
    late_balance_transaction_seconds: int = 0
    """When positive, charges succeed without a balance transaction, which follows after this long."""
    settle_in: dict[str, list[str]] = field(default_factory=dict)
    """`{"usd": ["eur", "0.92"]}`: what is paid in dollars is on the balance in euros."""
    cancel_while_processing: bool = False
    """Stripe lets a payment that is processing be cancelled "in rare cases"; otherwise never."""
    keys_kept_seconds: int = 24 * 3_600
    """For how long idempotency keys are remembered. Stripe promises a day."""


@dataclass(frozen=True)
class Cause:
    """The API request during which an event happens; empty for what the clock or the dashboard does."""

    request_id: str | None = None
    idempotency_key: str | None = None


class World:
    """State of one sandbox. Change it inside `with world.change():`, which also writes it to disk."""

    def __init__(self, config: Config):
        self.config = config
        self.store = Store(config.data)
        self.lock = threading.RLock()
        self.balances = Balances()
        self.faults = FaultBook()
        self.event_faults = EventFaults()
        self.switches = Switches()
        self.cause = Cause()
        self.is_muted = False
        """While history is seeded nothing is announced."""
        self._moment: int | None = None
        self._jobs: list[tuple[int, int, Record]] = []
        saved = self.store.find("_clock", "offset")
        self.clock = Clock(float(saved.body["seconds"]) if saved else 0.0)
        for record in self.store.all("balance_transaction"):
            body = record.body
            self.balances.book(record.account, body["currency"], body["net"], body["available_on"])
        self._waiting = {r.id: r for r in self.store.all("_delivery") if r.body["state"] == "waiting"}
        for job in self.store.all("_job"):
            heapq.heappush(self._jobs, (job.body["due"], job.seq, job))

    @property
    def now(self) -> int:
        """Unix seconds of the sandbox's clock; while a due thing happens, the second at which it was due."""
        return self._moment if self._moment is not None else int(self.clock.time())

    @contextmanager
    def change(self, cause: Cause | None = None) -> Iterator[None]:
        with self.lock:
            self.cause = cause or Cause()
            try:
                yield
            finally:
                self.cause = Cause()
                self.store.flush()

    @contextmanager
    def at(self, moment: int) -> Iterator[None]:
        """Let something happen as of `moment`."""
        self._moment = moment
        try:
            yield
        finally:
            self._moment = None

    def later(self, what: str, *, at: int, once: bool = False, account: str = "", target: str = "") -> None:
        """Let `what` (a name in `sandbox.due.ACTS`) happen to `target` when the clock passes `at`.

        With `once`, an equal plan for the same second is not made twice.
        """
        facts = {"due": at, "what": what, "account": account, "target": target}
        id_ = f"{what}:{account}:{target}:{at}" if once else new_id("_job")
        if once and self.store.find("_job", id_):
            return
        job = self.store.add("_job", id_, facts)
        heapq.heappush(self._jobs, (at, job.seq, job))

    def take_due(self) -> Record | None:
        """The earliest plan whose time has come, removed from the list."""
        if not self._jobs or self._jobs[0][0] > self.clock.time():
            return None
        job = heapq.heappop(self._jobs)[2]
        self.store.remove(job)
        return job

    def plan_delivery(self, delivery_id: str, body: Body) -> None:
        self._waiting[delivery_id] = self.store.add("_delivery", delivery_id, body)

    def waiting_deliveries(self) -> list[Record]:
        return list(self._waiting.values())

    def end_delivery(self, delivery: Record, state: str) -> None:
        """`state` is delivered or failed."""
        delivery.body["state"] = state
        self.store.touch(delivery)
        self._waiting.pop(delivery.id, None)

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        saved = self.store.find("_clock", "offset") or self.store.add("_clock", "offset", {})
        saved.body["seconds"] = self.clock.offset
        self.store.touch(saved)

    def clear(self) -> None:
        """Forget every object, plan and fault. The clock goes back to real time."""
        self.store.clear()
        self.balances.clear()
        self.faults.clear()
        self.event_faults = EventFaults()
        self.switches = Switches()
        self._jobs.clear()
        self._waiting.clear()
        self.clock.offset = 0.0

"""What the clock brings about. Each act names the thing it happens to; one that has moved on is left alone."""

from collections.abc import Callable

from sandbox.balances import balance_body
from sandbox.checkout import expire, follow_intent
from sandbox.events import emit
from sandbox.payments import attach_balance_transaction, receive_result
from sandbox.payouts import arrive, pay_out_automatically
from sandbox.refunds import fail, succeed
from sandbox.store import Record
from sandbox.world import World


def tick(world: World) -> None:
    """Let everything happen whose time has come, in order, each as of its own second."""
    with world.lock:
        while (job := world.take_due()) is not None:
            with world.at(job.body["due"]):
                ACTS[job.body["what"]](world, job)
        world.store.flush()


def _balance_available(world: World, job: Record) -> None:
    account = job.body["account"]
    emit(world, "balance.available", balance_body(world, account), account=account)


def _automatic_payout(world: World, job: Record) -> None:
    pay_out_automatically(world, job.body["account"])


def _payout_arrival(world: World, job: Record) -> None:
    arrive(world, world.store.get("payout", job.body["target"]))


def _session_expiry(world: World, job: Record) -> None:
    expire(world, world.store.get("checkout.session", job.body["target"]))


def _payment_result(world: World, job: Record) -> None:
    intent = world.store.get("payment_intent", job.body["target"])
    receive_result(world, intent)
    follow_intent(world, intent)


def _balance_transaction(world: World, job: Record) -> None:
    charge = world.store.get("charge", job.body["target"])
    attach_balance_transaction(world, charge)
    emit(world, "charge.updated", charge, previous={"balance_transaction": None})


def _refund_success(world: World, job: Record) -> None:
    succeed(world, world.store.get("refund", job.body["target"]))


def _refund_failure(world: World, job: Record) -> None:
    fail(world, world.store.get("refund", job.body["target"]))


ACTS: dict[str, Callable[[World, Record], None]] = {
    "automatic_payout": _automatic_payout,
    "balance_available": _balance_available,
    "balance_transaction": _balance_transaction,
    "payment_result": _payment_result,
    "payout_arrival": _payout_arrival,
    "refund_failure": _refund_failure,
    "refund_success": _refund_success,
    "session_expiry": _session_expiry,
}

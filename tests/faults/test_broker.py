"""The broker is only a doorbell: it may forget everything, be away, ring twice or for two. And the worker that it rings
may lose its children."""

from dataclasses import replace

import pytest
import redis

from kit.broker import client_url
from models.enums import TaskName
from tests.faults.shaken import Shaken, Victim
from tests.faults.steps import meet
from tests.faults.truth import assert_right, states

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


def flush(market: Shaken) -> None:
    with redis.Redis.from_url(client_url(market.valkey.celery_url)) as broker:
        broker.flushall()


def wait_until_queued(market: Shaken) -> None:
    """Until the relay has given the broker everything, and there is something."""
    market.eventually("all is sent", lambda: market.scalar("select count(*) from outbox where sent_at is null") == 0)
    with redis.Redis.from_url(client_url(market.valkey.celery_url)) as broker:
        market.eventually("something is queued", lambda: broker.llen("money"))


def test_flushed_while_tasks_are_queued(market: Shaken) -> None:
    market.sell()
    market.kill(Victim.WORKER)
    run_id = market.run_payouts()
    wait_until_queued(market)
    flush(market)
    market.restart(Victim.WORKER)
    market.heal()
    assert states(market, run_id) == ["paid"] * 3
    assert_right(market)


@pytest.mark.parametrize("place", ["operation.claimed.transfer", "operation.answered.transfer", "payout.booked"])
def test_flushed_in_the_middle_of_a_payout(market: Shaken, place: str) -> None:
    market.sell()
    market.arm(place)
    run_id = market.run_payouts()
    market.reached(place)
    flush(market)
    market.let_go()
    market.heal()
    assert states(market, run_id) == ["paid"] * 3
    assert_right(market)


def test_killed_and_back_with_nothing(market: Shaken) -> None:
    market.sell()
    runs: list[str] = []
    meet(market, "operation.claimed.transfer", Victim.BROKER, lambda: runs.append(market.run_payouts()))
    market.heal()
    assert states(market, runs[0]) == ["paid"] * 3
    assert_right(market)


def test_people_buy_while_it_is_away(market: Shaken) -> None:
    market.kill(Victim.BROKER)
    bought = market.buy(dict.fromkeys(market.things, 1), method="pm_card_bypassPending")
    assert market.order(bought)["state"] == "placed"
    market.restart(Victim.BROKER)
    market.wait_until_paid(bought)
    market.heal()
    assert_right(market)


def test_two_schedulers_and_two_relays(market: Shaken) -> None:
    for name in ("beat", "relay", "worker"):
        market.children.start(replace(market.programs[name], name=f"second {name}"))
    try:
        market.sell()
        market.make_due_last_week()
        for _ in range(20):
            market.ask_for(TaskName.RUN_DUE_PAYOUTS)
        claimed = "select count(*) from payout where state in ('in_transit', 'paid') and created_at > :since"
        market.eventually("it is claimed", lambda: market.scalar(claimed, since=market.sold_at) == 3)
        for _ in range(20):
            market.ask_for(TaskName.RUN_DUE_PAYOUTS)
            market.ask_for(TaskName.SWEEP)
        market.heal()
        assert market.scalar(claimed, since=market.sold_at) == 3
        assert_right(market)
    finally:
        market.children.stop(("second beat", "second relay", "second worker"))


def test_children_that_replace_dead_ones_work(market: Shaken) -> None:
    """They are forked from a parent that has a connection by then, and must not speak on it."""
    before = market.log("worker")
    market.kill(Victim.CHILD)
    for _ in range(3):
        market.sell()
        run_id = market.run_payouts()
        market.heal()
        assert states(market, run_id) == ["paid"] * 3
    assert "raised unexpected" not in market.log("worker").removeprefix(before)
    assert_right(market)

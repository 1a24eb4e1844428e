"""A worker that is killed in the middle of a payout: started again, it pays each producer once."""

import os
import signal
from datetime import timedelta

import pytest

from cli.market_runner import plan
from kit.clock import IsoWeek, utc_now
from tests.journeys.market import Market

pytestmark = [pytest.mark.journey]


def test_kill_9_in_the_middle_of_the_payout_pays_each_producer_once(market: Market) -> None:
    with market.database.transaction() as session:
        market.world.session = session
        for index, owner in enumerate((market.world.norandino_id, market.world.kuapa_id)):
            market.world.product(f"thing-{index}", f"Thing {index}", producer_id=owner, price=2000, premium=100)
    variants = [
        market.get(f"/v1/products/{card['id']}")["variants"][0]["id"] for card in market.get("/v1/products")["data"]
    ]
    market.wait_until_paid(market.buy(dict.fromkeys(variants, 1)))
    market.settle_funds()
    # The first transfer is made at Stripe, and its answer never comes: that is where the worker dies.
    # The news of it do not come either.
    market.control("faults", {"events": {"drop": ["transfer.*"]}})
    market.control("faults", {"match": "POST /v1/transfers", "mode": "apply_then_hang", "times": 1, "seconds": 60})
    later = utc_now() + timedelta(days=10)
    market.solifair("payout", "run", "--period", str(IsoWeek.of(later)), "--now", later.isoformat(), "--no-execute")
    market.eventually("a transfer was made at Stripe", market.transfers)
    os.kill(market.children.pids["worker"], signal.SIGKILL)
    market.children.stop(("worker",))
    assert market.scalar("select count(*) from payout where state = 'in_transit'") >= 1
    market.children.start(next(program for program in plan.background() if program.name == "worker"))
    # What the dead worker left in the middle is taken over after five minutes; nobody waits that long in a test.
    with market.database.transaction() as session:
        session.connection().exec_driver_sql(
            "update stripe_operation set last_sent_at = last_sent_at - interval '10 minutes', "
            "next_attempt_at = next_attempt_at - interval '10 minutes' where state = 'sending'"
        )
    market.eventually(
        "every payout is paid", lambda: market.scalar("select count(*) from payout where state <> 'paid'") == 0
    )
    transfers = market.transfers()
    assert len(transfers) == 4  # goods and premium of two producers, once each
    owed = market.scalar("select sum(amount_minor)::bigint from payable_item where purpose in ('goods', 'premium')")
    assert sum(transfer["amount"] for transfer in transfers) == owed
    market.solifair("ledger", "verify")

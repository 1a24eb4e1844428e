"""A refund, or a reversal of what had been paid out, and somebody is killed: the buyer is paid back once, and nobody
gives back more than they were paid."""

import pytest

from tests.faults.shaken import Shaken, Victim
from tests.faults.steps import Step, interrupt
from tests.faults.truth import assert_right

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

_STEPS = (Step.CLAIMED, Step.SENT, Step.ANSWERED, Step.BOOKED, Step.KEPT)


@pytest.mark.parametrize("victim", [Victim.WORKER, Victim.DATABASE])
@pytest.mark.parametrize("step", _STEPS, ids=lambda step: step.name.lower())
def test_killed_during_a_refund(market: Shaken, step: Step, victim: Victim) -> None:
    order_id = market.sell()
    interrupt(market, step, victim, "refund", lambda: market.refund(order_id))
    market.heal()
    assert_right(market)
    assert market.scalar("select state from refund where order_id = :id", id=order_id) == "succeeded"
    market.lose_events()
    market.catch_up()
    assert_right(market)


@pytest.mark.parametrize("victim", [Victim.WORKER, Victim.DATABASE])
@pytest.mark.parametrize("step", _STEPS, ids=lambda step: step.name.lower())
def test_killed_during_a_reversal(market: Shaken, step: Step, victim: Victim) -> None:
    order_id = market.sell()
    market.run_payouts()
    market.heal()
    interrupt(market, step, victim, "reversal", lambda: market.refund(order_id))
    market.heal()
    assert_right(market)
    done = "select bool_and(v.state = 'succeeded') from transfer_reversal v join refund f on f.id = v.refund_id"
    assert market.scalar(f"{done} where f.order_id = :id", id=order_id) is True
    market.lose_events()
    market.catch_up()
    assert_right(market)

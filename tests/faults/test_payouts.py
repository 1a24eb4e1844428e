"""A payout, and somebody is killed: at every step, everybody, twice in a row. Each producer is paid once.

S0 to S9 are the steps of the fault matrix: S0 the run looks at what is due, S1 it is committed, S2 a worker is told, S3
to S6 see `Step`, S7 the news come before the answer. What ends otherwise (S8, S9) is in test_payout_ends.py.
"""

import pytest

from models.enums import TaskName
from tests.faults.shaken import Shaken, Victim
from tests.faults.steps import Step, interrupt, interrupt_again, meet
from tests.faults.truth import assert_right

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

_STEPS = (Step.CLAIMED, Step.SENT, Step.ANSWERED, Step.BOOKED, Step.KEPT)
_MESSAGES = {
    "S1_committed": "relay.taken",
    "S2_published": "relay.published",
    "S2_marked": "outbox.marked",
    "S2_taken": "operation.taken",
}
_SENDERS = (Victim.WORKER, Victim.CHILD, Victim.DATABASE)
_OTHERS = tuple(victim for victim in Victim if victim not in _SENDERS)


def assert_each_paid_once(market: Shaken, run_id: str) -> None:
    market.heal()
    assert_right(market)
    assert list(market.payouts_of(run_id).values()) == ["paid"] * 3
    # What was not told in time is told now, and is no news.
    market.lose_events()
    market.catch_up()
    assert_right(market)


def by_name(step: Step) -> str:
    return f"{step[:2]}_{step.name.lower()}"


@pytest.mark.parametrize("victim", _SENDERS)
@pytest.mark.parametrize("step", _STEPS, ids=by_name)
def test_killed_twice_in_a_row(market: Shaken, step: Step, victim: Victim) -> None:
    market.sell()
    runs: list[str] = []
    interrupt(market, step, victim, "transfer", lambda: runs.append(market.run_payouts()))
    interrupt_again(market, step, victim, "transfer", lambda: market.deliver_again(runs[0]))
    assert_each_paid_once(market, runs[0])


@pytest.mark.nightly
@pytest.mark.parametrize("victim", Victim)
@pytest.mark.parametrize("step", _STEPS, ids=by_name)
def test_killed_once(market: Shaken, step: Step, victim: Victim) -> None:
    market.sell()
    runs: list[str] = []
    interrupt(market, step, victim, "transfer", lambda: runs.append(market.run_payouts()))
    assert_each_paid_once(market, runs[0])


@pytest.mark.parametrize("step", [Step.SENT, Step.ANSWERED], ids=by_name)
def test_taken_over_a_day_later(market: Shaken, step: Step) -> None:
    """Stripe has forgotten the key by then: only looking keeps us from paying twice."""
    market.sell()
    runs: list[str] = []
    interrupt(market, step, Victim.CHILD, "transfer", lambda: runs.append(market.run_payouts()))
    market.forget_keys()
    assert_each_paid_once(market, runs[0])


@pytest.mark.parametrize("mode", ["apply_then_500", "apply_then_reset", "cut_body", "stored_500", "rate_limit_429"])
def test_bad_answers(market: Shaken, mode: str) -> None:
    """Four calls for three transfers go wrong: for one of them, the SDK's own second try too. A day passes."""
    market.sell()
    market.lose_events("transfer.*")
    for _ in range(4):
        market.fault("POST /v1/transfers", mode)
    run_id = market.run_payouts()
    market.fault_hit()
    # Stripe forgets no key in the middle of a call, with all that the SDK tries by itself.
    market.forget_keys(between_calls=True)
    assert_each_paid_once(market, run_id)


# S0: the run looks at what is due.


def killed_while_claiming(market: Shaken, victim: Victim) -> None:
    order_id = market.sell()
    market.make_due_last_week()
    meet(market, "run.claimed", victim, lambda: market.ask_for(TaskName.RUN_DUE_PAYOUTS))
    # The next tick, and one too many.
    for _ in range(2):
        market.ask_for(TaskName.RUN_DUE_PAYOUTS)
    claimed = (
        "select count(*) from payable_item i join payout_item c on c.payable_item_id = i.id "
        "where i.order_id = :id and c.released_at is null"
    )
    market.eventually("all is claimed", lambda: market.scalar(claimed, id=order_id) == 3)
    market.heal()
    assert_right(market)
    assert market.scalar(claimed, id=order_id) == 3


@pytest.mark.parametrize("victim", [Victim.CHILD, Victim.DATABASE])
def test_killed_while_claiming(market: Shaken, victim: Victim) -> None:
    killed_while_claiming(market, victim)


@pytest.mark.nightly
@pytest.mark.parametrize("victim", [victim for victim in Victim if victim not in {Victim.CHILD, Victim.DATABASE}])
def test_anybody_killed_while_claiming(market: Shaken, victim: Victim) -> None:
    killed_while_claiming(market, victim)


# S1 and S2: a worker is told.


def killed_while_telling(market: Shaken, place: str, victim: Victim) -> None:
    market.sell()
    runs: list[str] = []
    meet(market, place, victim, lambda: runs.append(market.run_payouts()))
    assert_each_paid_once(market, runs[0])


@pytest.mark.parametrize("place", ["S1_committed", "S2_published", "S2_marked"])
def test_relay_killed(market: Shaken, place: str) -> None:
    killed_while_telling(market, _MESSAGES[place], Victim.RELAY)


# Who has a message in hand before it is taken is the relay, and no child of the worker.
_TELLERS = [
    (place, victim) for place in _MESSAGES for victim in Victim if place == "S2_taken" or victim is not Victim.CHILD
]


@pytest.mark.nightly
@pytest.mark.parametrize(("place", "victim"), _TELLERS)
def test_killed_while_telling(market: Shaken, place: str, victim: Victim) -> None:
    killed_while_telling(market, _MESSAGES[place], victim)


# S7: the news come before the answer.


def news_before_the_answer(market: Shaken, victim: Victim) -> None:
    market.sell()
    market.arm("operation.answered.transfer")
    run_id = market.run_payouts()
    pid = market.reached("operation.answered.transfer")
    market.eventually("the news are taken in", lambda: set(market.payouts_of(run_id).values()) == {"paid"})
    market.kill(victim, pid)
    market.let_go()
    market.restart(victim)
    assert_each_paid_once(market, run_id)


def test_news_before_the_answer_and_the_one_who_waits_is_killed(market: Shaken) -> None:
    news_before_the_answer(market, Victim.CHILD)


@pytest.mark.nightly
@pytest.mark.parametrize("victim", [victim for victim in Victim if victim is not Victim.CHILD])
def test_news_before_the_answer(market: Shaken, victim: Victim) -> None:
    news_before_the_answer(market, victim)

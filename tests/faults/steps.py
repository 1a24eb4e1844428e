"""The steps between a decision to move money and the books that say so, and how a process is met at each of them."""

from collections.abc import Callable
from enum import StrEnum

from tests.faults.shaken import Shaken, Victim


class Step(StrEnum):
    """How far it has got when somebody is killed."""

    PUBLISHED = "S2 the broker has it, nobody has begun"
    CLAIMED = "S3 the attempt is written down, Stripe not asked"
    SENT = "S4 Stripe has done it, no answer has come"
    ANSWERED = "S5 the answer is there, not written down"
    BOOKED = "S5 it is being written down, not committed"
    KEPT = "S6 it is written down"


_PLACES = {
    Step.PUBLISHED: "operation.taken",
    Step.CLAIMED: "operation.claimed.{kind}",
    Step.ANSWERED: "operation.answered.{kind}",
    Step.BOOKED: "{booked}.booked",
    Step.KEPT: "operation.kept.{kind}",
}
_BOOKED = {"transfer": "payout", "refund": "refund", "reversal": "reversal"}
_CALLS = {
    "transfer": "POST /v1/transfers",
    "refund": "POST /v1/refunds",
    "reversal": "POST /v1/transfers/*/reversals",
}
_LOOKS = {
    "transfer": "GET /v1/transfers",
    "refund": "GET /v1/refunds",
    "reversal": "GET /v1/transfers/*/reversals",
}
_NEWS = {
    "transfer": ("transfer.*",),
    "refund": ("refund.*", "charge.refund*"),
    "reversal": ("transfer.*",),
}


def place_of(step: Step, kind: str) -> str:
    """The faultpoint of a step."""
    return _PLACES[step].format(kind=kind, booked=_BOOKED[kind])


def interrupt(market: Shaken, step: Step, victim: Victim, kind: str, begin: Callable[[], object]) -> None:
    """Begin something of this kind, kill the victim at the step, and start it again. No event tells what became of it:
    what heals must heal by looking."""
    market.lose_events(*_NEWS[kind])
    if step is Step.SENT:
        # Whoever lives is told soon that there will be no answer; whoever is killed does not care.
        market.fault(_CALLS[kind], "apply_then_hang", seconds=2 if _lives(victim) else 60)
        begin()
        market.fault_hit()
        _bounce(market, victim, None)
        return
    meet(market, place_of(step, kind), victim, begin)


def interrupt_again(market: Shaken, step: Step, victim: Victim, kind: str, deliver_again: Callable[[], object]) -> None:
    """Kill the victim once more while what the first death left is taken up again."""
    if step is Step.KEPT:
        meet(market, place_of(Step.PUBLISHED, kind), victim, deliver_again)
    elif _lives(victim):
        meet(market, place_of(Step.BOOKED, kind), victim)
    elif step is Step.SENT:
        market.fault(_LOOKS[kind], "hang_before")
        market.fault_hit()
        _bounce(market, victim, None)
    else:
        meet(market, place_of(step, kind), victim)


def meet(market: Shaken, place: str, victim: Victim, begin: Callable[[], object] = lambda: None) -> None:
    """Begin, wait until a process has come to `place`, kill the victim, let who waited go on, start the victim."""
    market.arm(place)
    begin()
    _bounce(market, victim, market.reached(place))


def _bounce(market: Shaken, victim: Victim, pid: int | None) -> None:
    market.kill(victim, pid)
    # Whoever waited at the place goes on while the victim is away.
    market.let_go()
    market.restart(victim)


def _lives(victim: Victim) -> bool:
    """Whether the one who sends outlives this."""
    return victim not in {Victim.WORKER, Victim.CHILD}

"""The controls under /_sandbox: clock, faults, switches, disputes, history, reset, and the state as JSON."""

import json
import re
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox import acts
from sandbox.due import tick
from sandbox.errors import ApiError, malformed
from sandbox.faults import MODES, EventFaults, Fault
from sandbox.history import HISTORY, add_history
from sandbox.params import Group, currency, either, flag, group, integer, items, text
from sandbox.state import state_body
from sandbox.store import Body
from sandbox.world import World

_MOST_BYTES = 20_000_000
_FAULT = group(
    match=text(longest=300),
    mode=text(one_of=MODES),
    times=integer(least=1),
    seconds=integer(least=0, most=3_600),
    events=group(
        drop=either(flag(), items(text())),
        duplicate=integer(least=0, most=100),
        shuffle=flag(),
        delay_seconds=integer(least=0, most=30 * 86_400),
    ),
)
_MOVEMENT = group(
    "type",
    "amount",
    "currency",
    type=text(longest=100),
    amount=integer(),
    fee=integer(),
    currency=currency(),
    reporting_category=text(longest=100),
    description=text(longest=1_000),
    source=text(longest=100),
    created=integer(least=0),
    available_in_seconds=integer(least=0, most=90 * 86_400),
    exchange_rate=text(longest=20),
)


def _conversions(raw: Any, name: str) -> dict[str, list[str]]:
    """`{"usd": ["eur", "0.92"]}`: where what is paid in a currency settles, and at what rate; {} converts nothing."""
    if not isinstance(raw, dict):
        raise malformed("Invalid hash", param=name)
    found: dict[str, list[str]] = {}
    for paid, wish in raw.items():
        if not isinstance(wish, list) or len(wish) != 2 or not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,9})?", str(wish[1])):
            raise malformed('A currency and a rate are needed, such as ["eur", "0.92"].', param=f"{name}[{paid}]")
        found[currency()(paid, name)] = [currency()(wish[0], f"{name}[{paid}]"), str(wish[1])]
    return found


_SWITCHES = group(
    fail_next_refunds=integer(least=0),
    fail_next_payouts=integer(least=0),
    late_balance_transaction_seconds=integer(least=0),
    settle_in=_conversions,
    cancel_while_processing=flag(),
    keys_kept_seconds=integer(least=0, most=30 * 86_400),
)
_DISPUTE = group("charge", charge=text(), reason=text(one_of=acts.REASONS), is_inquiry=flag(), amount=integer(least=1))

_Act = Callable[[World, Body, dict[str, str]], object]


def control_routes(world: World) -> list[BaseRoute]:
    def post(path: str, shape: Group, act: _Act) -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                params = shape(await _json(request), "")
                with world.change():
                    answer = act(world, params, dict(request.path_params))
                tick(world)
            except ApiError as error:
                return JSONResponse(error.envelope(), error.status)
            return JSONResponse(answer)

        return Route(f"/_sandbox/{path}", endpoint, methods=["POST"])

    async def show_state(request: Request) -> Response:
        tick(world)
        with world.lock:
            return JSONResponse(state_body(world))

    async def show_faults(request: Request) -> Response:
        return JSONResponse(_faults_body(world))

    async def clear_faults(request: Request) -> Response:
        world.faults.clear(request.query_params.get("id"))
        if "id" not in request.query_params:
            world.event_faults = EventFaults()
        return JSONResponse(_faults_body(world))

    async def show_deliveries(request: Request) -> Response:
        return JSONResponse({"data": [delivery.body for delivery in world.store.all("_delivery")]})

    return [
        Route("/_sandbox/state", show_state, methods=["GET"]),
        Route("/_sandbox/faults", show_faults, methods=["GET"]),
        Route("/_sandbox/faults", clear_faults, methods=["DELETE"]),
        Route("/_sandbox/deliveries", show_deliveries, methods=["GET"]),
        post("clock", group(advance_seconds=integer(least=0, most=10 * 366 * 86_400), at=integer(least=0)), _clock),
        post("faults", _FAULT, _add_fault),
        post("switches", _SWITCHES, _set_switches),
        post("history", HISTORY, _history),
        post("reset", group(), _reset),
        post("events/{id}/resend", group(), _resend),
        post("disputes", _DISPUTE, _dispute),
        post("disputes/{id}/close", group("is_won", is_won=flag()), _close_dispute),
        post("fraud_warnings", group("charge", charge=text()), _fraud_warning),
        post("refunds", group("charge", charge=text(), amount=integer(least=1)), _refund),
        post("refunds/{id}/fail", group(), _fail_refund),
        post("transfers/{id}/reverse", group(amount=integer(least=1)), _reverse),
        post("payment_intents/{id}/decide", group("is_paid", is_paid=flag()), _decide_payment),
        post("balance_transactions", _MOVEMENT, _move),
        post("payouts/{id}/fail", group(), _fail_payout),
        post("accounts/{id}/standing", group(due=items(text()), reason=text()), _standing),
        post("accounts/{id}/deauthorize", group(), _deauthorize),
    ]


async def _json(request: Request) -> Body:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            raise ApiError(413, "The body is too large.")
    try:
        raw = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise malformed("The body must be JSON.") from error
    if not isinstance(raw, dict):
        raise malformed("The body must be a JSON object.")
    return raw


def _clock(world: World, params: Body, path: dict[str, str]) -> Body:
    if "at" in params:
        step = params["at"] - world.clock.time()
        if step < -1:
            raise malformed("The clock only moves forward.", param="at")
        acts.advance(world, max(step, 0))
    acts.advance(world, params.get("advance_seconds", 0))
    return {"now": world.now}


def _add_fault(world: World, params: Body, path: dict[str, str]) -> Body:
    if "events" in params:
        wish = params["events"]
        drop = wish.get("drop", False)
        world.event_faults = EventFaults(
            drop=("*",) if drop is True else tuple(drop or ()),
            duplicate=wish.get("duplicate", 0),
            shuffle=wish.get("shuffle", False),
            delay_seconds=wish.get("delay_seconds", 0),
        )
    if "mode" in params:
        match = params.get("match", "*")
        world.faults.add(Fault(match, params["mode"], params.get("times", 1), params.get("seconds", 30)))
    elif "events" not in params:
        raise malformed("Name a `mode` (with `match`) or `events`.")
    return _faults_body(world)


def _faults_body(world: World) -> Body:
    bent = world.event_faults
    events = {
        "drop": list(bent.drop),
        "duplicate": bent.duplicate,
        "shuffle": bent.shuffle,
        "delay_seconds": bent.delay_seconds,
    }
    return {"data": [fault.shown() for fault in world.faults.all()], "events": events}


def _set_switches(world: World, params: Body, path: dict[str, str]) -> Body:
    for name, value in params.items():
        setattr(world.switches, name, value)
    return dict(vars(world.switches))


def _history(world: World, params: Body, path: dict[str, str]) -> Body:
    return {"data": add_history(world, params["payments"])}


def _reset(world: World, params: Body, path: dict[str, str]) -> Body:
    acts.reset(world)
    return {"now": world.now}


def _resend(world: World, params: Body, path: dict[str, str]) -> Body:
    return {"deliveries": acts.resend_event(world, path["id"])}


def _dispute(world: World, params: Body, path: dict[str, str]) -> Body:
    return acts.dispute_charge(
        world,
        params["charge"],
        reason=params.get("reason", "fraudulent"),
        is_inquiry=params.get("is_inquiry", False),
        amount=params.get("amount"),
    )


def _close_dispute(world: World, params: Body, path: dict[str, str]) -> Body:
    return acts.decide_dispute(world, path["id"], is_won=params["is_won"])


def _fraud_warning(world: World, params: Body, path: dict[str, str]) -> Body:
    return acts.suspect_fraud(world, params["charge"])


def _refund(world: World, params: Body, path: dict[str, str]) -> Body:
    return acts.refund_charge(world, params["charge"], params.get("amount"))


def _reverse(world: World, params: Body, path: dict[str, str]) -> Body:
    return acts.reverse_transfer(world, path["id"], params.get("amount"))


def _decide_payment(world: World, params: Body, path: dict[str, str]) -> Body:
    return acts.decide_payment(world, path["id"], is_paid=params["is_paid"])


def _move(world: World, params: Body, path: dict[str, str]) -> Body:
    return acts.add_movement(world, params)


def _fail_refund(world: World, params: Body, path: dict[str, str]) -> Body:
    return acts.fail_refund(world, path["id"])


def _fail_payout(world: World, params: Body, path: dict[str, str]) -> Body:
    return acts.fail_payout(world, path["id"])


def _standing(world: World, params: Body, path: dict[str, str]) -> Body:
    due = params.get("due", [])
    return acts.change_standing(world, path["id"], due=due, reason=params.get("reason") or "requirements.past_due")


def _deauthorize(world: World, params: Body, path: dict[str, str]) -> Body:
    return acts.deauthorize_account(world, path["id"])

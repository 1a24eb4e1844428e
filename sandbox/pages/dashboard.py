"""The dashboard at /: everything in the sandbox on one page, with buttons for what a bank or the time would do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox import acts
from sandbox.disputes import OPEN, REASONS
from sandbox.due import tick
from sandbox.errors import ApiError
from sandbox.events import deliveries_of
from sandbox.faults import MODES, EventFaults, Fault
from sandbox.pages.forms import read_form, render
from sandbox.pages.words import Words
from sandbox.state import totals
from sandbox.store import Body, Record
from sandbox.world import World

_SHOWN = 25
_STEPS = (("1 hour", timedelta(hours=1)), ("1 day", timedelta(days=1)), ("1 week", timedelta(weeks=1)))
_Form = dict[str, str]


def dashboard_routes(world: World) -> list[BaseRoute]:
    async def show(request: Request) -> Response:
        tick(world)
        with world.lock:
            return _page(world)

    async def act(request: Request) -> Response:
        form = await read_form(request)
        name = request.path_params["act"]
        if name not in _ACTS:
            return RedirectResponse("/", 303)
        try:
            with world.change():
                _ACTS[name](world, form)
        except (ApiError, ValueError) as error:
            return _page(world, problem=str(error)[:300], status=422)
        return RedirectResponse(f"/#{_SECTION[name]}", 303)

    return [Route("/", show, methods=["GET"]), Route("/act/{act}", act, methods=["POST"])]


def _advance(world: World, form: _Form) -> None:
    acts.advance(world, min(int(form.get("seconds", "0")), 366 * 86_400))


def _refund(world: World, form: _Form) -> None:
    amount = form.get("amount", "").strip()
    acts.refund_charge(world, form.get("charge", ""), int(amount) if amount else None)


def _dispute(world: World, form: _Form) -> None:
    reason = form.get("reason", "fraudulent")
    if reason not in REASONS:
        raise ValueError("That is no reason for a dispute.")
    is_inquiry = form.get("inquiry") == "yes"
    acts.dispute_charge(world, form.get("charge", ""), reason=reason, is_inquiry=is_inquiry, amount=None)


def _decide(world: World, form: _Form) -> None:
    acts.decide_dispute(world, form.get("dispute", ""), is_won=form.get("verdict") == "won")


def _resend(world: World, form: _Form) -> None:
    acts.resend_event(world, form.get("event", ""))


def _fault(world: World, form: _Form) -> None:
    mode = form.get("mode", "")
    if mode not in MODES:
        raise ValueError("That is no fault the sandbox knows.")
    times = max(1, int(form.get("times") or "1"))
    world.faults.add(Fault(form.get("match") or "*", mode, times, seconds=5))


def _clear_faults(world: World, form: _Form) -> None:
    world.faults.clear()
    world.event_faults = EventFaults()


def _fail_refund(world: World, form: _Form) -> None:
    acts.fail_refund(world, form.get("refund", ""))


def _fail_payout(world: World, form: _Form) -> None:
    acts.fail_payout(world, form.get("payout", ""))


_ACTS: dict[str, Callable[[World, _Form], None]] = {
    "advance": _advance,
    "refund": _refund,
    "dispute": _dispute,
    "decide": _decide,
    "resend": _resend,
    "fault": _fault,
    "clear-faults": _clear_faults,
    "fail-refund": _fail_refund,
    "fail-payout": _fail_payout,
}
_SECTION = {
    "advance": "clock",
    "refund": "payments",
    "dispute": "disputes",
    "decide": "disputes",
    "resend": "events",
    "fault": "faults",
    "clear-faults": "faults",
    "fail-refund": "refunds",
    "fail-payout": "payouts",
}


def _page(world: World, *, problem: str = "", status: int = 200) -> Response:
    words = Words("en")
    accounts = [
        ("Platform", "", True),
        *((_name(a), a.id, a.body["payouts_enabled"]) for a in world.store.all("account")),
    ]
    bent = world.event_faults
    return render(
        "dashboard.html",
        status,
        words=words,
        money=words.money,
        problem=problem,
        when=_when,
        now=_when(world.now),
        is_moved=world.clock.offset > 1,
        steps=[(label, int(step.total_seconds())) for label, step in _STEPS],
        balances=[(name, id_, is_ready, totals(world, id_)) for name, id_, is_ready in accounts],
        payments=_latest(world, "charge", account=""),
        transfers=_latest(world, "transfer"),
        refunds=_latest(world, "refund", account=""),
        disputes=_latest(world, "dispute"),
        payouts=[payout | {"account": _owner(world, payout["id"])} for payout in _latest(world, "payout")],
        events=[_event(world, record) for record in _latest_records(world, ("event", "v2.core.event"))],
        endpoints=[endpoint.body | endpoint.hidden for endpoint in world.store.all("webhook_endpoint")],
        faults=world.faults.all(),
        modes=MODES,
        reasons=REASONS,
        open_states=OPEN,
        bent=bent if bent != EventFaults() else None,
        limit=_SHOWN,
    )


def _latest_records(world: World, kinds: tuple[str, ...], account: str | None = None) -> list[Record]:
    records = [record for kind in kinds for record in world.store.all(kind, account=account)]
    return sorted(records, key=lambda record: record.seq, reverse=True)[:_SHOWN]


def _latest(world: World, kind: str, account: str | None = None) -> list[Body]:
    return [record.body for record in _latest_records(world, (kind,), account)]


def _event(world: World, event: Record) -> Body:
    deliveries = deliveries_of(world, event)
    thing = event.body.get("data", {}).get("object", {}) or event.body.get("related_object", {})
    return {
        "id": event.id,
        "type": event.body["type"],
        "created": event.body["created"],
        "about": thing.get("id", ""),
        "is_dropped": event.hidden.get("is_dropped", False),
        "deliveries": [delivery.body for delivery in deliveries],
    }


def _name(account: Record) -> str:
    return str(account.body["business_profile"]["name"] or account.body["email"] or account.id)


def _owner(world: World, payout_id: str) -> str:
    return world.store.get("payout", payout_id).account or "platform"


def _when(moment: int | str) -> str:
    """A time as the dashboard shows it: minutes, UTC."""
    if isinstance(moment, str):
        return moment[:16].replace("T", " ")
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M")

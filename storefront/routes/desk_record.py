"""What an organisation puts on record of itself: public money, stages, actions, commitments."""

import asyncio
from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.amounts import NotAnAmount, read_amount
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.routes.desk_goods import NO_AMOUNT

_CURRENCY = "EUR"
_STEP = "step-"
_SHORT, _LONG, _ADDRESS, _DAY = 200, 1000, 500, 10
# What each form asks for; of what is left empty, the API says that it is missing.
_FIELDS: Mapping[str, Mapping[str, int]] = {
    "support": {"programme": _SHORT, "starts_on": _DAY, "ends_on": _DAY, "source": _ADDRESS},
    "stages": {"stage": 20, "since_on": _DAY, "statement": _LONG, "evidence_url": _ADDRESS},
    "actions": {
        "campaign": _SHORT,
        "arena": 20,
        "position": _LONG,
        "outcome": _LONG,
        "happened_on": _DAY,
        "evidence_url": _ADDRESS,
        "fund_entry": 64,
    },
    "commitments": {"programme": 20, "name": _SHORT, "target": _LONG, "due_on": _DAY},
    "steps": {"happened_on": _DAY, "statement": _LONG, "evidence_url": _ADDRESS},
}
_KINDS = frozenset(_FIELDS) - {"steps"}
_AMOUNTS = {"support": "amount", "actions": "cost"}


async def record(request: Request) -> Response:
    return await _record(request, Refused())


async def _record(request: Request, refused: Refused) -> Response:
    desk = await desk_membership(request)
    api = visitor_of(request).api
    found, entries = await asyncio.gather(api.record(desk.id), api.fund_entries(desk.id))
    return page(
        request,
        "desk_record.html",
        status=refused.status,
        desk=desk,
        record=found,
        entries=entries.open,
        key=forms.new_key(),
        refused=refused,
    )


async def add(request: Request) -> Response:
    """Put something on record, by the kind that the address names."""
    kind = request.path_params["kind"]
    if kind not in _KINDS:
        raise HTTPException(404)
    form = await forms.read_form(request)
    body = _body(form, kind)
    if name := _AMOUNTS.get(kind):
        typed = forms.text(form, name, 20)
        try:
            amount = read_amount(typed, _CURRENCY) if typed else None
        except NotAnAmount:
            return await _record(request, wrong(request, NO_AMOUNT, at=kind, given=forms.typed_texts(form)))
        if amount is not None:
            body[name] = {"amount": amount.amount, "currency": _CURRENCY}
    asked = visitor_of(request).api.put_on_record(request.path_params["organisation_id"], kind, body, _key(form))
    return await attempt(request, asked, at=kind, form=form, again=_record, then=_back(request, "recorded"))


async def step(request: Request) -> Response:
    """Tell a step towards a commitment."""
    form = await forms.read_form(request)
    commitment_id = request.path_params["commitment_id"]
    body = _body(form, "steps") | {"fulfils": forms.text(form, "fulfils", 3) == "yes"}
    asked = visitor_of(request).api.tell_step(request.path_params["organisation_id"], commitment_id, body, _key(form))
    at = f"{_STEP}{commitment_id}"
    return await attempt(request, asked, at=at, form=form, again=_record, then=_back(request, "recorded"))


async def take_back(request: Request) -> Response:
    form = await forms.read_form(request)
    record_id = forms.text(form, "record", 64)
    asked = visitor_of(request).api.take_record_back(request.path_params["organisation_id"], record_id)
    then = _back(request, "record-taken-back")
    return await attempt(request, asked, at=f"record-{record_id}", form=form, again=_record, then=then)


def _body(form: FormData, kind: str) -> dict[str, object]:
    typed = {name: forms.text(form, name, longest) for name, longest in _FIELDS[kind].items()}
    return {name: text for name, text in typed.items() if text}


def _key(form: FormData) -> str:
    return forms.text(form, "key", 64) or forms.new_key()


def _back(request: Request, said: str) -> Response:
    return done(f"/desk/{request.path_params['organisation_id']}/record", said)


_HOME = "/desk/{organisation_id}/record"
ROUTES = [
    Route(_HOME, record),
    Route(f"{_HOME}/take-back", take_back, methods=["POST"]),
    Route(f"{_HOME}/commitments/{{commitment_id}}", step, methods=["POST"]),
    Route(f"{_HOME}/{{kind}}", add, methods=["POST"]),
]

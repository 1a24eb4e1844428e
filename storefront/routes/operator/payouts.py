"""Payout runs: start one, give the bank its list, say what the bank did."""

from collections.abc import Awaitable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, refusal_of
from storefront.downloads import passed_on
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.operator.gate import operator_api
from storefront.shapes.operating import HeldBack
from storefront.transport import ApiRefused

_FORMATS = ("pain001", "csv")


async def runs(request: Request) -> Response:
    return await _runs(request, Refused())


async def _runs(request: Request, refused: Refused, held_back: tuple[HeldBack, ...] = ()) -> Response:
    api = await operator_api(request)
    found = await api.payout_runs(request.query_params.get("cursor"))
    return page(
        request,
        "operator_payouts.html",
        status=refused.status,
        runs=found,
        held_back=held_back,
        key=forms.new_key(),
        refused=refused,
    )


async def start(request: Request) -> Response:
    """Pay everybody what is due. What the books do not cover is shown at once: nobody would find it later."""
    form = await forms.read_form(request)
    key = forms.text(form, "key", 64) or forms.new_key()
    try:
        started = await visitor_of(request).api.start_payout_run(forms.text(form, "period", 8), key)
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _runs(request, refusal_of(request, error, at="start", given=forms.typed_texts(form)))
    if started.held_back:
        return await _runs(request, Refused(), started.held_back)
    if started.new_run_id is None:
        return done("/operator/payouts", "run-empty")
    return done(f"/operator/payouts/{started.new_run_id}", "run-started")


async def run(request: Request) -> Response:
    return await _run(request, Refused())


async def _run(request: Request, refused: Refused, blamed: str = "") -> Response:
    """`blamed` is the payout because of which there is no list for the bank."""
    api = await operator_api(request)
    found = await api.payout_run(request.path_params["run_id"])
    return page(
        request,
        "operator_run.html",
        status=refused.status,
        run=found,
        blamed=next((one for one in found.items if one.id == blamed), None),
        refused=refused,
    )


async def bank_file(request: Request) -> Response:
    """The transfers of a run that wait, as a list for the bank."""
    query = request.query_params
    written_as = query.get("format", "")
    try:
        found = await visitor_of(request).api.bank_file(
            request.path_params["run_id"],
            query.get("currency", "")[:3],
            written_as if written_as in _FORMATS else "csv",
        )
    except ApiRefused as error:
        if error.status in {401, 403}:
            raise
        blamed = str(error.facts.get("payout_id", ""))
        return await _run(request, refusal_of(request, error, at="bank", given={}), blamed)
    return passed_on(found)


async def confirm(request: Request) -> Response:
    """The bank has sent it, under its own reference."""
    form = await forms.read_form(request)
    payout_id = forms.text(form, "payout", 64)
    asked = visitor_of(request).api.confirm_payout(payout_id, forms.text(form, "bank_reference", 200))
    return await _act(request, asked, f"confirm-{payout_id}", form, "payout-confirmed")


async def bring_back(request: Request) -> Response:
    """The bank sent it back."""
    form = await forms.read_form(request)
    payout_id = forms.text(form, "payout", 64)
    asked = visitor_of(request).api.return_payout(payout_id, forms.text(form, "because", 200))
    return await _act(request, asked, f"return-{payout_id}", form, "payout-returned")


async def cancel(request: Request) -> Response:
    """Stop what nobody has sent."""
    form = await forms.read_form(request)
    payout_id = forms.text(form, "payout", 64)
    asked = visitor_of(request).api.cancel_payout(payout_id, forms.text(form, "because", 200))
    return await _act(request, asked, f"cancel-{payout_id}", form, "payout-cancelled")


async def _act(request: Request, asked: Awaitable[None], at: str, form: FormData, said: str) -> Response:
    then = done(f"/operator/payouts/{request.path_params['run_id']}", said)
    return await attempt(request, asked, at=at, form=form, again=_run, then=then)


ROUTES = [
    Route("/operator/payouts", runs),
    Route("/operator/payouts", start, methods=["POST"]),
    Route("/operator/payouts/{run_id}", run),
    Route("/operator/payouts/{run_id}/bank-file", bank_file),
    Route("/operator/payouts/{run_id}/confirm", confirm, methods=["POST"]),
    Route("/operator/payouts/{run_id}/return", bring_back, methods=["POST"]),
    Route("/operator/payouts/{run_id}/cancel", cancel, methods=["POST"]),
]

"""A producer's certificates: the list, what ends soon, and a new one, which may take a running one's place."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import done
from storefront.forms import Complaints
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.shapes.certificates import HeldCertificate
from storefront.transport import ApiRefused
from storefront.words import N_

_FACTS = {
    "scheme": 40,
    "number": 120,
    "valid_from": 10,
    "valid_to": 10,
    "issued_by": 200,
    "statement": 500,
    "traceability": 20,
}
_GRAMS_IN_KG = 1000
_LONGEST_QUANTITY = 12


_MOST_PRODUCTS = 100
EVERYTHING, SOME = "everything", "some"


@dataclass(frozen=True)
class Entered:
    """The form of a new certificate: what was typed, what it is to cover (`reach` is empty while nobody has said), and
    the running certificate whose place it is to take."""

    facts: dict[str, str] = field(default_factory=lambda: {**dict.fromkeys(_FACTS, ""), "quantity": ""})
    reach: str = ""
    products: frozenset[str] = frozenset()
    renewed: HeldCertificate | None = None
    complaints: Complaints = field(default_factory=Complaints)
    status: int = 200


async def own(request: Request) -> Response:
    running = request.query_params.get("renews", "")[:64]
    if not running:
        return await _page(request, Entered())
    desk = await desk_membership(request)
    return await _page(request, renewal_of(await visitor_of(request).api.held_certificate(desk.id, running)))


def renewal_of(running: HeldCertificate) -> Entered:
    """A new certificate that begins on the day after the running one's last: no day is without a label."""
    begins = date.fromisoformat(running.valid_to) + timedelta(days=1) if running.valid_to else None
    facts = {
        **Entered().facts,
        "scheme": running.scheme.code,
        "number": running.number,
        "valid_from": str(begins or ""),
        "issued_by": running.issued_by or "",
        "statement": running.statement or "",
        "traceability": running.traceability or "",
    }
    products = frozenset(one.ref for one in running.covers if one.kind == "product" and one.ref)
    return Entered(facts, SOME if products else EVERYTHING, products, running)


async def _page(request: Request, entered: Entered) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    certificates, reminders, schemes, products = await asyncio.gather(
        api.own_certificates(desk.id, request.query_params.get("cursor")),
        api.reminders(desk.id),
        api.schemes(),
        api.own_products(desk.id, None, limit=_MOST_PRODUCTS),
    )
    return page(
        request,
        "desk_certificates.html",
        status=entered.status,
        desk=desk,
        certificates=certificates,
        reminders=reminders.data,
        schemes=schemes.data,
        products=products,
        entered=entered,
    )


async def create(request: Request) -> Response:
    """Keep a draft; with a document it is handed in at once."""
    api, organisation_id = visitor_of(request).api, request.path_params["organisation_id"]
    form = await forms.read_form(request)
    entered = await _entered(request, form)
    document = await forms.file(form, "file")
    if entered.complaints.message:
        return await _page(request, entered)
    try:
        draft = await api.new_certificate(organisation_id, _body(entered))
    except ApiRefused as error:
        return await _page(request, _refused(request, entered, error))
    here = f"/desk/{organisation_id}/certificates/{draft.id}"
    if document is None:
        return done(here, "draft-kept")
    try:
        await api.add_evidence(draft.id, document, document[0])
        await api.submit_certificate(draft.id)
    except ApiRefused as error:
        # The draft is there: its own page takes another document.
        return await _page(request, replace(_refused(request, entered, error), facts=Entered().facts, renewed=None))
    return done(here, "submitted")


async def _entered(request: Request, form: FormData) -> Entered:
    visitor = visitor_of(request)
    facts = {name: forms.text(form, name, limit) for name, limit in {**_FACTS, "quantity": 20}.items()}
    running = forms.text(form, "renews", 64)
    renewed = await visitor.api.held_certificate(request.path_params["organisation_id"], running) if running else None
    products = frozenset(one for one in form.getlist("product") if isinstance(one, str))
    entered = Entered(facts, forms.text(form, "reach", 20), products, renewed)
    said = ""
    if facts["quantity"] and grams(facts["quantity"]) is None:
        said = N_("Write the quantity in whole kilograms, digits only.")
    elif entered.reach not in {EVERYTHING, SOME} or (entered.reach == SOME and not products):
        said = N_("Say what it covers: everything that you make, or these products.")
    return replace(entered, complaints=Complaints(visitor.say(said)), status=422) if said else entered


def _body(entered: Entered) -> dict[str, object]:
    """What the API is told. Without subjects it covers all that its holder makes; a renewal keeps what the running
    certificate covers beside products."""
    body: dict[str, object] = {name: entered.facts[name] for name in _FACTS if entered.facts[name]}
    if quantity := grams(entered.facts["quantity"]):
        body["quantity_grams"] = quantity
    subjects = [("product", one) for one in sorted(entered.products)] if entered.reach == SOME else []
    if entered.renewed is not None:
        body["supersedes_id"] = entered.renewed.id
        subjects += [(one.kind, one.ref or "") for one in entered.renewed.covers if one.kind != "product"]
    if subjects:
        body["subjects"] = [{"kind": kind, "ref": ref} for kind, ref in subjects]
    return body


def grams(kilograms: str) -> int | None:
    """Whole kilograms in grams; None for anything else, since 12.000 is twelve here and twelve thousand there."""
    is_whole = kilograms.isascii() and kilograms.isdecimal() and len(kilograms) <= _LONGEST_QUANTITY
    return int(kilograms) * _GRAMS_IN_KG if is_whole and int(kilograms) else None


def _refused(request: Request, entered: Entered, error: ApiRefused) -> Entered:
    """The form again, with why not. A session that is over, or somebody else's desk, is not the form's fault."""
    if error.status in {401, 404}:
        raise error
    visitor = visitor_of(request)
    complaints = forms.complaints(error, visitor.refusal(error), visitor.detail)
    return replace(entered, complaints=complaints, status=error.status)


ROUTES = [
    Route("/desk/{organisation_id}/certificates", own),
    Route("/desk/{organisation_id}/certificates", create, methods=["POST"]),
]

"""Units of labour investment funds that an organisation holds, and giving them back."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import attempt, done, wrong
from storefront.forms import Refused
from storefront.pages import page, visitor_of
from storefront.routes.desk import desk_membership
from storefront.routes.desk_stock import NO_COUNT, whole_count


async def units(request: Request) -> Response:
    return await _units(request, Refused())


async def _units(request: Request, refused: Refused) -> Response:
    """What it holds of each fund, what of that is given back, and from when on it is paid."""
    api, desk = visitor_of(request).api, await desk_membership(request)
    funds = [fund for fund in await api.funds() if fund.kind == "labour_investment"]
    found = await asyncio.gather(*(api.fund_units(fund.id, desk.id) for fund in funds))
    held = [(fund, one, one.holders[0]) for fund, one in zip(funds, found, strict=True) if one.holders]
    return page(
        request,
        "desk_units.html",
        status=refused.status,
        desk=desk,
        held=held,
        key=forms.new_key(),
        refused=refused,
    )


async def give_back(request: Request) -> Response:
    """Give notice of units."""
    form = await forms.read_form(request)
    fund_id, number = forms.text(form, "fund", 64), whole_count(form, "units")
    at, organisation_id = f"units-{fund_id}", request.path_params["organisation_id"]
    if number is None:
        return await _units(request, wrong(request, NO_COUNT, at=at, given=forms.typed_texts(form)))
    key = forms.text(form, "key", 64) or forms.new_key()
    asked = visitor_of(request).api.give_units_back(fund_id, organisation_id, number, key)
    then = done(f"/desk/{organisation_id}/money/units", "units-given-back")
    return await attempt(request, asked, at=at, form=form, again=_units, then=then)


_HOME = "/desk/{organisation_id}/money/units"
ROUTES = [
    Route(_HOME, units),
    Route(_HOME, give_back, methods=["POST"]),
]

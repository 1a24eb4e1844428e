"""A producer's goods: the list, a new one in three fields, and all that can be changed of one."""

import asyncio
from collections.abc import Awaitable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from storefront import forms
from storefront.acting import done, findings_of, refusal_of, wrong
from storefront.amounts import NotAnAmount, read_amount
from storefront.forms import Refused
from storefront.pages import kept_query, page, visitor_of
from storefront.routes.catalogue import tiers_of
from storefront.routes.desk import desk_membership
from storefront.shapes.base import Money
from storefront.shapes.goods import Changes, PricePreview
from storefront.transport import ApiRefused
from storefront.words import N_

NO_AMOUNT = N_("Write an amount such as 12.50.")
NO_PERCENT = N_("Write a whole number.")
UNITS = ("g", "kg", "oz", "lb", "ml", "cl", "l", "m", "piece", "pair")
_STATES = ("draft", "scheduled", "published", "archived")
_TIERS = ("solidarity", "supporter")
_WORDS = ("name", "short_line", "description", "category", "origin_country", "origin_region")


async def goods(request: Request) -> Response:
    """The desk's own products, on sale or not."""
    return await _goods(request, Refused())


async def _goods(request: Request, refused: Refused) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    query = request.query_params
    state = query.get("state", "") if query.get("state") in _STATES else ""
    wished = {"q": query.get("q", "").strip()[:100], "state": state}
    found = await api.find_own_products(desk.id, {**wished, "cursor": query.get("cursor", "")})
    return page(
        request,
        "desk_goods.html",
        status=refused.status,
        desk=desk,
        products=found,
        wished=wished,
        states=_STATES,
        key=forms.new_key(),
        refused=refused,
    )


async def new(request: Request) -> Response:
    return await _new(request, Refused())


async def _new(request: Request, refused: Refused, preview: PricePreview | None = None) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    stock = await api.stock(desk.id, limit=1)
    return page(
        request,
        "desk_new.html",
        status=refused.status,
        desk=desk,
        currency=stock.currency,
        units=UNITS,
        preview=preview,
        key=refused.typed("new", "key") or forms.new_key(),
        refused=refused,
    )


async def create(request: Request) -> Response:
    """Write a product; or only show who would get what of its price."""
    visitor = visitor_of(request)
    organisation_id = request.path_params["organisation_id"]
    form = await forms.read_form(request)
    given = {name: text for name, text in forms.typed_texts(form).items() if name != "photo"}
    currency = forms.text(form, "currency", 3)
    price = _amount(form, "price", currency)
    if price is None:
        return await _new(request, wrong(request, NO_AMOUNT, at="new", given=given))
    if forms.text(form, "mode", 10) == "show":
        shown = await _preview(request, price, 0, "")
        if isinstance(shown, PricePreview):
            return await _new(request, Refused("new", "", 200, "", given), shown)
        return await _new(request, refusal_of(request, shown, at="new", given=given))
    value = forms.text(form, "value", 13).replace(",", ".")
    body = {
        "name": forms.text(form, "name", 200),
        "price": {"amount": price.amount, "currency": price.currency},
        "net": {"value": value, "unit": forms.text(form, "unit", 5)},
    }
    try:
        made = await visitor.api.create_product(organisation_id, body, forms.text(form, "key", 64))
    except ApiRefused as error:
        if error.status in {401, 404}:
            raise
        return await _new(request, refusal_of(request, error, at="new", given=given))
    home = f"/desk/{organisation_id}/products/{made.id}"
    photo = await forms.file(form, "photo")
    if photo is None:
        return done(home, "product-made")
    try:
        # Until somebody says it better, the picture shows what the product is called.
        await visitor.api.bring_picture(made.id, photo, {"alt": made.name})
    except ApiRefused as error:
        if error.status == 401:
            raise
        return done(f"{home}/pictures", "photo-not-taken")
    return done(home, "product-made")


async def receives(request: Request) -> Response:
    """The part of a page that says who would get what, while a price is being typed."""
    await desk_membership(request)
    query = request.query_params
    currency = query.get("currency", "")[:3]
    try:
        price, premium = read_amount(query.get("price", "")[:20], currency), 0
        if query.get("premium"):
            premium = read_amount(query.get("premium", "")[:20], currency).amount
    except NotAnAmount:
        return page(request, "receives.html", preview=None, message=visitor_of(request).say(NO_AMOUNT))
    shown = await _preview(request, price, premium, query.get("variant", "")[:64])
    if isinstance(shown, PricePreview):
        return page(request, "receives.html", preview=shown, message="")
    return page(request, "receives.html", preview=None, message=visitor_of(request).refusal_in_full(shown))


async def _preview(request: Request, price: Money, premium: int, variant_id: str) -> PricePreview | ApiRefused:
    """Who would get what, or why nobody can say. A session that is over leads to the sign-in page."""
    asked: dict[str, str | int | None] = {
        "amount": price.amount,
        "premium": premium,
        "currency": price.currency,
        "variant_id": variant_id,
    }
    try:
        return await visitor_of(request).api.preview_price(request.path_params["organisation_id"], asked)
    except ApiRefused as error:
        if error.status == 401:
            raise
        return error


async def product(request: Request) -> Response:
    return await _product(request, Refused())


async def _product(
    request: Request, refused: Refused, *, error: ApiRefused | None = None, preview: PricePreview | None = None
) -> Response:
    api, desk = visitor_of(request).api, await desk_membership(request)
    found, categories, stock = await asyncio.gather(
        api.own_product(desk.id, request.path_params["product_id"]), api.categories(), api.stock(desk.id, limit=1)
    )
    tiers = await tiers_of(visitor_of(request), found.id)
    return page(
        request,
        "desk_product.html",
        status=refused.status,
        desk=desk,
        product=found,
        categories=categories.data,
        currency=stock.currency,
        units=UNITS,
        preview=preview,
        tiers=tiers,
        findings=findings_of(error) if error else [],
        key=forms.new_key(),
        refused=refused,
    )


async def edit(request: Request) -> Response:
    """Change the words of a product. What somebody else changed meanwhile is not written over."""
    form = await forms.read_form(request)
    changes: Changes = {name: forms.text(form, name, 20_000) for name in _WORDS if name in form}
    asked = visitor_of(request).api.edit_product(request.path_params["product_id"], changes, forms.version_of(form))
    return await _act(request, asked, at="words", form=form, said="product-kept")


async def move(request: Request) -> Response:
    """Put it on sale, now or at a time, take it off the shelf, or into the archive and back."""
    form = await forms.read_form(request)
    state = forms.text(form, "state", 10)
    changes: dict[str, object] = {"state": state}
    if state == "scheduled":
        changes["publish_at"] = f"{forms.text(form, 'day', 10)}T00:00:00Z"
    asked = visitor_of(request).api.edit_product(request.path_params["product_id"], changes, forms.version_of(form))
    said = {"published": "on-sale", "draft": "off-the-shelf", "scheduled": "scheduled"}.get(state, "archived")
    return await _act(request, asked, at="state", form=form, said=said)


async def duplicate(request: Request) -> Response:
    """A draft like this one, opened."""
    form = await forms.read_form(request)
    organisation_id, product_id = request.path_params["organisation_id"], forms.text(form, "product", 64)
    try:
        made = await visitor_of(request).api.duplicate_product(product_id, forms.text(form, "key", 64))
    except ApiRefused as error:
        if error.status == 401:
            raise
        return await _goods(request, refusal_of(request, error, at=f"product-{product_id}", given={}))
    return done(f"/desk/{organisation_id}/products/{made.id}", "product-duplicated")


async def set_price(request: Request) -> Response:
    """Set a variant's price; or only show who would get what of it."""
    form = await forms.read_form(request)
    variant_id, currency = forms.text(form, "variant", 64), forms.text(form, "currency", 3)
    at, given = f"price-{variant_id}", forms.typed_texts(form)
    price = _amount(form, "price", currency)
    premium = _amount(form, "premium", currency) if forms.text(form, "premium", 20) else Money(0, currency)
    if price is None or premium is None:
        return await _product(request, wrong(request, NO_AMOUNT, at=at, given=given))
    if forms.text(form, "mode", 10) == "show":
        shown = await _preview(request, price, premium.amount, variant_id)
        if isinstance(shown, PricePreview):
            return await _product(request, Refused(at, "", 200, "", given), preview=shown)
        return await _product(request, refusal_of(request, shown, at=at, given=given))
    asked = visitor_of(request).api.set_price(variant_id, currency, price.amount, premium.amount)
    return await _act(request, asked, at=at, form=form, said="price-set")


async def set_tiers(request: Request) -> Response:
    """Say how far below and above its fair price, in whole per cent, a product may be had."""
    form = await forms.read_form(request)
    below, above = (forms.whole_number(form, name, 0 if not forms.text(form, name, 4) else -1) for name in _TIERS)
    if min(below, above) < 0:
        return await _product(request, wrong(request, NO_PERCENT, at="tiers", given=forms.typed_texts(form)))
    asked = visitor_of(request).api.set_tiers(request.path_params["product_id"], below * 100, above * 100)
    return await _act(request, asked, at="tiers", form=form, said="tiers-kept")


async def add_variant(request: Request) -> Response:
    """One more size, with its price."""
    form = await forms.read_form(request)
    price = _amount(form, "price", forms.text(form, "currency", 3))
    if price is None:
        return await _product(request, wrong(request, NO_AMOUNT, at="variant", given=forms.typed_texts(form)))
    body = {
        "net": {"value": forms.text(form, "value", 13).replace(",", "."), "unit": forms.text(form, "unit", 5)},
        "price": {"amount": price.amount, "currency": price.currency},
    }
    asked = visitor_of(request).api.add_variant(
        request.path_params["product_id"], body, forms.text(form, "key", 64) or forms.new_key()
    )
    return await _act(request, asked, at="variant", form=form, said="variant-added")


async def keep_variant(request: Request) -> Response:
    """Take a size out of the product, or back in."""
    form = await forms.read_form(request)
    variant_id, is_out = forms.text(form, "variant", 64), forms.text(form, "archived", 3) == "yes"
    asked = visitor_of(request).api.edit_variant(variant_id, {"archived": is_out}, forms.version_of(form))
    return await _act(request, asked, at=f"price-{variant_id}", form=form, said="product-kept")


async def translate(request: Request) -> Response:
    """Write a text in another language."""
    form = await forms.read_form(request)
    lang, field = forms.text(form, "lang", 3), forms.text(form, "field", 20)
    asked = visitor_of(request).api.put_text(
        request.path_params["product_id"], lang, field, forms.text(form, "body", 20_000)
    )
    return await _act(request, asked, at=f"text-{lang}-{field}", form=form, said="text-kept")


async def set_windows(request: Request) -> Response:
    """When it may be ordered: the rows of the form that are filled in; none, and it may always be."""
    form = await forms.read_form(request)
    windows: list[dict[str, object]] = []
    for kind, opens, closes, ships in zip(
        *(form.getlist(name) for name in ("kind", "opens", "closes", "ships_from")), strict=False
    ):
        days = [str(day).strip()[:10] for day in (opens, closes, ships)]
        if days[0] or days[1]:
            windows.append({"kind": str(kind)[:10], "opens": days[0], "closes": days[1], "ships_from": days[2] or None})
    asked = visitor_of(request).api.put_windows(request.path_params["product_id"], windows)
    return await _act(request, asked, at="windows", form=form, said="windows-kept")


async def _act(request: Request, asked: Awaitable[None], *, at: str, form: FormData, said: str) -> Response:
    try:
        await asked
    except ApiRefused as error:
        if error.status == 401:
            raise
        refused = refusal_of(request, error, at=at, given=forms.typed_texts(form))
        return await _product(request, refused, error=error)
    organisation_id, product_id = (request.path_params[name] for name in ("organisation_id", "product_id"))
    return done(f"/desk/{organisation_id}/products/{product_id}{kept_query(request)}", said)


def _amount(form: FormData, name: str, currency: str) -> Money | None:
    """An amount above nothing, as it was typed."""
    try:
        amount = read_amount(forms.text(form, name, 20), currency)
    except NotAnAmount:
        return None
    return amount if amount.amount > 0 or name == "premium" else None


_AT = "/desk/{organisation_id}/products"
ROUTES = [
    Route(_AT, goods),
    Route(_AT, duplicate, methods=["POST"]),
    Route(f"{_AT}/new", new),
    Route(f"{_AT}/new", create, methods=["POST"]),
    Route(f"{_AT}/receives", receives),
    Route(f"{_AT}/{{product_id}}", product),
    Route(f"{_AT}/{{product_id}}", edit, methods=["POST"]),
    Route(f"{_AT}/{{product_id}}/state", move, methods=["POST"]),
    Route(f"{_AT}/{{product_id}}/price", set_price, methods=["POST"]),
    Route(f"{_AT}/{{product_id}}/tiers", set_tiers, methods=["POST"]),
    Route(f"{_AT}/{{product_id}}/variants", add_variant, methods=["POST"]),
    Route(f"{_AT}/{{product_id}}/variants/keep", keep_variant, methods=["POST"]),
    Route(f"{_AT}/{{product_id}}/texts", translate, methods=["POST"]),
    Route(f"{_AT}/{{product_id}}/windows", set_windows, methods=["POST"]),
]

"""Hubs: organisations that a producer lets offer its products."""

from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Lang, Now, SettingsDep, expect_id, signer
from api.errors import BadCursor
from api.idempotency import IdempotentDep
from api.ownership import own_organisation
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routes.catalog import read_position
from api.routes.variants import CurrencyPath
from api.routing import Routes
from api.schemas.hubs import HubGrantIn, HubGrantOut, HubGrantsOut, HubOfferOut, HubPageOut, HubPriceIn
from api.schemas.products import StockIn, StockOut
from kit.money import Money
from market.accounts.hubs import queries
from market.accounts.hubs.accept_grant import accept_grant
from market.accounts.hubs.end_grant import end_grant
from market.accounts.hubs.grant_hub import GrantTerms, grant_hub
from market.catalog.tools.hub_page import read_hub
from market.catalog.tools.set_as_hub import set_price_as_hub, set_stock_as_hub

routes = Routes(prefix="/v1", tags=["hubs"])


@routes.get("/organisations/{organisation_id}/hub-grants", policy=(Resource.HUB_GRANT, Action.LIST))
def list_grants(organisation_id: IdPath, caller: CallerDep, database: DatabaseDep) -> HubGrantsOut:
    """What your organisation lets hubs offer, and what it may offer as a hub; newest first, also what ended."""
    wanted = own_organisation(caller, organisation_id)
    with database.reading() as session:
        facts = queries.list_grants(session, wanted)
    return HubGrantsOut(data=[HubGrantOut.of(fact) for fact in facts])


@routes.post(
    "/organisations/{organisation_id}/hub-grants",
    policy=(Resource.HUB_GRANT, Action.CREATE),
    status_code=201,
    response_model=HubGrantOut,
)
def grant(
    organisation_id: IdPath,
    body: HubGrantIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """Let a hub offer your products. It holds when the hub accepts, and you are paid as before."""
    assert caller.person_id is not None
    wanted = own_organisation(caller, organisation_id)
    terms = GrantTerms(
        covers_all=body.covers_all,
        categories=body.categories,
        products=body.products,
        may_set_stock=body.may_set_stock,
        may_set_price=body.may_set_price,
        valid_from=body.valid_from or now,
        valid_to=body.valid_to,
    )
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        made = grant_hub(session, terms, producer_id=wanted, hub=body.hub, person_id=caller.person_id, now=now)
        return idempotent.answer(session, 201, HubGrantOut.of(queries.get_grant(session, made)))


@routes.post("/hub-grants/{grant_id}/accept", policy=(Resource.HUB_GRANT, Action.UPDATE))
def accept(grant_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> HubGrantOut:
    """As the hub, say yes to what the producer grants."""
    assert caller.person_id is not None
    wanted = expect_id("hgr", grant_id)
    with database.transaction() as session:
        accepted = accept_grant(session, grant_id=wanted, person_id=caller.person_id, now=now)
        return HubGrantOut.of(queries.get_grant(session, accepted))


@routes.post("/hub-grants/{grant_id}/end", policy=(Resource.HUB_GRANT, Action.UPDATE))
def end(grant_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> HubGrantOut:
    """As the producer or the hub, end it now; also to decline it or take it back. Orders stay where they are."""
    assert caller.person_id is not None
    wanted = expect_id("hgr", grant_id)
    with database.transaction() as session:
        ended = end_grant(session, grant_id=wanted, person_id=caller.person_id, now=now)
        return HubGrantOut.of(queries.get_grant(session, ended))


@routes.get("/organisations/{organisation_id}/hub-offers", policy=(Resource.HUB_OFFER, Action.LIST))
def list_offers(
    organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, page: PageQuery, now: Now
) -> Page[HubOfferOut]:
    """What your organisation offers as a hub at this moment, each variant, with what it may set of it."""
    wanted = own_organisation(caller, organisation_id)
    cursors = signer(settings, f"hub-offers {wanted}")
    position = cursors.read(page.cursor)
    after = None if position is None else position[0]
    if after is not None and not isinstance(after, str):
        raise BadCursor()
    with database.reading() as session:
        offers = queries.list_offers(
            session, hub_id=wanted, currency=settings.market_currency, at=now, after=after, limit=page.limit + 1
        )
    shown, has_more = offers[: page.limit], len(offers) > page.limit
    return Page(
        data=[HubOfferOut.of(offer, settings.market_currency) for offer in shown],
        has_more=has_more,
        next_cursor=cursors.write([shown[-1].variant_id]) if has_more else None,
    )


@routes.put(
    "/organisations/{organisation_id}/hub-offers/{variant_id}/stock", policy=(Resource.HUB_OFFER, Action.UPDATE)
)
def put_stock(
    organisation_id: IdPath, variant_id: IdPath, body: StockIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> StockOut:
    """As a hub that may, say how many there are of a producer's variant."""
    assert caller.person_id is not None
    with database.transaction() as session:
        stock = set_stock_as_hub(
            session,
            hub_id=own_organisation(caller, organisation_id),
            variant_id=expect_id("var", variant_id),
            on_hand=body.on_hand,
            person_id=caller.person_id,
            now=now,
        )
        return StockOut.of(stock)


@routes.put(
    "/organisations/{organisation_id}/hub-offers/{variant_id}/prices/{currency}",
    policy=(Resource.HUB_OFFER, Action.UPDATE),
    status_code=204,
)
def put_price(
    organisation_id: IdPath,
    variant_id: IdPath,
    currency: CurrencyPath,
    body: HubPriceIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
) -> None:
    """As a hub that may, set a producer's price, for everybody; its premium and its parts are cut as always."""
    assert caller.person_id is not None
    with database.transaction() as session:
        set_price_as_hub(
            session,
            hub_id=own_organisation(caller, organisation_id),
            variant_id=expect_id("var", variant_id),
            price=Money(body.amount, currency),
            market_country=settings.market_country,
            person_id=caller.person_id,
            now=now,
        )


@routes.get("/hubs/{id_or_slug}", policy=(Resource.CATALOG, Action.READ))
def read(
    id_or_slug: IdPath, database: DatabaseDep, settings: SettingsDep, lang: Lang, page: PageQuery, now: Now
) -> HubPageOut:
    """A hub and what it offers now, by name: other producers' products, sent and paid as always."""
    cursors = signer(settings, f"hub {id_or_slug}")
    with database.reading() as session:
        seen = read_hub(
            session,
            hub=expect_id("org", id_or_slug),
            currency=settings.market_currency,
            lang=lang,
            at=now,
            after=read_position(cursors, page.cursor),
            limit=page.limit + 1,
        )
    shown, has_more = seen.products[: page.limit], len(seen.products) > page.limit
    return HubPageOut.of(
        seen.hub,
        shown,
        currency=settings.market_currency,
        next_cursor=cursors.write([shown[-1].name_key, shown[-1].id]) if has_more else None,
    )

"""Texts, windows, values, options and lots of a producer's own products. Each answers the product as it is then."""

from typing import Annotated, Literal

from fastapi import Path
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.errors import RepeatedThing
from api.idempotency import IdempotentDep
from api.policy import Action, Resource
from api.routes.products import lock_own, page_out
from api.routing import Routes
from api.schemas.base import LanguageCode
from api.schemas.product_parts import LotIn, OptionsIn, TextIn, ValuesIn, WindowsIn
from api.schemas.products import LotOut, OwnProductPageOut
from market.accounts.texts.errors import TextTooLong, TranslationInOwnLanguage
from market.accounts.texts.remove_text import remove_text
from market.accounts.texts.write_text import write_text
from market.accounts.vocabulary.errors import ConsentMissing
from market.catalog.authoring.add_lot import add_lot
from market.catalog.authoring.change_lot import change_lot
from market.catalog.authoring.choose_values import choose_values
from market.catalog.authoring.errors import NoSuchLot
from market.catalog.authoring.forget_lot import forget_lot
from market.catalog.authoring.lot_queries import lock_own_lot
from market.catalog.authoring.set_options import set_options
from market.catalog.authoring.set_windows import set_windows
from market.catalog.authoring.touch_product import touch_product
from models.enums import TranslationOrigin

routes = Routes(prefix="/v1", tags=["producers"])

LangPath = Annotated[LanguageCode, Path()]
TextField = Literal["name", "short_line", "description"]
_LONGEST = {"name": 200, "short_line": 200}
_UPDATE = (Resource.PRODUCT, Action.UPDATE)
_TEXT = "/products/{product_id}/texts/{lang}/{field}"


@routes.put(_TEXT, policy=_UPDATE)
def put_text(
    product_id: IdPath,
    lang: LangPath,
    field: TextField,
    body: TextIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
) -> OwnProductPageOut:
    """Say a text of your product in another language. A machine's text never takes the place of a person's."""
    if body.origin is TranslationOrigin.ORIGINAL:
        raise TranslationInOwnLanguage(lang)
    if len(body.body) > _LONGEST.get(field, len(body.body)):
        raise TextTooLong(field, _LONGEST[field])
    with database.transaction() as session:
        product = lock_own(session, caller, product_id)
        if lang == product.language:
            raise TranslationInOwnLanguage(lang)
        if write_text(
            session, entity_id=product.id, field=field, lang=lang, body=body.body, origin=body.origin, now=now
        ):
            touch_product(session, product, market_country=settings.market_country, now=now)
        return page_out(session, product, settings, now)


@routes.delete(_TEXT, policy=_UPDATE)
def remove_text_of(
    product_id: IdPath,
    lang: LangPath,
    field: TextField,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
) -> OwnProductPageOut:
    """Take a translation away: the original is shown instead."""
    with database.transaction() as session:
        product = lock_own(session, caller, product_id)
        remove_text(session, entity_id=product.id, field=field, lang=lang)
        touch_product(session, product, market_country=settings.market_country, now=now)
        return page_out(session, product, settings, now)


@routes.put("/products/{product_id}/windows", policy=_UPDATE)
def put_windows(
    product_id: IdPath, body: WindowsIn, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now
) -> OwnProductPageOut:
    """Say when your product may be ordered: a season, some dates, or ahead of its delivery. Replaces what you said."""
    windows = body.all()
    with database.transaction() as session:
        product = lock_own(session, caller, product_id)
        if set_windows(session, product, windows=windows):
            touch_product(session, product, market_country=settings.market_country, now=now)
        return page_out(session, product, settings, now)


@routes.put("/products/{product_id}/values", policy=_UPDATE)
def put_values(
    product_id: IdPath, body: ValuesIn, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now
) -> OwnProductPageOut:
    """Say what your product stands for, in your own words. Replaces what you said before."""
    if not all(value.consent for value in body.values):
        raise ConsentMissing()
    if len({value.code for value in body.values}) < len(body.values):
        raise RepeatedThing()
    with database.transaction() as session:
        product = lock_own(session, caller, product_id)
        if choose_values(session, product, values=body.all(), now=now):
            touch_product(session, product, market_country=settings.market_country, now=now)
        return page_out(session, product, settings, now)


@routes.put("/products/{product_id}/options", policy=_UPDATE)
def put_options(
    product_id: IdPath, body: OptionsIn, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now
) -> OwnProductPageOut:
    """Say what tells the variants apart, with the answers of all of them; their names follow."""
    values = {each.variant_id: each.values for each in body.variants}
    if len(values) < len(body.variants):
        raise RepeatedThing()
    with database.transaction() as session:
        product = lock_own(session, caller, product_id)
        if set_options(session, product, names=body.names, values=values):
            touch_product(session, product, market_country=settings.market_country, now=now)
        return page_out(session, product, settings, now)


@routes.post("/products/{product_id}/lots", policy=_UPDATE, status_code=201, response_model=LotOut)
def add_lot_to(
    product_id: IdPath,
    body: LotIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """Write down a harvest or a batch of your product."""
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        product = lock_own(session, caller, product_id)
        lot = add_lot(session, product, facts=body.facts, now=now)
        touch_product(session, product, market_country=settings.market_country, now=now)
        return idempotent.answer(session, 201, LotOut.of(lot))


@routes.put("/lots/{lot_id}", policy=_UPDATE)
def put_lot(
    lot_id: IdPath, body: LotIn, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now
) -> LotOut:
    """Write down anew what is known of a lot; the variants sold from it follow its code."""
    with database.transaction() as session:
        found = lock_own_lot(session, lot_id=expect_id("lot", lot_id), person_id=caller.person_id)
        if found is None:
            raise NoSuchLot()
        product, lot = found
        change_lot(session, lot, facts=body.facts)
        touch_product(session, product, market_country=settings.market_country, now=now)
        return LotOut.of(lot)


@routes.delete("/lots/{lot_id}", policy=_UPDATE, status_code=204)
def remove_lot(lot_id: IdPath, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now) -> None:
    """Forget a lot that nothing is sold from."""
    with database.transaction() as session:
        found = lock_own_lot(session, lot_id=expect_id("lot", lot_id), person_id=caller.person_id)
        if found is None:
            raise NoSuchLot()
        product, lot = found
        forget_lot(session, lot)
        touch_product(session, product, market_country=settings.market_country, now=now)

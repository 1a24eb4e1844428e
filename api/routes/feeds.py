"""What is on sale as feeds: for Google Merchant Center, and for whoever reads the Data Food Consortium's words."""

from collections.abc import Iterator
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.deps import DatabaseDep, IdPath, Lang, LimiterDep, Now, SettingsDep, client_network, expect_id
from api.limits import Limiter, Zone
from api.policy import Action, Resource
from api.routing import Routes
from api.streaming import streamed
from kit.currencies import currency_facts
from kit.database import Database
from kit.settings import Settings
from market.catalog.exporting.dfc import write_dfc_catalog
from market.catalog.exporting.google_feed import write_google_feed
from market.catalog.exporting.offers import Addresses, Audience
from market.catalog.exporting.read_feed import find_feed, read_offered, read_own_words

routes = Routes(prefix="/v1", tags=["exports"])

_READ = (Resource.CATALOG, Action.READ)
_RSS = "application/rss+xml; charset=utf-8"
_JSON_LD = "application/ld+json"


@routes.get("/feeds/google", policy=_READ, response_class=StreamingResponse)
def read_google_feed(
    request: Request, database: DatabaseDep, settings: SettingsDep, limiter: LimiterDep, lang: Lang, now: Now
) -> Response:
    """Everything on sale with a price, for Google Merchant Center (RSS 2.0); its labels are those of this second."""
    return _google(request, database, settings, limiter, lang, now, producer=None)


@routes.get("/producers/{id_or_slug}/feeds/google", policy=_READ, response_class=StreamingResponse)
def read_google_feed_of_one(
    id_or_slug: IdPath,
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    limiter: LimiterDep,
    lang: Lang,
    now: Now,
) -> Response:
    """The same of one producer."""
    return _google(request, database, settings, limiter, lang, now, producer=expect_id("org", id_or_slug))


@routes.get("/dfc/catalog", policy=_READ, response_class=StreamingResponse)
def read_dfc_catalog(
    request: Request, database: DatabaseDep, settings: SettingsDep, limiter: LimiterDep, lang: Lang, now: Now
) -> Response:
    """Everything on sale in the words of the Data Food Consortium: `hasCertification` for what others verified and
    what holds now, `hasClaim` for a producer's own word."""
    return _dfc(request, database, settings, limiter, lang, now, producer=None)


@routes.get("/producers/{id_or_slug}/dfc/catalog", policy=_READ, response_class=StreamingResponse)
def read_dfc_catalog_of_one(
    id_or_slug: IdPath,
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    limiter: LimiterDep,
    lang: Lang,
    now: Now,
) -> Response:
    """The same of one producer."""
    return _dfc(request, database, settings, limiter, lang, now, producer=expect_id("org", id_or_slug))


def _google(
    request: Request,
    database: Database,
    settings: Settings,
    limiter: Limiter,
    lang: str,
    now: datetime,
    *,
    producer: str | None,
) -> Response:
    limiter.count(Zone.FEED, client_network(request))
    audience, addresses = _audience(settings, lang, now), _addresses(settings)
    feed = find_feed(database, audience, producer=producer)

    def write() -> Iterator[bytes]:
        products = read_offered(database, audience, producer_id=feed.producer_id)
        return write_google_feed(products, audience, addresses, title="Solifair")

    return streamed(request, f"google-{lang}-{feed.fingerprint}", _RSS, write)


def _dfc(
    request: Request,
    database: Database,
    settings: Settings,
    limiter: Limiter,
    lang: str,
    now: datetime,
    *,
    producer: str | None,
) -> Response:
    limiter.count(Zone.FEED, client_network(request))
    audience, addresses = _audience(settings, lang, now), _addresses(settings)
    feed = find_feed(database, audience, producer=producer)

    def write() -> Iterator[bytes]:
        words = read_own_words(database, producer_id=feed.producer_id, lang=lang)
        products = read_offered(database, audience, producer_id=feed.producer_id)
        return write_dfc_catalog(products, words, audience, addresses)

    return streamed(request, f"dfc-{lang}-{feed.fingerprint}", _JSON_LD, write)


def _audience(settings: Settings, lang: str, now: datetime) -> Audience:
    exponent = currency_facts(settings.market_currency).exponent
    return Audience(lang, settings.market_currency, exponent, settings.market_country, now)


def _addresses(settings: Settings) -> Addresses:
    return Addresses(settings.api_url, settings.storefront_url)

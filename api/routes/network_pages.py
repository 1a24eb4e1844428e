"""Networks as everybody may see them: who belongs, how that came about, what members buy from each other."""

from datetime import UTC, date
from typing import Annotated, Literal

from fastapi import Query

from api.deps import DatabaseDep, IdPath, Now, SettingsDep
from api.lists import IdList
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.network_pages import (
    NetworkMemberOut,
    NetworkOut,
    NetworkSalesOut,
    NetworkShortOut,
    PurchasesOut,
    TrendOut,
)
from market.impact.facts.follow_queries import find_watermark
from market.impact.networks.queries import Asked
from market.impact.networks.roll_up import roll_up
from market.networks import queries
from market.networks.period import read_quarter, require_over, require_period
from market.networks.read_network import get_network, read_network
from market.networks.tell_purchases import tell_purchases

routes = Routes(prefix="/v1/networks", tags=["networks"])

_READ = (Resource.NETWORK, Action.READ)
From = Annotated[date | None, Query(alias="from", description="First day; without it, from the beginning")]
To = Annotated[
    date | None, Query(alias="to", description="First day that is no longer meant; without it, until further notice")
]


@routes.get("", policy=_READ)
def list_all(database: DatabaseDep, settings: SettingsDep, page: PageQuery, now: Now) -> Page[NetworkShortOut]:
    """Federations and networks, newest first, with how many belong to each today."""
    asked = IdList(settings, "networks", page)
    with database.reading() as session:
        rows = queries.list_networks(session, today=now.astimezone(UTC).date(), before=asked.before, limit=asked.limit)
    return asked.answer(rows, NetworkShortOut.of)


@routes.get("/{id_or_slug}", policy=_READ)
def read(id_or_slug: IdPath, database: DatabaseDep, now: Now) -> NetworkOut:
    """A network today, and how its membership moved, quarter by quarter."""
    with database.reading() as session:
        return NetworkOut.of(read_network(session, id_or_slug, now=now))


@routes.get("/{id_or_slug}/members", policy=_READ)
def list_members(
    id_or_slug: IdPath,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    now: Now,
    start: From = None,
    end: To = None,
) -> Page[NetworkMemberOut]:
    """Who belonged in a period, each once however many ways lead to it, with the days on which it did."""
    period = require_period(start, end, today=now.astimezone(UTC).date())
    asked = IdList(settings, f"networks/{id_or_slug}/{period.start or ''}/{period.end or ''}", page)
    with database.reading() as session:
        network = get_network(session, id_or_slug)
        rows = queries.list_members_between(
            session, network.id, start=period.start, end=period.end, before=asked.before, limit=asked.limit
        )
    return asked.answer(rows, NetworkMemberOut.of)


@routes.get("/{id_or_slug}/purchases", policy=_READ)
def read_purchases(id_or_slug: IdPath, database: DatabaseDep, settings: SettingsDep, now: Now) -> TrendOut:
    """What members bought for themselves, and how much of it from members, by quarters, a week after their end."""
    currency = settings.market_currency
    with database.reading() as session:
        told = tell_purchases(session, id_or_slug, currency=currency, now=now)
    return TrendOut(currency=currency, data=[PurchasesOut.of(each, currency) for each in told])


@routes.get("/{id_or_slug}/sales", policy=_READ)
def read_sales(
    id_or_slug: IdPath,
    quarter: Annotated[str, Query(max_length=7, description="One that ended a week ago or earlier, such as 2026-Q3")],
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
    public_support: Annotated[
        Literal["count", "leave_out"], Query(description="Whether public money counts as income")
    ] = "count",
) -> NetworkSalesOut:
    """What members sold and were paid in a quarter, together, as far as the facts of the books have been written."""
    meant, currency = read_quarter(quarter), settings.market_currency
    require_over(meant, now=now)
    with database.reading() as session:
        asked = Asked(
            network_id=get_network(session, id_or_slug).id,
            start=meant.starts_on,
            end=meant.ends_on,
            currency=currency,
            as_of=find_watermark(session),
        )
        found = roll_up(session, asked, is_support_counted=public_support == "count")
    return NetworkSalesOut.of(found, start=meant.starts_on, end=meant.ends_on, currency=currency)

"""What the public sees of a hub: who it is, and what it offers now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.accounts.hubs.errors import NoSuchHub
from market.catalog.tools import hub_page_queries as queries


@dataclass(frozen=True)
class HubPage:
    """A hub with some of what it offers, by the product's name."""

    hub: queries.Hub
    products: list[queries.HubProduct]


def read_hub(
    session: Session,
    *,
    hub: str,
    currency: str,
    lang: str,
    at: datetime,
    after: tuple[str, str] | None,
    limit: int,
) -> HubPage:
    """A hub, by id or slug; `after` is a name key and a product. Raises NoSuchHub for who offers nothing now."""
    found = queries.find_hub(session, hub, at=at)
    if found is None:
        raise NoSuchHub()
    products = queries.list_products(
        session, hub_id=found.id, currency=currency, lang=lang, at=at, after=after, limit=limit
    )
    return HubPage(found, products)

"""A producer lets a hub offer its products."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.errors import NoSuchCategory
from certification.networks.queries import is_steward
from market.accounts.errors import NoSuchOrganisation
from market.accounts.hubs import queries
from market.accounts.hubs.errors import HubGrantNotSensible, NoSuchHub
from models.hubs import HubGrant


@dataclass(frozen=True)
class GrantTerms:
    """What a hub may offer, and what it may set: all products, or those of `categories` with all below them and the
    single `products`. From `valid_from` on, up to but not including `valid_to`."""

    covers_all: bool
    categories: Sequence[str]
    products: Sequence[str]
    may_set_stock: bool
    may_set_price: bool
    valid_from: datetime
    valid_to: datetime | None


def grant_hub(
    session: Session, terms: GrantTerms, *, producer_id: str, hub: str, person_id: str, now: datetime
) -> HubGrant:
    """Write a grant to a hub, named by id or slug. It holds when the hub accepts.

    Raises NoSuchOrganisation unless the person is a steward of the producer, NoSuchHub, HubGrantNotSensible,
    NoSuchCategory; another producer's product is as one that is not there.
    """
    if not is_steward(session, person_id=person_id, organisation_id=producer_id):
        raise NoSuchOrganisation()
    hub_id = queries.find_hub(session, hub)
    if hub_id is None or hub_id == producer_id or not queries.is_producer(session, producer_id):
        raise NoSuchHub()
    _refuse_nonsense(terms, now)
    unknown = queries.find_unknown_category(session, terms.categories)
    if unknown is not None:
        raise NoSuchCategory(unknown)
    if queries.has_foreign_product(session, terms.products, producer_id=producer_id):
        raise HubGrantNotSensible("no_such_product")
    grant = HubGrant(
        producer_id=producer_id,
        hub_id=hub_id,
        covers_all=terms.covers_all,
        may_set_stock=terms.may_set_stock,
        may_set_price=terms.may_set_price,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        granted_by=person_id,
        created_at=now,
    )
    queries.insert_grant(session, grant, categories=set(terms.categories), products=set(terms.products))
    record_audit(
        session,
        action="hub.grant",
        actor_id=person_id,
        object_id=grant.id,
        detail={
            "producer": producer_id,
            "hub": hub_id,
            "of": "all" if terms.covers_all else " ".join(sorted({*terms.categories, *terms.products}))[:500],
            "may_set": " ".join(_settable(terms)),
        },
        now=now,
    )
    return grant


def _refuse_nonsense(terms: GrantTerms, now: datetime) -> None:
    """Raises HubGrantNotSensible."""
    if terms.covers_all == bool(terms.categories or terms.products):
        raise HubGrantNotSensible("all_or_some")
    if terms.valid_to is not None and terms.valid_to <= max(terms.valid_from, now):
        raise HubGrantNotSensible("ends_before_it_begins")


def _settable(terms: GrantTerms) -> list[str]:
    return ["stock"] * terms.may_set_stock + ["price"] * terms.may_set_price

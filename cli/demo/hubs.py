"""The demo's hub: a co-operative whose shop offers two other producers' goods too, and watches its own stock."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from cli.demo.content_types import DemoContent
from cli.demo.ground import Ground
from market.accounts.hubs.accept_grant import accept_grant
from market.accounts.hubs.grant_hub import GrantTerms, grant_hub
from market.catalog.tools.watch_stock import watch_stock

_HAS_HUB = text("select exists (select from hub_grant)")
_FEW = 12


def open_hub(session: Session, content: DemoContent, ground: Ground, *, now: datetime) -> None:
    """Let the first producer who can sign in offer what the second makes; the third has asked it, and waits."""
    if session.execute(_HAS_HUB).scalar_one():
        return
    stewards = {
        person.organisation: ground.people[person.slug]
        for person in content.people
        if person.organisation is not None and person.role in ("secretary", "member")
    }
    hub, accepted, waiting = list(stewards)[:3]
    watch_stock(session, producer_id=ground.organisations[hub], variant_id=None, threshold=_FEW, now=now)
    terms = GrantTerms(
        covers_all=True,
        categories=(),
        products=(),
        may_set_stock=True,
        may_set_price=False,
        valid_from=now,
        valid_to=None,
    )
    for producer in (accepted, waiting):
        grant = grant_hub(
            session,
            terms,
            producer_id=ground.organisations[producer],
            hub=ground.organisations[hub],
            person_id=stewards[producer],
            now=now,
        )
        if producer == accepted:
            accept_grant(session, grant_id=grant.id, person_id=stewards[hub], now=now)

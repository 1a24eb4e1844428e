"""What the solidarity fund pays of an order is kept aside from its placing until it is paid, or off."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.ledger import accounts
from market.ledger.entry import Entry
from market.ledger.post import post
from market.ledger.rules.funds import fund_promise_released, fund_promised
from market.orders import tier_queries
from market.orders.errors import PotIsEmpty
from market.pricing.tiers.queries import lock_pot
from models.orders import Order


def promise_relief(session: Session, *, order_id: str, relief: Money, now: datetime) -> None:
    """Keep aside what the fund pays. The last thing that placing does. Raises PotIsEmpty when it has too little."""
    if not relief.minor:
        return
    pot = lock_pot(session, relief.currency)
    if pot is None or not pot.covers(relief.minor):
        raise PotIsEmpty(relief.minor, pot.free.minor if pot else 0, relief.currency)
    number = tier_queries.count_releases(session, order_id)
    post(session, fund_promised(accounts.fund(pot.account_code), order_id, number, relief, at=now), now=now)


def released_promise(session: Session, order: Order, *, now: datetime) -> list[Entry]:
    """The entry that lets go what is kept aside for an order; none when nothing is."""
    standing = tier_queries.find_promise(session, order.id)
    if standing is None:
        return []
    relief = Money(order.relief_minor, order.currency)
    fund = accounts.fund(standing.account_code)
    return [fund_promise_released(fund, order.id, standing.number, relief, at=now)]


def release_promise(session: Session, order: Order, *, now: datetime) -> None:
    """An order that nobody will pay: the fund has its money again."""
    for entry in released_promise(session, order, now=now):
        post(session, entry, now=now)

"""An order's whole story, for whoever has to answer a question about it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.orders.errors import NoSuchOrder
from market.payouts.story.facts import OrderFacts
from market.payouts.story.queries import read_facts
from market.payouts.story.rules import Story, tell


@dataclass(frozen=True)
class ToldOrder:
    """The sentences, and what they were told from."""

    facts: OrderFacts
    story: Story


def tell_order(session: Session, order_id: str) -> ToldOrder:
    """Raises NoSuchOrder."""
    facts = read_facts(session, order_id)
    if facts is None:
        raise NoSuchOrder()
    return ToldOrder(facts, tell(facts))

"""Write down a harvest or a batch."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from kit.ids import new_id
from market.catalog.authoring import lot_queries
from market.catalog.authoring.errors import LotExists
from market.catalog.authoring.queries import Net
from market.catalog.authoring.rules.products import require_net
from models.catalog import Lot, Product


@dataclass(frozen=True)
class LotFacts:
    """What is known of a lot; `season` is how its people call the harvest, `quantity` how much there was."""

    code: str
    harvest_year: int | None = None
    season: str = ""
    best_before: date | None = None
    quantity: Net | None = None
    note: str = ""


def add_lot(session: Session, product: Product, *, facts: LotFacts, now: datetime) -> Lot:
    """A lot of a locked product. Raises LotExists, BadNetQuantity."""
    if lot_queries.is_taken(session, product_id=product.id, code=facts.code):
        raise LotExists(facts.code)
    lot = Lot(id=new_id("lot"), product_id=product.id, code=facts.code, created_at=now)
    write_facts(lot, facts)
    session.add(lot)
    session.flush()
    return lot


def write_facts(lot: Lot, facts: LotFacts) -> None:
    """Every fact, also those that are empty now. Raises BadNetQuantity."""
    if facts.quantity is not None:
        require_net(facts.quantity.quantity, facts.quantity.unit)
    lot.code = facts.code
    lot.harvest_year = facts.harvest_year
    lot.season = facts.season
    lot.best_before = facts.best_before
    lot.quantity = facts.quantity.quantity if facts.quantity else None
    lot.unit = facts.quantity.unit if facts.quantity else None
    lot.note = facts.note

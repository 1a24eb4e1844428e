"""Write down anew what is known of a lot."""

from sqlalchemy.orm import Session

from market.catalog.authoring import lot_queries
from market.catalog.authoring.add_lot import LotFacts, write_facts
from market.catalog.authoring.errors import LotExists
from models.catalog import Lot


def change_lot(session: Session, lot: Lot, *, facts: LotFacts) -> None:
    """All facts of a locked lot; the variants sold from it follow its code. Raises LotExists, BadNetQuantity."""
    if facts.code != lot.code:
        if lot_queries.is_taken(session, product_id=lot.product_id, code=facts.code):
            raise LotExists(facts.code)
        lot_queries.rename_on_variants(session, lot, facts.code)
    write_facts(lot, facts)
    session.flush()

"""Say when a product may be ordered."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from market.catalog.authoring import own_queries
from market.catalog.authoring.rules.windows import Window, require_windows
from models.catalog import Product, ProductWindow


def set_windows(session: Session, product: Product, *, windows: Sequence[Window]) -> bool:
    """A locked product may be ordered in these windows and at no other time; with none, always.

    False when they are the same as before. Raises BadWindow.
    """
    require_windows(windows)
    there = own_queries.list_windows(session, product.id)
    before = [
        Window(each.kind, each.opens_each, each.closes_each, each.opens_on, each.closes_on, each.ships_from)
        for each in there
    ]
    if before == list(windows):
        return False
    for old in there:
        session.delete(old)
    session.flush()
    # One by one: their ids are in the order in which they were written.
    for window in windows:
        session.add(
            ProductWindow(
                product_id=product.id,
                kind=window.kind,
                opens_each=window.opens_each,
                closes_each=window.closes_each,
                opens_on=window.opens_on,
                closes_on=window.closes_on,
                ships_from=window.ships_from,
            )
        )
        session.flush()
    return True

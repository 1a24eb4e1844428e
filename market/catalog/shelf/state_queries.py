"""What the state of the catalogue is called, so that an answer can be kept for as long as it is true."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from kit.reads import Reads
from kit.text import is_storable

# A product's page also says how many there are. $1 now, $2 ids or slugs
_STATES = """
select s.state, s.seconds, array(
           select (select string_agg((t.on_hand - t.reserved)::text, ',' order by t.variant_id)
                   from variant v join stock t on t.variant_id = v.id
                   where v.product_id = coalesce(
                       (select p.id from product p where p.id = asked.product),
                       (select p.id from product p where p.slug = asked.product)))
           from unnest($2::text[]) with ordinality asked (product, place)
           order by asked.place)
from catalogue_state($1::timestamptz) s
"""


@dataclass(frozen=True, slots=True)
class CatalogueState:
    """`name` is another one whenever an answer could be; before `until` the clock alone will not change it."""

    name: str
    until: datetime


async def read_states(reads: Reads, at: datetime, products: Sequence[str | None]) -> list[CatalogueState]:
    """The states that the pages of these products are in, by id or slug; None asks for that of lists. Raises as
    `Reads.row`."""
    # What cannot be stored is the name of no product.
    asked = [product for product in products if product is not None and is_storable(product)]
    row = await reads.row(_STATES, at, asked)
    assert row is not None
    name, seconds, stocks = row
    until = at + timedelta(seconds=cast(int, seconds))
    of_lists = CatalogueState(str(name), until)
    of_products = {
        product: CatalogueState(f"{name} {stock or ''}", until)
        for product, stock in zip(asked, cast(list[str | None], stocks), strict=True)
    }
    return [of_lists if product is None else of_products.get(product, of_lists) for product in products]

"""What the state of the catalogue is called, so that an answer can be kept for as long as it is true."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from kit.reads import Reads

_STATE = "select s.state, s.seconds from catalogue_state($1::timestamptz) s"
# A product's page also says how many there are.
_STATE_OF_PRODUCT = """
select s.state || ' ' || coalesce((
           select string_agg((t.on_hand - t.reserved)::text, ',' order by t.variant_id)
           from variant v join stock t on t.variant_id = v.id
           where v.product_id = coalesce(
               (select p.id from product p where p.id = $2), (select p.id from product p where p.slug = $2))), ''),
       s.seconds
from catalogue_state($1::timestamptz) s
"""


@dataclass(frozen=True)
class CatalogueState:
    """`name` is another one whenever an answer could be; before `until` the clock alone will not change it."""

    name: str
    until: datetime


async def read_state(reads: Reads, at: datetime) -> CatalogueState:
    """The state that lists are in. Raises as `Reads.row`."""
    return _state(await reads.row(_STATE, at), at)


async def read_product_state(reads: Reads, at: datetime, id_or_slug: str) -> CatalogueState:
    """The state that a product's page is in. Raises as `Reads.row`."""
    return _state(await reads.row(_STATE_OF_PRODUCT, at, id_or_slug), at)


def _state(row: Sequence[object] | None, at: datetime) -> CatalogueState:
    assert row is not None
    name, seconds = row
    return CatalogueState(str(name), at + timedelta(seconds=cast(int, seconds)))

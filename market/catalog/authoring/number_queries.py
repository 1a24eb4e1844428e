"""SQL of article numbers: which variant of a producer each one names."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

# Who gives a number to a variant holds its producer: no two do at once.
_LOCK_PRODUCER = text("select from organisation where id = :producer_id for no key update")
# `offset 0` holds the planner to the indexes, as in an import's other questions.
_HOLDERS = text(
    """
    select v.sku, v.id as variant_id, p.handle, v.label
    from unnest(cast(:skus as text[])) as asked (sku)
    cross join lateral (select * from variant v where v.sku = asked.sku and v.archived_at is null offset 0) v
    cross join lateral (
        select p.handle from product p
        where p.id = v.product_id and p.producer_id = :producer_id and p.state <> 'archived' offset 0
    ) p
    """
)


@dataclass(frozen=True, slots=True)
class NumberHolder:
    """The variant that a number names: what is in the archive, itself or with its product, has given it up."""

    variant_id: str
    handle: str
    label: str


def lock_numbers(session: Session, producer_id: str) -> None:
    """Let nobody else give a number to a variant of this producer until the transaction ends."""
    session.execute(_LOCK_PRODUCER, {"producer_id": producer_id})


def list_number_holders(session: Session, *, producer_id: str, skus: Sequence[str]) -> dict[str, NumberHolder]:
    """Whose these numbers are."""
    if not skus:
        return {}
    rows = session.execute(_HOLDERS, {"producer_id": producer_id, "skus": list(skus)}).all()
    return {row.sku: NumberHolder(row.variant_id, row.handle, row.label) for row in rows}

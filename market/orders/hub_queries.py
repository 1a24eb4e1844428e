"""SQL of hubs that goods are bought through."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

_OFFERING = text(
    """
    select o.id
    from organisation o
    join variant v on v.id = :variant_id
    where (o.id = :hub or o.slug = :hub) and o.archived_at is null
      and v.product_id in (select offered.product_id from hub_products(o.id, :at) offered)
    """
)


def find_offering_hub(session: Session, hub: str, *, variant_id: str, at: datetime) -> str | None:
    """The id of this hub (by id or slug) if it offers the variant's product at this moment."""
    asked = {"hub": hub, "variant_id": variant_id, "at": at}
    return session.execute(_OFFERING, asked).scalar_one_or_none()

"""SQL of what cannot be ordered on a day, though it is on sale."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

_OUT_OF_SEASON = text(
    """
    select v.id from variant v where v.id = any(:variant_ids) and not is_orderable(v.product_id, :on) order by v.id
    """
)


def list_out_of_season(session: Session, variant_ids: Sequence[str], *, on: date) -> list[str]:
    """Which of these variants are of products none of whose windows is open."""
    return list(session.execute(_OUT_OF_SEASON, {"variant_ids": list(variant_ids), "on": on}).scalars())

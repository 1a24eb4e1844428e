"""Rows that a certificate's own page and its proof read beside what every page reads."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

_QUANTITY = text(
    """
    select c.quantity_grams as total_grams, claim_left(c.id, :at) as left_grams
    from certificate c where c.id = :id and c.quantity_grams is not null
    """
)
# A renewal that was rejected renews nothing; a draft is in its holder's hands alone.
_RENEWAL = text("select id from certificate where supersedes_id = :id and state <> 'rejected' order by id desc limit 1")


@dataclass(frozen=True)
class Quantity:
    """How much a certificate covers in all, and how much of that nobody has bought with its claim, in grams."""

    total_grams: int
    left_grams: int


def find_quantity(session: Session, certificate_id: str, *, at: datetime) -> Quantity | None:
    """None for a certificate that covers whatever its holder makes."""
    row = session.execute(_QUANTITY, {"id": certificate_id, "at": at}).one_or_none()
    return None if row is None else Quantity(row.total_grams, row.left_grams)


def find_renewal(session: Session, certificate_id: str) -> str | None:
    """The newest certificate that is to take this one's place."""
    return session.execute(_RENEWAL, {"id": certificate_id}).scalar_one_or_none()

"""SQL of promotions. Uses are rows, one for each order; an order that was never paid gives its use back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.pricing.rules import PromotionFacts
from models.pricing import Promotion, PromotionUse

_IN_FORCE = text(
    """
    select id, code, producer_id, is_borne_by_market, discount_bps, max_uses
    from promotion
    where code = :code and valid_from <= :now and (valid_to is null or valid_to > :now)
    """
)
_LOCK = text("select id from promotion where id = :id for update")
_COUNT_USES = text(
    """
    select count(*) from promotion_use u join customer_order o on o.id = u.order_id
    where u.promotion_id = :id and o.state not in ('expired', 'cancelled')
    """
)
_LIST = text(
    """
    select p.code, o.slug as producer, p.is_borne_by_market, p.discount_bps, p.max_uses, p.valid_from, p.valid_to,
           (select count(*) from promotion_use u join customer_order c on c.id = u.order_id
            where u.promotion_id = p.id and c.state not in ('expired', 'cancelled')) as uses
    from promotion p left join organisation o on o.id = p.producer_id
    order by p.valid_from desc, p.code
    """
)


@dataclass(frozen=True)
class PromotionView:
    """A promotion and how often it was used; `producer` is the slug of whose goods it is on."""

    code: str
    producer: str | None
    is_borne_by_market: bool
    discount_bps: int
    max_uses: int | None
    valid_from: datetime
    valid_to: datetime | None
    uses: int


def find_usable(session: Session, code: str, *, now: datetime, is_locking: bool = False) -> PromotionFacts | None:
    """The promotion under a folded code, if it is in force and not used up.

    `is_locking` makes whoever wants the same limited promotion wait until this transaction ends: then the count is true
    until an order is written. A promotion without a limit is never locked.
    """
    row = session.execute(_IN_FORCE, {"code": code, "now": now}).one_or_none()
    if row is None:
        return None
    if row.max_uses is not None:
        if is_locking:
            session.execute(_LOCK, {"id": row.id})
        # A statement of its own: it sees what was committed while we waited for the lock.
        if session.execute(_COUNT_USES, {"id": row.id}).scalar_one() >= row.max_uses:
            return None
    return PromotionFacts(row.id, row.code, row.producer_id, row.is_borne_by_market, row.discount_bps)


def insert_use(session: Session, *, promotion_id: str, order_id: str) -> None:
    """The order used the promotion."""
    session.execute(insert(PromotionUse).values(promotion_id=promotion_id, order_id=order_id))


def has_code(session: Session, code: str) -> bool:
    """Whether any promotion ever had this folded code."""
    return session.execute(select(col(Promotion.id)).where(col(Promotion.code) == code)).first() is not None


def insert_promotion(session: Session, promotion: Promotion) -> None:
    session.add(promotion)
    session.flush()


def list_promotions(session: Session) -> list[PromotionView]:
    """Every promotion, the newest first."""
    return [PromotionView(**row._mapping) for row in session.execute(_LIST)]

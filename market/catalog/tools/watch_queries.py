"""SQL of watched stock. The alerts themselves are written by the database with every change of the stock."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

_SET = text(
    """
    insert into stock_watch (id, producer_id, variant_id, threshold, set_at)
    values (:id, :producer_id, :variant_id, :threshold, :now)
    on conflict (variant_id) do update set threshold = excluded.threshold, set_at = excluded.set_at
    """
)
_SET_WHOLE = text(
    """
    insert into stock_watch (id, producer_id, variant_id, threshold, set_at)
    values (:id, :producer_id, null, :threshold, :now)
    on conflict (producer_id) where variant_id is null do update
    set threshold = excluded.threshold, set_at = excluded.set_at
    """
)
_DROP = text("delete from stock_watch where producer_id = :producer_id and variant_id is not distinct from :variant_id")
_REVIEW = text(
    """
    select review_stock(array(
        select s.variant_id from stock s
        join variant v on v.id = s.variant_id join product p on p.id = v.product_id
        where p.producer_id = :producer_id and (cast(:variant_id as text) is null or s.variant_id = :variant_id)
        order by s.variant_id for update of s))
    """
)
_WATCHES = text(
    """
    select w.variant_id, w.threshold, v.label as variant_label, p.id as product_id, p.name as product_name
    from stock_watch w
    left join variant v on v.id = w.variant_id left join product p on p.id = v.product_id
    where w.producer_id = :producer_id and (w.variant_id is null or v.archived_at is null)
    order by w.variant_id is not null, p.name, v.position, w.id
    """
)
# What is not for sale runs short for nobody.
_ALERTS = text(
    """
    select a.id, a.variant_id, a.threshold, a.raised_at, a.resolved_at, v.label as variant_label,
           p.id as product_id, p.name as product_name, p.language,
           case when a.resolved_at is null then s.on_hand - s.reserved else a.available end as available
    from stock_alert a
    join variant v on v.id = a.variant_id
    join product p on p.id = v.product_id
    join stock s on s.variant_id = a.variant_id
    where a.producer_id = :producer_id and (cast(:before as text) is null or a.id < :before)
      and (:with_resolved or (a.resolved_at is null and p.state = 'published' and v.archived_at is null))
    order by a.id desc
    limit :limit
    """
)


@dataclass(frozen=True)
class WatchFact:
    """A threshold: of one variant, or, where `variant_id` is None, of all that have none of their own."""

    variant_id: str | None
    threshold: int
    variant_label: str | None
    product_id: str | None
    product_name: str | None


@dataclass(frozen=True)
class StockAlertFact:
    """Few are left: `available` now, and of a resolved alert when it was raised."""

    id: str
    variant_id: str
    threshold: int
    raised_at: datetime
    resolved_at: datetime | None
    variant_label: str
    product_id: str
    product_name: str
    language: str
    available: int


def set_watch(
    session: Session, *, id_: str, producer_id: str, variant_id: str | None, threshold: int, now: datetime
) -> None:
    """Write the threshold of a variant, or of all."""
    asked = {
        "id": id_,
        "producer_id": producer_id,
        "variant_id": variant_id,
        "threshold": threshold,
        "now": now,
    }
    session.execute(_SET_WHOLE if variant_id is None else _SET, asked)


def drop_watch(session: Session, *, producer_id: str, variant_id: str | None) -> None:
    session.execute(_DROP, {"producer_id": producer_id, "variant_id": variant_id})


def review_stock(session: Session, *, producer_id: str, variant_id: str | None) -> None:
    """Raise and resolve by the thresholds as they are now, of one variant or of all of a producer's."""
    session.execute(_REVIEW, {"producer_id": producer_id, "variant_id": variant_id})


def list_watches(session: Session, producer_id: str) -> list[WatchFact]:
    """The producer's own first, then by product."""
    return [WatchFact(**row._mapping) for row in session.execute(_WATCHES, {"producer_id": producer_id})]


def list_alerts(
    session: Session, *, producer_id: str, with_resolved: bool, before: str | None, limit: int
) -> list[StockAlertFact]:
    """Newest first."""
    asked = {"producer_id": producer_id, "with_resolved": with_resolved, "before": before, "limit": limit}
    return [StockAlertFact(**row._mapping) for row in session.execute(_ALERTS, asked)]

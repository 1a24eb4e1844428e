"""SQL of what buyers are told about goods that they bought under a certificate that fell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from kit.ids import new_id

# By the label that stood beside the price, whatever the certificate covers now. When the claim ended does not say when
# it was withdrawn, nor when that was known: a suspension may have come long before. One that outlasts its scheme's
# limit is a withdrawal, without any decision.
_UNTOLD = text(
    """
    with fallen as materialized (
        select c.id, its.effective_at
        from certificate c
        cross join lateral (
            select e.effective_at, e.recorded_at from certification_event e
            where e.certificate_id = c.id and e.to_state = 'withdrawn'
            order by e.sequence desc limit 1
        ) its
        where c.state = 'withdrawn' and its.effective_at <= :now
          and greatest(its.effective_at, its.recorded_at) > :since
        union all
        select c.id, its.limit_at
        from certificate c
        cross join lateral (select suspended_until(c.id, c.claim_until, :now) as limit_at) its
        where c.state = 'suspended' and its.limit_at <= :now
          and greatest(
              its.limit_at,
              (select max(e.recorded_at) from certification_event e where e.certificate_id = c.id),
              (select max(a.decided_at) from appeal a where a.certificate_id = c.id)) > :since
    )
    select sold.order_id, c.id as certificate_id, c.effective_at
    from fallen c
    -- The lines of each certificate are looked up by it, and then their orders: in the order of the answer the database
    -- would walk through all orders instead.
    cross join lateral (
        select distinct l.order_id
        from order_line l
        where l.claims <> '[]' and l.claims @> jsonb_build_array(jsonb_build_object('certificate_id', c.id))
    ) sold
    where (select o.state from customer_order o where o.id = sold.order_id) in ('paid', 'refunded')
      and not exists (select from notice n where n.order_id = sold.order_id and n.certificate_id = c.id)
    order by sold.order_id, c.id
    limit :limit
    """
)
_TELL = text(
    """
    insert into notice (id, order_id, certificate_id, effective_at)
    select * from unnest(cast(:ids as text[]), cast(:orders as text[]), cast(:certificates as text[]),
                         cast(:moments as timestamptz[]))
    on conflict (order_id, certificate_id) do nothing
    """
)
_TOLD = """
    select n.id, n.order_id, o.placed_at, n.certificate_id, s.code, s.name as scheme, c.number, h.name as holder,
           n.effective_at, n.created_at, coalesce(c.public_reason, '') as reason,
           array(select l.id from order_line l
                 where l.order_id = n.order_id
                   and l.claims @> jsonb_build_array(jsonb_build_object('certificate_id', c.id))
                 order by l.id) as lines
    from notice n
    join customer_order o on o.id = n.order_id
    join certificate c on c.id = n.certificate_id
    join scheme s on s.id = c.scheme_id
    join organisation h on h.id = c.holder_id
"""
_OF_ORDER = text(f"{_TOLD} where n.order_id = :order_id order by n.created_at, n.id")
_OF_PERSON = text(
    f"""
    {_TOLD}
    where o.person_id = :person_id and (cast(:before as text) is null or n.id < :before)
    order by n.id desc limit :limit
    """
)


@dataclass(frozen=True)
class NoticeView:
    """A certificate was withdrawn after these lines were sold with its claim."""

    id: str
    order_id: str
    placed_at: datetime
    certificate_id: str
    code: str
    scheme: str
    number: str
    holder: str
    effective_at: datetime
    created_at: datetime
    reason: str
    lines: list[str]


def list_untold(
    session: Session, *, now: datetime, since: datetime, limit: int
) -> Sequence[Row[tuple[str, str, datetime]]]:
    """(order, certificate, moment) of each paid order that shows a claim and was not told that it is withdrawn; only of
    withdrawals that counted, or were written down, after `since`."""
    return session.execute(_UNTOLD, {"now": now, "since": since, "limit": limit}).all()


def insert_notices(session: Session, untold: Sequence[Row[tuple[str, str, datetime]]]) -> None:
    """Tell them, each once, whoever else does so at the same time."""
    session.execute(
        _TELL,
        {
            "ids": [new_id("ntc") for _ in untold],
            "orders": [row.order_id for row in untold],
            "certificates": [row.certificate_id for row in untold],
            "moments": [row.effective_at for row in untold],
        },
    )


def list_notices(session: Session, order_id: str) -> tuple[NoticeView, ...]:
    """What the buyer of this order was told, the oldest first."""
    return tuple(NoticeView(**row._mapping) for row in session.execute(_OF_ORDER, {"order_id": order_id}))


def list_notices_to(session: Session, *, person_id: str, before: str | None, limit: int) -> list[NoticeView]:
    """What a person was told about all their orders, newest first."""
    asked = {"person_id": person_id, "before": before, "limit": limit}
    return [NoticeView(**row._mapping) for row in session.execute(_OF_PERSON, asked)]

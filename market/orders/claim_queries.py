"""SQL of mass balance: what an order uses up of the certificates that name a quantity."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.ids import new_id
from market.orders.rules import ClaimUsed

# Whoever comes second waits for the first's row, and is then asked again whether enough is left.
_TAKE = text(
    """
    with wanted as (
        select w.*, l.id as line_id
        from unnest(cast(:ids as text[]), cast(:certificate_ids as text[]), cast(:variant_ids as text[]),
                    cast(:grams as bigint[])) as w (id, certificate_id, variant_id, grams)
        join order_line l on l.order_id = :order_id and l.variant_id = w.variant_id
    ), taken as (
        insert into claim_balance as b (certificate_id, used_grams)
        select w.certificate_id, sum(w.grams)
        from wanted w join certificate c on c.id = w.certificate_id
        group by w.certificate_id, c.quantity_grams having sum(w.grams) <= c.quantity_grams
        order by w.certificate_id
        on conflict (certificate_id) do update set used_grams = b.used_grams + excluded.used_grams
        where b.used_grams + excluded.used_grams
              <= (select c.quantity_grams from certificate c where c.id = excluded.certificate_id)
        returning certificate_id
    ), told as (
        insert into claim_use (id, certificate_id, order_id, order_line_id, grams, used_at)
        select w.id, w.certificate_id, :order_id, w.line_id, w.grams, :now
        from wanted w join taken using (certificate_id)
    )
    select certificate_id from taken
    """
)
_GIVE_BACK = text(
    """
    with given as (
        update claim_use set released_at = greatest(used_at, cast(:now as timestamptz))
        where order_id = :order_id and released_at is null
          and (cast(:parcel_ids as text[]) is null or order_line_id in (
              select id from order_line where parcel_id = any(cast(:parcel_ids as text[]))))
        returning certificate_id, grams
    ), summed as (
        select certificate_id, sum(grams) as grams from given group by certificate_id
    ), locked as (
        select b.certificate_id, s.grams from claim_balance b join summed s using (certificate_id)
        order by b.certificate_id for update of b
    )
    update claim_balance b set used_grams = b.used_grams - l.grams
    from locked l where l.certificate_id = b.certificate_id
    """
)
_GIVEN_BACK = text(
    """
    select distinct on (u.order_line_id, u.certificate_id) u.certificate_id, l.variant_id, u.grams
    from claim_use u join order_line l on l.id = u.order_line_id
    where u.order_id = :order_id and u.released_at is not null
    order by u.order_line_id, u.certificate_id, u.released_at desc
    """
)


def take_claims(session: Session, order_id: str, used: Sequence[ClaimUsed], *, now: datetime) -> list[ClaimUsed]:
    """Use certificates up for the lines of a written order; answers those that had too little left, for the caller to
    roll back. Locks balances in certificate id order."""
    if not used:
        return []
    rows = session.execute(
        _TAKE,
        {
            "ids": [new_id("clu") for _ in used],
            "certificate_ids": [each.certificate_id for each in used],
            "variant_ids": [each.variant_id for each in used],
            "grams": [each.grams for each in used],
            "order_id": order_id,
            "now": now,
        },
    )
    taken = {row.certificate_id for row in rows}
    return [each for each in used if each.certificate_id not in taken]


def give_claims_back(
    session: Session, order_id: str, *, parcel_ids: Sequence[str] | None = None, now: datetime
) -> None:
    """An order lapses, or these parcels of it are called off: what it used up for them is there again."""
    named = None if parcel_ids is None else list(parcel_ids)
    session.execute(_GIVE_BACK, {"order_id": order_id, "parcel_ids": named, "now": now})


def take_claims_again(session: Session, order_id: str, *, now: datetime) -> bool:
    """A lapsed order is taken up: use up again what it gave back. False when too little is left for all of it."""
    rows = session.execute(_GIVEN_BACK, {"order_id": order_id})
    used = [ClaimUsed(row.certificate_id, row.variant_id, row.grams) for row in rows]
    return not take_claims(session, order_id, used, now=now)

"""SQL of payable items, what reduces them, and holds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from kit.ids import new_id
from kit.money import Money
from market.earnings.rules import NewItem, OpenItem, Reduction
from market.ledger.accounts import receivable
from market.ledger.rules.payouts import HeldShare
from models.enums import HoldReason, PayableSource, PayoutPurpose

_LOCK_SHARED = text("select pg_advisory_xact_lock_shared(hashtext('payable_items'))")
_LOCK_HOLDS = text("select pg_advisory_xact_lock(hashtext('holds'))")
_LOCK_ALONE = text("select pg_advisory_xact_lock(hashtext('payable_items'))")
# Goods and premium by the line, since a refund may be of a line; dues by the order.
_EARN = text(
    """
    with part as (
        select b.id, b.order_line_id, b.kind, b.beneficiary_id, b.amount_minor
        from breakdown_part b
        where b.order_id = :order_id and b.amount_minor > 0 and b.beneficiary_id is not null
          and b.kind in ('producer', 'minimum_price_topup', 'premium', 'federation_dues')
    ), earned as (
        select min(id) as id, 'line' as source, order_line_id, beneficiary_id,
               case kind when 'premium' then 'premium' else 'goods' end as purpose, sum(amount_minor) as amount_minor
        from part where kind in ('producer', 'minimum_price_topup', 'premium') and order_line_id is not null
        group by order_line_id, beneficiary_id, 5
        union all
        select min(id), 'order', null, beneficiary_id, 'dues', sum(amount_minor)
        from part where kind = 'federation_dues' group by beneficiary_id
    ), item as (
        insert into payable_item (id, source, order_id, order_line_id, beneficiary_id, purpose, currency, amount_minor,
                                  reduced_minor, floor_minor, earned_at, eligible_at)
        select 'pyi_' || substr(e.id, 5), e.source, :order_id, e.order_line_id, e.beneficiary_id, e.purpose, :currency,
               e.amount_minor, 0, case e.purpose when 'goods' then l.floor_minor end,
               cast(:earned_at as timestamptz), cast(:eligible_at as timestamptz)
        from earned e left join order_line l on l.id = e.order_line_id
        on conflict do nothing
        returning beneficiary_id
    )
    select exists (select from hold h join item i on i.beneficiary_id = h.organisation_id
                   where h.released_at is null) as has_hold
    """
)
_SET_ELIGIBLE = text(
    "update payable_item set eligible_at = :eligible_at where order_id = :order_id and eligible_at is null"
)
_DELIVERED = text(
    """
    update payable_item i set eligible_at = least(i.eligible_at, greatest(:delivered_eligible_at, p.available_at))
    from order_line l join parcel c on c.id = l.parcel_id join payment p on p.order_id = c.order_id
    where l.parcel_id = :parcel_id and i.order_line_id = l.id and p.available_at is not null
      and i.eligible_at > greatest(:delivered_eligible_at, p.available_at)
    """
)
_OPEN_ITEMS = """
    select i.id, i.order_id, i.order_line_id, i.beneficiary_id, i.purpose, i.currency,
           i.amount_minor - i.reduced_minor as left_minor, i.hold_id is not null as is_held
    from payable_item i
    where {which} and i.amount_minor > i.reduced_minor
      and not exists (select from payout_item c where c.payable_item_id = i.id and c.released_at is null)
    order by i.id for update of i
"""
_OPEN_OF_ORDER = text(_OPEN_ITEMS.format(which="i.order_id = :order_id"))
_INSERT_REDUCTIONS = text(
    """
    insert into payable_reduction (id, payable_item_id, refund_id, amount_minor)
    select id, item_id, :refund_id, amount_minor
    from unnest(cast(:ids as text[]), cast(:items as text[]), cast(:amounts as bigint[]))
         as r (id, item_id, amount_minor)
    order by item_id
    """
)
# What is owed anew may leave no sooner than what it stands for, and waits with it for Stripe's word.
_INSERT_ITEMS = text(
    """
    insert into payable_item (id, source, source_key, order_id, order_line_id, beneficiary_id, purpose, currency,
                              amount_minor, reduced_minor, earned_at, eligible_at)
    select n.id, :source, n.source_key, :order_id, n.order_line_id, n.beneficiary_id, n.purpose, :currency,
           n.amount_minor, 0, cast(:now as timestamptz),
           case when was.waiting = 0 then greatest(was.eligible_at, cast(:now as timestamptz)) end
    from unnest(cast(:ids as text[]), cast(:keys as text[]), cast(:lines as text[]), cast(:beneficiaries as text[]),
                cast(:purposes as text[]), cast(:amounts as bigint[]))
         as n (id, source_key, order_line_id, beneficiary_id, purpose, amount_minor)
    cross join lateral (
        select count(*) filter (where i.eligible_at is null) as waiting, max(i.eligible_at) as eligible_at
        from payable_item i
        where i.order_id = :order_id and i.beneficiary_id = n.beneficiary_id and i.purpose = n.purpose
          and (i.source = 'order' or i.source = 'line' and i.order_line_id = n.order_line_id)
    ) was
    on conflict (source_key) where source_key is not null do nothing
    """
)
_BALANCES = text(
    """
    select a.code, a.balance_minor from ledger_account a where a.currency = :currency and a.code = any(:codes)
    """
)
_LOCK_FUNDS = text(
    """
    select from fund where account_code = any(cast(:codes as text[])) and currency = :currency
    order by id for no key update
    """
)
_INSERT_HOLD = text(
    """
    insert into hold (id, key, reason, order_id, organisation_id, note, placed_by, placed_at, release_note)
    values (:id, :key, :reason, :order_id, :organisation_id, :note, :placed_by, :now, '')
    on conflict (key) where released_at is null do nothing
    """
)
_HOLD_COLUMNS = """
    select h.id, h.key, h.reason, h.order_id, h.organisation_id, h.note, h.placed_at, h.released_at, h.release_note
    from hold h
"""
_OPEN_HOLD = text(_HOLD_COLUMNS + "where h.key = :key and h.released_at is null")
_WAS_HELD = text("select exists (select from hold h where h.key = :key)")
_HOLD = text(_HOLD_COLUMNS + "where h.id = :id")
_HOLDS = text(
    _HOLD_COLUMNS
    + """
    where (not :open_only or h.released_at is null) and (cast(:before as text) is null or h.id < :before)
    order by h.id desc limit :limit
    """
)
# What a hold takes in: everything of its order, or all that its organisation has coming, that waits for nothing yet.
_TAKE_IN = text(
    """
    with item as (
        select i.id from payable_item i
        where (i.order_id = :order_id or i.beneficiary_id = :organisation_id)
          and i.hold_id is null and i.amount_minor > i.reduced_minor
          and not exists (select from payout_item c where c.payable_item_id = i.id and c.released_at is null)
        order by i.id for update of i
    ), taken as (
        update payable_item i set hold_id = :hold_id from item where i.id = item.id
        returning i.purpose, i.beneficiary_id, i.currency, i.amount_minor - i.reduced_minor as left_minor
    )
    select purpose, beneficiary_id, currency, sum(left_minor)::bigint as amount_minor from taken
    group by purpose, beneficiary_id, currency order by purpose, beneficiary_id, currency
    """
)
_LET_GO = text(
    """
    with item as (
        select i.id from payable_item i where i.hold_id = :hold_id order by i.id for update of i
    ), freed as (
        update payable_item i set hold_id = null from item where i.id = item.id
        returning i.purpose, i.beneficiary_id, i.currency, i.amount_minor - i.reduced_minor as left_minor
    )
    select purpose, beneficiary_id, currency, sum(left_minor)::bigint as amount_minor from freed
    group by purpose, beneficiary_id, currency having sum(left_minor) > 0
    order by purpose, beneficiary_id, currency
    """
)
_MARK_RELEASED = text(
    "update hold set released_at = :now, released_by = :by, release_note = :note where id = :id and released_at is null"
)
_COUNT_ENTRIES = text("select count(*) from journal where subject_id = :hold_id and kind = 'held'")
_OPEN_HOLDS = text(_HOLD_COLUMNS + "where h.released_at is null order by h.id")
_HOLDS_ON = text(
    _HOLD_COLUMNS
    + """
    where h.released_at is null
      and (h.organisation_id = :organisation_id
           or exists (select from payable_item i
                      where i.order_id = h.order_id and i.beneficiary_id = :organisation_id))
    order by h.id
    """
)
_HOLDS_OVER = text(
    _HOLD_COLUMNS
    + """
    where h.released_at is null
      and (h.order_id = :order_id
           or h.organisation_id in (select i.beneficiary_id from payable_item i where i.order_id = :order_id))
    order by h.id
    """
)


@dataclass(frozen=True)
class HoldFact:
    """Why money waits: of one order, or all that an organisation has coming."""

    id: str
    key: str
    reason: HoldReason
    order_id: str | None
    organisation_id: str | None
    note: str
    placed_at: datetime
    released_at: datetime | None
    release_note: str


def lock_items(session: Session) -> None:
    """Let no payout run claim items while they are reduced, held or freed. Many may do so at once."""
    session.execute(_LOCK_SHARED)


def lock_items_alone(session: Session) -> None:
    """A payout run: nothing is reduced, held or freed meanwhile, and no other run claims."""
    session.execute(_LOCK_ALONE)


def lock_holds(session: Session) -> None:
    """Let nobody else place or release a hold, or take anything in, and no payout run claim. Comes before every lock of
    an item, which come before every posting: so nobody waits in a circle."""
    lock_items(session)
    session.execute(_LOCK_HOLDS)


def insert_items_of_order(
    session: Session, *, order_id: str, currency: str, earned_at: datetime, eligible_at: datetime | None
) -> bool:
    """What an order earned everybody, once; whether somebody among them is on hold."""
    asked = {"order_id": order_id, "currency": currency, "earned_at": earned_at, "eligible_at": eligible_at}
    return bool(session.execute(_EARN, asked).scalar_one())


def mark_eligible(session: Session, *, order_id: str, eligible_at: datetime) -> None:
    session.execute(_SET_ELIGIBLE, {"order_id": order_id, "eligible_at": eligible_at})


def mark_delivered(session: Session, *, parcel_id: str, eligible_at: datetime) -> None:
    """Goods have arrived: their producer need not wait as long as if nobody had said so."""
    session.execute(_DELIVERED, {"parcel_id": parcel_id, "delivered_eligible_at": eligible_at})


def lock_open_items(session: Session, order_id: str) -> list[OpenItem]:
    """What an order has earned and no payout has claimed, locked."""
    return [
        OpenItem(row.id, row.order_line_id, row.beneficiary_id, PayoutPurpose(row.purpose), row.left_minor, row.is_held)
        for row in session.execute(_OPEN_OF_ORDER, {"order_id": order_id})
    ]


def lock_funds(session: Session, account_codes: Collection[str], currency: str) -> dict[str, int]:
    """What funds have, in minor units by their accounts' codes. Whoever takes from a fund locks its row first, after
    items and before every posting: accounts themselves are locked by postings alone."""
    if not account_codes:
        return {}
    asked = {"codes": sorted(account_codes), "currency": currency}
    session.execute(_LOCK_FUNDS, asked)
    # A statement of its own: it sees what was booked while the rows were waited for.
    return {row.code: -row.balance_minor for row in session.execute(_BALANCES, asked)}


def insert_reductions(session: Session, reductions: Sequence[Reduction], *, refund_id: str) -> None:
    if reductions:
        session.execute(
            _INSERT_REDUCTIONS,
            {
                "refund_id": refund_id,
                "ids": [new_id("prd") for _ in reductions],
                "items": [reduction.item_id for reduction in reductions],
                "amounts": [reduction.minor for reduction in reductions],
            },
        )


def insert_items(
    session: Session, items: Sequence[NewItem], *, source: PayableSource, order_id: str | None, now: datetime
) -> None:
    """Write items that are payable now, or when what they stand for is; one whose key exists is left as it is."""
    if items:
        session.execute(
            _INSERT_ITEMS,
            {
                "source": source,
                "order_id": order_id,
                "currency": items[0].money.currency,
                "now": now,
                "ids": [new_id("pyi") for _ in items],
                "keys": [item.key for item in items],
                "lines": [item.order_line_id for item in items],
                "beneficiaries": [item.beneficiary_id for item in items],
                "purposes": [item.purpose for item in items],
                "amounts": [item.money.minor for item in items],
            },
        )


def find_receivables(
    session: Session, places: Sequence[tuple[PayoutPurpose, str]], currency: str
) -> Mapping[tuple[PayoutPurpose, str], int]:
    """What organisations owe back, in minor units, by purpose and organisation."""
    codes = {receivable(purpose, beneficiary_id).code: (purpose, beneficiary_id) for purpose, beneficiary_id in places}
    rows = session.execute(_BALANCES, {"codes": list(codes), "currency": currency})
    return {codes[row.code]: row.balance_minor for row in rows}


def _hold(row: Row[tuple[object, ...]]) -> HoldFact:
    return HoldFact(**{**row._mapping, "reason": HoldReason(row.reason)})


def insert_hold(
    session: Session,
    *,
    key: str,
    reason: HoldReason,
    order_id: str | None,
    organisation_id: str | None,
    note: str,
    placed_by: str | None,
    now: datetime,
) -> HoldFact:
    """Write a hold, or find the open one with this key."""
    values = {
        "id": new_id("hld"),
        "key": key,
        "reason": reason,
        "order_id": order_id,
        "organisation_id": organisation_id,
        "note": note,
        "placed_by": placed_by,
        "now": now,
    }
    session.execute(_INSERT_HOLD, values)
    return _hold(session.execute(_OPEN_HOLD, {"key": key}).one())


def find_open_hold(session: Session, key: str) -> HoldFact | None:
    row = session.execute(_OPEN_HOLD, {"key": key}).one_or_none()
    return _hold(row) if row else None


def was_held(session: Session, key: str) -> bool:
    """Whether anything was ever held under this key, or is."""
    return bool(session.execute(_WAS_HELD, {"key": key}).scalar_one())


def find_hold(session: Session, hold_id: str) -> HoldFact | None:
    row = session.execute(_HOLD, {"id": hold_id}).one_or_none()
    return _hold(row) if row else None


def get_hold(session: Session, hold_id: str) -> HoldFact:
    return _hold(session.execute(_HOLD, {"id": hold_id}).one())


def list_holds(session: Session, *, open_only: bool, before: str | None, limit: int) -> list[HoldFact]:
    """Holds, newest first, older than `before`."""
    rows = session.execute(_HOLDS, {"open_only": open_only, "before": before, "limit": limit})
    return [_hold(row) for row in rows]


def list_open_holds_over(session: Session, order_id: str) -> list[HoldFact]:
    """Holds that what this order has earned falls under: its own, and those on who earned it."""
    return [_hold(row) for row in session.execute(_HOLDS_OVER, {"order_id": order_id})]


def list_open_holds(session: Session) -> list[HoldFact]:
    return [_hold(row) for row in session.execute(_OPEN_HOLDS)]


def list_open_holds_on(session: Session, organisation_id: str) -> list[HoldFact]:
    """Holds that something an organisation has earned falls under: on itself, and on orders it earned from."""
    return [_hold(row) for row in session.execute(_HOLDS_ON, {"organisation_id": organisation_id})]


def count_entries(session: Session, hold_id: str) -> int:
    """How often the hold has taken something in."""
    return int(session.execute(_COUNT_ENTRIES, {"hold_id": hold_id}).scalar_one())


def take_in(session: Session, hold: HoldFact) -> list[HeldShare]:
    """Put under the hold what waits for nothing yet; what that is, added up."""
    asked = {"hold_id": hold.id, "order_id": hold.order_id, "organisation_id": hold.organisation_id}
    return [_share(row) for row in session.execute(_TAKE_IN, asked)]


def let_go(session: Session, hold_id: str) -> list[HeldShare]:
    """Free what the hold has held; what that is, added up."""
    return [_share(row) for row in session.execute(_LET_GO, {"hold_id": hold_id})]


def _share(row: Row[tuple[object, ...]]) -> HeldShare:
    return HeldShare(PayoutPurpose(row.purpose), row.beneficiary_id, Money(row.amount_minor, row.currency))


def mark_released(session: Session, hold_id: str, *, by: str | None, note: str, now: datetime) -> None:
    session.execute(_MARK_RELEASED, {"id": hold_id, "by": by, "note": note, "now": now})

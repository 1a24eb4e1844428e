"""SQL of refunds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, or_, select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.ids import new_id
from kit.money import Money
from market.earnings.rules import Source, TakenShare
from market.ledger.accounts import purpose_of_part
from market.payments.refunds.rules import PartState
from models.enums import LiableParty, PartKind, RefundKind, RefundState
from models.payments import Payment, Refund

_PARTS = text(
    """
    select b.id, b.order_line_id, b.parcel_id, b.kind, b.beneficiary_id, b.account_code, b.amount_minor as minor,
           coalesce((select sum(r.amount_minor) from refund_part r join refund f on f.id = r.refund_id
                     where r.breakdown_part_id = b.id and f.state <> 'cancelled'), 0)::bigint as given_back_minor
    from breakdown_part b where b.order_id = :order_id order by b.order_line_id, b.parcel_id, b.kind
    """
)
_LINES = text(
    """
    select l.id, l.parcel_id, l.variant_id, l.quantity, c.state as parcel_state,
           coalesce((select sum(r.quantity) from refund_line r join refund f on f.id = r.refund_id
                     where r.order_line_id = l.id and f.state <> 'cancelled'), 0)::int as units_back
    from order_line l join parcel c on c.id = l.parcel_id where l.order_id = :order_id order by l.id
    """
)
_GIVEN_BY_MARKET = text(
    """
    select coalesce(sum(case f.kind when 'goodwill' then f.amount_minor
                        else (select coalesce(sum(r.borne_minor), 0) from refund_part r where r.refund_id = f.id) end),
                    0)::bigint as minor
    from refund f where f.order_id = :order_id and f.state in ('pending', 'succeeded')
    """
)
_LEFT = text(
    """
    select p.amount_minor
           - coalesce((select sum(f.amount_minor) from refund f
                       where f.payment_id = p.id and f.state <> 'cancelled' and f.kind <> 'dispute'), 0)
           - coalesce((select sum(d.amount_minor) from dispute d
                       where d.payment_id = p.id and d.withdrawn_minor > d.reinstated_minor), 0)
    from payment p where p.id = :payment_id
    """
)
# What came back is Stripe's to refund again, also where the buyer has been paid by bank instead.
_NOT_REFUNDED = text(
    """
    select p.amount_minor - coalesce((
        select sum(f.amount_minor) from refund f
        where f.payment_id = p.id and f.state in ('pending', 'succeeded') and f.kind <> 'dispute'
          and not exists (select from journal j where j.subject_id = f.id and j.kind = 'refund_settled_otherwise')), 0)
    from payment p where p.id = :payment_id
    """
)
_CONTESTED = text(
    """
    select exists (select from dispute d where d.order_id = :order_id and not d.is_charge_refundable
                   and d.status not in ('won', 'warning_closed', 'prevented'))
    """
)
_INSERT_LINES = text(
    """
    insert into refund_line (id, refund_id, order_line_id, parcel_id, quantity, amount_minor, is_restocked)
    select id, :refund_id, line_id, parcel_id, quantity, amount_minor, is_restocked
    from unnest(cast(:ids as text[]), cast(:lines as text[]), cast(:parcels as text[]), cast(:quantities as int[]),
                cast(:amounts as bigint[]), cast(:restocked as boolean[]))
         as r (id, line_id, parcel_id, quantity, amount_minor, is_restocked)
    """
)
_INSERT_PARTS = text(
    """
    insert into refund_part (refund_id, breakdown_part_id, amount_minor, owed_minor, receivable_minor, borne_minor)
    select :refund_id, part_id, amount_minor, owed_minor, receivable_minor, borne_minor
    from unnest(cast(:parts as text[]), cast(:amounts as bigint[]), cast(:owed as bigint[]),
                cast(:receivable as bigint[]), cast(:borne as bigint[]))
         as r (part_id, amount_minor, owed_minor, receivable_minor, borne_minor)
    order by part_id
    """
)
_RESTOCK = text(
    """
    with back as (
        select l.variant_id, sum(r.quantity)::int as quantity
        from refund_line r join order_line l on l.id = r.order_line_id
        where r.refund_id = :refund_id and r.is_restocked group by l.variant_id
    ), locked as (
        select s.variant_id, b.quantity from stock s join back b using (variant_id)
        order by s.variant_id for update of s
    )
    update stock s set on_hand = s.on_hand + l.quantity from locked l where l.variant_id = s.variant_id
    """
)
# What the refund had put back and nobody has bought since.
_TAKE_BACK_RESTOCKED = text(
    """
    with back as (
        select l.variant_id, sum(r.quantity)::int as quantity
        from refund_line r join order_line l on l.id = r.order_line_id
        where r.refund_id = :refund_id and r.is_restocked group by l.variant_id
    ), locked as (
        select s.variant_id, b.quantity from stock s join back b using (variant_id)
        order by s.variant_id for update of s
    )
    update stock s set on_hand = greatest(s.reserved, s.on_hand - l.quantity)
    from locked l where l.variant_id = s.variant_id
    """
)
_TAKEN = text(
    """
    select r.amount_minor, r.owed_minor, r.receivable_minor, r.borne_minor, b.id as part_id, b.order_line_id, b.kind,
           b.beneficiary_id, b.account_code
    from refund_part r join breakdown_part b on b.id = r.breakdown_part_id
    where r.refund_id = :refund_id order by b.id
    """
)
_LATE = text(
    """
    select p.id from payment p
    where p.state = 'suspense' and p.failure_code = 'goods_gone'
      and not exists (select from refund f where f.payment_id = p.id)
    order by p.id limit 200
    """
)


@dataclass(frozen=True)
class OrderPart:
    """A part of an order's price with whose it is, and how much of it was given back."""

    state: PartState
    order_line_id: str | None
    parcel_id: str | None
    beneficiary_id: str | None
    account_code: str


@dataclass(frozen=True)
class OrderLineFact:
    """A line, and how many of its units came back."""

    id: str
    parcel_id: str
    variant_id: str
    quantity: int
    units_back: int
    parcel_state: str


@dataclass(frozen=True)
class RefundedThing:
    """What of an order a refund is for, as it is written down."""

    order_line_id: str | None
    parcel_id: str | None
    quantity: int
    minor: int
    is_restocked: bool


@dataclass(frozen=True)
class TakenPart:
    """What one part gave of a refund, and where from."""

    part_id: str
    order_line_id: str | None
    kind: PartKind
    beneficiary_id: str | None
    account_code: str
    minor: int
    owed_minor: int
    receivable_minor: int
    borne_minor: int

    def share(self, refund_id: str, currency: str) -> TakenShare | None:
        """What it took of an organisation, None when it took of nobody's."""
        purpose = purpose_of_part(self.kind)
        if purpose is None or self.beneficiary_id is None or self.owed_minor + self.receivable_minor == 0:
            return None
        return TakenShare(
            key=f"restored:{refund_id}:{self.part_id}",
            order_line_id=self.order_line_id,
            beneficiary_id=self.beneficiary_id,
            purpose=purpose,
            owed=Money(self.owed_minor, currency),
            receivable=Money(self.receivable_minor, currency),
        )


def list_parts(session: Session, order_id: str) -> list[OrderPart]:
    """In an order that is the same for orders alike: it settles who gives the odd unit."""
    return [
        OrderPart(
            PartState(row.id, PartKind(row.kind), row.minor, row.given_back_minor),
            row.order_line_id,
            row.parcel_id,
            row.beneficiary_id,
            row.account_code,
        )
        for row in session.execute(_PARTS, {"order_id": order_id})
    ]


def list_lines(session: Session, order_id: str) -> dict[str, OrderLineFact]:
    return {row.id: OrderLineFact(**row._mapping) for row in session.execute(_LINES, {"order_id": order_id})}


def get_left(session: Session, payment: Payment) -> Money:
    """What of a payment is still with the market: neither refunded nor taken by a dispute."""
    left = session.execute(_LEFT, {"payment_id": payment.id}).scalar_one()
    return Money(int(left), payment.currency)


def get_not_refunded(session: Session, payment: Payment) -> Money:
    """What of a payment Stripe can refund as far as we know, whatever a dispute has taken."""
    minor = session.execute(_NOT_REFUNDED, {"payment_id": payment.id}).scalar_one()
    return Money(int(minor), payment.currency)


def is_contested(session: Session, order_id: str) -> bool:
    """Whether a dispute stands in the way of refunds."""
    return bool(session.execute(_CONTESTED, {"order_id": order_id}).scalar_one())


def find_refund_by_key(session: Session, business_key: str) -> Refund | None:
    return session.execute(select(Refund).where(col(Refund.business_key) == business_key)).scalar_one_or_none()


def find_refund_at_stripe(session: Session, stripe_refund_id: str) -> Refund | None:
    """The refund that Stripe has under this id: now, or, made in its dashboard and sent once more since, at first."""
    statement = select(Refund).where(
        or_(col(Refund.stripe_refund_id) == stripe_refund_id, col(Refund.business_key) == stripe_refund_id)
    )
    return session.execute(statement).scalar_one_or_none()


def find_refund(session: Session, refund_id: str) -> Refund | None:
    return session.execute(select(Refund).where(col(Refund.id) == refund_id)).scalar_one_or_none()


def lock_refund(session: Session, refund_id: str) -> Refund:
    statement = select(Refund).where(col(Refund.id) == refund_id).with_for_update(key_share=True)
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def get_given_by_market(session: Session, order_id: str) -> int:
    """Minor units of what goes back of an order and nobody but the market gives: goodwill, and what it bears."""
    minor: int = session.execute(_GIVEN_BY_MARKET, {"order_id": order_id}).scalar_one()
    return minor


def list_refunds_of_order(session: Session, order_id: str) -> list[Refund]:
    statement = select(Refund).where(col(Refund.order_id) == order_id).order_by(col(Refund.id))
    return list(session.execute(statement).scalars())


def list_refunds(session: Session, *, state: str | None, before: str | None, limit: int) -> list[Refund]:
    """Refunds, newest first, older than `before`."""
    statement = select(Refund).order_by(col(Refund.id).desc()).limit(limit)
    if state is not None:
        statement = statement.where(col(Refund.state) == state)
    if before is not None:
        statement = statement.where(col(Refund.id) < before)
    return list(session.execute(statement).scalars())


def insert_refund(
    session: Session,
    *,
    business_key: str,
    payment: Payment,
    kind: RefundKind,
    money: Money,
    liable: LiableParty,
    reason: str,
    requested_by: str | None,
    now: datetime,
    state: RefundState = RefundState.PENDING,
    stripe_refund_id: str | None = None,
) -> Refund:
    refund = Refund(
        business_key=business_key,
        order_id=payment.order_id,
        payment_id=payment.id,
        kind=kind,
        amount_minor=money.minor,
        currency=money.currency,
        state=state,
        liable=liable,
        reason=reason,
        requested_by=requested_by,
        stripe_refund_id=stripe_refund_id,
        created_at=now,
        settled_at=None if state is RefundState.PENDING else now,
    )
    session.add(refund)
    session.flush()
    return refund


def insert_refund_lines(session: Session, refund_id: str, things: Sequence[RefundedThing]) -> None:
    session.execute(
        _INSERT_LINES,
        {
            "refund_id": refund_id,
            "ids": [new_id("rfl") for _ in things],
            "lines": [thing.order_line_id for thing in things],
            "parcels": [thing.parcel_id for thing in things],
            "quantities": [thing.quantity for thing in things],
            "amounts": [thing.minor for thing in things],
            "restocked": [thing.is_restocked for thing in things],
        },
    )
    session.execute(_RESTOCK, {"refund_id": refund_id})


def take_back_restocked(session: Session, refund_id: str) -> None:
    """The refund came to nothing: whoever gives these units back next puts them on the shelf again."""
    session.execute(_TAKE_BACK_RESTOCKED, {"refund_id": refund_id})


def insert_refund_parts(session: Session, refund_id: str, sources: Sequence[Source]) -> None:
    session.execute(
        _INSERT_PARTS,
        {
            "refund_id": refund_id,
            "parts": [source.part_id for source in sources],
            "amounts": [source.minor for source in sources],
            "owed": [source.owed_minor for source in sources],
            "receivable": [source.receivable_minor for source in sources],
            "borne": [source.borne_minor for source in sources],
        },
    )


def _taken(row: Row[tuple[object, ...]]) -> TakenPart:
    return TakenPart(
        part_id=row.part_id,
        order_line_id=row.order_line_id,
        kind=PartKind(row.kind),
        beneficiary_id=row.beneficiary_id,
        account_code=row.account_code,
        minor=row.amount_minor,
        owed_minor=row.owed_minor,
        receivable_minor=row.receivable_minor,
        borne_minor=row.borne_minor,
    )


def list_taken(session: Session, refund_id: str) -> list[TakenPart]:
    return [_taken(row) for row in session.execute(_TAKEN, {"refund_id": refund_id})]


def list_late_payments(session: Session) -> list[str]:
    """Payments for goods that were gone, which nobody has given back yet."""
    return list(session.execute(_LATE).scalars())

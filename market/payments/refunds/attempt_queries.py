"""SQL of how often a refund was sent, and what became of each time."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.money import Money
from models.enums import RefundState
from models.payments import Refund

_ATTEMPTS = text("select count(*) from stripe_operation where subject_id = :refund_id and kind = 'refund'")
_HAS_LEFT = text(
    "select exists (select from journal where order_id = :order_id and subject_id = :id and kind = 'refund_sent')"
)
_SENT_AS = text(
    """
    select exists (select from refund f join stripe_operation o on o.subject_id = f.id and o.kind = 'refund'
                   where f.payment_id = :payment_id and o.stripe_id = :stripe_id)
    """
)
_CAME_BACK = text("select exists (select from journal where idempotency_key = :key)")


def lock_returned_of(session: Session, payment_id: str, money: Money) -> Refund | None:
    """A refund of this payment over this amount that came back and waits to be sent again; the oldest."""
    statement = (
        select(Refund)
        .where(
            col(Refund.payment_id) == payment_id,
            col(Refund.state) == RefundState.RETURNED,
            col(Refund.amount_minor) == money.minor,
            col(Refund.currency) == money.currency,
        )
        .order_by(col(Refund.id))
        .limit(1)
        .with_for_update(key_share=True)
    )
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()


def list_returned_of(session: Session, payment_id: str) -> list[str]:
    """The ids of the refunds of this payment that came back and are still owed, the oldest first."""
    statement = select(col(Refund.id)).where(
        col(Refund.payment_id) == payment_id, col(Refund.state) == RefundState.RETURNED
    )
    return list(session.execute(statement.order_by(col(Refund.id))).scalars())


def count_attempts(session: Session, refund_id: str) -> int:
    """How often Stripe was to be asked for this refund."""
    return int(session.execute(_ATTEMPTS, {"refund_id": refund_id}).scalar_one())


def was_sent_as(session: Session, payment_id: str, stripe_refund_id: str) -> bool:
    """Whether Stripe had a refund of this payment under this id at one of its attempts."""
    asked = {"payment_id": payment_id, "stripe_id": stripe_refund_id}
    return bool(session.execute(_SENT_AS, asked).scalar_one())


def has_left(session: Session, refund: Refund) -> bool:
    """Whether Stripe has sent it at least once, for us or for somebody in its dashboard."""
    return bool(session.execute(_HAS_LEFT, {"id": refund.id, "order_id": refund.order_id}).scalar_one())


def has_come_back(session: Session, refund_id: str, stripe_refund_id: str) -> bool:
    """Whether the books know that this sending of it came back, whatever was done about it since."""
    asked = {"key": f"refund:{refund_id}:returned:{stripe_refund_id}"}
    return bool(session.execute(_CAME_BACK, asked).scalar_one())

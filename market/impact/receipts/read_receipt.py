"""One's own receipt, from the books as they stand."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kit.money import Money
from market.impact.facts.rules import order_reference
from market.impact.receipts.errors import NothingPaidYet
from market.impact.receipts.queries import list_facts, list_movements
from market.impact.receipts.rules import PURPOSES, Movement, Party, Receipt, Refunded, Share, sent_to
from market.orders.reach import Reach
from market.orders.views import GotView, read_order
from market.payments.refunds.queries import get_given_by_market, list_refunds_of_order
from market.pricing.labels import part_label
from models.enums import RefundState
from models.payments import Refund

_ON_ITS_WAY_OR_THERE = frozenset({RefundState.PENDING, RefundState.SUCCEEDED})


def read_receipt(session: Session, *, order_id: str, reach: Reach, lang: str) -> Receipt:
    """Who got what of an order, with every transfer that was made. Raises NoSuchOrder, also for somebody else's, and
    NothingPaidYet."""
    view = read_order(session, order_id=order_id, reach=reach)
    order = view.order
    if order.paid_at is None:
        raise NothingPaidYet()
    movements, reference = list_movements(session, order.id), order_reference(order.id)
    refunds = [refund for refund in list_refunds_of_order(session, order.id) if refund.state != RefundState.CANCELLED]
    refunded = sum(refund.amount_minor for refund in refunds if refund.state in _ON_ITS_WAY_OR_THERE)
    return Receipt(
        order_id=order.id,
        paid_at=order.paid_at,
        total=Money(order.total_minor, order.currency),
        refunded=Money(refunded, order.currency),
        given_by_market=Money(get_given_by_market(session, order.id), order.currency),
        shares=tuple(_share(got, movements, order.currency, lang) for got in view.got),
        movements=movements,
        refunds=tuple(_refunded(refund) for refund in refunds),
        reference=reference,
        facts=list_facts(session, reference),
        buyer=Party(view.buyer.id, view.buyer.slug, view.buyer.name) if view.buyer else None,
    )


def _share(got: GotView, movements: Sequence[Movement], currency: str, lang: str) -> Share:
    party = None
    if got.beneficiary_id and got.beneficiary_slug and got.beneficiary_name:
        party = Party(got.beneficiary_id, got.beneficiary_slug, got.beneficiary_name)
    purpose = PURPOSES.get(got.kind)
    nothing = Money(0, currency)
    return Share(
        kind=got.kind,
        label=part_label(got.kind, lang),
        party=party,
        amount=Money(got.amount_minor, currency),
        given_back=Money(got.given_back_minor, currency),
        sent=sent_to(party.id, purpose, movements, currency) if party and purpose else nothing,
        is_on_its_way=got.is_claimed and not got.is_paid,
    )


def _refunded(refund: Refund) -> Refunded:
    return Refunded(
        amount=Money(refund.amount_minor, refund.currency),
        created_at=refund.created_at,
        settled_at=refund.settled_at,
        came_back=refund.state == RefundState.RETURNED,
    )

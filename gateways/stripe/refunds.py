"""Giving money back, and money that a buyer's bank takes."""

from collections.abc import Mapping

import stripe

from gateways.stripe.client import Caller, amount_of, at, id_of, metadata_of, money_of
from gateways.stripe.facts import DisputeFact, FraudWarningFact, MovementFact, RefundFact
from kit.money import Money

_MOVEMENTS = ["balance_transaction", "failure_balance_transaction"]


class Refunds(Caller):
    """Refunds, disputes and early fraud warnings."""

    def create_refund(
        self, *, payment_intent_id: str, money: Money, metadata: Mapping[str, str], idempotency_key: str
    ) -> RefundFact:
        with self.calling("create_refund"):
            refund = self._client.v1.refunds.create(
                params={
                    "payment_intent": payment_intent_id,
                    "amount": amount_of("create_refund", money),
                    "metadata": dict(metadata),
                    "expand": _MOVEMENTS,
                },
                options={"idempotency_key": idempotency_key},
            )
            return _refund_fact(refund)

    def read_refund(self, refund_id: str) -> RefundFact:
        with self.calling("read_refund"):
            return _refund_fact(self._client.v1.refunds.retrieve(refund_id, params={"expand": _MOVEMENTS}))

    def list_refunds(self, *, payment_intent_id: str) -> list[RefundFact]:
        with self.calling("list_refunds"):
            listed = self._client.v1.refunds.list(
                params={
                    "payment_intent": payment_intent_id,
                    "limit": 100,
                    "expand": [f"data.{name}" for name in _MOVEMENTS],
                }
            )
            return [_refund_fact(refund) for refund in listed.auto_paging_iter()]

    def read_dispute(self, dispute_id: str) -> DisputeFact:
        with self.calling("read_dispute"):
            return _dispute_fact(self._client.v1.disputes.retrieve(dispute_id))

    def read_fraud_warning(self, warning_id: str) -> FraudWarningFact:
        with self.calling("read_fraud_warning"):
            warning = self._client.v1.radar.early_fraud_warnings.retrieve(warning_id)
            return FraudWarningFact(warning.id, id_of(warning.charge) or "", warning.actionable, warning.fraud_type)


def _refund_fact(refund: stripe.Refund) -> RefundFact:
    return RefundFact(
        id=refund.id,
        status=refund.status or "pending",
        money=money_of(refund.amount, refund.currency),
        charge_id=id_of(refund.charge),
        payment_intent_id=id_of(refund.payment_intent),
        failure_reason=refund.failure_reason if "failure_reason" in refund else None,
        metadata=metadata_of(refund),
        settled=_moved(refund, "balance_transaction"),
        came_back=_moved(refund, "failure_balance_transaction"),
    )


def _moved(refund: stripe.Refund, name: str) -> Money | None:
    """What a balance transaction of a refund moved, whichever way."""
    entry = refund[name] if name in refund else None  # noqa: SIM401  # a StripeObject has no `.get`
    return money_of(abs(entry.amount), entry.currency) if isinstance(entry, stripe.BalanceTransaction) else None


def _dispute_fact(dispute: stripe.Dispute) -> DisputeFact:
    due_by = dispute.evidence_details.due_by
    return DisputeFact(
        id=dispute.id,
        charge_id=id_of(dispute.charge) or "",
        payment_intent_id=id_of(dispute.payment_intent),
        money=money_of(dispute.amount, dispute.currency),
        reason=dispute.reason,
        status=dispute.status,
        is_charge_refundable=dispute.is_charge_refundable,
        due_at=at(due_by) if due_by else None,
        movements=tuple(
            MovementFact(entry.id, money_of(entry.amount, entry.currency), money_of(entry.fee, entry.currency))
            for entry in dispute.balance_transactions
        ),
    )

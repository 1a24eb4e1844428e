"""Disputes: the buyer's bank takes the money back, and perhaps gives it again. Inquiries (warning_*) move no money."""

from sandbox.balances import DISPUTE_FEE, add_transaction
from sandbox.conversion import settlement_of
from sandbox.events import emit
from sandbox.ids import new_id
from sandbox.store import Body, Record
from sandbox.world import World

OPEN = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")
REASONS = (
    "credit_not_processed",
    "duplicate",
    "fraudulent",
    "general",
    "product_not_received",
    "product_unacceptable",
    "subscription_canceled",
    "unrecognized",
)
EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)
_ANSWER_DAYS = 9


def open_dispute(
    world: World, charge: Record, *, reason: str, is_inquiry: bool = False, amount: int | None = None
) -> Record:
    """Dispute what of the charge has not been refunded, or `amount` of it."""
    paid = charge.body
    body: Body = {
        "id": new_id("dispute"),
        "object": "dispute",
        "amount": amount or paid["amount"] - paid["amount_refunded"],
        "balance_transactions": [],
        "charge": charge.id,
        "created": world.now,
        "currency": paid["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(EVIDENCE) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": world.now + _ANSWER_DAYS * 86_400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": is_inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": paid["payment_intent"],
        "payment_method_details": {
            "type": "card",
            "card": {
                "brand": "visa",
                "case_type": "inquiry" if is_inquiry else "chargeback",
                "network_reason_code": "10.4",
            },
        },
        "reason": reason,
        "status": "warning_needs_response" if is_inquiry else "needs_response",
    }
    dispute = world.store.add("dispute", body["id"], body)
    if not is_inquiry:
        paid["disputed"] = True
        world.store.touch(charge)
        _move(world, dispute, -body["amount"], fee=DISPUTE_FEE, category="dispute")
    emit(world, "charge.dispute.created", dispute)
    if not is_inquiry:
        emit(world, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def submit_evidence(world: World, dispute: Record) -> None:
    """Hand the evidence in. As on Stripe in test mode, `uncategorized_text` can decide: winning_ or losing_evidence."""
    details = dispute.body["evidence_details"]
    details |= {"has_evidence": True, "submission_count": details["submission_count"] + 1}
    is_inquiry = dispute.body["status"].startswith("warning_")
    dispute.body["status"] = "warning_under_review" if is_inquiry else "under_review"
    world.store.touch(dispute)
    emit(world, "charge.dispute.updated", dispute)
    verdict = dispute.body["evidence"]["uncategorized_text"]
    if verdict in {"winning_evidence", "losing_evidence"}:
        close_dispute(world, dispute, is_won=verdict == "winning_evidence")


def close_dispute(world: World, dispute: Record, *, is_won: bool) -> None:
    """Settle an `OPEN` dispute. Won: the amount comes back, the fee does not. An inquiry is just closed."""
    body = dispute.body
    if body["status"].startswith("warning_"):
        body["status"] = "warning_closed"
    else:
        body["status"] = "won" if is_won else "lost"
    world.store.touch(dispute)
    if body["status"] == "won":
        _move(world, dispute, body["amount"], fee=0, category="dispute_reversal")
    emit(world, "charge.dispute.closed", dispute)
    if body["status"] == "won":
        emit(world, "charge.dispute.funds_reinstated", dispute)


def warn_of_fraud(world: World, charge: Record) -> Record:
    """The card's issuer suspects fraud; a dispute may follow."""
    body: Body = {
        "id": new_id("radar.early_fraud_warning"),
        "object": "radar.early_fraud_warning",
        "actionable": True,
        "charge": charge.id,
        "created": world.now,
        "fraud_type": "unauthorized_use_of_card",
        "livemode": False,
        "payment_intent": charge.body["payment_intent"],
    }
    warning = world.store.add("radar.early_fraud_warning", body["id"], body)
    emit(world, "radar.early_fraud_warning.created", warning)
    return warning


def _move(world: World, dispute: Record, amount: int, *, fee: int, category: str) -> None:
    settlement = settlement_of(world.store.get("charge", dispute.body["charge"]))
    entry = add_transaction(
        world,
        account="",
        type_="adjustment",
        amount=settlement.of(amount),
        currency=settlement.currency,
        fee=fee,
        fee_description="Dispute fee",
        source=dispute.id,
        reporting_category=category,
        description=f"Chargeback {'withdrawal' if amount < 0 else 'reversal'} for {dispute.body['charge']}",
        exchange_rate=settlement.rate,
    )
    dispute.body["balance_transactions"].append(entry)
    world.store.touch(dispute)

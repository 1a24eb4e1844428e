"""What happens when somebody pays: the PaymentIntent's states, the charge, its fee and its balance transaction.

The API, the hosted page and the clock all come through here, so that a payment means the same whoever makes it.
"""

from sandbox.balances import add_transaction, card_fee
from sandbox.cards import METHODS, TestMethod, add_payment_method, billing, by_token, card_details
from sandbox.conversion import settlement_now
from sandbox.disputes import open_dispute, warn_of_fraud
from sandbox.events import emit
from sandbox.ids import new_id, random_text
from sandbox.store import Body, Record
from sandbox.views import present
from sandbox.world import World

PAYABLE = ("requires_payment_method", "requires_confirmation")
CANCELABLE = (*PAYABLE, "requires_action", "requires_capture", "processing")


def add_intent(world: World, params: Body) -> Record:
    """A new PaymentIntent from checked create parameters."""
    id_ = new_id("payment_intent")
    body: Body = {
        "id": id_,
        "object": "payment_intent",
        "amount": params["amount"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": params.get(
            "automatic_payment_methods", {"enabled": True, "allow_redirects": "always"}
        ),
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": params.get("capture_method", "automatic_async"),
        "client_secret": f"{id_}_secret_{random_text(25)}",
        "confirmation_method": "automatic",
        "created": world.now,
        "currency": params["currency"],
        "customer": None,
        "description": params.get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": ["card", "sepa_debit"],
        "processing": None,
        "receipt_email": params.get("receipt_email"),
        "review": None,
        "setup_future_usage": None,
        "shipping": params.get("shipping"),
        "statement_descriptor": None,
        "statement_descriptor_suffix": params.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": params.get("transfer_group"),
    }
    intent = world.store.add("payment_intent", id_, body)
    emit(world, "payment_intent.created", intent)
    return intent


def attempt(world: World, intent: Record, method: TestMethod, *, challenge_url: str, return_url: str | None) -> None:
    """Try to pay an intent that is `PAYABLE`; the outcome is in its status and `last_payment_error`."""
    body = intent.body
    payment_method = add_payment_method(world, method, body["receipt_email"])
    body |= {"payment_method": payment_method.id, "last_payment_error": None, "next_action": None}
    intent.hidden |= {"return_url": return_url, "token": method.token}
    world.store.touch(intent)
    if method.needs_challenge:
        redirect = {"return_url": return_url, "url": challenge_url}
        body |= {"status": "requires_action", "next_action": {"type": "redirect_to_url", "redirect_to_url": redirect}}
        emit(world, "payment_intent.requires_action", intent)
    elif method.is_asynchronous:
        body |= {"status": "processing"}
        _add_charge(world, intent, method, status="pending")
        emit(world, "payment_intent.processing", intent)
        world.later("payment_result", at=world.now + world.config.async_payment_seconds, target=intent.id)
    elif method.decline:
        charge = _add_charge(world, intent, method, status="failed")
        emit(world, "charge.failed", charge)
        _fail(world, intent, method.decline, method.message, method.decline_code or None)
    else:
        _succeed(world, intent, method)


def answer_challenge(world: World, intent: Record, *, is_passed: bool) -> None:
    """The buyer has passed or failed 3-D Secure. Does nothing when no challenge is open (a double submit)."""
    if intent.body["status"] != "requires_action":
        return
    intent.body["next_action"] = None
    world.store.touch(intent)
    if is_passed:
        _succeed(world, intent, _method_of(intent))
    else:
        message = (
            "We are unable to authenticate your payment method. Please choose a different payment method and try again."
        )
        _fail(world, intent, "payment_intent_authentication_failure", message, None)


def receive_result(world: World, intent: Record, *, is_paid: bool | None = None) -> None:
    """The bank has answered an asynchronous payment: `is_paid`, or as the way to pay decides."""
    if intent.body["status"] != "processing":
        return
    method = _method_of(intent)
    fails = method.fails_later if is_paid is None else not is_paid
    charge = world.store.get("charge", intent.body["latest_charge"])
    if fails:
        message = "The customer's bank refused the debit."
        charge.body |= {"status": "failed", "failure_code": "debit_not_authorized", "failure_message": message}
        charge.body |= {"outcome": _outcome(False, "debit_not_authorized")}
        world.store.touch(charge)
        emit(world, "charge.failed", charge)
        _fail(world, intent, "payment_intent_payment_attempt_failed", message, None)
    else:
        charge.body |= {"status": "succeeded", "paid": True, "captured": True, "amount_captured": charge.body["amount"]}
        _receive_money(world, intent, charge, method)


def capture(world: World, intent: Record, amount: int) -> None:
    """Take `amount` of an authorised payment; what is left over is released."""
    charge = world.store.get("charge", intent.body["latest_charge"])
    released = charge.body["amount"] - amount
    charge.body |= {"captured": True, "amount_captured": amount, "amount_refunded": released}
    intent.body |= {"amount_capturable": 0}
    emit(world, "charge.captured", charge)
    _receive_money(world, intent, charge, _method_of(intent))


def cancel(world: World, intent: Record, reason: str | None) -> None:
    charge_id = intent.body["latest_charge"]
    if intent.body["status"] == "requires_capture" and charge_id:
        charge = world.store.get("charge", charge_id)
        charge.body |= {"amount_refunded": charge.body["amount"], "refunded": True}
        world.store.touch(charge)
    elif intent.body["status"] == "processing" and charge_id:
        charge = world.store.get("charge", charge_id)
        charge.body |= {"status": "failed", "failure_code": "payment_intent_canceled"}
        charge.body |= {"failure_message": "The debit was stopped.", "outcome": _outcome(False, "canceled")}
        world.store.touch(charge)
    intent.body |= {"status": "canceled", "canceled_at": world.now, "cancellation_reason": reason}
    intent.body |= {"next_action": None, "amount_capturable": 0}
    world.store.touch(intent)
    emit(world, "payment_intent.canceled", intent)


def add_settled_payment(world: World, params: Body) -> tuple[Record, Record]:
    """A PaymentIntent and its charge as they are after a card payment, without money booked or anything announced."""
    method = METHODS[0]
    intent = add_intent(world, params)
    payment_method = add_payment_method(world, method, intent.body["receipt_email"])
    intent.body |= {"payment_method": payment_method.id, "status": "succeeded", "amount_received": params["amount"]}
    return intent, _add_charge(world, intent, method, status="succeeded")


def attach_balance_transaction(world: World, charge: Record) -> None:
    """Book the money of a captured charge: amount, fee, and when it can be used."""
    method = by_token(charge.hidden["token"])
    body = charge.body
    wait = 0 if method and method.is_available_at_once else world.config.settlement_seconds
    settlement = settlement_now(world, body["currency"])
    charge.hidden["settlement"] = [settlement.currency, settlement.rate]
    settled = settlement.of(body["amount_captured"])
    body["balance_transaction"] = add_transaction(
        world,
        account="",
        type_="charge" if charge.id.startswith("ch_") else "payment",
        amount=settled,
        currency=settlement.currency,
        fee=card_fee(settled, settlement.currency),
        source=charge.id,
        available_on=world.now + wait,
        reporting_category="charge",
        description=body["description"],
        exchange_rate=settlement.rate,
    )
    world.store.touch(charge)


def _succeed(world: World, intent: Record, method: TestMethod) -> None:
    if intent.body["capture_method"] == "manual":
        _add_charge(world, intent, method, status="succeeded", is_captured=False)
        intent.body |= {"status": "requires_capture", "amount_capturable": intent.body["amount"]}
        world.store.touch(intent)
        emit(world, "payment_intent.amount_capturable_updated", intent)
        return
    charge = _add_charge(world, intent, method, status="succeeded")
    _receive_money(world, intent, charge, method)


def _receive_money(world: World, intent: Record, charge: Record, method: TestMethod) -> None:
    late = world.switches.late_balance_transaction_seconds
    if late <= 0:
        attach_balance_transaction(world, charge)
    world.store.touch(charge)
    intent.body |= {"status": "succeeded", "amount_received": charge.body["amount_captured"], "next_action": None}
    world.store.touch(intent)
    emit(world, "charge.succeeded", charge)
    emit(world, "payment_intent.succeeded", intent)
    if late > 0:
        world.later("balance_transaction", at=world.now + late, target=charge.id)
    if method.dispute:
        open_dispute(world, charge, reason=method.dispute, is_inquiry=method.is_inquiry)
    if method.has_fraud_warning:
        warn_of_fraud(world, charge)


def _fail(world: World, intent: Record, code: str, message: str, decline_code: str | None) -> None:
    body = intent.body
    method = world.store.get("payment_method", body["payment_method"])
    error: Body = {"type": "card_error", "code": code, "message": message, "payment_method": present(world, method)}
    if decline_code:
        error["decline_code"] = decline_code
    if body["latest_charge"]:
        error["charge"] = body["latest_charge"]
    body |= {"status": "requires_payment_method", "payment_method": None, "last_payment_error": error}
    world.store.touch(intent)
    emit(world, "payment_intent.payment_failed", intent)


def _add_charge(world: World, intent: Record, method: TestMethod, *, status: str, is_captured: bool = True) -> Record:
    paid = intent.body
    is_good = status == "succeeded"
    is_taken = is_good and is_captured
    id_ = new_id("other_charge" if method.is_asynchronous else "card_charge")
    body: Body = {
        "id": id_,
        "object": "charge",
        "amount": paid["amount"],
        "amount_captured": paid["amount"] if is_taken else 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": billing(paid["receipt_email"]),
        "calculated_statement_descriptor": "SANDBOX",
        "captured": is_taken,
        "created": world.now,
        "currency": paid["currency"],
        "customer": None,
        "description": paid["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": method.decline if status == "failed" else None,
        "failure_message": method.message if status == "failed" else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(paid["metadata"]),
        "on_behalf_of": None,
        "outcome": _outcome(status != "failed", method.decline_code or method.decline),
        "paid": is_good,
        "payment_intent": intent.id,
        "payment_method": paid["payment_method"],
        "payment_method_details": _details(method, paid["amount"]),
        "receipt_email": paid["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": paid["shipping"],
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": paid["statement_descriptor_suffix"],
        "status": status,
        "transfer_data": None,
        "transfer_group": paid["transfer_group"],
    }
    charge = world.store.add("charge", id_, body, hidden={"token": method.token})
    paid["latest_charge"] = id_
    world.store.touch(intent)
    if status == "pending":
        emit(world, "charge.pending", charge)
    return charge


def _details(method: TestMethod, amount: int) -> Body:
    if method.is_asynchronous:
        debit = {
            "bank_code": "37040044",
            "branch_code": "",
            "country": "DE",
            "fingerprint": "SandboxDebit0001",
            "last4": method.last4,
            "mandate": None,
        }
        return {"type": "sepa_debit", "sepa_debit": debit}
    card = card_details(method) | {
        "amount_authorized": amount,
        "authorization_code": "123456",
        "installments": None,
        "mandate": None,
        "network": method.brand,
        "network_transaction_id": None,
        "regulated_status": "unregulated",
        "three_d_secure": None,
        "wallet": None,
    }
    return {"type": "card", "card": card}


def _outcome(is_good: bool, reason: str) -> Body:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network" if is_good else "declined_by_network",
        "reason": None if is_good else reason,
        "risk_level": "normal",
        "seller_message": "Payment complete." if is_good else "The bank declined the payment.",
        "type": "authorized" if is_good else "issuer_declined",
    }


def _method_of(intent: Record) -> TestMethod:
    method = by_token(intent.hidden["token"])
    if method is None:  # pragma: no cover - tokens are checked before they are kept
        raise LookupError(intent.hidden["token"])
    return method

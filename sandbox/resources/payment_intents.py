"""PaymentIntents, for clients that do not use the hosted page."""

from sandbox.cards import TestMethod, by_token
from sandbox.checkout import follow_intent
from sandbox.currencies import check_charge
from sandbox.errors import ApiError, card_error, refused
from sandbox.listing import listing, page
from sandbox.params import Group, amount, currency, email, flag, group, merge_metadata, metadata, text, url
from sandbox.payments import CANCELABLE, PAYABLE, add_intent, attempt, cancel, capture
from sandbox.routing import Call, Operation
from sandbox.store import Body, Record
from sandbox.views import present

_ADDRESS = group(city=text(), country=text(longest=2), line1=text(), line2=text(), postal_code=text(), state=text())
_COMMON = group(
    amount=amount(),
    currency=currency(),
    description=text(longest=1_000),
    metadata=metadata(),
    payment_method=text(),
    receipt_email=email(),
    shipping=group(
        "address", "name", address=_ADDRESS, name=text(), phone=text(), carrier=text(), tracking_number=text()
    ),
    statement_descriptor_suffix=text(longest=22),
    transfer_group=text(),
    capture_method=text(one_of=("automatic", "automatic_async", "manual")),
)
_CREATE = Group(("amount", "currency"), _COMMON.fields).with_fields(
    {
        "confirm": flag(),
        "return_url": url(),
        "automatic_payment_methods": group("enabled", enabled=flag(), allow_redirects=text(one_of=("always", "never"))),
    }
)
_CONFIRM = group(payment_method=text(), return_url=url(), receipt_email=email())
_CANCEL = group(cancellation_reason=text(one_of=("abandoned", "duplicate", "fraudulent", "requested_by_customer")))


def _create(call: Call) -> Body:
    method = _method(call) if "payment_method" in call.params else None
    if call.params.get("confirm") and method is None:
        raise refused("You cannot confirm this PaymentIntent because it's missing a payment method.", param="confirm")
    check_charge(call.params["amount"], call.params["currency"])
    intent = add_intent(call.world, call.params)
    if method is not None:
        intent.hidden["token"] = method.token
        intent.body["status"] = "requires_confirmation"
    if call.params.get("confirm") and method is not None:
        _try(call, intent, method)
    return present(call.world, intent, call.expand)


def _retrieve(call: Call) -> Body:
    return present(call.world, _intent(call), call.expand)


def _list(call: Call) -> Body:
    records = call.world.store.all("payment_intent", account=call.account)
    return page(call.world, records, call.params, url="/v1/payment_intents")


def _update(call: Call) -> Body:
    intent, params = _intent(call), dict(call.params)
    if {"amount", "currency"} & params.keys() and intent.body["status"] not in (*PAYABLE, "requires_action"):
        raise _unexpected(intent, "updated")
    if {"amount", "currency"} & params.keys():
        wanted = intent.body | params
        check_charge(wanted["amount"], wanted["currency"])
    params.pop("expand", None)
    if "payment_method" in params:
        intent.hidden["token"] = _method(call).token
        intent.body["status"] = "requires_confirmation"
        del params["payment_method"]
    if "metadata" in params:
        params["metadata"] = merge_metadata(intent.body["metadata"], params["metadata"])
    intent.body.update(params)
    call.world.store.touch(intent)
    return present(call.world, intent, call.expand)


def _confirm(call: Call) -> Body:
    intent = _intent(call)
    if intent.body["status"] not in PAYABLE:
        raise _unexpected(intent, "confirmed")
    if "payment_method" in call.params:
        method = _method(call)
    else:
        kept = by_token(intent.hidden.get("token", "")) if intent.body["status"] == "requires_confirmation" else None
        if kept is None:
            message = "You cannot confirm this PaymentIntent because it's missing a payment method."
            raise refused(message, code="payment_intent_unexpected_state")
        method = kept
    if "receipt_email" in call.params:
        intent.body["receipt_email"] = call.params["receipt_email"]
    _try(call, intent, method)
    return present(call.world, intent, call.expand)


def _try(call: Call, intent: Record, method: TestMethod) -> None:
    """Attempt the payment; a decline becomes Stripe's 402, after the intent has recorded it."""
    attempt(
        call.world,
        intent,
        method,
        challenge_url=f"{call.base_url}/challenge/{intent.id}",
        return_url=call.params.get("return_url"),
    )
    follow_intent(call.world, intent)
    error = intent.body["last_payment_error"]
    if error:
        raise card_error(
            error["code"],
            error["message"],
            decline_code=error.get("decline_code"),
            charge=error.get("charge"),
            intent=present(call.world, intent),
            method=error["payment_method"],
        )


def _capture(call: Call) -> Body:
    intent = _intent(call)
    if intent.body["status"] != "requires_capture":
        raise _unexpected(intent, "captured")
    most = int(intent.body["amount_capturable"])
    wanted = int(call.params.get("amount_to_capture", most))
    if wanted > most:
        message = f"The amount_to_capture is greater than the capturable amount ({most})."
        raise refused(message, code="amount_too_large", param="amount_to_capture")
    capture(call.world, intent, wanted)
    follow_intent(call.world, intent)
    return present(call.world, intent, call.expand)


def _cancel(call: Call) -> Body:
    intent = _intent(call)
    is_processing = intent.body["status"] == "processing"
    if intent.body["status"] not in CANCELABLE or (is_processing and not call.world.switches.cancel_while_processing):
        raise _unexpected(intent, "canceled")
    if intent.hidden.get("session") and intent.body["status"] not in {"requires_capture", "processing"}:
        raise refused("This PaymentIntent belongs to a Checkout Session; expire the session instead.")
    cancel(call.world, intent, call.params.get("cancellation_reason"))
    return present(call.world, intent, call.expand)


def _intent(call: Call) -> Record:
    return call.record("payment_intent", call.path["intent"], "intent")


def _method(call: Call) -> TestMethod:
    token = call.params["payment_method"]
    method = by_token(token)
    if method is None:
        raise ApiError(
            400, f"No such PaymentMethod: '{token}'", code="resource_missing", param="payment_method", is_executed=False
        )
    return method


def _unexpected(intent: Record, done: str) -> ApiError:
    message = f"This PaymentIntent could not be {done} because it has a status of {intent.body['status']}."
    error = refused(message, code="payment_intent_unexpected_state")
    error.extra["payment_intent"] = intent.body
    return error


OPERATIONS = [
    Operation("POST", "/v1/payment_intents", _create, _CREATE, is_platform_only=True),
    Operation("GET", "/v1/payment_intents", _list, listing()),
    Operation("GET", "/v1/payment_intents/{intent}", _retrieve),
    Operation("POST", "/v1/payment_intents/{intent}", _update, _COMMON),
    Operation("POST", "/v1/payment_intents/{intent}/confirm", _confirm, _CONFIRM),
    Operation("POST", "/v1/payment_intents/{intent}/capture", _capture, group(amount_to_capture=amount())),
    Operation("POST", "/v1/payment_intents/{intent}/cancel", _cancel, _CANCEL),
]

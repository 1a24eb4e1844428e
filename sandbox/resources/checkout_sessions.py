"""Checkout Sessions in payment mode, with prices given inline."""

from urllib.parse import urlsplit

from sandbox.checkout import expire
from sandbox.currencies import check_charge
from sandbox.errors import malformed, refused
from sandbox.ids import new_id
from sandbox.listing import listing, page
from sandbox.params import MAX_AMOUNT, currency, email, flag, group, integer, items, metadata, text, url
from sandbox.routing import Call, Operation
from sandbox.store import Body, Record
from sandbox.views import line_items, present

_DAY = 86_400
_SHORTEST = 1_800
_SLACK = 60

_PRODUCT = group("name", name=text(longest=250), description=text(), images=items(url(), most=8), metadata=metadata())
_PRICE = group(
    "currency",
    "product_data",
    "unit_amount",
    currency=currency(),
    product_data=_PRODUCT,
    unit_amount=integer(least=0, most=MAX_AMOUNT),
    tax_behavior=text(one_of=("exclusive", "inclusive", "unspecified")),
)
_LINE = group("price_data", price_data=_PRICE, quantity=integer(least=1, most=999_999))
_CREATE = group(
    "line_items",
    "mode",
    "success_url",
    mode=text(one_of=("payment",)),
    ui_mode=text(one_of=("hosted_page",)),
    line_items=items(_LINE, least=1),
    success_url=url(),
    cancel_url=url(),
    client_reference_id=text(longest=200),
    customer_email=email(),
    expires_at=integer(),
    locale=text(longest=10),
    metadata=metadata(),
    submit_type=text(one_of=("auto", "book", "donate", "pay")),
    allow_promotion_codes=flag(),
    payment_intent_data=group(
        description=text(longest=1_000),
        metadata=metadata(),
        transfer_group=text(),
        receipt_email=email(),
        capture_method=text(one_of=("automatic", "automatic_async", "manual")),
        statement_descriptor_suffix=text(longest=22),
    ),
)


def _create(call: Call) -> Body:
    params, now = call.params, call.world.now
    expires_at = params.get("expires_at", now + _DAY)
    expiry = _expiry(call, expires_at)
    lines = [_line(line, now) for line in params["line_items"]]
    currencies = {line["currency"] for line in lines}
    if len(currencies) > 1:
        raise malformed("All line items must use the same currency.", param="line_items")
    total = sum(line["amount_total"] for line in lines)
    if total > MAX_AMOUNT:
        message = f"The Checkout Session's total amount due must add up to at most {MAX_AMOUNT} minor units."
        raise malformed(message, code="amount_too_large", param="line_items")
    charged = currencies.pop()
    check_charge(total, charged, param="line_items")
    id_ = new_id("checkout.session")
    body = _empty(params) | {
        "id": id_,
        "amount_subtotal": total,
        "amount_total": total,
        "created": now,
        "currency": charged,
        "expires_at": expires_at,
        "url": f"{call.base_url}/pay/{id_}",
    }
    hidden: Body = {"line_items": lines, "payment_intent_data": params.get("payment_intent_data", {})}
    session = call.world.store.add("checkout.session", id_, body, hidden=hidden)
    call.world.later("session_expiry", at=expiry, target=id_)
    return present(call.world, session, call.expand)


def _expiry(call: Call, expires_at: int) -> int:
    """When the session expires by the sandbox's clock.

    The caller's clock stays behind when the sandbox's is moved, so a time that fits real time is taken as meant so.
    """
    for ahead in (0, int(call.world.clock.offset)):
        if _SHORTEST - _SLACK <= expires_at + ahead - call.world.now <= _DAY + _SLACK:
            return expires_at + ahead
    message = "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation."
    raise malformed(message, param="expires_at")


def _line(line: Body, now: int) -> Body:
    price, quantity = line["price_data"], line.get("quantity", 1)
    total = price["unit_amount"] * quantity
    return {
        "id": new_id("item"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": total,
        "amount_tax": 0,
        "amount_total": total,
        "currency": price["currency"],
        "description": price["product_data"]["name"],
        "metadata": {},
        "price": {
            "id": new_id("price"),
            "object": "price",
            "active": False,
            "billing_scheme": "per_unit",
            "created": now,
            "currency": price["currency"],
            "custom_unit_amount": None,
            "livemode": False,
            "lookup_key": None,
            "metadata": {},
            "nickname": None,
            "product": new_id("product"),
            "recurring": None,
            "tax_behavior": price.get("tax_behavior", "unspecified"),
            "tiers_mode": None,
            "transform_quantity": None,
            "type": "one_time",
            "unit_amount": price["unit_amount"],
            "unit_amount_decimal": str(price["unit_amount"]),
        },
        "quantity": quantity,
    }


def _empty(params: Body) -> Body:
    """A new session without its id, amounts and times."""
    return {
        "object": "checkout.session",
        "adaptive_pricing": None,
        "after_expiration": None,
        "allow_promotion_codes": params.get("allow_promotion_codes"),
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
        "customer": None,
        "customer_creation": "if_required",
        "customer_details": None,
        "customer_email": params.get("customer_email"),
        "discounts": [],
        "invoice": None,
        "invoice_creation": None,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata", {}),
        "mode": "payment",
        "origin_context": None,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": ["card", "sepa_debit"],
        "payment_status": "unpaid",
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "submit_type": params.get("submit_type"),
        "subscription": None,
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "wallet_options": None,
    }


def _retrieve(call: Call) -> Body:
    return present(call.world, call.record("checkout.session", call.path["session"]), call.expand)


def _list(call: Call) -> Body:
    params = call.params

    def fits(record: Record) -> bool:
        return all(record.body[key] == params[key] for key in ("payment_intent", "status") if key in params)

    records = call.world.store.all("checkout.session", account=call.account)
    return page(call.world, records, params, url="/v1/checkout/sessions", fits=fits)


def _expire(call: Call) -> Body:
    session = call.record("checkout.session", call.path["session"])
    if session.body["status"] != "open":
        message = (
            f'Only Checkout Sessions with a status in ["open"] can be expired. This one is {session.body["status"]}.'
        )
        raise refused(message)
    expire(call.world, session)
    return present(call.world, session, call.expand)


def _update(call: Call) -> Body:
    session = call.record("checkout.session", call.path["session"])
    session.body["metadata"] = call.params.get("metadata", session.body["metadata"])
    call.world.store.touch(session)
    return present(call.world, session, call.expand)


def _line_items(call: Call) -> Body:
    session = call.record("checkout.session", call.path["session"])
    found = line_items(session)
    data, limit = found["data"], call.params.get("limit", 10)
    after = call.params.get("starting_after")
    start = next((index + 1 for index, line in enumerate(data) if line["id"] == after), 0)
    return found | {"data": data[start : start + limit], "has_more": len(data) > start + limit}


def origin(address: str | None) -> str:
    """`https://host:port` of an address, for the pages' content security policy."""
    parts = urlsplit(address or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


OPERATIONS = [
    Operation("POST", "/v1/checkout/sessions", _create, _CREATE, is_platform_only=True),
    Operation("GET", "/v1/checkout/sessions", _list, listing(payment_intent=text(), status=text())),
    Operation("GET", "/v1/checkout/sessions/{session}", _retrieve),
    Operation("POST", "/v1/checkout/sessions/{session}", _update, group(metadata=metadata())),
    Operation("POST", "/v1/checkout/sessions/{session}/expire", _expire),
    Operation("GET", "/v1/checkout/sessions/{session}/line_items", _line_items, listing()),
]

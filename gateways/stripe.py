"""The door to Stripe. This module alone knows the SDK; it answers with our frozen facts and two errors.

Every write takes the idempotency key of a committed intention. No call may be made inside a transaction. Amounts are
minor units in Stripe's own counting, which for the currencies admitted here is ISO's.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, NoReturn

import stripe

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.stripe_facts import (
    AccountFact,
    BadSignature,
    BalanceFact,
    CheckoutFact,
    CheckoutLine,
    EventFact,
    PaymentFact,
    StripeGateway,
    TransferFact,
)
from kit.database import refuse_inside_transaction
from kit.settings import STRIPE_ITSELF, Settings

# The facts are part of this door: callers need not know that they stand in a file of their own.
__all__ = [
    "API_VERSION",
    "OPERATION_KEY",
    "ORDER_KEY",
    "AccountFact",
    "BadSignature",
    "BalanceFact",
    "CheckoutFact",
    "CheckoutLine",
    "EventFact",
    "PaymentFact",
    "RealStripe",
    "StripeGateway",
    "TransferFact",
    "read_event",
]

API_VERSION = "2026-10-28.endive"
OPERATION_KEY = "solifair_operation"
ORDER_KEY = "solifair_order"

_CONNECT_TIMEOUT_S = 3
_READ_TIMEOUT_S = 15
_RETRIES = 1
_SIGNATURE_AGE_S = 300
_MAY_HEAL_CODES = {"balance_insufficient", "lock_timeout", "idempotency_key_in_use"}
_STORED_CODES = {"balance_insufficient"}
# Stripe counts these otherwise than ISO 4217 does, or only in whole steps; admitting them needs their own conversion.
_COUNTED_DIFFERENTLY = frozenset({"ISK", "UGX", "MGA", "HUF", "TWD", "BHD", "JOD", "KWD", "OMR", "TND"})


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _id_of(expandable: "str | stripe.StripeObject | None") -> str | None:
    if expandable is None or isinstance(expandable, str):
        return expandable
    return str(expandable["id"])


def _metadata_of(thing: stripe.StripeObject, key: str) -> str | None:
    # A StripeObject is no dict since SDK 15: it has no `.get`.
    metadata = thing["metadata"] if "metadata" in thing else None  # noqa: SIM401
    return str(metadata[key]) if metadata and key in metadata else None


def _raise_as_ours(what: str, error: stripe.StripeError) -> NoReturn:
    """Sort Stripe's errors into the two that callers can act on."""
    replayed = (error.headers or {}).get("Idempotent-Replayed", "").lower() == "true"
    code = error.code or type(error).__name__
    may_heal = (
        isinstance(error, (stripe.APIConnectionError, stripe.RateLimitError))
        or (error.http_status or 500) >= 500
        or error.http_status in {401, 403, 409}
        or code in _MAY_HEAL_CODES
    )
    if may_heal:
        # A stored failure answers this key for a day, whatever changes meanwhile: the caller needs another one.
        is_stored = code in _STORED_CODES or (replayed and (error.http_status or 0) >= 500)
        raise GatewayUnavailable(what, code, is_replayed_failure=is_stored) from error
    raise GatewayRefused(what, code, (error.user_message or str(error))[:500]) from error


class RealStripe:
    """Stripe through its SDK, at whatever address the settings name."""

    def __init__(self, settings: Settings):
        self._expects_livemode = settings.is_livemode
        addresses: stripe._base_address.BaseAddresses = {}
        if settings.stripe_api_base != STRIPE_ITSELF:
            addresses = {"api": settings.stripe_api_base}
        self._client = stripe.StripeClient(
            settings.stripe_api_key,
            stripe_version=API_VERSION,
            base_addresses=addresses,
            max_network_retries=_RETRIES,
            http_client=stripe.RequestsClient(timeout=(_CONNECT_TIMEOUT_S, _READ_TIMEOUT_S)),
        )

    def create_checkout(
        self,
        *,
        order_id: str,
        lines: list[CheckoutLine],
        currency: str,
        email: str,
        success_url: str,
        cancel_url: str,
        expires_at: datetime,
        locale: str,
        idempotency_key: str,
    ) -> CheckoutFact:
        refuse_inside_transaction("Stripe was called")
        _refuse_currency(currency)
        metadata = {ORDER_KEY: order_id}
        try:
            session = self._client.v1.checkout.sessions.create(
                params={
                    "mode": "payment",
                    "client_reference_id": order_id,
                    "customer_email": email,
                    "locale": _page_language(locale),
                    "success_url": success_url,
                    "cancel_url": cancel_url,
                    "expires_at": int(expires_at.timestamp()),
                    "metadata": metadata,
                    "payment_intent_data": {
                        "metadata": metadata,
                        "transfer_group": order_id,
                    },
                    "line_items": [
                        {
                            "quantity": line.quantity,
                            "price_data": {
                                "currency": currency.lower(),
                                "unit_amount": line.unit_minor,
                                "product_data": {"name": line.name[:250]},
                            },
                        }
                        for line in lines
                    ],
                },
                options={"idempotency_key": idempotency_key},
            )
        except stripe.StripeError as error:
            _raise_as_ours("create_checkout", error)
        return _checkout_fact(session)

    def read_checkout(self, session_id: str) -> CheckoutFact:
        refuse_inside_transaction("Stripe was called")
        try:
            return _checkout_fact(self._client.v1.checkout.sessions.retrieve(session_id))
        except stripe.StripeError as error:
            _raise_as_ours("read_checkout", error)

    def expire_checkout(self, session_id: str) -> CheckoutFact:
        refuse_inside_transaction("Stripe was called")
        try:
            return _checkout_fact(self._client.v1.checkout.sessions.expire(session_id))
        except stripe.StripeError as error:
            _raise_as_ours("expire_checkout", error)

    def read_payment(self, payment_intent_id: str) -> PaymentFact:
        refuse_inside_transaction("Stripe was called")
        try:
            intent = self._client.v1.payment_intents.retrieve(
                payment_intent_id,
                params={"expand": ["latest_charge.balance_transaction"]},
            )
        except stripe.StripeError as error:
            _raise_as_ours("read_payment", error)
        return _payment_fact(intent)

    def create_transfer(
        self,
        *,
        amount_minor: int,
        currency: str,
        destination: str,
        transfer_group: str,
        metadata: Mapping[str, str],
        idempotency_key: str,
    ) -> TransferFact:
        refuse_inside_transaction("Stripe was called")
        _refuse_currency(currency)
        try:
            transfer = self._client.v1.transfers.create(
                params={
                    "amount": amount_minor,
                    "currency": currency.lower(),
                    "destination": destination,
                    "transfer_group": transfer_group,
                    "metadata": dict(metadata),
                },
                options={"idempotency_key": idempotency_key},
            )
        except stripe.StripeError as error:
            _raise_as_ours("create_transfer", error)
        return _transfer_fact(transfer)

    def find_transfer(self, *, transfer_group: str, operation_id: str) -> TransferFact | None:
        refuse_inside_transaction("Stripe was called")
        try:
            listed = self._client.v1.transfers.list(params={"transfer_group": transfer_group, "limit": 100})
            for transfer in listed.auto_paging_iter():
                if _metadata_of(transfer, OPERATION_KEY) == operation_id:
                    return _transfer_fact(transfer)
        except stripe.StripeError as error:
            _raise_as_ours("find_transfer", error)
        return None

    def create_recipient_account(
        self,
        *,
        organisation_id: str,
        country: str,
        email: str,
        name: str,
        idempotency_key: str,
    ) -> AccountFact:
        refuse_inside_transaction("Stripe was called")
        try:
            account = self._client.v1.accounts.create(
                params={
                    "country": country,
                    "email": email,
                    "business_profile": {"name": name},
                    "controller": {
                        "fees": {"payer": "application"},
                        "losses": {"payments": "application"},
                        "stripe_dashboard": {"type": "express"},
                    },
                    "capabilities": {"transfers": {"requested": True}},
                    "metadata": {"solifair_organisation": organisation_id},
                },
                options={"idempotency_key": idempotency_key},
            )
        except stripe.StripeError as error:
            _raise_as_ours("create_recipient_account", error)
        return _account_fact(account)

    def read_account(self, account_id: str) -> AccountFact:
        refuse_inside_transaction("Stripe was called")
        try:
            return _account_fact(self._client.v1.accounts.retrieve(account_id))
        except stripe.StripeError as error:
            _raise_as_ours("read_account", error)


def read_event(body: bytes, signature: str | None, *, secrets: tuple[str, ...], now: datetime) -> EventFact:
    """Check a webhook's signature against each secret, then read it. Raises BadSignature, whatever is wrong with it."""
    if not signature or not signature.isascii() or len(signature) > 1000:
        raise BadSignature("no usable signature header")
    for secret in filter(None, secrets):
        try:
            stripe.WebhookSignature.verify_header(body.decode("utf-8"), signature, secret, tolerance=None)
            break
        except stripe.SignatureVerificationError:
            continue
        except (ValueError, TypeError) as error:
            raise BadSignature("the body or the header is malformed") from error
    else:
        raise BadSignature("no secret fits")
    # The SDK would bound only the past, and by its own clock: a timestamp from the future would never grow old.
    if abs(now.timestamp() - _signed_at(signature)) > _SIGNATURE_AGE_S:
        raise BadSignature("signed too long ago, or in the future")
    return _event_fact(body.decode("utf-8"))


def _signed_at(signature: str) -> int:
    stamps = [part[2:] for part in signature.split(",") if part.startswith("t=")]
    try:
        return int(stamps[0])
    except (IndexError, ValueError) as error:
        raise BadSignature("the header has no timestamp") from error


def _event_fact(payload: str) -> EventFact:
    try:
        event = json.loads(payload)
        return EventFact(
            id=str(event["id"]),
            type=str(event["type"]),
            account=str(event.get("account") or ""),
            api_version=event.get("api_version"),
            is_livemode=bool(event["livemode"]),
            occurred_at=_at(int(event["created"])),
            object_id=str(event["data"]["object"]["id"]),
            payload=payload,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSignature("the body is no event") from error


def _refuse_currency(currency: str) -> None:
    if currency in _COUNTED_DIFFERENTLY:
        raise GatewayRefused(
            "currency",
            "currency_not_admitted",
            f"{currency} is counted differently by Stripe",
        )


def _page_language(locale: str) -> Literal["auto", "en", "es", "fr", "pt"]:
    """The payment page speaks the buyer's language where we know that Stripe has it."""
    match locale:
        case "en" | "es" | "fr" | "pt":
            return locale
        case _:
            return "auto"


def _checkout_fact(session: "stripe.checkout.Session") -> CheckoutFact:
    return CheckoutFact(
        id=session.id,
        url=session.url,
        status=session.status or "open",
        payment_intent_id=_id_of(session.payment_intent),
        order_id=_metadata_of(session, ORDER_KEY),
    )


def _payment_fact(intent: stripe.PaymentIntent) -> PaymentFact:
    charge = intent.latest_charge
    balance = None
    if isinstance(charge, stripe.Charge) and isinstance(charge.balance_transaction, stripe.BalanceTransaction):
        entry = charge.balance_transaction
        balance = BalanceFact(
            entry.id,
            entry.fee,
            entry.net,
            entry.currency.upper(),
            _at(entry.available_on),
        )
    return PaymentFact(
        id=intent.id,
        status=intent.status,
        amount_minor=intent.amount,
        received_minor=intent.amount_received,
        currency=intent.currency.upper(),
        order_id=_metadata_of(intent, ORDER_KEY),
        is_livemode=intent.livemode,
        charge_id=_id_of(charge),
        failure_code=intent.last_payment_error.code if intent.last_payment_error else None,
        balance=balance,
    )


def _transfer_fact(transfer: stripe.Transfer) -> TransferFact:
    destination = _id_of(transfer.destination)
    assert destination is not None
    return TransferFact(
        transfer.id,
        transfer.amount,
        transfer.currency.upper(),
        destination,
        _at(transfer.created),
    )


def _account_fact(account: stripe.Account) -> AccountFact:
    capabilities = account.capabilities if "capabilities" in account else None
    transfers = capabilities["transfers"] if capabilities and "transfers" in capabilities else None
    return AccountFact(account.id, transfers == "active", bool(account.payouts_enabled))

"""The SDK's client, at whatever address the settings name, and its errors sorted into the two that callers act on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NoReturn

import stripe

from gateways.errors import GatewayRefused, GatewayUnavailable
from kit.currencies import from_stripe, require_chargeable, to_stripe
from kit.database import refuse_inside_transaction
from kit.errors import DomainError
from kit.money import Money
from kit.settings import STRIPE_ITSELF, Settings

API_VERSION = "2026-10-28.endive"

_CONNECT_TIMEOUT_S = 3
_READ_TIMEOUT_S = 15
_RETRIES = 1
# What Stripe refuses now and may not refuse later, although the status alone would say that it is final.
_MAY_HEAL_CODES = {"balance_insufficient", "lock_timeout", "idempotency_key_in_use"}
# Refusals that Stripe stores under the key: they come again, whatever has changed, until another key is used.
_STORED_CODES = {"balance_insufficient"}


class Caller:
    """Calls Stripe with timeouts, never inside a transaction."""

    def __init__(self, settings: Settings):
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

    @contextmanager
    def calling(self, what: str) -> Iterator[None]:
        """Turn the SDK's errors into ours. Raises NestedTransaction, GatewayUnavailable, GatewayRefused."""
        refuse_inside_transaction("Stripe was called")
        try:
            yield
        except stripe.StripeError as error:
            _raise_as_ours(what, error)


def _raise_as_ours(what: str, error: stripe.StripeError) -> NoReturn:
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
        raise GatewayUnavailable(
            what, code, is_replayed_failure=is_stored, is_credential_refused=error.http_status in {401, 403}
        ) from error
    raise GatewayRefused(what, code, (error.user_message or str(error))[:500]) from error


def at(seconds: int) -> datetime:
    """Stripe's Unix seconds as a moment."""
    return datetime.fromtimestamp(seconds, UTC)


def id_of(expandable: "str | stripe.StripeObject | None") -> str | None:
    """The id of something that may or may not have been expanded."""
    if expandable is None or isinstance(expandable, str):
        return expandable
    return str(expandable["id"])


def metadata_of(thing: stripe.StripeObject) -> dict[str, str]:
    # A StripeObject is no dict since SDK 15: it has no `.get`.
    metadata = thing["metadata"] if "metadata" in thing else None  # noqa: SIM401
    return {str(key): str(value) for key, value in metadata.to_dict().items()} if metadata else {}


def amount_of(what: str, money: Money) -> int:
    """The number for Stripe. Raises GatewayRefused for what Stripe could not say."""
    try:
        return to_stripe(money)
    except (DomainError, ValueError) as error:
        raise GatewayRefused(what, "currency_not_admitted", str(error)) from error


def charge_of(what: str, money: Money) -> int:
    """The number for a charge. Raises GatewayRefused for what Stripe would not charge."""
    try:
        require_chargeable(money)
    except DomainError as error:
        raise GatewayRefused(what, error.code, str(error)) from error
    return amount_of(what, money)


def money_of(amount: int, currency: str) -> Money:
    """What Stripe's number means."""
    return from_stripe(amount, currency)

"""What may differ between two installations of the storefront, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

STRIPE_PAGES = "https://checkout.stripe.com"


class UnsafeSettings(ValueError):
    """The settings would expose people who use the storefront."""


@dataclass(frozen=True)
class Settings:
    """Addresses are origins without a trailing slash.

    `checkout_origins` are where the payment page may live: the browser is sent nowhere else to pay.
    """

    api_url: str
    public_api_url: str
    storefront_url: str
    checkout_origins: tuple[str, ...]
    is_demo: bool

    @property
    def is_https(self) -> bool:
        return self.storefront_url.startswith("https://")


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read `SOLIFAIR_*`. Raises UnsafeSettings when production would run without TLS or on a wrong address."""
    given = os.environ if environment is None else environment
    mode = given.get("SOLIFAIR_MODE", "production")
    api_url = _origin("SOLIFAIR_API_URL", given.get("SOLIFAIR_API_URL", "http://127.0.0.1:8101"))
    storefront_url = _origin(
        "SOLIFAIR_STOREFRONT_URL",
        given.get("SOLIFAIR_STOREFRONT_URL", "http://127.0.0.1:8100"),
    )
    if mode == "production" and not storefront_url.startswith("https://"):
        raise UnsafeSettings("SOLIFAIR_STOREFRONT_URL must be https in production")
    return Settings(
        api_url=api_url,
        public_api_url=_origin("SOLIFAIR_PUBLIC_API_URL", given.get("SOLIFAIR_PUBLIC_API_URL") or api_url),
        storefront_url=storefront_url,
        checkout_origins=_checkout_origins(given, mode),
        is_demo=mode != "production",
    )


def _checkout_origins(given: Mapping[str, str], mode: str) -> tuple[str, ...]:
    named = given.get("SOLIFAIR_CHECKOUT_ORIGINS", "")
    origins = [_origin("SOLIFAIR_CHECKOUT_ORIGINS", part.strip()) for part in named.split(",") if part.strip()]
    simulated = given.get("SOLIFAIR_STRIPE_API_BASE", "")
    if not origins and simulated and mode != "production":
        origins = [_origin("SOLIFAIR_STRIPE_API_BASE", simulated)]
    return tuple(origins) or (STRIPE_PAGES,)


def _origin(name: str, text: str) -> str:
    """`text` reduced to scheme, host and port. Raises UnsafeSettings when it is not an http(s) address."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UnsafeSettings(f"{name} is not an http(s) address: {text!r}")
    return f"{parts.scheme}://{parts.netloc}"

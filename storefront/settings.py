"""What may differ between two installations of the storefront, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from storefront.language import ENDONYMS

STRIPE_PAGES = "https://checkout.stripe.com"
STRIPE_ONBOARDING = "https://connect.stripe.com"


class WrongSettings(ValueError):
    """The settings cannot work, or would expose people who use the storefront."""


@dataclass(frozen=True)
class Settings:
    """Addresses are origins without a trailing slash.

    `checkout_origins` are where the payment page may live: the browser is sent nowhere else to pay; and
    `onboarding_origins` where Stripe asks a payout account's holder who they are.
    `language` is for visitors who have not chosen one; "" is what their browser accepts.
    """

    api_url: str
    public_api_url: str
    storefront_url: str
    checkout_origins: tuple[str, ...]
    is_demo: bool
    language: str = ""
    onboarding_origins: tuple[str, ...] = (STRIPE_ONBOARDING,)

    @property
    def is_https(self) -> bool:
        return self.storefront_url.startswith("https://")

    @property
    def passkey_origin(self) -> str:
        """Where passkeys may be asked for, as browsers write it; "" where the shop is reached by a number, since they
        belong to a name."""
        parts = urlsplit(self.storefront_url)
        host = parts.hostname or ""
        try:
            ip_address(host)
        except ValueError:
            usual = {"http": 80, "https": 443}[parts.scheme]
            return f"{parts.scheme}://{host}" + ("" if parts.port in (None, usual) else f":{parts.port}")
        return ""


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read `SOLIFAIR_*`. Raises WrongSettings when production would run without TLS or on a wrong address."""
    given = os.environ if environment is None else environment
    mode = given.get("SOLIFAIR_MODE", "production")
    api_url = _origin("SOLIFAIR_API_URL", given.get("SOLIFAIR_API_URL", "http://127.0.0.1:8101"))
    storefront_url = _origin(
        "SOLIFAIR_STOREFRONT_URL",
        given.get("SOLIFAIR_STOREFRONT_URL", "http://localhost:8100"),
    )
    if mode == "production" and not storefront_url.startswith("https://"):
        raise WrongSettings("SOLIFAIR_STOREFRONT_URL must be https in production")
    language = given.get("SOLIFAIR_LANGUAGE", "")
    if language and language not in ENDONYMS:
        raise WrongSettings(f"SOLIFAIR_LANGUAGE is none of {', '.join(ENDONYMS)}: {language!r}")
    return Settings(
        api_url=api_url,
        public_api_url=_origin("SOLIFAIR_PUBLIC_API_URL", given.get("SOLIFAIR_PUBLIC_API_URL") or api_url),
        storefront_url=storefront_url,
        checkout_origins=_stripe_origins(given, mode, "SOLIFAIR_CHECKOUT_ORIGINS", STRIPE_PAGES),
        onboarding_origins=_stripe_origins(given, mode, "SOLIFAIR_ONBOARDING_ORIGINS", STRIPE_ONBOARDING),
        is_demo=mode != "production",
        language=language,
    )


def _stripe_origins(given: Mapping[str, str], mode: str, name: str, otherwise: str) -> tuple[str, ...]:
    """Where pages of Stripe's may live: those named, else the simulated Stripe's outside production, else Stripe's."""
    named = given.get(name, "")
    origins = [_origin(name, part.strip()) for part in named.split(",") if part.strip()]
    simulated = given.get("SOLIFAIR_STRIPE_API_BASE", "")
    if not origins and simulated and mode != "production":
        origins = [_origin("SOLIFAIR_STRIPE_API_BASE", simulated)]
    return tuple(origins) or (otherwise,)


def _origin(name: str, text: str) -> str:
    """`text` reduced to scheme, host and port. Raises WrongSettings when it is not an http(s) address."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise WrongSettings(f"{name} is not an http(s) address: {text!r}")
    return f"{parts.scheme}://{parts.netloc}"

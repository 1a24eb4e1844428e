"""Every setting, from the environment, prefix `SOLIFAIR_`. Read at the edges only; frozen once read."""

from email.errors import MessageError
from email.headerregistry import Address, HeaderRegistry
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

STRIPE_ITSELF = "https://api.stripe.com"
_SHORTEST_KEY = 32


class Mode(StrEnum):
    """`production` refuses insecure settings; `demo` and `test` run on one machine with a simulated Stripe."""

    DEMO = "demo"
    PRODUCTION = "production"
    TEST = "test"


class SmtpSecurity(StrEnum):
    """`starttls` begins in the clear and insists on TLS, `tls` is TLS from the first byte, `none` stays so."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Settings(BaseSettings):
    """What may differ between two installations."""

    model_config = SettingsConfigDict(env_prefix="SOLIFAIR_", frozen=True, extra="ignore")

    mode: Mode = Mode.PRODUCTION
    database_url: str = Field(
        description="PostgreSQL, as the application role: no DDL, no changes to the ledger's rows"
    )
    database_owner_url: str = Field(
        default="",
        description="PostgreSQL, as the role that migrates; default: the same",
    )
    redis_url: str = Field(description="Valkey or Redis, e.g. rediss://:password@host/0 or redis+socket:///run/v.sock")
    secret_key: str = Field(
        min_length=_SHORTEST_KEY, description="signs page cursors, encrypts the keys of issuers; keep it private"
    )
    api_url: str = Field(
        default="http://127.0.0.1:8101",
        description="public address of this API, no trailing slash",
    )
    storefront_url: str = Field(
        default="http://localhost:8100", description="public address of the storefront; passkeys belong to its name"
    )
    files_dir: Path = Field(default=Path("var/files"), description="evidence, pictures, files of imports")
    registers_dir: Path | None = Field(
        default=None, description="registers of schemes as tables, see docs/schemes.md; none is asked without it"
    )
    fetch_from_loopback: bool = Field(
        default=False,
        description="fetch pictures from this machine and send webhooks to it, for tests and demos; production refuses",
    )
    webhooks_at_once: int = Field(
        default=2,
        ge=1,
        le=100,
        description="how many webhooks are sent to at a time; fewer than a worker's threads, so that money never waits",
    )
    stripe_api_key: str = Field(description="secret key of the platform's Stripe account")
    stripe_api_base: str = Field(default=STRIPE_ITSELF, description="another address is the simulated Stripe")
    stripe_webhook_secrets: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="signing secrets of the platform endpoint, comma-separated; two while rolling",
    )
    stripe_connect_webhook_secrets: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="signing secrets of the endpoint for connected accounts"
    )
    stripe_thin_webhook_secrets: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="signing secrets of the event destination for thin events of API v2"
    )
    database_pool_size: int = Field(default=10, ge=1, le=100)
    market_country: str = Field(
        default="FR",
        pattern="^[A-Z]{2}$",
        description="whose VAT the shop window shows",
    )
    market_currency: str = Field(default="EUR", pattern="^[A-Z]{3}$")
    import_files_days: int = Field(
        default=30, ge=1, le=3650, description="days after which the file of an import is deleted; its report stays"
    )
    reservation_minutes: int = Field(default=30, ge=1, le=1440, description="how long checkout holds the stock")
    payout_maturity_days: int = Field(
        default=7,
        ge=0,
        le=90,
        description="days from a parcel's arrival until its producer's share may leave, funds permitting",
    )
    fee_notice_days: int = Field(
        default=30,
        ge=15,
        le=365,
        description="days between the announcement of new fees and the first that they hold on; the law asks for 15",
    )
    bank_debtor_name: str = Field(default="", description="whose account bank transfers to producers leave from")
    bank_debtor_iban: str = Field(default="", description="that account; without it no file for the bank is made")
    bank_debtor_bic: str = Field(default="", description="the bank of that account")
    payout_undelivered_days: int = Field(
        default=21,
        ge=0,
        le=180,
        description="days from payment until a producer's share may leave although nobody said that the goods arrived",
    )
    payout_netting_bps: int = Field(
        default=5_000,
        ge=0,
        le=9_900,
        description="how much of a payout may be kept for what the organisation owes back, in hundredths of a per cent",
    )
    payout_longest_wait_days: int = Field(
        default=90, ge=1, le=365, description="days after which a payout below the minimum leaves all the same"
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="addresses or networks whose X-Forwarded-For is believed: the storefront, a TLS proxy"
    )
    smtp_host: str = Field(
        default="", description="server that takes the market's mail; without one mails are kept and never sent"
    )
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: SmtpSecurity = Field(default=SmtpSecurity.STARTTLS, description="starttls, tls, or none")
    smtp_username: str = Field(default="", description="whom we sign in as there; nobody without it")
    smtp_password: str = Field(default="", description="the password of that name")
    mail_from: str = Field(
        default="Solifair <market@localhost.localdomain>", description="from whom mails are, e.g. Market <no-reply@…>"
    )
    mail_days: int = Field(default=730, ge=1, le=3650, description="days after which a mail that has left is deleted")
    faultpoints: str = Field(default="", description="for tests alone, see kit/faultpoints.py; production refuses it")

    @field_validator(
        "stripe_webhook_secrets",
        "stripe_connect_webhook_secrets",
        "stripe_thin_webhook_secrets",
        "trusted_proxies",
        mode="before",
    )
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ip_network(network, strict=False)
        return value

    @field_validator("mail_from")
    @classmethod
    def _is_one_address(cls, value: str) -> str:
        _sender(value)
        return value

    @model_validator(mode="after")
    def _refuse_what_is_unsafe(self) -> "Settings":
        live_key = self.stripe_api_key.startswith(("sk_live_", "rk_live_"))
        if live_key and self.stripe_api_base != STRIPE_ITSELF:
            raise ValueError("a live Stripe key must not be sent to any address but Stripe's own")
        if self.mode is not Mode.PRODUCTION:
            return self
        complaints = [
            complaint
            for wrong, complaint in (
                (
                    not self.stripe_webhook_secrets,
                    "SOLIFAIR_STRIPE_WEBHOOK_SECRETS is empty",
                ),
                (
                    not self.api_url.startswith("https://"),
                    "SOLIFAIR_API_URL must be https",
                ),
                (
                    not self.storefront_url.startswith("https://"),
                    "SOLIFAIR_STOREFRONT_URL must be https",
                ),
                (
                    _has_no_password(self.redis_url),
                    "SOLIFAIR_REDIS_URL has no password",
                ),
                (
                    len(set(self.secret_key)) < 10,
                    "SOLIFAIR_SECRET_KEY is too regular to be a secret",
                ),
                (
                    self.stripe_api_base == STRIPE_ITSELF and not self.stripe_api_key.startswith(("sk_", "rk_")),
                    "SOLIFAIR_STRIPE_API_KEY is not a Stripe secret key",
                ),
                (
                    self.fetch_from_loopback,
                    "SOLIFAIR_FETCH_FROM_LOOPBACK lets producers' addresses reach this machine's own servers",
                ),
                (
                    self.smtp_security is SmtpSecurity.NONE and not _is_this_machine(self.smtp_host),
                    "SOLIFAIR_SMTP_SECURITY=none sends codes and addresses in the clear",
                ),
                (
                    bool(self.faultpoints),
                    "SOLIFAIR_FAULTPOINTS is for tests: it lets files stop or kill processes",
                ),
            )
            if wrong
        ]
        if complaints:
            raise ValueError("production refuses to start: " + "; ".join(complaints))
        return self

    def trusts(self, peer: str) -> bool:
        """Whether `peer`, an address, is one of the trusted proxies."""
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return any(address in ip_network(network, strict=False) for network in self.trusted_proxies)

    @property
    def mail_sender(self) -> Address:
        """From whom mails are."""
        return _sender(self.mail_from)

    @property
    def keeps_secrets_of_mails(self) -> bool:
        """Whether a code stays readable after it was mailed: where nobody's account is real, it is read in the
        mailbox."""
        return self.mode is not Mode.PRODUCTION

    @property
    def owner_url(self) -> str:
        return self.database_owner_url or self.database_url

    @property
    def is_livemode(self) -> bool:
        """Whether the Stripe key moves real money."""
        return self.stripe_api_key.startswith(("sk_live_", "rk_live_"))


def _sender(text: str) -> Address:
    """Raises ValueError for what is not one address with a name."""
    try:
        header = HeaderRegistry()("From", text)
    except (MessageError, IndexError, LookupError):
        raise ValueError("is not an address such as Market <no-reply@market.example>") from None
    found: tuple[Address, ...] = getattr(header, "addresses", ())
    if len(found) != 1 or header.defects or not found[0].domain:
        raise ValueError("is not an address such as Market <no-reply@market.example>")
    return found[0]


def _is_this_machine(host: str) -> bool:
    if host in {"", "localhost"}:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _has_no_password(redis_url: str) -> bool:
    if redis_url.startswith(("redis+socket://", "unix://")):
        return False
    authority = redis_url.partition("://")[2].partition("/")[0]
    return ":" not in authority.rpartition("@")[0] or authority.rpartition("@")[0].endswith(":")


@lru_cache(maxsize=1)
def read_settings() -> Settings:
    """The settings of this process. Raises pydantic's ValidationError with one line per wrong setting."""
    return Settings()  # type: ignore[call-arg]  # filled from the environment

"""What can be chosen when a sandbox is started."""

from dataclasses import dataclass, field
from pathlib import Path

API_VERSION = "2026-10-28.endive"
PLATFORM_ID = "acct_1SandboxPlatform00"


@dataclass(frozen=True)
class WebhookTarget:
    """Where signed events go. `kind` is platform, connect (events of connected accounts) or thin (v2 events)."""

    url: str
    secret: str
    kind: str = "platform"
    enabled_events: tuple[str, ...] = ("*",)


@dataclass(frozen=True)
class SeedAccount:
    """A connected account that is there, onboarded, from the first start. `currency` is ISO 4217, upper case."""

    id: str
    country: str
    currency: str

    @classmethod
    def parse(cls, text: str) -> "SeedAccount":
        """Read `acct_demo_x:FR:EUR`; raises ValueError when it is not of that form."""
        parts = text.split(":")
        if len(parts) != 3 or not parts[0].startswith("acct_") or len(parts[1]) != 2 or len(parts[2]) != 3:
            raise ValueError(f"expected acct_id:COUNTRY:CURRENCY, got {text!r}")
        return cls(parts[0], parts[1].upper(), parts[2].upper())


@dataclass(frozen=True)
class Config:
    """Durations are seconds of the sandbox's own, movable clock."""

    data: Path | None = None
    """Directory of the data file; None keeps everything in memory."""
    settlement_seconds: int = 172_800
    payout_delay_seconds: int = 86_400
    """From money available on a connected account to its automatic payout."""
    payout_arrival_seconds: int = 86_400
    async_payment_seconds: int = 30
    refund_settle_seconds: int = 30
    """How long a pending refund stays pending, and a refund that will fail looks good."""
    webhook_retry_seconds: tuple[int, ...] = (5, 15, 30, 60, 300, 900, 3_600)
    """Pauses before the second, third, ... attempt; its length + 1 is the number of attempts. Stripe goes on for three
    days."""
    webhook_timeout_seconds: float = 10.0
    tick_seconds: float = 0.25
    public_url: str = ""
    """How a browser reaches the sandbox, when that differs from how the API client does."""
    webhooks: tuple[WebhookTarget, ...] = ()
    seed_accounts: tuple[SeedAccount, ...] = field(default=())

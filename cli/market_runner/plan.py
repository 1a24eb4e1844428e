"""Which processes make a market: their commands, their environment, in words that tests can read."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from cli.market_runner.choices import Choices
from cli.market_runner.ground import Ground, Secrets

SETTLEMENT_SECONDS = 20

# The order in which they leave: whoever asks goes before whoever answers.
STOP_ORDER = ("beat", "worker", "relay", "storefront", "api", "sandbox")


@dataclass(frozen=True)
class Program:
    """A process of the market. `health_url` answers 200 when it serves; without one it proves life by a heartbeat."""

    name: str
    command: tuple[str, ...]
    health_url: str | None = None


def environment(
    choices: Choices, ground: Ground, secrets: Secrets, *, database_url: str, owner_url: str, redis_url: str
) -> Mapping[str, str]:
    """The environment of every process: ours with the market's settings over it."""
    # Six processes import the same packages: whoever comes first keeps them compiled for the others.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **inherited,
        "PYTHONUNBUFFERED": "1",
        "SOLIFAIR_MODE": "demo",
        "SOLIFAIR_DATABASE_URL": database_url,
        "SOLIFAIR_DATABASE_OWNER_URL": owner_url,
        "SOLIFAIR_REDIS_URL": redis_url,
        "SOLIFAIR_SECRET_KEY": secrets.secret_key,
        "SOLIFAIR_STRIPE_API_KEY": secrets.stripe_api_key,
        "SOLIFAIR_STRIPE_API_BASE": choices.sandbox_url,
        "SOLIFAIR_STRIPE_WEBHOOK_SECRETS": secrets.stripe_webhook_secret,
        "SOLIFAIR_STRIPE_CONNECT_WEBHOOK_SECRETS": secrets.stripe_connect_webhook_secret,
        "SOLIFAIR_STRIPE_THIN_WEBHOOK_SECRETS": secrets.stripe_thin_webhook_secret,
        "SOLIFAIR_API_URL": choices.api_url,
        "SOLIFAIR_STOREFRONT_URL": choices.storefront_url,
        "SOLIFAIR_FILES_DIR": str(ground.files),
        # `solifair webhook listen` and a picture on one's own machine work; never where others may reach the market.
        "SOLIFAIR_FETCH_FROM_LOOPBACK": "false" if choices.is_open_to_others else "true",
        # What is bought can be paid out within the minute, once Stripe's (short) settlement is over.
        "SOLIFAIR_PAYOUT_MATURITY_DAYS": os.environ.get("SOLIFAIR_PAYOUT_MATURITY_DAYS", "0"),
        "SOLIFAIR_PAYOUT_UNDELIVERED_DAYS": os.environ.get("SOLIFAIR_PAYOUT_UNDELIVERED_DAYS", "0"),
        # Whose account the demo's bank transfers leave from: invented, with the number that French banks print as
        # an example.
        "SOLIFAIR_BANK_DEBTOR_NAME": "Solifair demo market",
        "SOLIFAIR_BANK_DEBTOR_IBAN": "FR7630006000011234567890189",
        "SOLIFAIR_BANK_DEBTOR_BIC": "DEMOFRPP",
        "SOLIFAIR_LANGUAGE": choices.language,
    }


def sandbox(choices: Choices, ground: Ground, secrets: Secrets) -> Program:
    """The simulated Stripe. It settles within seconds, so that a payout can be watched."""
    hook = f"{choices.api_url}/v1/hooks/stripe"
    options = ["--host", choices.host, "--port", str(choices.port + 2), "--data", str(ground.sandbox)]
    options += ["--settlement-seconds", str(SETTLEMENT_SECONDS)]
    options += ["--webhook-url", hook, "--webhook-secret", secrets.stripe_webhook_secret]
    options += ["--connect-webhook-url", f"{hook}-connect", "--connect-webhook-secret"]
    options += [secrets.stripe_connect_webhook_secret]
    options += ["--thin-webhook-url", f"{hook}-thin", "--thin-webhook-secret", secrets.stripe_thin_webhook_secret]
    return Program("sandbox", _python("sandbox", *options), f"{choices.sandbox_url}/healthz")


def api(choices: Choices) -> Program:
    return Program("api", _uvicorn("api.app:create_app", choices.host, choices.port + 1), f"{choices.api_url}/readyz")


def storefront(choices: Choices) -> Program:
    return Program(
        "storefront",
        _uvicorn("storefront.app:create_storefront", choices.host, choices.port),
        f"{choices.storefront_url}/livez",
    )


def background() -> tuple[Program, ...]:
    """Worker, beat and relay. Threads suffice for work that waits for Stripe, and take a third of the memory."""
    celery = ("celery", "-A", "workers.app:celery")
    queues = "money,reports,pictures,webhooks,default"
    alone = ("--without-gossip", "--without-mingle")
    return (
        Program("worker", _python(*celery, "worker", "-P", "threads", "-c", "4", "-Q", queues, *alone)),
        Program("beat", _python(*celery, "beat")),
        Program("relay", _python("workers.relay")),
    )


def solifair(*words: str) -> tuple[str, ...]:
    """The command line of `solifair WORDS`."""
    return _python("cli", *words)


def _uvicorn(factory: str, host: str, port: int) -> tuple[str, ...]:
    options = ("--host", host, "--port", str(port), "--no-access-log", "--no-server-header", "--ws", "none")
    return _python("uvicorn", "--factory", factory, *options, "--timeout-graceful-shutdown", "3")


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)

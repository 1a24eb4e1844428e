"""`python -m sandbox`: serve a sandbox until interrupted."""

import argparse
import logging
from pathlib import Path

import uvicorn

from sandbox.app import create_sandbox
from sandbox.config import Config, SeedAccount, WebhookTarget


def main(arguments: list[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    config = Config(
        data=options.data,
        settlement_seconds=options.settlement_seconds,
        async_payment_seconds=options.async_payment_seconds,
        payout_delay_seconds=options.payout_delay_seconds,
        public_url=options.public_url,
        webhooks=(
            *_targets(options.webhook_url, options.webhook_secret, "platform"),
            *_targets(options.connect_webhook_url, options.connect_webhook_secret, "connect"),
            *_targets(options.thin_webhook_url, options.thin_webhook_secret, "thin"),
        ),
        seed_accounts=tuple(options.seed_account),
    )
    if options.host not in {"127.0.0.1", "::1", "localhost"}:
        logging.getLogger("sandbox").warning("listening on %s: anyone who can reach it can use it", options.host)
    uvicorn.run(
        create_sandbox(config),
        host=options.host,
        port=options.port,
        log_level="warning",
        ws="none",
        # A call that hangs on purpose must not hold up the end.
        timeout_graceful_shutdown=2,
    )


def _targets(urls: list[str], secrets: list[str], kind: str) -> tuple[WebhookTarget, ...]:
    if len(urls) != len(secrets):
        raise SystemExit(f"sandbox: as many secrets as addresses are needed for {kind} webhooks")
    return tuple(WebhookTarget(url, secret, kind) for url, secret in zip(urls, secrets, strict=True))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A stand-in Stripe. No money moves.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8102)
    parser.add_argument("--data", type=Path, help="directory of the data file; without it all is lost at the end")
    parser.add_argument(
        "--public-url", default="", help="how a browser reaches this sandbox, if not as the API client does"
    )
    parser.add_argument("--settlement-seconds", type=int, default=172_800, help="from payment to available funds")
    parser.add_argument("--payout-delay-seconds", type=int, default=86_400, help="from funds to automatic payout")
    parser.add_argument("--async-payment-seconds", type=int, default=30, help="until a bank debit succeeds or fails")
    for prefix, what in (("", "the platform"), ("connect-", "connected accounts"), ("thin-", "v2 (thin) events")):
        parser.add_argument(f"--{prefix}webhook-url", action="append", default=[], help=f"endpoint for {what}")
        parser.add_argument(f"--{prefix}webhook-secret", action="append", default=[], help="its signing secret")
    parser.add_argument(
        "--seed-account",
        action="append",
        default=[],
        type=SeedAccount.parse,
        metavar="acct_ID:COUNTRY:CURRENCY",
        help="an onboarded connected account that is there from the start",
    )
    return parser


if __name__ == "__main__":
    main()

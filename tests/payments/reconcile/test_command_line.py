"""The operator's shell: reconcile a day, see to a stray movement, look through events, replay them, fetch them."""

import json
import re

import pytest
from typer.testing import CliRunner, Result

from cli import alerts, events, reconcile
from kit.clock import utc_now
from kit.errors import DomainError
from tests.gateways.door import control
from tests.payments.reconcile.lost_webhooks import Market


@pytest.fixture
def shell(market: Market, fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> Market:
    """The commands' environment: this test's database and simulated Stripe."""
    for name, value in {
        "MODE": "test",
        "DATABASE_URL": fresh_database_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "a secret key for tests, long enough",
        "STRIPE_API_KEY": "sk_test_x",
        "STRIPE_API_BASE": market.sandbox.url,
    }.items():
        monkeypatch.setenv(f"SOLIFAIR_{name}", value)
    return market


def call(*words: str) -> Result:
    app = {"reconcile": reconcile.app, "events": events.app, "alerts": alerts.app}[words[0]]
    return CliRunner().invoke(app, list(words[1:]), env={"COLUMNS": "200"})


def today() -> str:
    return str(utc_now().date())


def test_a_day_that_differs_ends_with_one_and_names_what_differs(shell: Market) -> None:
    payment = shell.paid()
    differs = call("reconcile", "stripe", "--day", today())
    assert differs.exit_code == 1, differs.output
    assert "unmatched" in differs.stderr and f"charge {payment.charge_id} over 20.24 EUR" in differs.stderr
    assert payment.balance is not None and payment.balance.id in differs.stderr
    fetched = call("events", "catch-up")
    assert fetched.exit_code == 0 and re.search(r"[1-9]\d* of \d+ events", fetched.output)
    listed = call("events", "list", "--waiting")
    assert "payment_intent.succeeded" in listed.output and "not tried yet" in listed.output
    replayed = call("events", "replay", "--type", "payment_intent.*")
    assert replayed.exit_code == 0 and ": paid" in replayed.output
    agrees = call("reconcile", "stripe", "--day", today())
    assert agrees.exit_code == 0, agrees.stderr
    assert "agree" in agrees.output


def test_the_same_for_machines(shell: Market) -> None:
    shell.paid()
    shell.catch_up()
    said = call("reconcile", "stripe", "--day", today(), "--json")
    assert said.exit_code == 0
    document = json.loads(said.output)
    assert (document["day"], document["is_well"], document["differences"]) == (today(), True, [])
    assert document["movements"] == [
        {
            "type": "charge",
            "currency": "EUR",
            "count": 1,
            "without_entry": 0,
            "amount_minor": 2080,
            "fee_minor": 56,
            "net_minor": 2024,
        }
    ]
    (line,) = document["totals"]
    assert line["stripe_minor"] == line["books_minor"] == line["balance_minor"] == 2024


def test_a_stray_movement_is_seen_to(shell: Market) -> None:
    stray = control(shell.sandbox, "balance_transactions", type="charge", amount=900, currency="eur", source="ch_stray")
    assert call("reconcile", "stripe", "--day", today()).exit_code == 1
    assert call("reconcile", "suspend", stray["id"], "--because", " ").exit_code == 2
    seen_to = call("reconcile", "suspend", stray["id"], "--because", "sold at the stall")
    assert seen_to.exit_code == 0 and stray["id"] in seen_to.output
    assert call("reconcile", "stripe", "--day", today()).exit_code == 0
    assert isinstance(call("reconcile", "suspend", stray["id"], "--because", "again").exception, DomainError)


def test_an_unknown_movement_is_an_alert_that_a_person_resolves(shell: Market) -> None:
    assert "Nothing waits" in call("alerts").output
    control(shell.sandbox, "balance_transactions", type="tomorrow", amount=42, currency="eur")
    assert call("reconcile", "stripe", "--day", today()).exit_code == 0
    shown = call("alerts")
    assert "unknown_transaction" in shown.output and "0.42 EUR as tomorrow" in shown.output
    (alert_id,) = re.findall(r"alt_[0-9a-z]{26}", shown.output)
    assert call("alerts", "resolve", alert_id, "--because", " ").exit_code == 2
    assert call("alerts", "resolve", alert_id, "--because", "a test of Stripe's").exit_code == 0
    assert "Nothing waits" in call("alerts").output
    assert "a test of Stripe's" in call("alerts", "--all").output
    # Read again, it is no news.
    call("reconcile", "stripe", "--day", today())
    assert "Nothing waits" in call("alerts").output


def test_a_day_or_an_event_that_is_none_is_refused(shell: Market) -> None:
    assert isinstance(call("reconcile", "stripe", "--day", "yesterday").exception, DomainError)
    assert isinstance(call("reconcile", "stripe", "--day", "2199-01-01").exception, DomainError)
    assert call("reconcile", "stripe", "--day", today(), "--now", "noon").exit_code == 2
    assert call("events", "replay").exit_code == 2
    assert call("events", "replay", "evt_nobody").exit_code == 1


def test_a_replay_that_cannot_be_done_says_so(shell: Market) -> None:
    shell.paid()
    shell.catch_up()
    control(shell.sandbox, "faults", match="GET /v1/payment_intents/*", mode="unavailable_503", times=5)
    failed = call("events", "replay", "--type", "payment_intent.succeeded")
    assert failed.exit_code == 1 and "put off: gateway_unavailable" in failed.output
    control(shell.sandbox, "reset")

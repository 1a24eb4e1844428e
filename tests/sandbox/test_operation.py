"""Running a sandbox: the clock, history, persistence, the dashboard and the command line."""

import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe

from sandbox.config import Config, SeedAccount, WebhookTarget
from sandbox.embedded import RunningSandbox, running_sandbox
from sandbox.store import Store
from tests.sandbox.conftest import PRODUCER, Inbox, checkout, client_of, control, funded, pay, state, types_of


def post(running: RunningSandbox, path: str, **body: Any) -> requests.Response:
    return requests.post(f"{running.url}{path}", timeout=60, allow_redirects=False, **body)


def payment(created: int, amount: int = 10_000, **more: Any) -> dict[str, Any]:
    return {"created": created, "amount": amount, "currency": "eur", **more}


def test_the_clock_moves_forward_only(sandbox: RunningSandbox) -> None:
    now = state(sandbox)["clock"]["now"]
    assert control(sandbox, "clock", at=now + 500)["now"] >= now + 500
    assert post(sandbox, "/_sandbox/clock", json={"at": now}).status_code == 400
    assert post(sandbox, "/_sandbox/clock", json={"advance_seconds": -1}).status_code == 400


def test_what_the_clock_passes_happens_at_its_own_second(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    funded(client, sandbox)
    client.v1.transfers.create({"amount": 4_000, "currency": "eur", "destination": PRODUCER})
    control(sandbox, "clock", advance_seconds=5 * 86_400)
    payout = client.v1.payouts.list(options={"stripe_account": PRODUCER}).data[0]
    assert payout.status == "paid"
    assert payout.arrival_date - payout.created == 86_400
    paid = client.v1.events.list({"type": "payout.paid"}, {"stripe_account": PRODUCER}).data[0]
    assert paid.created == payout.arrival_date
    entries: Any = client.v1.balance_transactions.list({"payout": payout.id}, {"stripe_account": PRODUCER}).data
    assert sum(entry.net for entry in entries) == 0


def test_a_year_of_history_is_seeded_fast_silently_and_exactly(hooked: RunningSandbox, inbox: Inbox) -> None:
    client = client_of(hooked)
    now = state(hooked)["clock"]["now"]
    payments = [
        payment(
            now - day * 86_400,
            amount=5_000 + day,
            metadata={"order": str(day)},
            transfer_group=f"order-{day}",
            transfers=[{"destination": PRODUCER, "amount": 3_000, "metadata": {"op": str(day)}}],
        )
        for day in range(500, 0, -1)
    ]
    payments[0] |= {"fee": 77, "refunds": [{"amount": 123, "metadata": {"why": "late"}}]}
    # Processor time: the sandbox runs in this process, and what else the machine does does not count.
    started = time.process_time()
    made = control(hooked, "history", payments=payments)["data"]
    assert time.process_time() - started < 2
    assert len(made) == 500 and made[0]["fee"] == 77

    intent: Any = client.v1.payment_intents.retrieve(made[1]["payment_intent"], {"expand": ["latest_charge"]})
    assert (intent.status, intent.created, intent.metadata["order"]) == ("succeeded", payments[1]["created"], "499")
    assert intent.latest_charge.balance_transaction == made[1]["balance_transaction"]
    charges = sum(one["amount"] for one in payments)
    totals = state(hooked)
    assert totals["platform"]["balance"]["eur"] == {
        "available": charges - sum(one["fee"] for one in made) - 500 * 3_000 - 123,
        "pending": 0,
    }
    assert totals["accounts"][PRODUCER]["transferred_net"] == {"eur": 1_500_000}
    found = client.v1.transfers.list({"transfer_group": "order-7"}).data
    assert [transfer.id for transfer in found] == made[-7]["transfers"]
    assert types_of(client) == [] and inbox.received == []


@pytest.mark.parametrize(
    "wrong",
    [
        payment(2**33),
        payment(1, transfers=[{"destination": "acct_none", "amount": 5}]),
        payment(1, refunds=[{"amount": 10_001}]),
        payment(1, amount=-5),
    ],
)
def test_impossible_history_changes_nothing(sandbox: RunningSandbox, wrong: dict[str, Any]) -> None:
    assert post(sandbox, "/_sandbox/history", json={"payments": [payment(1), wrong]}).status_code == 400
    assert state(sandbox)["charges"] == {}


def test_everything_is_there_after_a_restart(tmp_path: Path, inbox: Inbox) -> None:
    config = Config(
        data=tmp_path,
        settlement_seconds=1_000,
        tick_seconds=0.02,
        seed_accounts=(SeedAccount(PRODUCER, "FR", "EUR"),),
        webhooks=(WebhookTarget("http://127.0.0.1:9/", "whsec_x"),),
        webhook_retry_seconds=(3_600,),
    )
    with running_sandbox(config) as first:
        client = client_of(first)
        intent = client.v1.payment_intents.create(
            {"amount": 9_000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True},
            {"idempotency_key": "k"},
        )
        session = checkout(client)
        control(first, "clock", advance_seconds=500)
        before = state(first)
    with running_sandbox(config) as second:
        client = client_of(second)
        after = state(second)
        assert after["platform"] == before["platform"] and after["charges"] == before["charges"]
        assert after["clock"]["offset_seconds"] == 500
        again = client.v1.payment_intents.create(
            {"amount": 9_000, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True},
            {"idempotency_key": "k"},
        )
        assert again.id == intent.id
        assert len(client.v1.webhook_endpoints.list().data) == 1
        assert len(client.v1.events.list({"delivery_success": False}).data) == 3
        # What was planned before still happens, and a waiting event still finds its way to where the endpoint now is.
        control(second, "clock", advance_seconds=86_400)
        assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
        assert state(second)["platform"]["balance"]["eur"]["available"] == 9_000 - 160
        control(second, "reset")
        assert state(second)["charges"] == {} and list(state(second)["accounts"]) == [PRODUCER]
    with running_sandbox(config) as third:
        assert state(third)["charges"] == {}


def test_two_sandboxes_cannot_share_their_data(tmp_path: Path) -> None:
    store = Store(tmp_path)
    try:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            Store(tmp_path, patience_seconds=0.1)
    finally:
        store.close()


def test_the_dashboard_shows_and_does(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    intent = funded(client, sandbox, 10_000)
    page = requests.get(sandbox.url, timeout=60)
    assert page.status_code == 200 and "€98.25" in page.text and "no real money" in page.text
    charge = str(intent.latest_charge)
    assert post(sandbox, "/act/refund", data={"charge": charge, "amount": "500"}).status_code == 303
    assert client.v1.charges.retrieve(charge).amount_refunded == 500
    assert post(sandbox, "/act/dispute", data={"charge": charge, "reason": "fraudulent"}).status_code == 303
    dispute = client.v1.disputes.list().data[0]
    assert dispute.amount == 9_500
    assert post(sandbox, "/act/decide", data={"dispute": dispute.id, "verdict": "won"}).status_code == 303
    assert client.v1.disputes.retrieve(dispute.id).status == "won"
    assert post(sandbox, "/act/advance", data={"seconds": "3600"}).status_code == 303
    fault = {"match": "GET /v1/balance", "mode": "unavailable_503", "times": "1"}
    assert post(sandbox, "/act/fault", data=fault).status_code == 303
    assert "unavailable_503" in requests.get(sandbox.url, timeout=60).text
    assert post(sandbox, "/act/clear-faults").status_code == 303
    client.v1.balance.retrieve()
    event = client.v1.events.list().data[0]
    assert post(sandbox, "/act/resend", data={"event": event.id}).status_code == 303
    refused = post(sandbox, "/act/refund", data={"charge": charge, "amount": "999999"})
    assert refused.status_code == 422 and 'role="alert"' in refused.text


def test_everything_on_the_dashboard_is_escaped(sandbox: RunningSandbox, client: stripe.StripeClient) -> None:
    pay(client, transfer_group="<script>alert(1)</script>")
    client.v1.accounts.create({"country": "FR", "business_profile": {"name": "<img src=x>"}})
    page = requests.get(sandbox.url, timeout=60).text
    assert "<script" not in page and "<img" not in page and "&lt;img" in page


def test_the_command_serves_and_refuses_nonsense(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--data", str(tmp_path)]
    seeded = [*command, "--seed-account", "acct_demo_x:PE:PEN", "--webhook-url", "http://127.0.0.1:9/hook"]
    bad = subprocess.run(seeded, capture_output=True, text=True, timeout=30, check=False)
    assert bad.returncode != 0 and "secrets" in bad.stderr
    process = subprocess.Popen([*seeded, "--webhook-secret", "whsec_x"], stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                answer = requests.get(f"http://127.0.0.1:{port}/_sandbox/state", timeout=1)
                break
            except (requests.ConnectionError, requests.Timeout):
                assert time.monotonic() < deadline
                time.sleep(0.05)
        assert answer.json()["accounts"]["acct_demo_x"]["capabilities"] == {"transfers": "active"}
    finally:
        process.terminate()
        process.communicate(timeout=60)
    assert (tmp_path / "sandbox.sqlite3").exists()

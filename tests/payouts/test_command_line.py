"""The operator's shell: run, show, confirm, verify; refusals are sentences and exit codes."""

from datetime import timedelta

import psycopg
import pytest
from typer.testing import CliRunner, Result

from cli import ledger, order, payout
from kit.clock import utc_now
from kit.errors import DomainError
from tests.payouts.conftest import Till

DUE = "2026-12-01T12:00:00Z"


@pytest.fixture
def shell(till: Till, trading_url: str, monkeypatch: pytest.MonkeyPatch) -> Till:
    """The commands' environment: this test's database, and a Stripe that does not answer."""
    for name, value in {
        "MODE": "test",
        "DATABASE_URL": trading_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "a secret key for tests, long enough",
        "STRIPE_API_KEY": "sk_test_x",
        "STRIPE_API_BASE": "http://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(f"SOLIFAIR_{name}", value)
    return till


def call(*words: str) -> Result:
    app = {"payout": payout.app, "ledger": ledger.app, "order": order.app}[words[0]]
    return CliRunner().invoke(app, list(words[1:]), env={"COLUMNS": "200"})


def test_a_week_is_run_shown_and_run_again(shell: Till) -> None:
    ran = call("payout", "run", "--period", "2026-W49", "--now", DUE, "--no-execute")
    assert ran.exit_code == 0, ran.output
    assert ran.output.count("in_transit") == 4
    assert "sequence 1 of 2026-W49" in ran.output
    again = call("payout", "run", "--period", "2026-W49", "--now", DUE, "--no-execute")
    assert "unchanged" in again.output
    assert call("payout", "show", "--period", "2026-W49").output.count("in_transit") == 4
    assert shell.scalar("select count(*) from payout") == 4


def test_the_weeks_that_are_over_are_run_once(shell: Till) -> None:
    call("payout", "run", "--period", "2026-W48", "--now", "2026-11-24T12:00:00Z", "--no-execute")
    ran = call("payout", "due", "--now", "2026-12-08T12:00:00Z")
    assert ran.exit_code == 0, ran.output
    assert "2026-W49: " in ran.output
    assert shell.scalar("select sum(amount_minor) > 0 from payout") is True
    assert "No week is due." in call("payout", "due", "--now", "2026-12-08T12:00:00Z").output


def test_orders_that_nobody_paid_are_let_go(shell: Till) -> None:
    unpaid = shell.shop.place({shell.shop.coffee: 1}).order_id
    assert "0 order(s) let go." in call("order", "expire", "--now", "2026-11-20T00:00:00Z").output
    let_go = call("order", "expire", "--now", "2027-01-01T00:00:00Z")
    assert let_go.exit_code == 0, let_go.output
    assert "1 order(s) let go." in let_go.output
    assert shell.scalar(f"select state from customer_order where id = '{unpaid}'") == "expired"


def test_a_stripe_that_does_not_answer_leaves_the_run_for_the_workers(shell: Till) -> None:
    ran = call("payout", "run", "--period", "2026-W49", "--now", DUE)
    assert ran.exit_code == 0, ran.output
    assert ran.output.count("in_transit") == 4
    assert shell.scalar("select count(*) from stripe_operation where state = 'unknown'") == 2


def test_a_bank_transfer_is_confirmed(shell: Till) -> None:
    call("payout", "run", "--period", "2026-W49", "--now", DUE, "--no-execute")
    payout_id = str(shell.scalar("select id from payout where rail = 'manual_bank' and purpose = 'goods'"))
    for _ in range(2):
        confirmed = call("payout", "confirm", "--payout", payout_id, "--reference", "SEPA 7", "--now", DUE)
        assert confirmed.exit_code == 0, confirmed.output
        assert "is paid" in confirmed.output
    assert shell.scalar("select count(*) from payout where state = 'paid'") == 1
    refused = call("payout", "confirm", "--payout", payout_id, "--reference", "SEPA 8", "--now", DUE)
    assert isinstance(refused.exception, DomainError)
    assert call("payout", "confirm", "--payout", payout_id, "--reference", " ").exit_code == 2


def test_a_period_or_moment_that_is_none_is_refused(shell: Till) -> None:
    assert isinstance(call("payout", "run", "--period", "2026-W60").exception, DomainError)
    assert call("payout", "run", "--period", "2026-W49", "--now", "yesterday").exit_code == 2
    assert shell.scalar("select count(*) from payout_run") == 0


def test_verify_ends_with_one_and_names_what_is_wrong(shell: Till, trading_url: str) -> None:
    fine = call("ledger", "verify")
    assert fine.exit_code == 0
    assert "in order" in fine.output
    with psycopg.connect(trading_url) as superuser:
        superuser.execute("set session_replication_role = replica")
        superuser.execute("update ledger_account set balance_minor = balance_minor + 1 where code = 'stripe_fees'")
    broken = call("ledger", "verify")
    assert broken.exit_code == 1
    assert "balance_is_not_the_sum" in broken.stderr
    assert "stripe_fees EUR" in broken.stderr
    with psycopg.connect(trading_url) as superuser:
        superuser.execute("set session_replication_role = replica")
        superuser.execute("update ledger_account set balance_minor = balance_minor - 1 where code = 'stripe_fees'")


def test_verify_counts_waiting_up_to_the_moment_it_is_given(shell: Till) -> None:
    call("payout", "run", "--period", "2026-W49", "--now", DUE, "--no-execute")
    assert call("ledger", "verify").exit_code == 0
    in_two_days = (utc_now() + timedelta(days=2)).isoformat()
    late = call("ledger", "verify", "--now", in_two_days)
    assert late.exit_code == 1
    assert "operation_stuck" in late.stderr
    assert call("ledger", "verify", "--now", "one day").exit_code == 2


def test_balances_and_seals_are_printed(shell: Till) -> None:
    assert "stripe:pending" in call("ledger", "balance", "--prefix", "stripe:").output
    assert "solidarity:fund" not in call("ledger", "balance", "--prefix", "stripe:").output
    assert "0 day(s) sealed" in call("ledger", "seal").output, f"today, {utc_now():%A}, is not over"

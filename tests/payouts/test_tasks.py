"""What the workers do about payouts, every task twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateways.files import FilesInMemory
from kit.settings import Mode, Settings
from tests.payouts.conftest import DUE, WEEK, Till
from workers.tools import Tools


@pytest.fixture
def tools(till: Till, monkeypatch: pytest.MonkeyPatch) -> Tools:
    for name, value in {
        "MODE": "test",
        "DATABASE_URL": "postgresql:///unused",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "a secret key for tests, long enough",
        "STRIPE_API_KEY": "sk_test_x",
    }.items():
        monkeypatch.setenv(f"SOLIFAIR_{name}", value)
    settings = Settings(mode=Mode.TEST)  # type: ignore[call-arg]  # the rest is in the environment
    return Tools(
        settings, till.database, till.shop.stripe, FilesInMemory(), now=lambda: WEEK.ends_at + timedelta(hours=1)
    )


def test_the_clock_runs_the_week_the_worker_sends_it_and_tells_the_producer(till: Till, tools: Tools) -> None:
    from workers.tasks.payouts import build_producer_statements, execute_stripe_operation, run_due_payouts

    for _ in range(2):
        run_due_payouts(tools)
    assert till.scalar("select count(*) from payout") == 4
    for operation_id in till.operations():
        for _ in range(2):
            execute_stripe_operation(tools, operation_id=operation_id)
    assert len(till.shop.stripe.transfers) == 2
    assert till.scalar("select count(*) from payout where state = 'paid'") == 2
    asked = till.scalar("select arguments from outbox where task = 'build_producer_statements'")
    assert asked == {"organisation_id": till.stripe_producer, "period": str(WEEK)}
    for _ in range(2):
        build_producer_statements(tools, **asked)
    assert till.scalar("select count(*) from producer_statement") == 1
    late = replace(tools, now=lambda: DUE + timedelta(days=90))
    run_due_payouts(late)
    assert till.scalar("select count(*) from payout") == 4

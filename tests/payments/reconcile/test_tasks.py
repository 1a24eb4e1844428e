"""What the workers ask Stripe by the clock, every task twice."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from gateways.files import FilesInMemory
from kit.settings import Mode, Settings
from market.requests.alerts import list_alerts
from tests.payments.reconcile.scene import NOON, Scene
from workers.tools import Tools


@pytest.fixture
def tools(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Tools:
    for name, value in {
        "MODE": "test",
        "DATABASE_URL": "postgresql:///unused",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "a secret key for tests, long enough",
        "STRIPE_API_KEY": "sk_test_x",
    }.items():
        monkeypatch.setenv(f"SOLIFAIR_{name}", value)
    settings = Settings(mode=Mode.TEST)  # type: ignore[call-arg]  # the rest is in the environment
    return Tools(settings, scene.database, scene.stripe, FilesInMemory(), now=lambda: NOON + timedelta(days=1))


def count(scene: Scene, table: str) -> int:
    with scene.database.reading() as session:
        return session.execute(text(f"select count(*) from {table}")).scalar_one()


def test_events_that_never_came_are_fetched_once(scene: Scene, tools: Tools) -> None:
    from workers.tasks.stripe import catch_up

    scene.stripe.announce("charge.updated", "ch_1")
    for _ in range(2):
        catch_up(tools)
    assert (count(scene, "stripe_event"), count(scene, "outbox")) == (1, 1)


def test_yesterday_is_reconciled_and_one_alert_tells_of_it(scene: Scene, tools: Tools) -> None:
    from workers.tasks.stripe import reconcile

    scene.paid()
    scene.stripe.book("charge", "ch_stray", -scene.stripe.transactions["txn_1"].amount)
    for _ in range(2):
        reconcile(tools)
    with scene.database.reading() as session:
        found = {str(alert.kind): (alert.subject_id, alert.times) for alert in list_alerts(session)}
    assert found["reconciliation_differs"] == ("2026-11-24", 2)
    assert count(scene, "stripe_balance_transaction") == 2

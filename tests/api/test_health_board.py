"""Whether all is well, for operators: each fault is found, and told with a remedy."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from cli import backup
from kit.clock import utc_now
from kit.database import Database
from market.health.check_health import BACKUP, Asked, check_health
from market.payments.reconcile.import_movements import MOVEMENTS
from market.requests.health import beat_heart
from tests.api.people import People
from tests.payouts.shell import call, set_environment

BREAK = {
    "outbox": "insert into outbox (task, arguments, dedupe_key, available_at) "
    "values ('seal_ledger', '{}', 'k', now() - interval '2 minutes')",
    "tasks": "insert into task_failure (id, task, arguments, key, error, times, first_at, last_at) "
    "values ('tfl_1', 'seal_ledger', '{}', 'k', 'OSError', 1, now(), now())",
    "stripe events": "insert into stripe_event (account, id, type, occurred_at, payload, received_at, deliveries, "
    "attempts, next_attempt_at) values ('', 'evt_1', 'x', now(), '{}', now() - interval '6 minutes', 1, 0, now())",
    "processes": "update heartbeat set at = at - interval '2 minutes' where process = 'relay'",
    "mail": "update mail set next_try_at = now() - interval '16 minutes'",
    "fees": "update fee_schedule set valid_to = '2026-01-02'",
    "backup": "update heartbeat set at = at - interval '2 days' where process = 'backup'",
    "market": "update organisation set country = 'DE' where kind = 'market'",
    "reconciliation": "insert into stripe_cursor (name, read_until, updated_at) "
    "values ('balance_transactions', now() - interval '3 days', now())",
    "schema": "update alembic_version set version_num = '0001'",
}


def board(session: Session) -> dict[str, Any]:
    asked = Asked(utc_now(), "a secret key for tests, long enough", "FR", has_mail_server=True)
    return {one.check: one for one in check_health(session, asked)}


@pytest.fixture
def well(people: People) -> Database:
    """A market where nothing is wrong."""
    database = people.shop.database
    with database.transaction() as session:
        session.execute(text("update outbox set sent_at = now()"))
        session.execute(text("update mail set next_try_at = now()"))
        session.execute(text("update stripe_event set handled_at = now()"))
        for process in ("worker", "beat", "relay", BACKUP):
            beat_heart(session, process=process, now=utc_now())
    return database


def test_where_all_is_well_every_check_says_so(client: TestClient, people: People, well: Database) -> None:
    found = client.get("/v1/health-board", headers=people.operator.headers).json()
    assert [one["check"] for one in found["findings"] if not one["is_well"]] == []
    assert found["is_well"] and len(found["findings"]) == 14


@pytest.mark.parametrize("check", BREAK)
def test_what_is_wrong_is_found_with_a_remedy(well: Database, check: str) -> None:
    with well.transaction() as session:
        session.execute(text(BREAK[check]))
    with well.reading() as session:
        found = board(session)
    assert [name for name, one in found.items() if not one.is_well] == [check]
    assert found[check].remedy


def test_a_backup_that_nobody_told_of_is_no_fault_but_is_said(well: Database) -> None:
    with well.transaction() as session:
        session.execute(text("delete from heartbeat where process = 'backup'"))
    with well.reading() as session:
        found = board(session)["backup"]
    assert (found.is_well, found.found) == (True, "none is known of") and "backup noted" in found.remedy


def test_certificates_that_end_soon_are_counted(well: Database) -> None:
    with well.transaction() as session:
        session.execute(
            text(
                "update certificate set state = 'verified', valid_to = :soon "
                "where id = (select min(id) from certificate)"
            ),
            {"soon": utc_now().date() + timedelta(days=3)},
        )
        session.execute(text("set constraints all immediate"))
    with well.reading() as session:
        assert board(session)["certificates"].found.startswith("1 end within 30 days")


def test_the_last_day_that_was_read_whole_is_compared(well: Database) -> None:
    with well.transaction() as session:
        at = utc_now()
        session.execute(
            text("insert into stripe_cursor (name, read_until, updated_at) values (:name, :at, :at)"),
            {"name": MOVEMENTS, "at": at},
        )
    with well.reading() as session:
        found = board(session)["reconciliation"]
    # What was bought two days ago is in the books, and no movement of Stripe's has been read.
    assert not found.is_well and found.found.endswith(f" on {at.date() - timedelta(days=1)}")


def test_a_backup_is_noted_at_the_shell(
    monkeypatch: pytest.MonkeyPatch, clean_database: Database, fresh_database_url: str
) -> None:
    set_environment(monkeypatch, fresh_database_url)
    never = call(backup.app, "last")
    assert (never.exit_code, never.output.strip()) == (1, "None is known of.")
    call(backup.app, "noted")
    assert call(backup.app, "last").output.startswith(str(utc_now().year))

"""Alerts: raised once while open, resolved once."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from kit.database import Database
from market.requests.alerts import count_open_alerts, list_alerts, raise_alert, resolve_alert, withdraw_alert
from market.requests.errors import AlertAlreadyResolved, NoSuchAlert
from models.enums import AlertKind

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEY = "refund_returned:ref_1"


def notice(database: Database, sentence: str = "A refund came back.", *, now: datetime = NOW, key: str = KEY) -> bool:
    with database.transaction() as session:
        return raise_alert(session, AlertKind.REFUND_RETURNED, key=key, sentence=sentence, subject_id="ref_1", now=now)


def test_what_is_noticed_again_is_counted_not_repeated(clean_database: Database) -> None:
    later = NOW + timedelta(hours=1)
    assert notice(clean_database)
    assert not notice(clean_database, "It came back again.", now=later)
    with clean_database.reading() as session:
        (alert,) = list_alerts(session)
        assert count_open_alerts(session) == 1
    assert (alert.times, alert.sentence) == (2, "It came back again.")
    assert (alert.raised_at, alert.last_raised_at) == (NOW, later)


def test_two_who_notice_at_once_open_one_alert(clean_database: Database) -> None:
    threads = [Thread(target=notice, args=(clean_database,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with clean_database.reading() as session:
        assert [alert.times for alert in list_alerts(session)] == [4]


def test_a_resolved_alert_keeps_its_first_words_and_opens_anew(clean_database: Database) -> None:
    notice(clean_database)
    with clean_database.transaction() as session:
        (alert,) = list_alerts(session)
        resolve_alert(session, alert.id, by=None, resolution="Sent by bank.", now=NOW)
    with pytest.raises(AlertAlreadyResolved), clean_database.transaction() as session:
        resolve_alert(session, alert.id, by=None, resolution="Another story.", now=NOW)
    assert notice(clean_database)
    with clean_database.reading() as session:
        assert len(list_alerts(session)) == 1
        old = list_alerts(session, open_only=False)[-1]
    assert old.resolution == "Sent by bank."


def test_there_is_nothing_to_resolve_where_nothing_was_raised(clean_database: Database) -> None:
    with pytest.raises(NoSuchAlert), clean_database.transaction() as session:
        resolve_alert(session, "alt_nobody", by=None, resolution="x", now=NOW)


def test_what_healed_is_withdrawn(clean_database: Database) -> None:
    notice(clean_database)
    with clean_database.transaction() as session:
        assert withdraw_alert(session, KEY, because="It arrived after all.", now=NOW)
        assert not withdraw_alert(session, KEY, because="It arrived after all.", now=NOW)
        assert count_open_alerts(session) == 0

"""What became of tasks: counted by day, faults kept with their arguments until the same succeeds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gateways.outbox import request_task
from kit.database import Database
from market.events.errors import NoSuchStripeEvent
from market.requests import task_queries
from market.requests.errors import NoSuchTaskFailure, TaskFailureSettled
from market.requests.task_queries import FailureRow, TaskStanding
from market.requests.try_again import try_again
from models.enums import TaskName
from workers.runs import run_and_note
from workers.tools import Tools

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = NOON.date()
SEAL, MAKE = TaskName.SEAL_LEDGER, TaskName.MAKE_PICTURE


@dataclass
class Clock:
    """Each look at it is a second later."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class Desk:
    """What a task is given here: the database and the clock."""

    database: Database
    now: Clock

    def run(self, name: TaskName, fault: Exception | None = None, **arguments: str) -> None:
        def work(tools: object, **given: str) -> None:
            assert given == arguments
            if fault is not None:
                raise fault

        run_and_note(cast(Tools, self), name, work, arguments)


@pytest.fixture
def desk(clean_database: Database) -> Desk:
    return Desk(clean_database, Clock())


def standing(session: Session, name: TaskName, today: date = TODAY) -> TaskStanding:
    (found,) = task_queries.list_standings(session, [name.value], today=today, late=NOON)
    return found


def failures(desk: Desk, *, with_settled: bool = False) -> list[FailureRow]:
    with desk.database.reading() as session:
        return task_queries.list_failures(session, with_settled=with_settled, before=None, limit=10)


def test_runs_are_counted_by_day(desk: Desk) -> None:
    desk.run(SEAL)
    desk.run(SEAL)
    with desk.database.reading() as session:
        found = standing(session, SEAL)
        assert (found.runs, found.failures, found.longest_ms, found.failing) == (2, 0, 1000, 0)
        assert (found.last_started_at, found.last_finished_at) == (
            NOON + timedelta(seconds=3),
            NOON + timedelta(seconds=4),
        )
        tomorrow = standing(session, SEAL, NOON.date() + timedelta(days=1))
        assert (tomorrow.runs, tomorrow.last_started_at) == (0, NOON + timedelta(seconds=3))
        assert standing(session, MAKE).last_started_at is None


def test_a_fault_goes_on_and_is_kept_once_until_the_same_succeeds(desk: Desk) -> None:
    for _ in range(2):
        with pytest.raises(NoSuchStripeEvent):
            desk.run(MAKE, NoSuchStripeEvent(), media_id="med_1")
    with pytest.raises(ZeroDivisionError):
        desk.run(MAKE, ZeroDivisionError("the card 4242…"), media_id="med_2")
    second, first = failures(desk)
    assert (first.arguments, first.times, first.error) == (
        {"media_id": "med_1"},
        2,
        "No event of Stripe's with this id has come.",
    )
    assert (second.arguments, second.times, second.error) == ({"media_id": "med_2"}, 1, "ZeroDivisionError")
    with desk.database.reading() as session:
        found = standing(session, MAKE)
        assert (found.runs, found.failures, found.failing) == (3, 3, 2)
    desk.run(MAKE, media_id="med_1")
    assert [one.id for one in failures(desk)] == [second.id]
    assert [one.settled_at is not None for one in failures(desk, with_settled=True)] == [False, True]
    with pytest.raises(ZeroDivisionError):
        desk.run(MAKE, ZeroDivisionError(), media_id="med_1")
    assert len(failures(desk)) == 2, "what fails again later is another failure"


def test_a_failed_task_is_asked_for_again_with_its_arguments(desk: Desk) -> None:
    with pytest.raises(ZeroDivisionError):
        desk.run(MAKE, ZeroDivisionError(), media_id="med_1")
    (failed,) = failures(desk)
    with desk.database.transaction() as session:
        for _ in range(2):
            try_again(session, failed.id, person_id=None, now=NOON)
        (waiting,) = task_queries.list_outbox(session, after=0, limit=5, late=NOON + timedelta(minutes=1))
        assert (waiting.task, waiting.arguments, waiting.is_late) == (MAKE, {"media_id": "med_1"}, True)
        assert task_queries.list_outbox(session, after=waiting.id, limit=5, late=NOON) == []
        actions = session.execute(text("select action, object_id from audit_event")).all()
        assert [tuple(row) for row in actions] == [("task.try_again", failed.id)] * 2
    assert failures(desk)[0].asked_again_at == NOON
    desk.run(MAKE, media_id="med_1")
    with desk.database.transaction() as session:
        with pytest.raises(TaskFailureSettled):
            try_again(session, failed.id, person_id=None, now=NOON)
        with pytest.raises(NoSuchTaskFailure):
            try_again(session, "tfl_none", person_id=None, now=NOON)
        session.execute(text("update task_failure set settled_at = null, task = 'long_gone'"))
        with pytest.raises(NoSuchTaskFailure):
            try_again(session, failed.id, person_id=None, now=NOON)


def test_what_waits_long_is_late(desk: Desk) -> None:
    with desk.database.transaction() as session:
        request_task(session, SEAL, key="one", now=NOON - timedelta(minutes=2))
        request_task(session, SEAL, key="two", now=NOON)
        found = standing(session, SEAL)
        assert (found.waiting, found.late) == (2, 1)


def test_work_that_is_done_is_not_undone_by_a_count_that_fails(desk: Desk) -> None:
    with desk.database.transaction() as session:
        session.execute(text("alter table task_tally add constraint nothing check (false)"))
    desk.run(SEAL)

"""The table of everything that happens by the clock."""

from celery import Celery

from models.enums import TaskName
from workers.schedule import BEAT_SCHEDULE, QUEUE_OF, TableScheduler


def test_every_entry_is_due_at_the_start_and_not_again_at_once() -> None:
    app = Celery("clock", broker="memory://")
    app.conf.beat_schedule = dict(BEAT_SCHEDULE)
    scheduler = TableScheduler(app=app, lazy=True)
    scheduler.setup_schedule()
    ours = {name: entry for name, entry in scheduler.schedule.items() if name in BEAT_SCHEDULE}
    assert set(ours) == set(BEAT_SCHEDULE)
    for name, entry in ours.items():
        is_due, _ = entry.is_due()
        assert is_due, name
        is_due_again, _ = next(entry).is_due()
        assert not is_due_again, name


def test_every_task_has_a_queue() -> None:
    assert set(QUEUE_OF) == set(TaskName)

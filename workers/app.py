"""The Celery application. The broker is only a doorbell: what is to be done stands in PostgreSQL.

A task that the broker loses is asked for again by a sweep, and one that it delivers twice does nothing the second
time; so nothing here depends on the broker being right. The settings below only make it quicker to recover.
"""

from collections.abc import Callable

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_ready

from kit.log import configure_log
from kit.settings import read_settings
from kit.threads import take_short_turns
from models.enums import TaskName
from workers.broker import outlive_the_broker
from workers.heartbeat import start_heart
from workers.runs import Work, run_and_note
from workers.schedule import BEAT_SCHEDULE, DEFAULT, QUEUE_OF
from workers.tools import process_tools

# A task may run this long; the broker gives it to somebody else only after twice that.
_SOFT_LIMIT_S, _HARD_LIMIT_S, _VISIBILITY_S = 240, 280, 600

outlive_the_broker()
celery = Celery(
    "solifair",
    include=[
        "workers.tasks.payments",
        "workers.tasks.payouts",
        "workers.tasks.impact",
        "workers.tasks.stripe",
        "workers.tasks.certification",
        "workers.tasks.catalog",
        "workers.tasks.pictures",
        "workers.tasks.imports",
        "workers.tasks.mails",
        "workers.tasks.rounds",
        "workers.tasks.webhooks",
    ],
)
celery.conf.update(
    broker_url=read_settings().redis_url,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": _VISIBILITY_S,
        # Without these a killed worker's tasks come back after minutes, not seconds.
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 3,
    },
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_soft_time_limit=_SOFT_LIMIT_S,
    task_time_limit=_HARD_LIMIT_S,
    task_default_queue=DEFAULT,
    task_routes={name.value: {"queue": queue} for name, queue in QUEUE_OF.items()},
    worker_prefetch_multiplier=1,
    worker_soft_shutdown_timeout=10,
    worker_hijack_root_logger=False,
    timezone="UTC",
    enable_utc=True,
    beat_schedule=BEAT_SCHEDULE,
    # The schedule file would only remember when a tick was last sent; every tick looks for what was missed anyway.
    beat_scheduler="workers.schedule:TableScheduler",
)


def task(name: TaskName) -> Callable[[Work], Work]:
    """Register `work(tools, **arguments)` as the Celery task of this name."""

    def register(work: Work) -> Work:
        @celery.task(name=name.value)
        def run(**arguments: str) -> None:
            run_and_note(process_tools(), name, work, arguments)

        return work

    return register


@setup_logging.connect
def _configure_log(**_: object) -> None:
    configure_log(read_settings().mode)


@worker_ready.connect
def _worker_lives(**_: object) -> None:
    take_short_turns()
    start_heart("worker")


@beat_init.connect
def _beat_lives(**_: object) -> None:
    start_heart("beat")

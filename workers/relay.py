"""Outbox → broker. Woken by NOTIFY, and every few seconds of its own accord.

A row is marked sent after the broker has taken it; a crash in between sends it twice, which tasks do not mind. While
the broker is away, rows wait. Run as `python -m workers.relay`; several may run, they skip each other's rows.
"""

import signal
import sys
from types import FrameType

import psycopg
from kombu.exceptions import OperationalError
from sqlalchemy.exc import SQLAlchemyError

from gateways.outbox import OUTBOX_CHANNEL, mark_sent, take_waiting
from kit.clock import utc_now
from kit.faultpoints import faultpoint
from kit.log import configure_log, get_log
from kit.settings import read_settings
from workers.app import celery
from workers.heartbeat import start_heart
from workers.schedule import QUEUE_OF
from workers.tools import process_tools

_AT_ONCE = 200
_SWEEP_S = 2.0
_PAUSE_AFTER_FAULT_S = 1.0

_log = get_log("relay")


class Stop(Exception):
    """The process was asked to end."""


def relay_once() -> int:
    """Send what waits, up to a few hundred rows; how many. Raises OperationalError while the broker is away."""
    with process_tools().database.transaction() as session:
        rows = take_waiting(session, now=utc_now(), limit=_AT_ONCE)
        if not rows:
            return 0
        faultpoint("relay.taken")
        # Publishing happens with the rows locked so that two relays do not both send them; the broker's timeouts
        # are shorter than the transaction's.
        with celery.producer_or_acquire() as producer:
            for row in rows:
                celery.send_task(
                    row.task.value,
                    kwargs=row.arguments,
                    queue=QUEUE_OF[row.task],
                    producer=producer,
                    retry=False,
                )
        faultpoint("relay.published")
        mark_sent(session, [row.id for row in rows], now=utc_now())
    return len(rows)


def _listen(address: str) -> psycopg.Connection:
    connection = psycopg.connect(address, autocommit=True, connect_timeout=5)
    connection.execute(f"listen {OUTBOX_CHANNEL}")
    return connection


def _run_for_ever(address: str) -> None:
    connection = _listen(address)
    while True:
        if relay_once() < _AT_ONCE:
            # Wait for a NOTIFY or for the sweep's turn, whichever comes first.
            for _ in connection.notifies(timeout=_SWEEP_S, stop_after=1):
                pass


def _on_signal(number: int, frame: FrameType | None) -> None:
    raise Stop()


def main() -> int:
    """Relay until told to stop; faults of the database or the broker are waited out."""
    settings = read_settings()
    configure_log(settings.mode)
    signal.signal(signal.SIGTERM, _on_signal)
    signal.signal(signal.SIGINT, _on_signal)
    start_heart("relay")
    while True:
        try:
            _run_for_ever(settings.database_url)
        except Stop:
            return 0
        except (SQLAlchemyError, psycopg.Error, OperationalError, OSError) as error:
            _log.warning("relay_waits", error=type(error).__name__)
            try:
                signal.sigtimedwait({signal.SIGUSR1}, _PAUSE_AFTER_FAULT_S)
            except Stop:
                return 0


if __name__ == "__main__":
    sys.exit(main())

"""A process says every few seconds that it lives, in a row that `/readyz` reads."""

import threading

from sqlalchemy.exc import SQLAlchemyError

from kit.clock import utc_now
from kit.log import get_log
from market.requests.health import beat_heart
from workers.tools import process_tools

_EVERY_S = 10.0

_log = get_log("heartbeat")


def start_heart(process: str) -> None:
    """Beat in a daemon thread until the process ends."""
    threading.Thread(target=_beat_for_ever, args=(process,), daemon=True, name=f"heart-{process}").start()


def _beat_for_ever(process: str) -> None:
    pause = threading.Event()
    while True:
        try:
            with process_tools().database.transaction() as session:
                beat_heart(session, process=process, now=utc_now())
        except SQLAlchemyError as error:
            _log.warning("heartbeat_missed", process=process, error=type(error).__name__)
        pause.wait(_EVERY_S)

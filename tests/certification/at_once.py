"""Two transactions at once, of which the second has to wait for the first."""

import time
from collections.abc import Callable
from threading import Thread

from kit.database import Database, Session
from tests.rivals import is_waited_for

_PATIENCE_S = 60.0


def meanwhile(
    database: Database,
    first: Callable[[Session], object],
    then: Callable[[], object],
    *,
    last: Callable[[Session], object] = lambda session: None,
) -> str:
    """Run `first` in a transaction; before it commits, begin `then`, with a transaction of its own, on another thread.

    `then` is under way for good, waiting for a lock, before the first does `last` and commits. Returns what
    `then` raised, by its class's name, or "done".
    """
    outcomes: list[str] = []

    def run() -> None:
        try:
            then()
            outcomes.append("done")
        except Exception as error:
            outcomes.append(type(getattr(error, "orig", error)).__name__)

    thread = Thread(target=run)
    with database.transaction() as session:
        first(session)
        thread.start()
        deadline = time.monotonic() + _PATIENCE_S
        while not outcomes and not is_waited_for(session):
            assert time.monotonic() < deadline, "the second neither waits nor ends"
            time.sleep(0.01)
        last(session)
    thread.join()
    return outcomes[0]

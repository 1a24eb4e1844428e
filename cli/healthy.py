"""`python -m cli.healthy http://…/readyz` or `python -m cli.healthy worker`: exit 0 when it lives. For containers.

A name asks for the heartbeat that such a process leaves in the database; when several run, any one of them answers.
"""

import sys
import urllib.error
import urllib.request

from kit.clock import utc_now
from kit.database import Database
from kit.settings import read_settings
from market.requests.health import LATE_AFTER, read_heartbeats

_TIMEOUT_S = 5


def main(arguments: list[str]) -> int:
    """0 when the address answers 200 or the process was heard of lately, 1 when not, 2 when called wrongly."""
    if len(arguments) != 1:
        print("usage: python -m cli.healthy ADDRESS|PROCESS", file=sys.stderr)
        return 2
    asked = arguments[0]
    return 0 if (_answers(asked) if asked.startswith("http://") else _beats(asked)) else 1


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=_TIMEOUT_S) as answer:  # noqa: S310  # http, checked above
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _beats(process: str) -> bool:
    database = Database(read_settings().database_url, pool_size=1)
    try:
        with database.reading() as session:
            seen_at = read_heartbeats(session).get(process)
    finally:
        database.close()
    return seen_at is not None and utc_now() - seen_at < LATE_AFTER


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The steps of a mail, and when it is tried again. Pure."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta

from models.enums import MailKind, MailState

MAIL_STEPS: Mapping[MailState, frozenset[MailState]] = {
    MailState.WAITING: frozenset({MailState.SENT, MailState.KEPT, MailState.GIVEN_UP}),
    MailState.KEPT: frozenset({MailState.WAITING}),
    MailState.GIVEN_UP: frozenset({MailState.WAITING}),
    MailState.SENT: frozenset(),
}
# What is in them opens something.
WITH_A_SECRET = frozenset({MailKind.SIGN_IN_CODE})

# Longer than a task may run: whoever tries has given up by then, or is gone.
LEASE = timedelta(minutes=10)
_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
MOST_TRIES = len(_PAUSES) + 1

_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
_LONGEST_LINE = 200


def next_try(tries: int, *, now: datetime) -> datetime | None:
    """When to try again after the `tries`-th failure, about two days at most; None once that is enough."""
    return now + _PAUSES[tries - 1] if tries <= len(_PAUSES) else None


def is_over(useless_at: datetime | None, *, now: datetime) -> bool:
    """Whether it would tell nobody anything any more."""
    return useless_at is not None and useless_at <= now


def one_line(text: str, longest: int = _LONGEST_LINE) -> str:
    """What somebody typed, as part of a line: no breaks, nothing invisible that controls or turns the text round."""
    seen = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter for letter in text if letter not in _TURNS
    )
    line = " ".join(seen.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"

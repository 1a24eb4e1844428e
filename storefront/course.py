"""What a certificate was, day by day: its steps laid out in time, between its first and its last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storefront.shapes.proof import Step

NOT_YET, EXPIRED = "not_yet_valid", "expired"
_UNSEEN = frozenset({"draft"})


@dataclass(frozen=True)
class Span:
    """From `start` on it was in this state, until the day `end`, which belongs to what follows."""

    state: str
    start: date
    end: date


def course_of(history: Sequence[Step], *, valid_from: str | None, valid_to: str | None, today: date) -> list[Span]:
    """The spans that have begun, the earliest first.

    At any day the last step on record that counts by then decides, so a step that reaches back takes the place of what
    it reaches over. What is verified is `not_yet_valid` before its first day and `expired` after its last.
    """
    begun = [(_day(step.at), step.to_state) for step in history if step.to_state not in _UNSEEN]
    begun = [(day, state) for day, state in begun if day <= today]
    if not begun:
        return []
    first = _day(valid_from) if valid_from else date.min
    over = _day(valid_to) + timedelta(days=1) if valid_to else date.max
    turns = sorted({day for day, _ in begun} | {day for day in (first, over) if min(begun)[0] < day <= today})
    spans: list[Span] = []
    for start, end in zip(turns, [*turns[1:], today], strict=True):
        state = [state for day, state in begun if day <= start][-1]
        if state == "verified" and not first <= start < over:
            state = NOT_YET if start < first else EXPIRED
        if spans and spans[-1].state == state:
            spans[-1] = Span(state, spans[-1].start, end)
        else:
            spans.append(Span(state, start, end))
    return spans


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])

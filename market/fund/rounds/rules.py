"""Where a round stands, what a ballot may say, how many must vote. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from kit.money import ceiling
from models.enums import BallotKind, RoundState

_WHOLE_BPS = 10_000
APPROVAL_TIME = timedelta(days=90)
"""How long a result waits for its approval, and an urn that does not add up for what was wrong with it."""


@dataclass(frozen=True)
class Marks:
    """The moments of a round: those it was announced with, and those of what has happened since."""

    proposals_open_at: datetime
    voting_opens_at: datetime
    closes_at: datetime
    appeal_hours: int
    announced_at: datetime | None = None
    counted_at: datetime | None = None
    approved_at: datetime | None = None
    paid_at: datetime | None = None
    completed_at: datetime | None = None
    voided_at: datetime | None = None

    @property
    def appeals_end_at(self) -> datetime | None:
        """The first moment at which nobody objects any more: counted from the result, however late it came."""
        return None if self.counted_at is None else self.counted_at + timedelta(hours=self.appeal_hours)

    @property
    def approval_ends_at(self) -> datetime | None:
        """The first moment at which the result has lapsed, if it is not approved before."""
        ends = self.appeals_end_at
        return None if ends is None else ends + APPROVAL_TIME


def state_of(marks: Marks, now: datetime) -> RoundState:
    """Where a round stands. What happened decides; where nothing has, the clock."""
    happened = (
        (marks.voided_at, RoundState.VOID),
        (marks.completed_at, RoundState.COMPLETED),
        (marks.paid_at, RoundState.DISBURSING),
        (marks.approved_at, RoundState.APPROVED),
    )
    for moment, state in happened:
        if moment is not None:
            return state
    ends, lapses = marks.appeals_end_at, marks.approval_ends_at
    if ends is None or lapses is None:
        return _state_by_clock(marks, now)
    if now < ends:
        return RoundState.APPEAL
    return RoundState.TALLIED if now < lapses else RoundState.VOID


def _state_by_clock(marks: Marks, now: datetime) -> RoundState:
    if marks.announced_at is None:
        return RoundState.DRAFT
    if now < marks.proposals_open_at:
        return RoundState.ANNOUNCED
    if now < marks.voting_opens_at:
        return RoundState.PROPOSING
    return RoundState.VOTING if now < marks.closes_at else RoundState.COUNTING


@dataclass(frozen=True)
class BallotForm:
    """What a ballot may hold. `max_points` is for ballots with points: what one voter has in all."""

    kind: BallotKind
    max_choices: int
    max_points: int | None


def fault_of(form: BallotForm, on_ballot: frozenset[str], choices: Sequence[str], points: Sequence[int]) -> str | None:
    """Why this is no ballot of the form, in one word; None for one that is. Who wants nothing may say so."""
    is_cumulative = form.kind is BallotKind.CUMULATIVE
    if len(set(choices)) != len(choices):
        return "project_twice"
    if not on_ballot.issuperset(choices):
        return "unknown_project"
    if len(choices) > form.max_choices:
        return "too_many_projects"
    if not is_cumulative:
        return "points_not_asked" if points else None
    if len(points) != len(choices):
        return "points_missing"
    if any(each < 1 for each in points):
        return "points_not_positive"
    return "too_many_points" if sum(points) > (form.max_points or 0) else None


def points_of(form: BallotForm, choices: Sequence[str], points: Sequence[int]) -> tuple[int, ...]:
    """What each choice counts: as written, one for an approval, and in an order one less from each to the next."""
    if form.kind is BallotKind.CUMULATIVE:
        return tuple(points)
    if form.kind is BallotKind.ORDINAL:
        return tuple(range(form.max_choices, form.max_choices - len(choices), -1))
    return (1,) * len(choices)


def quorum_of(eligible: int, *, count: int, share_bps: int) -> int:
    """How many must vote: so many, and so large a part of those who may, whichever is more. A part is rounded up."""
    return max(count, ceiling(Fraction(eligible * share_bps, _WHOLE_BPS)))

"""Where a round stands, what a ballot may say, how many must vote: for every history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

from market.fund.rounds.election import number_of, plain, project_id
from market.fund.rounds.rules import APPROVAL_TIME, BallotForm, Marks, fault_of, points_of, quorum_of, state_of
from market.fund.tally.rules.election import VoteType
from market.fund.tally.rules.method import Completion, Misfit, Order, TieBreak, Utility
from models.enums import BallotKind, RoundState
from models.rounds import FundRound

T0 = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANNOUNCED = Marks(T0 + 10 * HOUR, T0 + 20 * HOUR, T0 + 30 * HOUR, appeal_hours=5, announced_at=T0)
ORDER = [
    *(RoundState.ANNOUNCED, RoundState.PROPOSING, RoundState.VOTING, RoundState.COUNTING, RoundState.APPEAL),
    *(RoundState.TALLIED, RoundState.APPROVED, RoundState.DISBURSING, RoundState.COMPLETED),
]


@pytest.mark.parametrize(
    ("hour", "state"),
    [(0, "announced"), (9, "announced"), (10, "proposing"), (19, "proposing"), (20, "voting"), (30, "counting")],
)
def test_the_clock_moves_a_round_on_at_the_very_moment(hour: int, state: str) -> None:
    assert state_of(ANNOUNCED, T0 + hour * HOUR) == state
    assert state_of(replace(ANNOUNCED, announced_at=None), T0 + hour * HOUR) == RoundState.DRAFT


def test_the_time_for_objections_begins_with_the_result() -> None:
    late = replace(ANNOUNCED, counted_at=T0 + 100 * HOUR)
    assert state_of(late, T0 + 104 * HOUR) is RoundState.APPEAL
    assert state_of(late, T0 + 105 * HOUR) is RoundState.TALLIED


def test_a_result_that_nobody_approves_lapses_at_the_very_moment() -> None:
    waiting = replace(ANNOUNCED, counted_at=T0 + 100 * HOUR)
    ends = T0 + 105 * HOUR + APPROVAL_TIME
    assert waiting.approval_ends_at == ends
    assert state_of(waiting, ends - timedelta(seconds=1)) is RoundState.TALLIED
    assert state_of(waiting, ends) is RoundState.VOID
    approved = replace(waiting, approved_at=ends - HOUR)
    assert state_of(approved, ends + 1000 * HOUR) is RoundState.APPROVED
    # Votes that are not counted yet wait for as long as it takes: no result has begun to lapse.
    assert state_of(ANNOUNCED, ends) is RoundState.COUNTING


@given(
    acts=st.lists(st.integers(0, 40), min_size=4, max_size=4),
    done=st.integers(0, 4),
    moments=st.lists(st.integers(0, 200), min_size=2, max_size=30),
)
def test_a_round_never_goes_back(acts: list[int], done: int, moments: list[int]) -> None:
    """Whatever happens when, in its order: later looks find it as far as earlier ones, or further."""
    at = 30
    happened = list[tuple[datetime, str]]()
    for name, wait in zip(("counted_at", "approved_at", "paid_at", "completed_at"), acts, strict=True):
        at += wait + (5 if name == "approved_at" else 0)
        happened.append((T0 + at * HOUR, name))
    seen = []
    for hour in sorted(moments):
        now = T0 + hour * HOUR
        changes: dict[str, Any] = {name: moment for moment, name in happened[:done] if moment <= now}
        marks = replace(ANNOUNCED, **changes)
        seen.append(ORDER.index(state_of(marks, now)))
    assert seen == sorted(seen)


@given(
    now=st.integers(-50, 300),
    marks=st.fixed_dictionaries({}, optional={"counted_at": st.just(T0), "paid_at": st.just(T0)}),
)
def test_what_is_void_stays_void(now: int, marks: dict[str, Any]) -> None:
    assert state_of(replace(ANNOUNCED, voided_at=T0, **marks), T0 + now * HOUR) is RoundState.VOID


FORMS = st.builds(
    lambda kind, most, points: BallotForm(kind, most, points if kind is BallotKind.CUMULATIVE else None),
    st.sampled_from(BallotKind),
    st.integers(1, 5),
    st.integers(1, 12),
)


@given(
    form=FORMS,
    choices=st.lists(st.sampled_from("abcdefg"), max_size=7),
    points=st.lists(st.integers(-1, 9), max_size=7),
)
def test_a_ballot_without_fault_can_be_counted(form: BallotForm, choices: list[str], points: list[int]) -> None:
    fault = fault_of(form, frozenset("abcdef"), choices, points)
    sound = (
        len(set(choices)) == len(choices)
        and "g" not in choices
        and len(choices) <= form.max_choices
        and (
            (form.kind is not BallotKind.CUMULATIVE and not points)
            or (
                form.kind is BallotKind.CUMULATIVE
                and len(points) == len(choices)
                and min(points, default=1) >= 1
                and sum(points) <= (form.max_points or 0)
            )
        )
    )
    assert (fault is None) == sound
    if fault is None:
        counted = points_of(form, choices, points)
        assert len(counted) == len(choices) and all(each >= 1 for each in counted)


@given(eligible=st.integers(0, 10_000), count=st.integers(1, 500), share=st.integers(0, 10_000))
def test_a_quorum_is_never_less_than_either(eligible: int, count: int, share: int) -> None:
    needed = quorum_of(eligible, count=count, share_bps=share)
    assert needed >= count and needed * 10_000 >= eligible * share
    assert needed == count or (needed - 1) * 10_000 < eligible * share


@given(number=st.integers(1, 999), other=st.integers(1, 999))
def test_numbers_of_proposals_are_ordered_letter_by_letter(number: int, other: int) -> None:
    assert number_of(project_id(number)) == number
    assert (project_id(number) < project_id(other)) == (number < other)


def test_titles_cannot_turn_a_terminal_around() -> None:
    assert plain("A\u202ewell\x1b[31m") == "A well [31m"
    assert plain("\u202e") == "?"


@pytest.mark.parametrize(
    ("column", "words"),
    [("ordering", Order), ("misfit", Misfit), ("utility", Utility), ("completion", Completion)],
)
def test_the_database_knows_the_words_of_the_count(column: str, words: type[StrEnum]) -> None:
    table = SQLModel.metadata.tables[FundRound.__tablename__]
    named = f"ck_fund_round_{column}_known"
    (rule,) = [each for each in table.constraints if isinstance(each, CheckConstraint) and each.name == named]
    assert all(f"'{word}'" in str(rule.sqltext) for word in words)
    assert set(BallotKind) <= set(VoteType) and len(TieBreak) == 4

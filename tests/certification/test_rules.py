"""Mandates, conflicts, moments and reasons, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.errors import BackDated, BadDates, BadNumber, ReasonTooShort, TakesEffectAtOnce
from certification.rules import (
    ClaimTimes,
    MandateFacts,
    Reach,
    Standing,
    WhyNot,
    check_dates,
    check_moment,
    check_number,
    covering_mandate,
    covers,
    has_conflict,
    moment_of_day,
    needs_two,
    reason_given,
    state_in_force,
    times_after,
    why_not_shown,
)
from certification.states import Step
from models.enums import CertificateState, VerificationDecision

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MANDATE = MandateFacts("man_1", "org_fed", "std_1", frozenset(), frozenset(), NOW - 100 * DAY, None)
COFFEE = frozenset({"coffee", "food"})
REACH = Reach("std_1", frozenset({"org_a"}), frozenset({"PE"}), (COFFEE,))
STANDING = Standing(CertificateState.VERIFIED, NOW - 10 * DAY, NOW + 10 * DAY, NOW - 9 * DAY, None, None, None)


@pytest.mark.parametrize(
    ("mandate", "reach", "is_covered"),
    [
        (MANDATE, REACH, True),
        (MANDATE, replace(REACH, scheme_id="std_2"), False),
        (replace(MANDATE, countries=frozenset({"PE", "BO"})), REACH, True),
        (replace(MANDATE, countries=frozenset({"BO"})), REACH, False),
        (replace(MANDATE, countries=frozenset({"PE"})), replace(REACH, countries=frozenset({"PE", "GH"})), False),
        (replace(MANDATE, categories=frozenset({"coffee"})), REACH, True),
        (replace(MANDATE, categories=frozenset({"food"})), REACH, True),
        (replace(MANDATE, categories=frozenset({"home"})), REACH, False),
        (
            replace(MANDATE, categories=frozenset({"coffee"})),
            replace(REACH, category_paths=(COFFEE, frozenset({"honey", "food"}))),
            False,
        ),
        (replace(MANDATE, categories=frozenset({"food"})), replace(REACH, category_paths=()), False),
        (MANDATE, replace(REACH, category_paths=()), True),
    ],
)
def test_a_mandate_covers_all_of_it_or_nothing(mandate: MandateFacts, reach: Reach, is_covered: bool) -> None:
    assert covers(mandate, reach) is is_covered


def test_a_mandate_counts_from_its_grant_to_its_withdrawal() -> None:
    ended = replace(MANDATE, withdrawn_at=NOW)
    assert covering_mandate([ended], REACH, NOW) is None
    assert covering_mandate([ended], REACH, NOW - timedelta(microseconds=1)) is ended
    assert covering_mandate([replace(MANDATE, granted_at=NOW + DAY)], REACH, NOW) is None
    assert covering_mandate([ended, MANDATE], REACH, NOW) is MANDATE


@pytest.mark.parametrize(
    ("federation", "organisations"),
    [("org_fed", {"org_fed", "org_a"}), ("org_a", {"org_a"}), ("org_a", set())],
)
def test_nobody_decides_about_their_own(federation: str, organisations: set[str]) -> None:
    assert has_conflict(REACH, federation_id=federation, verifier_organisations=organisations)


def test_others_may_decide() -> None:
    assert not has_conflict(REACH, federation_id="org_fed", verifier_organisations={"org_fed", "org_b"})


@pytest.mark.parametrize("reason", ["", "no", "  123456789  ", "\n" * 20, "\u200b" * 20, "\u202e123456789\u2060"])
def test_a_reason_says_something(reason: str) -> None:
    with pytest.raises(ReasonTooShort):
        reason_given(reason)


def test_a_reason_is_kept_without_its_margins() -> None:
    assert reason_given("  decertified ") == "decertified"


MOMENT = timedelta(microseconds=1)
REACHES_BACK = {VerificationDecision.VERIFY, VerificationDecision.SUSPEND, VerificationDecision.WITHDRAW}


@pytest.mark.parametrize("decision", VerificationDecision)
def test_what_reaches_into_the_past_takes_two_and_ends_at_the_certificates_beginning(
    decision: VerificationDecision,
) -> None:
    earliest = NOW - DAY
    if decision in REACHES_BACK:
        check_moment(decision, is_first=True, effective_at=earliest, earliest=earliest, now=NOW)
    else:
        with pytest.raises(BackDated):
            check_moment(decision, is_first=True, effective_at=NOW - MOMENT, earliest=earliest, now=NOW)
    with pytest.raises(BackDated):
        check_moment(decision, is_first=True, effective_at=earliest - MOMENT, earliest=earliest, now=NOW)
    check_moment(decision, is_first=True, effective_at=NOW, earliest=NOW + DAY, now=NOW)
    assert needs_two(decision, effective_at=NOW - MOMENT, now=NOW)


def test_an_end_and_its_undoing_take_two_a_suspension_from_now_on_takes_one() -> None:
    by_two = {each for each in VerificationDecision if needs_two(each, effective_at=NOW, now=NOW)}
    assert by_two == {VerificationDecision.WITHDRAW, VerificationDecision.REINSTATE}


def test_what_was_verified_before_is_not_verified_for_yesterday() -> None:
    with pytest.raises(BackDated):
        check_moment(VerificationDecision.VERIFY, is_first=False, effective_at=NOW - DAY, earliest=NOW - DAY, now=NOW)


@pytest.mark.parametrize(
    ("decision", "is_first", "may_wait"),
    [
        (VerificationDecision.VERIFY, True, True),
        (VerificationDecision.VERIFY, False, False),
        (VerificationDecision.SUSPEND, False, True),
        (VerificationDecision.WITHDRAW, False, True),
        (VerificationDecision.LIFT, False, False),
        (VerificationDecision.ASK, True, False),
        (VerificationDecision.REJECT, True, False),
        (VerificationDecision.REINSTATE, False, False),
    ],
)
def test_what_can_be_announced(decision: VerificationDecision, is_first: bool, may_wait: bool) -> None:
    if may_wait:
        check_moment(decision, is_first=is_first, effective_at=NOW + DAY, earliest=NOW, now=NOW)
    else:
        with pytest.raises(TakesEffectAtOnce):
            check_moment(decision, is_first=is_first, effective_at=NOW + DAY, earliest=NOW, now=NOW)


def test_a_day_begins_where_the_scheme_lives() -> None:
    assert moment_of_day(None, timezone="America/Lima", now=NOW) == NOW
    assert moment_of_day(date(2026, 11, 24), timezone="America/Lima", now=NOW) == NOW
    assert moment_of_day(date(2026, 11, 25), timezone="America/Lima", now=NOW) == datetime(2026, 11, 25, 5, tzinfo=UTC)
    assert moment_of_day(date(2026, 11, 23), timezone="UTC", now=NOW) < NOW


def test_the_earliest_end_counts_and_only_lifting_takes_it_away() -> None:
    running = ClaimTimes(NOW - 9 * DAY, None)
    suspended = times_after(Step.SUSPEND, running, effective_at=NOW)
    assert suspended == ClaimTimes(NOW - 9 * DAY, NOW)
    assert times_after(Step.WITHDRAW, suspended, effective_at=NOW + DAY) == suspended
    assert times_after(Step.LIFT, suspended, effective_at=NOW + DAY) == ClaimTimes(NOW + DAY, None)
    announced = times_after(Step.SUSPEND, running, effective_at=NOW + 2 * DAY)
    assert times_after(Step.LIFT, announced, effective_at=NOW + DAY) == running
    assert times_after(Step.ASK, ClaimTimes(None, None), effective_at=NOW) == ClaimTimes(None, None)


_STEPS = st.lists(
    st.tuples(st.sampled_from([Step.SUSPEND, Step.WITHDRAW, Step.SURRENDER, Step.SUPERSEDE]), st.integers(0, 50)),
    min_size=1,
)


@given(_STEPS)
def test_no_later_decision_gives_a_claim_more_time(steps: list[tuple[Step, int]]) -> None:
    times = ClaimTimes(NOW, None)
    for step, days in steps:
        times = times_after(step, times, effective_at=NOW + days * DAY)
    assert times == ClaimTimes(NOW, NOW + min(days for _, days in steps) * DAY)


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (STANDING, None),
        (replace(STANDING, expires_at=NOW), WhyNot.EXPIRED),
        (replace(STANDING, expires_at=NOW + timedelta(microseconds=1)), None),
        (replace(STANDING, valid_at=NOW + DAY), WhyNot.NOT_YET_VALID),
        (replace(STANDING, claim_from=NOW + DAY), WhyNot.NOT_VERIFIED),
        (replace(STANDING, vouched_until=NOW), WhyNot.NOT_VERIFIED),
        (replace(STANDING, vouched_until=NOW, mandated_until=NOW), WhyNot.MANDATE_WITHDRAWN),
        (replace(STANDING, state=CertificateState.SUSPENDED, claim_until=NOW), WhyNot.SUSPENDED),
        (replace(STANDING, state=CertificateState.SUSPENDED, claim_until=NOW + DAY), None),
        (replace(STANDING, state=CertificateState.WITHDRAWN, claim_until=NOW, expires_at=NOW), WhyNot.WITHDRAWN),
        (replace(STANDING, state=CertificateState.SURRENDERED, claim_until=NOW - DAY), WhyNot.SURRENDERED),
        (replace(STANDING, state=CertificateState.SUPERSEDED, claim_until=NOW - DAY), WhyNot.SUPERSEDED),
    ],
)
def test_why_a_claim_is_not_shown(standing: Standing, why: WhyNot | None) -> None:
    assert why_not_shown(standing, NOW) == why


def test_an_announced_end_has_not_come() -> None:
    announced = replace(STANDING, state=CertificateState.WITHDRAWN, claim_until=NOW + DAY)
    assert state_in_force(announced, NOW) is CertificateState.VERIFIED
    assert state_in_force(announced, NOW + DAY) is CertificateState.WITHDRAWN


def test_numbers_match_as_a_whole() -> None:
    check_number("990552", "[0-9]{3,8}")
    check_number("anything", "")
    for wrong in ("12", "990552x", "990552\n"):
        with pytest.raises(BadNumber):
            check_number(wrong, "[0-9]{3,8}")


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "audit_on"),
    [
        (date(2026, 2, 1), date(2026, 1, 31), None),
        (date(2026, 1, 1), date(2037, 1, 1), None),
        (date(2026, 1, 1), date(2027, 1, 1), date(2026, 11, 25)),
    ],
)
def test_dates_make_sense(valid_from: date, valid_to: date, audit_on: date | None) -> None:
    with pytest.raises(BadDates):
        check_dates(valid_from=valid_from, valid_to=valid_to, audit_on=audit_on, today=date(2026, 11, 24))

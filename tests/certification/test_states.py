"""The machine: every step there is, and that no other is reachable."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.errors import IllegalStep
from certification.states import OPEN_TO_EVIDENCE, PUBLIC, STEPS, Step, decisions_in, next_state, refuse_later_end
from models.enums import CertificateState, VerificationDecision

# Ends with one way back each, by two people; and ends without one.
UNDONE_BY = {CertificateState.REJECTED: Step.REOPEN, CertificateState.WITHDRAWN: Step.REINSTATE}
TERMINAL = frozenset({CertificateState.SURRENDERED})
LEGAL = """
draft submit submitted
submitted ask needs_info
submitted permit in_review
submitted verify verified
submitted reject rejected
needs_info submit in_review
needs_info verify verified
needs_info reject rejected
in_review ask needs_info
in_review permit in_review
in_review verify verified
in_review reject rejected
verified verify verified
verified suspend suspended
verified withdraw withdrawn
verified surrender surrendered
verified supersede superseded
suspended lift verified
suspended withdraw withdrawn
superseded suspend suspended
superseded withdraw withdrawn
suspended suspend suspended
withdrawn withdraw withdrawn
withdrawn reinstate verified
rejected reopen in_review
"""


def test_these_steps_and_no_others() -> None:
    written = {tuple(line.split()) for line in LEGAL.strip().splitlines()}
    assert {(state.value, step.value, reached.value) for (state, step), reached in STEPS.items()} == written


@given(st.sampled_from(CertificateState), st.sampled_from(Step))
def test_a_step_is_in_the_table_or_refused(state: CertificateState, step: Step) -> None:
    if (state, step) in STEPS:
        assert next_state(state, step) is STEPS[state, step]
    else:
        with pytest.raises(IllegalStep):
            next_state(state, step)


@given(st.lists(st.sampled_from(Step), max_size=40))
def test_whatever_is_tried_an_end_stays_an_end_and_nothing_is_public_unverified(steps: list[Step]) -> None:
    state, was_verified, was_submitted = CertificateState.DRAFT, False, False
    for step in steps:
        before = state
        try:
            state = next_state(state, step)
        except IllegalStep:
            assert state is before
            continue
        assert before not in TERMINAL
        assert before is not CertificateState.SUPERSEDED or state in {
            CertificateState.SUSPENDED,
            CertificateState.WITHDRAWN,
        }
        assert step is UNDONE_BY.get(before, step) or state is before
        was_submitted |= step is Step.SUBMIT
        was_verified |= step is Step.VERIFY
        assert was_submitted
        assert (state in PUBLIC) <= was_verified
        assert not (was_verified and state in OPEN_TO_EVIDENCE)


def test_a_federation_can_decide_nothing_about_a_draft_or_an_end() -> None:
    assert decisions_in(CertificateState.DRAFT) == []
    assert all(decisions_in(state) == [] for state in TERMINAL)
    assert decisions_in(CertificateState.REJECTED) == []
    assert decisions_in(CertificateState.WITHDRAWN) == [VerificationDecision.REINSTATE]
    assert decisions_in(CertificateState.SUPERSEDED) == []
    assert decisions_in(CertificateState.SUSPENDED) == [VerificationDecision.LIFT, VerificationDecision.WITHDRAW]


def test_an_end_that_was_decided_can_only_come_sooner() -> None:
    suspend, withdraw = VerificationDecision.SUSPEND, VerificationDecision.WITHDRAW
    assert decisions_in(CertificateState.SUPERSEDED, is_announced=True) == [suspend, withdraw]
    assert suspend in decisions_in(CertificateState.SUSPENDED, is_announced=True)
    assert withdraw in decisions_in(CertificateState.WITHDRAWN, is_announced=True)
    end = datetime(2027, 1, 1, tzinfo=UTC)
    refuse_later_end(CertificateState.WITHDRAWN, Step.WITHDRAW, end, end - timedelta(seconds=1))
    refuse_later_end(CertificateState.SUSPENDED, Step.WITHDRAW, end, end + timedelta(days=1))
    for state, step in ((CertificateState.WITHDRAWN, Step.WITHDRAW), (CertificateState.SUSPENDED, Step.SUSPEND)):
        for until in (end, None):
            with pytest.raises(IllegalStep):
                refuse_later_end(state, step, until, end)

"""A suspension that outlasts the scheme's limit is a withdrawal: told at each read, and nobody lifts it any more."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from certification.appeals.decide_appeal import decide_appeal
from certification.appeals.file_appeal import file_appeal
from certification.errors import SuspensionOver
from certification.pages.read import read_own, read_proof, read_review
from models.enums import AppealOutcome, CertificateState, VerificationDecision
from tests.certification.registry import NOW, REASON, SECOND, Registry

# Six months after the suspension of 24 November 2026, 13:00 in Berlin: by then it is summer time there.
LIMIT = datetime(2027, 5, 24, 11, tzinfo=UTC)


@pytest.fixture
def suspended(registry: Registry) -> str:
    with registry.database.transaction() as session:
        session.execute(text("update scheme set suspension_months = 6 where code = 'fairtrade'"))
    certificate_id = registry.verified()
    registry.decide(certificate_id, VerificationDecision.SUSPEND)
    return certificate_id


def told(registry: Registry, certificate_id: str, at: datetime) -> tuple[CertificateState, str | None]:
    with registry.database.reading() as session:
        proof = read_proof(session, certificate_id=certificate_id, lang="en", now=at)
        own = read_own(session, holder_id=registry["coop"], before_id=None, limit=1, now=at)[0]
    assert (own.state, own.why_not_shown) == (proof.state, proof.why_not_shown)
    return proof.state, proof.why_not_shown


def appeal(registry: Registry, certificate_id: str, at: datetime) -> str:
    with registry.database.transaction() as session:
        return file_appeal(
            session, certificate_id=certificate_id, person_id=registry["farmer"], reason=REASON, now=at
        ).id


def answer(registry: Registry, appeal_id: str, outcome: AppealOutcome, at: datetime) -> None:
    with registry.database.transaction() as session:
        decide_appeal(
            session,
            appeal_id=appeal_id,
            federation_id=registry["andes"],
            verifier_id=registry["marta"],
            outcome=outcome,
            answer=REASON,
            now=at,
        )


def test_a_suspension_ends_as_a_withdrawal_to_the_second(registry: Registry, suspended: str) -> None:
    assert told(registry, suspended, LIMIT - SECOND) == (CertificateState.SUSPENDED, "suspended")
    assert told(registry, suspended, LIMIT) == (CertificateState.WITHDRAWN, "withdrawn")
    assert registry.claims("espresso", LIMIT) == {}


def test_it_is_lifted_before_the_limit_and_not_after(registry: Registry, suspended: str) -> None:
    with pytest.raises(SuspensionOver) as refused:
        registry.decide(suspended, VerificationDecision.LIFT, now=LIMIT)
    assert refused.value.until == LIMIT
    registry.decide(suspended, VerificationDecision.LIFT, now=LIMIT - SECOND)
    assert told(registry, suspended, LIMIT) == (CertificateState.VERIFIED, None)


def test_lifting_is_offered_as_long_as_it_can_be_done(registry: Registry, suspended: str) -> None:
    def offered(at: datetime) -> list[VerificationDecision]:
        with registry.database.reading() as session:
            return read_review(
                session,
                certificate_id=suspended,
                federation_ids=[registry["andes"]],
                person_id=registry["lucia"],
                lang="en",
                now=at,
            ).possible

    assert offered(LIMIT - SECOND) == [VerificationDecision.LIFT, VerificationDecision.WITHDRAW]
    assert offered(LIMIT) == [VerificationDecision.WITHDRAW]


def test_a_scheme_without_a_limit_lets_it_last(registry: Registry) -> None:
    certificate_id = registry.verified("organic")
    registry.decide(certificate_id, VerificationDecision.SUSPEND)
    later = NOW + timedelta(days=210)
    assert told(registry, certificate_id, later) == (CertificateState.SUSPENDED, "suspended")
    registry.decide(certificate_id, VerificationDecision.LIFT, now=later)


def test_an_announced_suspension_counts_from_its_day(registry: Registry) -> None:
    with registry.database.transaction() as session:
        session.execute(text("update scheme set suspension_months = 6 where code = 'fairtrade'"))
    certificate_id = registry.verified()
    begins = NOW + timedelta(days=7)
    registry.decide(certificate_id, VerificationDecision.SUSPEND, effective_at=begins)
    assert told(registry, certificate_id, NOW + timedelta(days=1)) == (CertificateState.VERIFIED, None)
    assert told(registry, certificate_id, LIMIT) == (CertificateState.SUSPENDED, "suspended")
    assert told(registry, certificate_id, LIMIT + timedelta(days=8)) == (CertificateState.WITHDRAWN, "withdrawn")


def test_who_appealed_in_time_is_heard_after_the_limit(registry: Registry, suspended: str) -> None:
    appeal_id = appeal(registry, suspended, LIMIT - SECOND)
    later = LIMIT + timedelta(days=30)
    assert told(registry, suspended, later) == (CertificateState.SUSPENDED, "suspended")
    assert registry.claims("espresso", later) == {}
    answer(registry, appeal_id, AppealOutcome.UPHELD, later)
    assert told(registry, suspended, later) == (CertificateState.VERIFIED, None)


def test_a_dismissed_appeal_holds_nothing_up(registry: Registry, suspended: str) -> None:
    answer(registry, appeal(registry, suspended, NOW), AppealOutcome.DISMISSED, LIMIT + SECOND)
    assert told(registry, suspended, LIMIT) == (CertificateState.WITHDRAWN, "withdrawn")
    with pytest.raises(SuspensionOver):
        registry.decide(suspended, VerificationDecision.LIFT, now=LIMIT + SECOND)


def test_an_appeal_after_the_limit_comes_too_late(registry: Registry, suspended: str) -> None:
    appeal_id = appeal(registry, suspended, LIMIT)
    assert told(registry, suspended, LIMIT) == (CertificateState.WITHDRAWN, "withdrawn")
    with pytest.raises(SuspensionOver):
        answer(registry, appeal_id, AppealOutcome.UPHELD, LIMIT + SECOND)


def test_an_appeal_against_an_earlier_suspension_holds_nothing_up(registry: Registry, suspended: str) -> None:
    appeal(registry, suspended, NOW)
    registry.decide(suspended, VerificationDecision.LIFT, now=NOW + SECOND)
    registry.decide(suspended, VerificationDecision.SUSPEND, now=NOW + 2 * SECOND)
    assert told(registry, suspended, LIMIT + 2 * SECOND) == (CertificateState.WITHDRAWN, "withdrawn")

"""What was shown when: what the events tell is what the claim was, at every moment of a random history."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from certification.appeals.decide_appeal import decide_appeal
from certification.appeals.file_appeal import file_appeal
from certification.errors import NoSuchCertificate
from certification.history.read_history import ShownThen, read_history
from certification.rules import WhyNot
from certification.withdraw_mandate import withdraw_mandate
from models.enums import AppealOutcome, CertificateState, VerificationDecision
from tests.certification.registry import NOTHING, NOW, REASON, SECOND, Registry

DAY = timedelta(days=1)
SUSPEND, LIFT, WITHDRAW = VerificationDecision.SUSPEND, VerificationDecision.LIFT, VerificationDecision.WITHDRAW


def then(registry: Registry, certificate_id: str, at: datetime, known_at: datetime | None = None) -> ShownThen:
    with registry.database.reading() as session:
        return read_history(session, certificate_id=certificate_id, at=at, known_at=known_at or at)


def test_what_shoppers_saw_is_told_day_by_day(registry: Registry) -> None:
    """Each day the claim is read as shoppers read it; afterwards the history must say the same of each."""
    certificate_id = registry.verified(now=NOW, recheck_due_on=date(2027, 5, 1))
    steps = {
        3: lambda now: registry.decide(certificate_id, SUSPEND, now=now),
        5: lambda now: registry.decide(certificate_id, LIFT, now=now),
        7: lambda now: registry.decide(certificate_id, SUSPEND, now=now, effective_at=NOW + 9 * DAY),
        11: lambda now: registry.decide(certificate_id, LIFT, now=now),
        13: lambda now: registry.decide(certificate_id, WITHDRAW, now=now, effective_at=now - 4 * DAY),
        15: lambda now: registry.decide(certificate_id, VerificationDecision.REINSTATE, now=now),
    }
    seen = {}
    for day in range(18):
        now = NOW + day * DAY
        if day in steps:
            steps[day](now)
        seen[day] = bool(registry.claims("espresso", now))
    assert {day for day, is_shown in seen.items() if not is_shown} == {3, 4, 9, 10, 13, 14}
    assert {day: then(registry, certificate_id, NOW + day * DAY).is_shown for day in seen} == seen
    # What is known since of the days that the withdrawal reached back to.
    later = NOW + 17 * DAY
    assert [then(registry, certificate_id, NOW + day * DAY, later).is_shown for day in (8, 9, 12, 14, 15)] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_before_it_was_verified_after_it_ended_and_without_a_mandate(registry: Registry) -> None:
    certificate_id = registry.verified(valid_to=date(2026, 12, 31))
    before = then(registry, certificate_id, NOW - DAY)
    assert (before.state, before.why_not_shown) == (None, WhyNot.NOT_VERIFIED)
    assert then(registry, certificate_id, NOW + 60 * DAY).why_not_shown is WhyNot.EXPIRED
    with registry.database.transaction() as session:
        withdraw_mandate(session, mandate_id=registry["andes:fairtrade"], now=NOW + 2 * DAY)
    assert then(registry, certificate_id, NOW + DAY).state is CertificateState.VERIFIED
    assert then(registry, certificate_id, NOW + 2 * DAY).why_not_shown is WhyNot.MANDATE_WITHDRAWN
    assert then(registry, certificate_id, NOW + 3 * DAY, NOW + DAY).is_shown


def test_nothing_is_told_of_what_was_never_verified(registry: Registry) -> None:
    for certificate_id in (NOTHING, registry.submitted(), registry.draft()):
        with pytest.raises(NoSuchCertificate):
            then(registry, certificate_id, NOW)


def test_a_suspension_beyond_its_schemes_limit_was_a_withdrawal(registry: Registry) -> None:
    with registry.database.transaction() as session:
        session.execute(text("update scheme set suspension_months = 1 where code = 'fairtrade'"))
    certificate_id = registry.verified()
    registry.decide(certificate_id, SUSPEND)
    limit = datetime(2026, 12, 24, 12, tzinfo=UTC)
    before, after = (then(registry, certificate_id, at) for at in (limit - SECOND, limit))
    assert (before.state, before.why_not_shown) == (CertificateState.SUSPENDED, WhyNot.SUSPENDED)
    assert (after.state, after.why_not_shown) == (CertificateState.WITHDRAWN, WhyNot.WITHDRAWN)


def test_an_appeal_holds_the_limit_up_from_when_it_was_known_and_until_its_dismissal_is(registry: Registry) -> None:
    with registry.database.transaction() as session:
        session.execute(text("update scheme set suspension_months = 1 where code = 'fairtrade'"))
    certificate_id = registry.verified()
    registry.decide(certificate_id, SUSPEND)
    filed, limit, dismissed = NOW + 5 * DAY, datetime(2026, 12, 24, 12, tzinfo=UTC), NOW + 60 * DAY
    with registry.database.transaction() as session:
        appeal = file_appeal(
            session, certificate_id=certificate_id, person_id=registry["farmer"], reason=REASON, now=filed
        )
        decide_appeal(
            session,
            appeal_id=appeal.id,
            federation_id=registry["andes"],
            verifier_id=registry["marta"],
            outcome=AppealOutcome.DISMISSED,
            answer=REASON,
            now=dismissed,
        )
    known = (filed - SECOND, limit, dismissed - SECOND, dismissed)
    assert [then(registry, certificate_id, limit, known_at).state for known_at in known] == [
        CertificateState.WITHDRAWN,
        CertificateState.SUSPENDED,
        CertificateState.SUSPENDED,
        CertificateState.WITHDRAWN,
    ]

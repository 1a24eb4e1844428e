"""Who may do what, and that a refusal leaves no trace."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from certification.errors import (
    BackDated,
    BadRecheck,
    CertificateOver,
    ConflictOfInterest,
    EvidenceIsKept,
    EvidenceMissing,
    IllegalStep,
    MandateExists,
    NoSuchCategory,
    NoSuchCertificate,
    NoSuchFederation,
    NoSuchMandate,
    NumberTaken,
    ReasonTooShort,
    TooMany,
    UnknownScheme,
)
from certification.grant_mandate import grant_mandate
from certification.queries import list_events, lock_certificate
from certification.surrender_certificate import surrender_certificate
from certification.withdraw_mandate import withdraw_mandate
from kit.database import Session
from models.enums import CertificateState, MemberRole, SubjectKind, VerificationDecision
from tests.certification.at_once import meanwhile
from tests.certification.registry import NOTHING, NOW, PDF, REASON, Registry

DAY = timedelta(days=1)
VERIFY, WITHDRAW, SUSPEND = VerificationDecision.VERIFY, VerificationDecision.WITHDRAW, VerificationDecision.SUSPEND
ASK, REJECT, LIFT = VerificationDecision.ASK, VerificationDecision.REJECT, VerificationDecision.LIFT


def trace(registry: Registry) -> tuple[object, ...]:
    """Everything a decision could have touched."""
    with registry.database.reading() as session:
        return tuple(
            tuple(tuple(row) for row in session.execute(text(sql)))
            for sql in (
                "select id, state, version, claim_from, claim_until, public_reason from certificate order by id",
                "select count(*) from verification",
                "select count(*) from certification_event",
            )
        )


def refused(registry: Registry, error: type[Exception], certificate_id: str, decision=VERIFY, **options) -> None:
    before = trace(registry)
    with pytest.raises(error):
        registry.decide(certificate_id, decision, **options)
    assert trace(registry) == before


def state_of(registry: Registry, certificate_id: str) -> object:
    return registry.one("select state from certificate where id = :id", id=certificate_id)


def test_from_draft_to_withdrawn_everything_is_written_down(registry: Registry) -> None:
    certificate_id = registry.submitted()
    registry.decide(certificate_id, ASK, reason="Which products does it cover?")
    registry.document(certificate_id, b"The list of products.")
    registry.submit(certificate_id)
    registry.decide(certificate_id, VERIFY, now=NOW + DAY)
    registry.decide(certificate_id, SUSPEND, now=NOW + 2 * DAY)
    registry.decide(certificate_id, LIFT, now=NOW + 3 * DAY)
    registry.decide(certificate_id, WITHDRAW, now=NOW + 4 * DAY, reason="Decertified by the scheme.")
    with registry.database.reading() as session:
        states = [event.facts.to_state.value for event in list_events(session, certificate_id)]
    expected = "draft submitted needs_info in_review verified suspended verified withdrawn"
    assert states == expected.split()
    assert registry.one("select public_reason from certificate") == "Decertified by the scheme."
    seen = registry.one("select evidence_sha256 from verification where decision = 'verify'")
    assert isinstance(seen, str) and len(seen.split()) == 2
    for decision in set(VerificationDecision) - {VerificationDecision.REINSTATE}:
        refused(registry, IllegalStep, certificate_id, decision, now=NOW + 5 * DAY)


def test_a_foreign_a_missing_and_a_drafted_certificate_answer_alike(registry: Registry) -> None:
    draft = registry.draft()
    refused(registry, NoSuchCertificate, NOTHING)
    refused(registry, NoSuchCertificate, draft)
    certificate_id = registry.submitted()
    with registry.database.transaction() as session:
        withdraw_mandate(session, mandate_id=registry["andes:fairtrade"], now=NOW - DAY)
    refused(registry, NoSuchCertificate, certificate_id)


def test_a_mandate_elsewhere_is_no_mandate_here(registry: Registry) -> None:
    certificate_id = registry.submitted(subjects=[(SubjectKind.CATEGORY, "coffee")])
    with registry.database.transaction() as session:
        session.execute(
            text("update mandate set countries = '{GH}' where id = :id"), {"id": registry["andes:fairtrade"]}
        )
        session.execute(
            text("update mandate set categories = '{home}' where federation_id = :id"), {"id": registry["baobab"]}
        )
    refused(registry, NoSuchCertificate, certificate_id)
    refused(registry, NoSuchCertificate, certificate_id, verifier="kwame", federation="baobab")


def test_only_its_own_verifiers_speak_for_a_federation(registry: Registry) -> None:
    certificate_id = registry.submitted()
    refused(registry, NoSuchFederation, certificate_id, verifier="kwame")
    refused(registry, NoSuchFederation, certificate_id, verifier="farmer")
    refused(registry, NoSuchFederation, certificate_id, federation=NOTHING)
    with registry.database.transaction() as session:
        registry.join(session, "farmer", "andes", MemberRole.MEMBER)
    refused(registry, NoSuchFederation, certificate_id, verifier="farmer")


def test_a_role_that_was_lost_does_not_count_any_more(registry: Registry) -> None:
    certificate_id = registry.submitted()
    with registry.database.transaction() as session:
        session.execute(text("update membership set ended_at = now() where person_id = :id"), {"id": registry["lucia"]})
    refused(registry, NoSuchFederation, certificate_id)


def test_a_verifier_who_belongs_to_the_holder_stands_aside(registry: Registry) -> None:
    certificate_id = registry.submitted()
    with registry.database.transaction() as session:
        registry.join(session, "lucia", "coop")
    refused(registry, ConflictOfInterest, certificate_id)
    refused(registry, ConflictOfInterest, certificate_id, REJECT)
    registry.decide(certificate_id, VERIFY, verifier="kwame", federation="baobab")


def test_a_verifier_who_belongs_to_a_covered_organisation_stands_aside(registry: Registry) -> None:
    registry.federate("coop", "other")
    certificate_id = registry.submitted(subjects=[(SubjectKind.ORGANISATION, "other")])
    with registry.database.transaction() as session:
        registry.join(session, "lucia", "other")
    refused(registry, ConflictOfInterest, certificate_id)


@pytest.mark.parametrize(
    "belongings",
    [
        [("other", "coop")],
        [("coop", "other")],
        [("between", "coop"), ("other", "between")],
        [("coop", "between"), ("between", "other")],
    ],
    ids=["sells for it", "sells through it", "sells for its seller", "sells through its supplier"],
)
def test_a_verifier_whose_producer_lives_on_the_label_stands_aside(
    registry: Registry, belongings: list[tuple[str, str]]
) -> None:
    registry.found("between", "PE")
    certificate_id = registry.submitted()
    with registry.database.transaction() as session:
        registry.join(session, "lucia", "other")
    for network, member in belongings:
        registry.federate(network, member)
    refused(registry, ConflictOfInterest, certificate_id)


def test_a_verifier_whose_producer_belongs_to_the_same_federation_decides(registry: Registry) -> None:
    for member in ("coop", "other"):
        registry.federate("andes", member)
    certificate_id = registry.submitted()
    with registry.database.transaction() as session:
        registry.join(session, "lucia", "other")
    registry.decide(certificate_id, VERIFY)


def test_nothing_is_verified_unseen_or_after_its_end_or_for_the_past(registry: Registry) -> None:
    bare = registry.draft()
    registry.submit(bare)
    refused(registry, EvidenceMissing, bare)
    certificate_id = registry.submitted(valid_to=date(2026, 11, 24))
    refused(registry, CertificateOver, certificate_id, now=NOW + DAY)
    refused(registry, BackDated, certificate_id, effective_at=NOW - 400 * DAY)
    refused(registry, BackDated, certificate_id, ASK, effective_at=NOW - timedelta(seconds=1))
    refused(registry, ReasonTooShort, certificate_id, reason="fine      ")
    refused(registry, BadRecheck, certificate_id, recheck_due_on=date(2026, 11, 24))
    refused(registry, BadRecheck, certificate_id, ASK, recheck_due_on=date(2027, 11, 24))


def test_what_was_submitted_is_kept(registry: Registry) -> None:
    certificate_id = registry.submitted()
    with pytest.raises(EvidenceIsKept):
        registry.document(certificate_id, b"Another one.")
    with pytest.raises(IllegalStep):
        registry.submit(certificate_id)
    assert registry.one("select count(*) from evidence") == 1


def test_the_same_bytes_count_once_and_may_stand_behind_several(registry: Registry) -> None:
    first, second = registry.draft(), registry.draft()
    assert registry.document(first, PDF) == registry.document(first, PDF)
    assert registry.document(second, PDF) != registry.document(first, PDF)
    assert registry.one("select count(distinct path) from evidence") == 1


def test_there_is_an_end_to_documents(registry: Registry) -> None:
    certificate_id = registry.draft()
    for number in range(20):
        registry.document(certificate_id, f"Page {number}".encode())
    with pytest.raises(TooMany):
        registry.document(certificate_id, b"One more")


def test_strangers_cannot_touch_a_draft(registry: Registry) -> None:
    certificate_id = registry.draft()
    for act in (registry.document, registry.submit):
        with pytest.raises(NoSuchCertificate):
            act(certificate_id, person="stranger")
        with pytest.raises(NoSuchCertificate):
            act(NOTHING)
    with pytest.raises(NoSuchCertificate), registry.database.transaction() as session:
        surrender_certificate(
            session, certificate_id=certificate_id, person_id=registry["stranger"], reason=REASON, now=NOW
        )
    assert state_of(registry, certificate_id) == CertificateState.DRAFT
    assert registry.files._files == {}


def test_one_number_is_handed_in_once_per_period(registry: Registry) -> None:
    registry.submitted(number="4711")
    again = registry.draft(number="4711")
    with pytest.raises(NumberTaken):
        registry.submit(again)
    assert state_of(registry, again) == CertificateState.DRAFT
    registry.submitted(number="4711", valid_from=date(2026, 7, 1))


def test_a_certificate_that_is_over_is_not_handed_in(registry: Registry) -> None:
    with pytest.raises(CertificateOver):
        registry.submitted(valid_to=date(2026, 11, 23))


def test_only_what_is_verified_can_be_given_back(registry: Registry) -> None:
    certificate_id = registry.submitted()
    with pytest.raises(IllegalStep), registry.database.transaction() as session:
        surrender_certificate(
            session, certificate_id=certificate_id, person_id=registry["farmer"], reason=REASON, now=NOW
        )


def test_only_ones_own_certificate_can_be_renewed(registry: Registry) -> None:
    with registry.database.transaction() as session:
        registry.join(session, "farmer", "other")
    foreign = registry.verified(holder="other")
    with pytest.raises(NoSuchCertificate):
        registry.draft(supersedes_id=foreign)
    with pytest.raises(NoSuchCertificate):
        registry.draft(supersedes_id=NOTHING)


def test_mandates_are_for_federations_one_per_scheme_and_end_once(registry: Registry) -> None:
    def grant(federation: str, scheme: str, *categories: str) -> None:
        with registry.database.transaction() as session:
            grant_mandate(
                session,
                federation_id=registry[federation],
                scheme=scheme,
                categories=categories,
                granted_by=None,
                now=NOW,
            )

    for federation, scheme, error in (
        ("coop", "fairtrade", NoSuchFederation),
        ("andes", "green_leaf", UnknownScheme),
        ("andes", "fairtrade", MandateExists),
    ):
        with pytest.raises(error):
            grant(federation, scheme)
    with registry.database.transaction() as session:
        withdraw_mandate(session, mandate_id=registry["andes:fairtrade"], now=NOW)
    with pytest.raises(NoSuchMandate), registry.database.transaction() as session:
        withdraw_mandate(session, mandate_id=registry["andes:fairtrade"], now=NOW)
    with pytest.raises(NoSuchCategory):
        grant("andes", "fairtrade", "coffee", "cofee")
    grant("andes", "fairtrade", "coffee")


def test_whose_role_ends_while_they_wait_decides_nothing(registry: Registry) -> None:
    certificate_id = registry.submitted()

    def dismiss(session: Session) -> None:
        lock_certificate(session, certificate_id)
        session.execute(
            text("update membership set ended_at = :now where person_id = :id"), {"now": NOW, "id": registry["lucia"]}
        )

    refusal = meanwhile(registry.database, dismiss, lambda: registry.decide(certificate_id, VERIFY))
    assert (refusal, state_of(registry, certificate_id)) == ("NoSuchFederation", "submitted")

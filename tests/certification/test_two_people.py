"""What one verifier cannot do alone, and that a colleague is a colleague."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from certification.chain import state_at
from certification.decide_certificate import decide_certificate
from certification.errors import (
    CertificateOver,
    ConflictOfInterest,
    IllegalStep,
    NeedsSecondPerson,
    NoSuchCertificate,
    NoSuchFederation,
    NoSuchProposal,
    OnePersonDecides,
    ProposalExists,
    ProposalOver,
    SamePerson,
)
from certification.proposals.decline_decision import decline_decision
from certification.queries import list_events
from certification.withdraw_mandate import withdraw_mandate
from models.enums import CertificateState, VerificationDecision, VerificationMethod
from tests.certification.registry import NOTHING, NOW, REASON, REASON_CODES, Registry
from tests.certification.test_verbs import DAY, LIFT, SUSPEND, VERIFY, WITHDRAW, state_of, trace

REINSTATE = VerificationDecision.REINSTATE


def refused(registry: Registry, error: type[Exception], act, *arguments, **options) -> None:
    before = trace(registry)
    with pytest.raises(error):
        act(*arguments, **options)
    assert trace(registry) == before


def one_alone(registry: Registry, certificate_id: str, decision: VerificationDecision, **options) -> None:
    """Straight into the verb, as a client of it would that knows nothing of two."""
    moment = options.pop("effective_at", NOW)
    with registry.database.transaction() as session:
        decide_certificate(
            session,
            certificate_id=certificate_id,
            federation_id=registry["andes"],
            verifier_id=registry["lucia"],
            decision=decision,
            method=VerificationMethod.DOCUMENT,
            reason=REASON,
            reason_code=REASON_CODES.get(decision),
            effective_at=moment,
            now=NOW,
        )


def decline(registry: Registry, proposal_id: str, verifier: str = "marta", now=NOW) -> str:
    with registry.database.transaction() as session:
        proposal = decline_decision(
            session, proposal_id=proposal_id, verifier_id=registry[verifier], reason=REASON, now=now
        )
        return str(proposal.outcome)


def test_a_withdrawal_waits_for_a_colleague(registry: Registry) -> None:
    certificate_id = registry.verified()
    refused(registry, NeedsSecondPerson, one_alone, registry, certificate_id, WITHDRAW)
    before = trace(registry)
    proposal_id = registry.propose(certificate_id, WITHDRAW)
    assert trace(registry) == before
    assert registry.claims("espresso") == {"fairtrade": "whole_product"}
    refused(registry, SamePerson, registry.confirm, proposal_id, verifier="lucia")
    refused(registry, NoSuchProposal, registry.confirm, proposal_id, verifier="kwame")
    refused(registry, NoSuchProposal, registry.confirm, proposal_id, verifier="farmer")
    refused(registry, NoSuchProposal, registry.confirm, NOTHING)
    registry.confirm(proposal_id, now=NOW + DAY)
    assert registry.claims("espresso", NOW + DAY) == {}
    assert registry.claims("espresso", NOW + DAY - timedelta(seconds=1)) != {}
    said = "select verifier_id || ' ' || confirmed_by from verification where decision = 'withdraw'"
    assert registry.one(said) == f"{registry['lucia']} {registry['marta']}"
    refused(registry, ProposalOver, registry.confirm, proposal_id)


def test_a_suspension_from_now_on_is_one_persons(registry: Registry) -> None:
    certificate_id = registry.verified()
    refused(registry, OnePersonDecides, registry.propose, certificate_id, SUSPEND)
    one_alone(registry, certificate_id, SUSPEND)
    assert registry.claims("espresso") == {}


def test_a_withdrawal_is_undone_by_two_and_the_claim_is_there_again(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, WITHDRAW, now=NOW + DAY, reason="Mistaken for a namesake.")
    refused(registry, IllegalStep, registry.propose, certificate_id, LIFT, now=NOW + DAY)
    proposal_id = registry.propose(certificate_id, REINSTATE, now=NOW + 2 * DAY)
    assert registry.claims("espresso", NOW + 2 * DAY) == {}
    registry.confirm(proposal_id, now=NOW + 3 * DAY)
    assert registry.claims("espresso", NOW + 3 * DAY) == {"fairtrade": "whole_product"}
    assert registry.one("select coalesce(public_reason, '-') from certificate") == "-"


def test_what_is_over_is_not_reinstated(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, WITHDRAW, now=NOW + DAY)
    refused(registry, CertificateOver, registry.propose, certificate_id, REINSTATE, now=NOW + 400 * DAY)


def test_a_suspension_that_reaches_back_takes_two_and_is_told_both_ways(registry: Registry) -> None:
    certificate_id = registry.verified(now=NOW - 30 * DAY)
    since = NOW - 10 * DAY
    refused(registry, NeedsSecondPerson, one_alone, registry, certificate_id, SUSPEND, effective_at=since)
    registry.confirm(registry.propose(certificate_id, SUSPEND, effective_at=since))
    assert registry.claims("espresso", since) == {}
    assert registry.claims("espresso", since - timedelta(seconds=1)) != {}
    with registry.database.reading() as session:
        facts = [event.facts for event in list_events(session, certificate_id)]
    assert state_at(facts, since, known_at=NOW - DAY) is CertificateState.VERIFIED
    assert state_at(facts, since, known_at=NOW) is CertificateState.SUSPENDED


def test_both_are_judged_again_when_it_is_confirmed(registry: Registry) -> None:
    certificate_id = registry.verified()
    proposal_id = registry.propose(certificate_id, WITHDRAW)
    with registry.database.transaction() as session:
        registry.join(session, "marta", "coop")
    refused(registry, ConflictOfInterest, registry.confirm, proposal_id)
    with registry.database.transaction() as session:
        session.execute(text("delete from membership where organisation_id = :id"), {"id": registry["coop"]})
        session.execute(text("update membership set ended_at = now() where person_id = :id"), {"id": registry["lucia"]})
    refused(registry, NoSuchFederation, registry.confirm, proposal_id)
    with registry.database.transaction() as session:
        session.execute(text("update membership set ended_at = null"))
        withdraw_mandate(session, mandate_id=registry["andes:fairtrade"], now=NOW)
    refused(registry, NoSuchCertificate, registry.confirm, proposal_id)


def test_what_changed_meanwhile_is_not_decided_over(registry: Registry) -> None:
    certificate_id = registry.verified()
    proposal_id = registry.propose(certificate_id, WITHDRAW)
    registry.decide(certificate_id, WITHDRAW, verifier="kwame", federation="baobab")
    refused(registry, IllegalStep, registry.confirm, proposal_id, now=NOW + DAY)


def test_one_proposal_at_a_time_and_it_can_be_declined_taken_back_or_forgotten(registry: Registry) -> None:
    certificate_id = registry.verified()
    first = registry.propose(certificate_id, WITHDRAW)
    refused(registry, ProposalExists, registry.propose, certificate_id, WITHDRAW, verifier="marta")
    assert decline(registry, first) == "declined"
    second = registry.propose(certificate_id, WITHDRAW)
    assert decline(registry, second, "lucia") == "withdrawn"
    third = registry.propose(certificate_id, WITHDRAW)
    later = NOW + 14 * DAY
    refused(registry, ProposalOver, registry.confirm, third, now=later)
    fourth = registry.propose(certificate_id, WITHDRAW, now=later)
    assert registry.one("select outcome from decision_proposal where id = :id", id=third) == "lapsed"
    refused(registry, ProposalOver, registry.confirm, third, now=later)
    registry.confirm(fourth, now=later)
    assert state_of(registry, certificate_id) == CertificateState.WITHDRAWN


def test_the_database_withdraws_for_nobody_alone(registry: Registry) -> None:
    certificate_id = registry.verified()
    change = text("update certificate set state = :state where id = :id")
    with pytest.raises(DBAPIError, match="two people"), registry.database.transaction() as session:
        session.execute(change, {"state": "withdrawn", "id": certificate_id})
    registry.decide(certificate_id, WITHDRAW)
    with pytest.raises(DBAPIError, match="has ended"), registry.database.transaction() as session:
        session.execute(change, {"state": "verified", "id": certificate_id})


def test_one_confirmation_lets_the_database_take_one_step(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, WITHDRAW)
    registry.decide(certificate_id, REINSTATE, now=NOW + DAY)
    again = text("update certificate set state = :state, version = :version where id = :id")
    withdrawn_as = int(str(registry.one("select version from certificate"))) - 1
    # Neither as the next version nor as the one that was withdrawn with two people's word.
    for version in (withdrawn_as, withdrawn_as + 1, withdrawn_as + 2):
        with pytest.raises(DBAPIError), registry.database.transaction() as session:
            session.execute(again, {"state": "withdrawn", "version": version, "id": certificate_id})
    registry.decide(certificate_id, WITHDRAW, now=NOW + 2 * DAY)
    for version in (withdrawn_as + 1, withdrawn_as + 2, withdrawn_as + 3):
        with pytest.raises(DBAPIError), registry.database.transaction() as session:
            session.execute(again, {"state": "verified", "version": version, "id": certificate_id})
    assert state_of(registry, certificate_id) == CertificateState.WITHDRAWN


def test_a_proposal_keeps_its_words_and_its_end(registry: Registry) -> None:
    certificate_id = registry.verified()
    proposal_id = registry.propose(certificate_id, WITHDRAW)
    confirmed = "update decision_proposal set outcome = 'confirmed', closed_at = now()"
    for change in (
        "update decision_proposal set reason = 'something else entirely'",
        f"{confirmed}, closed_by = proposed_by, confirmed_version = 4",
        f"{confirmed}, confirmed_version = 4",
        f"{confirmed}, closed_by = '{registry['marta']}'",
        "delete from decision_proposal",
    ):
        with pytest.raises(DBAPIError), registry.database.transaction() as session:
            session.execute(text(change))
    registry.confirm(proposal_id)
    with pytest.raises(DBAPIError), registry.database.transaction() as session:
        session.execute(text("update decision_proposal set outcome = 'declined'"))


def test_a_back_dated_verification_takes_two(registry: Registry) -> None:
    certificate_id = registry.submitted(now=NOW - 5 * DAY)
    since = NOW - 3 * DAY
    refused(registry, NeedsSecondPerson, one_alone, registry, certificate_id, VERIFY, effective_at=since)
    registry.confirm(registry.propose(certificate_id, VERIFY, effective_at=since))
    assert registry.claims("espresso", since) != {}

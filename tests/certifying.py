"""A verified certificate in a small market, written as rows."""

from datetime import date, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from certification.queries import append_event
from models.accounts import Person
from models.certification import Certificate, Mandate, Scheme, Verification
from models.decisions import DecisionProposal
from models.enums import (
    AssuranceClass,
    CertificateState,
    ProposalOutcome,
    VerificationDecision,
    VerificationMethod,
)
from tests.catalog.world import BEFORE, World


def certify(
    session: Session,
    world: World,
    *,
    code: str = "fairtrade",
    quantity_grams: int | None = None,
    valid_to: date = date(2027, 12, 31),
    claim_from: datetime = BEFORE,
) -> str:
    """Everything Norandino makes carries a claim of a new scheme of this code; the certificate's id."""
    scheme = Scheme(
        code=code, name=code.title(), owner="them", assurance_class=AssuranceClass.THIRD_PARTY, certifies=["product"]
    )
    person = Person(email=f"{code}@example.org", full_name="Vera")
    session.add_all([scheme, person])
    session.flush()
    mandate = Mandate(federation_id=world.federation_id, scheme_id=scheme.id, granted_at=BEFORE)
    certificate = Certificate(
        scheme_id=scheme.id,
        number="7",
        holder_id=world.norandino_id,
        state=CertificateState.VERIFIED,
        valid_from=date(2026, 1, 1),
        valid_to=valid_to,
        quantity_grams=quantity_grams,
        claim_from=claim_from,
    )
    session.add_all([mandate, certificate])
    session.flush()
    session.add(
        Verification(
            certificate_id=certificate.id,
            federation_id=world.federation_id,
            mandate_id=mandate.id,
            verifier_id=person.id,
            method=VerificationMethod.DOCUMENT,
            decision=VerificationDecision.VERIFY,
            reason="The document was read in full.",
            checked_at=BEFORE,
        )
    )
    session.flush()
    return certificate.id


def withdraw(session: Session, certificate_id: str, now: datetime) -> None:
    """The claim ends now, for good, as two people decided."""
    verification = session.execute(
        select(Verification).where(col(Verification.certificate_id) == certificate_id)
    ).scalar_one()
    colleague = Person(email=f"{certificate_id}@example.org", full_name="Vero")
    session.add(colleague)
    session.flush()
    session.add(
        DecisionProposal(
            certificate_id=certificate_id,
            federation_id=verification.federation_id,
            decision=VerificationDecision.WITHDRAW,
            method=VerificationMethod.DOCUMENT,
            reason="The register says that it was revoked.",
            proposed_by=verification.verifier_id,
            proposed_at=now,
            lapses_at=now,
            outcome=ProposalOutcome.CONFIRMED,
            closed_by=colleague.id,
            closed_at=now,
            confirmed_version=2,
        )
    )
    session.flush()
    session.execute(
        text(
            "update certificate set state = 'withdrawn', claim_until = least(claim_until, :now), version = 2"
            " where id = :id"
        ),
        {"now": now, "id": certificate_id},
    )
    append_event(
        session,
        certificate_id=certificate_id,
        actor_id=colleague.id,
        from_state=CertificateState.VERIFIED,
        to_state=CertificateState.WITHDRAWN,
        reason="The register says that it was revoked.",
        effective_at=now,
        now=now,
    )

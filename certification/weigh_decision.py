"""Whether somebody may decide this about that certificate, at this moment, whatever a page said before."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from certification import conflicts, queries
from certification.checklists.rules import NO_ANSWERS, Answers, check_answers
from certification.errors import BadRecheck, CertificateOver, NoSuchCertificate, NoSuchFederation
from certification.queries import SchemeRules
from certification.rules import (
    check_moment,
    check_verifiable,
    covering_mandate,
    refuse_lifting_what_is_over,
    start_of_day,
)
from certification.states import Step, next_state, refuse_later_end
from models.certification import Certificate
from models.enums import CertificateState, VerificationDecision


@dataclass(frozen=True)
class Weighed:
    """A certificate, locked, about which this may be decided; `documents` are the SHA-256 of what is behind it."""

    certificate: Certificate
    scheme: SchemeRules
    mandate_id: str
    documents: tuple[str, ...]


def weigh_decision(
    session: Session,
    *,
    certificate_id: str,
    federation_id: str,
    verifier_id: str,
    decision: VerificationDecision,
    effective_at: datetime,
    recheck_due_on: date | None,
    now: datetime,
    answers: Answers = NO_ANSWERS,
) -> Weighed:
    """Lock the certificate and judge role, mandate, conflict, state, moment, documents, answers. Nothing is written.

    Raises what decide_certificate says, but for the number of people that it takes.
    """
    certificate, mandate_id = take_in_hand(
        session, certificate_id=certificate_id, federation_id=federation_id, verifier_id=verifier_id, now=now
    )
    state = CertificateState(certificate.state)
    next_state(state, Step(decision))
    refuse_later_end(state, Step(decision), certificate.claim_until, effective_at)
    if decision is VerificationDecision.LIFT:
        refuse_lifting_what_is_over(queries.find_standing(session, certificate.id), now)
    scheme = queries.get_scheme(session, certificate.scheme_id)
    is_first = certificate.claim_from is None
    earliest = start_of_day(certificate.valid_from, scheme.timezone)
    check_moment(decision, is_first=is_first, effective_at=effective_at, earliest=earliest, now=now)
    documents = queries.list_evidence(session, certificate.id)
    today = now.astimezone(ZoneInfo(scheme.timezone)).date()
    if decision is VerificationDecision.VERIFY:
        check_verifiable(
            valid_to=certificate.valid_to, today=today, documents=len(documents), recheck_due_on=recheck_due_on
        )
    elif recheck_due_on is not None:
        raise BadRecheck(recheck_due_on)
    elif decision is VerificationDecision.REINSTATE and certificate.valid_to < today:
        raise CertificateOver(certificate.valid_to)
    check_answers(answers, questions=scheme.questions, decision=decision)
    hashes = tuple(sorted(document.sha256.hex() for document in documents))
    return Weighed(certificate, scheme, mandate_id, hashes)


def take_in_hand(
    session: Session, *, certificate_id: str, federation_id: str, verifier_id: str, now: datetime
) -> tuple[Certificate, str]:
    """The certificate, locked, and the mandate under which this person may act on it for the federation.

    Raises NoSuchFederation when the person does not verify for it, NoSuchCertificate also outside its mandates and for
    a draft, ConflictOfInterest.
    """
    # Locked first: whose role ended while this waited has none.
    certificate = queries.lock_certificate(session, certificate_id)
    if not queries.is_verifier(session, person_id=verifier_id, federation_id=federation_id):
        raise NoSuchFederation()
    if certificate is None or certificate.state == CertificateState.DRAFT:
        raise NoSuchCertificate()
    reach = queries.list_reaches(session, [certificate.id])[certificate.id]
    mandate = covering_mandate(queries.list_mandates(session, federation_ids=[federation_id]), reach, now)
    if mandate is None:
        raise NoSuchCertificate()
    conflicts.refuse_conflict(
        session, certificate_id=certificate.id, reach=reach, federation_id=federation_id, person_id=verifier_id
    )
    return certificate, mandate.id

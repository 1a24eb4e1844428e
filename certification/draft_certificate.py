"""Write down what a scheme has issued: a draft, seen by its holder alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from certification import queries, subject_queries
from certification.errors import NoSuchCertificate, NoSuchHolder, TooMany, UnknownScheme, UnknownSubject
from certification.rules import Subject, check_dates, check_number, check_subjects
from models.certification import Certificate
from models.enums import CertificateState, SubjectKind, Traceability

_MOST_DRAFTS = 50


@dataclass(frozen=True)
class CertificateFacts:
    """What stands on the certificate. `valid_to` is its last day; no subjects means all that the holder makes.

    `quantity_grams` is how much it covers in all, None for no limit; `traceability` None where it says nothing of that.
    """

    scheme: str
    number: str
    valid_from: date
    valid_to: date
    statement: str = ""
    issued_by: str = ""
    audit_on: date | None = None
    subjects: Sequence[Subject] = ()
    supersedes_id: str | None = None
    quantity_grams: int | None = None
    traceability: Traceability | None = None


def draft_certificate(
    session: Session, *, holder_id: str, person_id: str, facts: CertificateFacts, now: datetime
) -> Certificate:
    """Keep a certificate as a draft of its holder.

    Subjects must be the holder's: the holder itself or an accepted member of it, their products, categories of the
    shop. Raises NoSuchHolder, UnknownScheme, BadNumber, BadDates, SubjectNotCertified, SubjectTooWide, UnknownSubject,
    NoSuchCertificate for a predecessor that is not the holder's, TooMany.
    """
    if not queries.is_producer_member(session, person_id=person_id, organisation_id=holder_id):
        raise NoSuchHolder()
    scheme = queries.find_scheme(session, facts.scheme)
    if scheme is None:
        raise UnknownScheme(facts.scheme)
    check_number(facts.number, scheme.number_pattern)
    today = now.astimezone(ZoneInfo(scheme.timezone)).date()
    check_dates(valid_from=facts.valid_from, valid_to=facts.valid_to, audit_on=facts.audit_on, today=today)
    subjects = sorted(set(facts.subjects), key=lambda subject: (subject.kind, subject.ref))
    check_subjects(subjects, certifies=scheme.certifies)
    _refuse_unknown(session, subjects, holder_id)
    if facts.supersedes_id is not None:
        earlier = queries.find_certificate(session, facts.supersedes_id)
        if earlier is None or (earlier.holder_id, earlier.scheme_id) != (holder_id, scheme.id):
            raise NoSuchCertificate()
    if queries.count_unfinished(session, holder_id=holder_id) >= _MOST_DRAFTS:
        raise TooMany("drafts", _MOST_DRAFTS)
    certificate = Certificate(
        scheme_id=scheme.id,
        number=facts.number,
        holder_id=holder_id,
        statement=facts.statement,
        issued_by=facts.issued_by,
        audit_on=facts.audit_on,
        valid_from=facts.valid_from,
        valid_to=facts.valid_to,
        quantity_grams=facts.quantity_grams,
        traceability=facts.traceability,
        supersedes_id=facts.supersedes_id,
    )
    queries.insert_certificate(session, certificate, subjects)
    queries.append_event(
        session,
        certificate_id=certificate.id,
        actor_id=person_id,
        from_state=None,
        to_state=CertificateState.DRAFT,
        reason="",
        effective_at=now,
        now=now,
    )
    return certificate


def _refuse_unknown(session: Session, subjects: list[Subject], holder_id: str) -> None:
    """Raises UnknownSubject for the first that does not exist or is not the holder's; not saying which."""

    def named(kind: SubjectKind) -> list[str]:
        return [subject.ref for subject in subjects if subject.kind is kind]

    organisations = named(SubjectKind.ORGANISATION)
    unknown = {
        SubjectKind.ORGANISATION: subject_queries.first_foreign_organisation(
            session, organisations, holder_id=holder_id
        ),
        SubjectKind.PRODUCT: subject_queries.first_foreign_product(
            session, named(SubjectKind.PRODUCT), owners=organisations or [holder_id]
        ),
        SubjectKind.CATEGORY: subject_queries.first_unknown_category(session, named(SubjectKind.CATEGORY)),
    }
    for kind, ref in unknown.items():
        if ref is not None:
            raise UnknownSubject(kind, ref)

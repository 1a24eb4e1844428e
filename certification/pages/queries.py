"""Rows behind the pages."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from certification.pages.facts import (
    CertificateFace,
    CoveredProduct,
    CoveredThing,
    Decision,
    Document,
    Name,
    OwnCertificate,
    Party,
    SchemePage,
)
from models.enums import (
    AssuranceClass,
    CertificateState,
    ChecklistAnswer,
    ReasonCode,
    SubjectKind,
    Traceability,
    VerificationDecision,
    VerificationMethod,
)

_MOST_PRODUCTS = 200

_SCHEME = """
    s.id, s.code, s.name, s.owner, s.assurance_class, s.certifies, s.number_pattern, s.timezone, s.register_url,
    s.sell_through, s.grace_days, s.is_open_to_all, s.has_expert_requirements, s.has_withdrawal_procedure,
    s.has_independent_monitoring, s.validity_months, s.suspension_months, s.provisional, s.checklist, s.proves,
    s.premium_earmark, s.premium_cash_cap,
    s.display, s.codes, s.facts, s.is_confirmed, s.note
"""
_SCHEMES = text(f"select {_SCHEME} from scheme s order by s.name, s.code")
_SCHEME_OF = text(f"select {_SCHEME} from scheme s join certificate c on c.scheme_id = s.id where c.id = :id")
_FACE = text(
    """
    select c.id, c.number, c.state, c.statement, c.issued_by, c.audit_on, c.valid_from, c.valid_to, c.traceability,
           c.public_reason, c.supersedes_id, c.submitted_at, c.version, h.id as holder_id, h.slug, h.name, h.country
    from certificate c join organisation h on h.id = c.holder_id
    where c.id = :id
    """
)
_COVERS = text(
    """
    select s.kind, s.ref, coalesce(
        case s.kind
            when 'organisation' then (select o.name from organisation o where o.id = s.ref)
            when 'product' then (select coalesce(t.body, p.name) from product p
                                 left join translation t on t.entity_id = p.id and t.field = 'name' and t.lang = :lang
                                 where p.id = s.ref)
            when 'category' then (select coalesce(k.labels ->> :lang, k.labels ->> 'en') from category k
                                  where k.code = s.ref)
        end, s.ref) as label
    from certificate_subject s
    where s.certificate_id = :id
    order by s.kind, label, s.ref
    """
)
_PRODUCTS = text(
    """
    select p.id, p.slug, coalesce(t.body, p.name) as name
    from certificate_scope c
    join product p on p.id = c.product_id and p.state = 'published'
    join organisation o on o.id = p.producer_id and o.archived_at is null
    left join translation t on t.entity_id = p.id and t.field = 'name' and t.lang = :lang
    where c.certificate_id = :id
    order by name, p.id
    limit :limit
    """
)
_DOCUMENTS = text(
    """
    select id, title, media_type, size_bytes, encode(sha256, 'hex') as sha256, created_at
    from evidence where certificate_id = :id order by id
    """
)
_DECISIONS = text(
    """
    select v.federation_id, o.name as federation_name, v.decision, v.method, v.reason_code, v.reason, v.checked_at,
           v.recheck_due_on, v.evidence_sha256, v.answers
    from verification v join organisation o on o.id = v.federation_id
    where v.certificate_id = :id
    order by v.checked_at desc, v.id desc
    """
)
_PARTIES = text(
    "select id, slug, name, country from organisation where id = any(cast(:ids as text[])) order by name, id"
)
_NAMES = text(
    """
    select c.id, c.number, s.name as scheme, h.name as holder
    from certificate c join scheme s on s.id = c.scheme_id join organisation h on h.id = c.holder_id
    where c.id = any(cast(:ids as text[]))
    """
)
_OWN = text(
    """
    select c.id, s.code, s.name as scheme_name, c.number, c.state, c.valid_from, c.valid_to, c.submitted_at,
           c.public_reason,
           (select count(*) from evidence e where e.certificate_id = c.id) as documents,
           case when c.state = 'needs_info' then
               (select v.reason from verification v where v.certificate_id = c.id and v.decision = 'ask'
                order by v.checked_at desc, v.id desc limit 1)
           end as question,
           -- A withdrawal is the last word, a lifted suspension is over.
           case when c.state in ('needs_info', 'rejected', 'suspended', 'withdrawn') then
               (select v.reason_code from verification v
                where v.certificate_id = c.id and v.decision in ('ask', 'reject', 'suspend', 'withdraw')
                order by v.checked_at desc, v.id desc limit 1)
           end as reason_code
    from certificate c join scheme s on s.id = c.scheme_id
    where c.holder_id = :holder_id and (cast(:before_id as text) is null or c.id < :before_id)
    order by c.id desc
    limit :limit
    """
)
_ENDING = text(
    """
    select c.id, s.code, c.number, h.name as holder, w.ends_at
    from certificate_window w
    join certificate c on c.id = w.certificate_id
    join scheme s on s.id = c.scheme_id
    join organisation h on h.id = c.holder_id
    where w.starts_at <= :now and w.ends_at > :now and w.ends_at <= :until
    order by w.ends_at, c.id
    """
)
_EVERY = text(
    """
    select c.id, s.code, c.number, h.name as holder, c.state, c.valid_to
    from certificate c join scheme s on s.id = c.scheme_id join organisation h on h.id = c.holder_id
    where cast(:state as text) is null or c.state = :state
    order by c.id desc limit :limit
    """
)


@dataclass(frozen=True)
class Ending:
    """A claim that is shown now and will not be from `ends_at` on."""

    id: str
    scheme_code: str
    number: str
    holder: str
    ends_at: datetime


@dataclass(frozen=True)
class Listed:
    """A certificate in an operator's list."""

    id: str
    scheme_code: str
    number: str
    holder: str
    state: CertificateState
    valid_to: date


def list_schemes(session: Session) -> list[SchemePage]:
    return [_scheme(row) for row in session.execute(_SCHEMES)]


def _scheme(row: Row[tuple[object, ...]]) -> SchemePage:
    return SchemePage(**{**row._mapping, "assurance_class": AssuranceClass(row.assurance_class)})


def find_face(session: Session, certificate_id: str) -> CertificateFace | None:
    """What stands on a certificate, in whatever state it is."""
    row = session.execute(_FACE, {"id": certificate_id}).one_or_none()
    if row is None:
        return None
    scheme = session.execute(_SCHEME_OF, {"id": certificate_id}).one()
    return CertificateFace(
        id=row.id,
        scheme=_scheme(scheme),
        holder=Party(row.holder_id, row.slug, row.name, row.country),
        number=row.number,
        state=CertificateState(row.state),
        statement=row.statement,
        issued_by=row.issued_by,
        audit_on=row.audit_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        traceability=Traceability(row.traceability) if row.traceability else None,
        public_reason=row.public_reason,
        supersedes_id=row.supersedes_id,
        submitted_at=row.submitted_at,
        version=row.version,
    )


def list_covered(session: Session, certificate_id: str, *, lang: str) -> list[CoveredThing]:
    """The subjects as they were written, named in `lang` where that is known."""
    rows = session.execute(_COVERS, {"id": certificate_id, "lang": lang})
    return [CoveredThing(SubjectKind(row.kind), row.ref, row.label) for row in rows]


def list_products(session: Session, certificate_id: str, *, lang: str) -> list[CoveredProduct]:
    """Published products in the certificate's scope, whether or not it stands; at most 200."""
    rows = session.execute(_PRODUCTS, {"id": certificate_id, "lang": lang, "limit": _MOST_PRODUCTS})
    return [CoveredProduct(row.id, row.slug, row.name) for row in rows]


def list_documents(session: Session, certificate_id: str) -> list[Document]:
    return [Document(**row._mapping) for row in session.execute(_DOCUMENTS, {"id": certificate_id})]


def list_decisions(session: Session, certificate_id: str) -> list[Decision]:
    """What federations said, the last first."""
    return [
        Decision(
            federation_id=row.federation_id,
            federation_name=row.federation_name,
            decision=VerificationDecision(row.decision),
            method=VerificationMethod(row.method),
            reason_code=ReasonCode(row.reason_code) if row.reason_code else None,
            reason=row.reason,
            checked_at=row.checked_at,
            recheck_due_on=row.recheck_due_on,
            evidence_sha256=row.evidence_sha256.split(),
            answers={question: ChecklistAnswer(answer) for question, answer in row.answers.items()},
        )
        for row in session.execute(_DECISIONS, {"id": certificate_id})
    ]


def list_parties(session: Session, organisation_ids: list[str]) -> list[Party]:
    return [
        Party(row.id, row.slug, row.name, row.country) for row in session.execute(_PARTIES, {"ids": organisation_ids})
    ]


def list_names(session: Session, certificate_ids: list[str]) -> dict[str, Name]:
    """What people call each of these certificates, by its id."""
    rows = session.execute(_NAMES, {"ids": certificate_ids})
    return {row.id: Name(row.number, row.scheme, row.holder) for row in rows}


def list_own(session: Session, *, holder_id: str, before_id: str | None, limit: int) -> list[OwnCertificate]:
    """A producer's certificates, newest first."""
    rows = session.execute(_OWN, {"holder_id": holder_id, "before_id": before_id, "limit": limit})
    return [
        OwnCertificate(
            id=row.id,
            scheme_code=row.code,
            scheme_name=row.scheme_name,
            number=row.number,
            state=CertificateState(row.state),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            submitted_at=row.submitted_at,
            documents=row.documents,
            question=row.question,
            public_reason=row.public_reason,
            reason_code=ReasonCode(row.reason_code) if row.reason_code else None,
        )
        for row in rows
    ]


def list_ending(session: Session, *, now: datetime, until: datetime) -> list[Ending]:
    """Claims that are shown now and end by `until`, the soonest first."""
    rows = session.execute(_ENDING, {"now": now, "until": until})
    return [Ending(row.id, row.code, row.number, row.holder, row.ends_at) for row in rows]


def list_all(session: Session, *, state: CertificateState | None, limit: int) -> list[Listed]:
    """Certificates of everybody, newest first."""
    rows = session.execute(_EVERY, {"state": state, "limit": limit})
    return [Listed(row.id, row.code, row.number, row.holder, CertificateState(row.state), row.valid_to) for row in rows]

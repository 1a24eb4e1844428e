"""Rows that verbs read, lock and write."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlmodel import col

from certification.chain import BEGINNING, ChainedEvent, EventFacts, event_hash
from certification.errors import NumberTaken
from certification.rules import MandateFacts, Reach, Standing, Subject
from kit.ids import new_id
from models.certification import (
    Certificate,
    CertificateSubject,
    CertificationEvent,
    Evidence,
    Mandate,
    Scheme,
    Verification,
)
from models.enums import ActorKind, CertificateState, MemberRole, OrganisationKind
from models.organisations import Membership, Organisation

_REACHES = text(
    """
    select c.id, c.scheme_id, about.organisations,
           (select array_agg(distinct o.country) from organisation o where o.id = any(about.organisations))
               as countries,
           coalesce((select jsonb_agg(k.path) from category_path k where k.code in (
               select s.ref from certificate_subject s where s.certificate_id = c.id and s.kind = 'category'
               union
               select p.category_code from certificate_subject s join product p on p.id = s.ref
               where s.certificate_id = c.id and s.kind = 'product')), '[]') as paths
    from certificate c
    cross join lateral (
        select array_agg(s.ref) || c.holder_id as organisations
        from certificate_subject s where s.certificate_id = c.id and s.kind = 'organisation'
    ) about
    where c.id = any(cast(:ids as text[]))
    """
)
_STANDINGS = text(
    """
    select c.id, c.state, w.valid_at, w.expires_at, w.claim_from, w.claim_until,
           -- The driver knows no infinity.
           nullif(w.mandated_until, 'infinity') as mandated_until, nullif(w.vouched_until, 'infinity') as vouched_until,
           case when c.state = 'suspended' then suspended_until(c.id, c.claim_until, 'infinity') end as suspended_until,
           coalesce(s.display ->> (select here.country from market_here here) = 'none', false) as is_hidden_here
    from certificate_window w
    join certificate c on c.id = w.certificate_id
    join scheme s on s.id = c.scheme_id
    where w.certificate_id = any(cast(:ids as text[]))
    """
)
_WITHDRAW_MANDATES = text(
    """
    with recursive withdrawn as (
        select id from mandate where id = :id
        union
        select m.id from mandate m join withdrawn w on m.delegated_from = w.id
    )
    update mandate set withdrawn_at = :now
    where id in (select id from withdrawn) and withdrawn_at is null
    returning id
    """
)


@dataclass(frozen=True)
class SchemeRules:
    """What a scheme asks of a certificate."""

    id: str
    code: str
    certifies: list[str]
    number_pattern: str
    timezone: str
    questions: tuple[str, ...] = ()


def _scheme_rules(scheme: Scheme) -> SchemeRules:
    questions = tuple(question["code"] for question in scheme.checklist)
    return SchemeRules(scheme.id, scheme.code, scheme.certifies, scheme.number_pattern, scheme.timezone, questions)


def find_scheme(session: Session, code: str) -> SchemeRules | None:
    scheme = session.execute(select(Scheme).where(col(Scheme.code) == code)).scalar_one_or_none()
    return _scheme_rules(scheme) if scheme else None


def get_scheme(session: Session, scheme_id: str) -> SchemeRules:
    return _scheme_rules(session.execute(select(Scheme).where(col(Scheme.id) == scheme_id)).scalar_one())


def is_producer_member(session: Session, *, person_id: str, organisation_id: str) -> bool:
    """Whether the person is in this producer at this moment."""
    statement = (
        select(col(Membership.id))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .where(
            col(Membership.person_id) == person_id,
            col(Membership.organisation_id) == organisation_id,
            col(Membership.ended_at).is_(None),
            col(Organisation.kind) == OrganisationKind.PRODUCER,
        )
    )
    return session.execute(statement.limit(1)).first() is not None


def is_verifier(session: Session, *, person_id: str, federation_id: str) -> bool:
    """Whether the person verifies for this organisation at this moment."""
    statement = select(col(Membership.id)).where(
        col(Membership.person_id) == person_id,
        col(Membership.organisation_id) == federation_id,
        col(Membership.role) == MemberRole.VERIFIER,
        col(Membership.ended_at).is_(None),
    )
    return session.execute(statement.limit(1)).first() is not None


def find_certificate(session: Session, certificate_id: str) -> Certificate | None:
    return session.execute(select(Certificate).where(col(Certificate.id) == certificate_id)).scalar_one_or_none()


def find_holder(session: Session, certificate_id: str) -> str | None:
    """Whose certificate it is."""
    statement = select(col(Certificate.holder_id)).where(col(Certificate.id) == certificate_id)
    return session.execute(statement).scalar_one_or_none()


def find_timezone(session: Session, certificate_id: str) -> str | None:
    """Where the days of the certificate's scheme begin."""
    statement = (
        select(col(Scheme.timezone))
        .join(Certificate, col(Certificate.scheme_id) == col(Scheme.id))
        .where(col(Certificate.id) == certificate_id)
    )
    return session.execute(statement).scalar_one_or_none()


def lock_certificate(session: Session, certificate_id: str) -> Certificate | None:
    """The certificate, for update, together with the one it supersedes; both locked in id order."""
    superseded = select(col(Certificate.supersedes_id)).where(col(Certificate.id) == certificate_id).scalar_subquery()
    statement = (
        select(Certificate)
        .where((col(Certificate.id) == certificate_id) | (col(Certificate.id) == superseded))
        .order_by(col(Certificate.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {certificate.id: certificate for certificate in session.execute(statement).scalars()}
    return found.get(certificate_id)


def find_verified_renewal(session: Session, certificate_id: str) -> Certificate | None:
    """What takes the certificate's place, the first to begin. Whoever changes it holds the certificate's lock."""
    statement = (
        select(Certificate)
        .where(col(Certificate.supersedes_id) == certificate_id, col(Certificate.state) == CertificateState.VERIFIED)
        .order_by(col(Certificate.valid_from), col(Certificate.id))
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def count_unfinished(session: Session, *, holder_id: str) -> int:
    """How many drafts the holder has."""
    statement = select(func.count()).where(
        col(Certificate.holder_id) == holder_id, col(Certificate.state) == CertificateState.DRAFT
    )
    return session.execute(statement).scalar_one()


def insert_certificate(session: Session, certificate: Certificate, subjects: list[Subject]) -> None:
    session.add(certificate)
    session.flush()
    session.add_all(
        CertificateSubject(certificate_id=certificate.id, kind=subject.kind, ref=subject.ref) for subject in subjects
    )
    session.flush()


def write_submitted(session: Session, certificate: Certificate) -> None:
    """Write the changed row. Raises NumberTaken when the holder has handed in this number and beginning."""
    number = certificate.number
    try:
        session.flush()
    except IntegrityError as error:
        if "uq_certificate_number" in str(error.orig):
            raise NumberTaken(number) from None
        raise


def write(session: Session) -> None:
    session.flush()


def list_evidence(session: Session, certificate_id: str) -> list[Evidence]:
    """Documents behind a certificate, oldest first."""
    statement = select(Evidence).where(col(Evidence.certificate_id) == certificate_id).order_by(col(Evidence.id))
    return list(session.execute(statement).scalars())


def find_evidence(session: Session, *, certificate_id: str, evidence_id: str) -> Evidence | None:
    statement = select(Evidence).where(col(Evidence.id) == evidence_id, col(Evidence.certificate_id) == certificate_id)
    return session.execute(statement).scalar_one_or_none()


def insert(session: Session, row: Evidence | Verification | Mandate) -> None:
    session.add(row)
    session.flush()


def list_handed_in(session: Session, certificate_ids: list[str]) -> list[str]:
    """Those of the certificates that are not drafts, which are their holders' alone."""
    statement = select(col(Certificate.id)).where(
        col(Certificate.id).in_(certificate_ids), col(Certificate.state) != CertificateState.DRAFT
    )
    return list(session.execute(statement).scalars())


def list_reaches(session: Session, certificate_ids: list[str]) -> dict[str, Reach]:
    """Whom and what each certificate touches, by its id."""
    return {
        row.id: Reach(
            row.scheme_id,
            frozenset(row.organisations),
            frozenset(row.countries),
            tuple(frozenset(path) for path in row.paths),
        )
        for row in session.execute(_REACHES, {"ids": certificate_ids})
    }


def list_mandates(session: Session, *, federation_ids: list[str]) -> list[MandateFacts]:
    """Every mandate of these federations, also withdrawn ones, newest first."""
    statement = select(Mandate).where(col(Mandate.federation_id).in_(federation_ids)).order_by(col(Mandate.id).desc())
    return [mandate_facts(mandate) for mandate in session.execute(statement).scalars()]


def mandate_facts(mandate: Mandate) -> MandateFacts:
    return MandateFacts(
        mandate.id,
        mandate.federation_id,
        mandate.scheme_id,
        frozenset(mandate.countries),
        frozenset(mandate.categories),
        mandate.granted_at,
        mandate.withdrawn_at,
    )


def find_standing(session: Session, certificate_id: str) -> Standing | None:
    """What lets the claim be shown; None for a certificate that was never verified."""
    return list_standings(session, [certificate_id]).get(certificate_id)


def list_standings(session: Session, certificate_ids: list[str]) -> dict[str, Standing]:
    """The same for several, by certificate; those that were never verified are missing."""
    return {
        row.id: Standing(
            CertificateState(row.state),
            row.valid_at,
            row.expires_at,
            row.claim_from,
            row.claim_until,
            row.mandated_until,
            row.vouched_until,
            row.suspended_until,
            row.is_hidden_here,
        )
        for row in session.execute(_STANDINGS, {"ids": certificate_ids})
    }


def has_open_mandate(session: Session, *, federation_id: str, scheme_id: str) -> bool:
    statement = select(col(Mandate.id)).where(
        col(Mandate.federation_id) == federation_id,
        col(Mandate.scheme_id) == scheme_id,
        col(Mandate.withdrawn_at).is_(None),
    )
    return session.execute(statement).first() is not None


def mark_mandate_withdrawn(session: Session, *, mandate_id: str, now: datetime) -> list[str]:
    """End a mandate and all that were delegated from it; the ids of those that were still open."""
    return list(session.execute(_WITHDRAW_MANDATES, {"id": mandate_id, "now": now}).scalars())


def is_federation(session: Session, organisation_id: str) -> bool:
    """Or a network of them: either may hold a mandate."""
    statement = select(col(Organisation.id)).where(
        col(Organisation.id) == organisation_id,
        col(Organisation.kind).in_([OrganisationKind.FEDERATION, OrganisationKind.NETWORK]),
    )
    return session.execute(statement).first() is not None


def append_event(
    session: Session,
    *,
    certificate_id: str,
    actor_id: str | None,
    from_state: CertificateState | None,
    to_state: CertificateState,
    reason: str,
    effective_at: datetime,
    now: datetime,
) -> None:
    """Add the next link to the certificate's history. The caller holds the certificate's lock."""
    last = session.execute(
        select(col(CertificationEvent.sequence), col(CertificationEvent.hash))
        .where(col(CertificationEvent.certificate_id) == certificate_id)
        .order_by(col(CertificationEvent.sequence).desc())
        .limit(1)
    ).one_or_none()
    sequence, previous = (last[0] + 1, last[1]) if last else (1, BEGINNING)
    actor_kind = ActorKind.PERSON if actor_id else ActorKind.SYSTEM
    facts = EventFacts(certificate_id, sequence, actor_kind, actor_id, from_state, to_state, reason, effective_at, now)
    row = CertificationEvent(
        id=new_id("cev"),
        certificate_id=certificate_id,
        sequence=sequence,
        actor_kind=actor_kind,
        actor_id=actor_id,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        effective_at=effective_at,
        recorded_at=now,
        previous_hash=previous,
        hash=event_hash(facts, previous),
    )
    session.add(row)
    session.flush()


def list_events(session: Session, certificate_id: str) -> list[ChainedEvent]:
    """The history of a certificate, from its beginning."""
    statement = (
        select(CertificationEvent)
        .where(col(CertificationEvent.certificate_id) == certificate_id)
        .order_by(col(CertificationEvent.sequence))
    )
    return [
        ChainedEvent(
            EventFacts(
                row.certificate_id,
                row.sequence,
                ActorKind(row.actor_kind),
                row.actor_id,
                CertificateState(row.from_state) if row.from_state else None,
                CertificateState(row.to_state),
                row.reason,
                row.effective_at,
                row.recorded_at,
            ),
            row.previous_hash,
            row.hash,
        )
        for row in session.execute(statement).scalars()
    ]

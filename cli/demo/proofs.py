"""Certificates and what the federations did about them, each step through its own verb, at its own day."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from certification.add_evidence import add_evidence
from certification.checklists.queries import find_questions
from certification.decide_certificate import decide_certificate
from certification.draft_certificate import CertificateFacts, draft_certificate
from certification.grant_mandate import grant_mandate
from certification.proposals.confirm_decision import confirm_decision
from certification.proposals.propose_decision import propose_decision
from certification.rules import Subject
from certification.submit_certificate import submit_certificate
from cli.demo.content_types import Certificate, DemoContent, Producer
from cli.demo.ground import Ground
from cli.demo.paper import one_page
from gateways.files import Files
from kit.database import Database
from models.enums import ChecklistAnswer, ReasonCode, SubjectKind, VerificationDecision, VerificationMethod

_HAS_MANDATES = text("select exists (select from mandate)")
_DRAFTS = text("select number, holder_id, id from certificate where state = 'draft'")
_KNOWN = text("select s.code, c.number, c.holder_id from certificate c join scheme s on s.id = c.scheme_id")
_WITH_EVIDENCE = text("select distinct certificate_id from evidence")


def bring_proofs(
    database: Database,
    files: Files,
    content: DemoContent,
    ground: Ground,
    products: Mapping[str, str],
    *,
    now: datetime,
) -> int:
    """Grant the mandates, then hand in and decide every certificate that is not here yet; how many were decided.

    Interrupted, it takes up where it stopped: drafts are finished, what is known is left alone.
    """
    today = now.replace(hour=8, minute=0, second=0, microsecond=0)
    with database.transaction() as session:
        if not session.execute(_HAS_MANDATES).scalar_one():
            _grant(session, content, ground, today)
    handed_in = [(producer, paper) for producer in content.producers for paper in producer.certificates]
    with database.transaction() as session:
        known = {(row.code, row.number, row.holder_id) for row in session.execute(_KNOWN)}
        for producer, paper in handed_in:
            if (paper.scheme, paper.number, ground.organisations[producer.slug]) not in known:
                _draft(session, content, producer, paper, ground, products, today)
    with database.reading() as session:
        drafts = {(row.number, row.holder_id): row.id for row in session.execute(_DRAFTS)}
        proven = set(session.execute(_WITH_EVIDENCE).scalars())
    waiting = [
        (producer, paper, drafts[paper.number, ground.organisations[producer.slug]])
        for producer, paper in handed_in
        if (paper.number, ground.organisations[producer.slug]) in drafts
    ]
    for producer, paper, certificate_id in waiting:
        if certificate_id not in proven:
            add_evidence(
                database,
                files,
                certificate_id=certificate_id,
                person_id=_member(content, producer, ground),
                title=paper.evidence_title,
                data=_paper(producer, paper),
                now=today + timedelta(days=paper.submitted_days),
            )
    with database.transaction() as session:
        for producer, paper, certificate_id in waiting:
            _take_to_its_state(session, content, producer, paper, certificate_id, ground, today)
    return len(waiting)


def _grant(session: Session, content: DemoContent, ground: Ground, today: datetime) -> None:
    for federation in content.federations:
        for scheme in federation.mandate.schemes:
            grant_mandate(
                session,
                federation_id=ground.organisations[federation.slug],
                scheme=scheme,
                countries=federation.mandate.countries,
                granted_by=None,
                now=today + timedelta(days=federation.mandate.granted_days),
            )


def _member(content: DemoContent, producer: Producer, ground: Ground) -> str:
    return next(ground.people[person.slug] for person in content.people if person.organisation == producer.slug)


def _draft(
    session: Session,
    content: DemoContent,
    producer: Producer,
    paper: Certificate,
    ground: Ground,
    products: Mapping[str, str],
    today: datetime,
) -> None:
    subjects = [
        *(Subject(SubjectKind.PRODUCT, products[slug]) for slug in paper.scope_products),
        *(Subject(SubjectKind.CATEGORY, code) for code in paper.scope_categories),
        *(Subject(SubjectKind.SITE, site) for site in paper.sites),
    ]
    draft_certificate(
        session,
        holder_id=ground.organisations[producer.slug],
        person_id=_member(content, producer, ground),
        facts=CertificateFacts(
            scheme=paper.scheme,
            number=paper.number,
            valid_from=(today + timedelta(days=paper.from_days)).date(),
            valid_to=(today + timedelta(days=paper.to_days)).date(),
            subjects=subjects,
        ),
        now=today + timedelta(days=paper.submitted_days),
    )


def _take_to_its_state(
    session: Session,
    content: DemoContent,
    producer: Producer,
    paper: Certificate,
    certificate_id: str,
    ground: Ground,
    today: datetime,
) -> None:
    submitted_at = today + timedelta(days=paper.submitted_days, hours=1)
    person_id = _member(content, producer, ground)
    submit_certificate(session, certificate_id=certificate_id, person_id=person_id, now=submitted_at)
    federation_id = ground.organisations[producer.federation]
    if paper.request_for_info is not None:
        asked_at = today + timedelta(days=paper.request_for_info.asked_days, hours=2)
        decide_certificate(
            session,
            certificate_id=certificate_id,
            federation_id=federation_id,
            verifier_id=_verifier(content, producer.federation, ground),
            decision=VerificationDecision.ASK,
            method=VerificationMethod.DOCUMENT,
            reason_code=ReasonCode.SCOPE_UNCLEAR,
            reason=paper.request_for_info.question,
            effective_at=asked_at,
            now=asked_at,
        )
    if paper.verification is None:
        return
    done = paper.verification
    checked_at = today + timedelta(days=done.checked_days, hours=2)
    decide_certificate(
        session,
        certificate_id=certificate_id,
        federation_id=ground.organisations[done.federation],
        verifier_id=ground.people[done.verifier],
        decision=VerificationDecision.VERIFY,
        method=VerificationMethod(done.method),
        reason=done.reason,
        effective_at=checked_at,
        now=checked_at,
        recheck_due_on=(today + timedelta(days=done.recheck_days)).date(),
        answers=dict.fromkeys(find_questions(session, certificate_id), ChecklistAnswer.YES),
    )
    if paper.withdrawal is not None:
        ended_at = today + timedelta(days=paper.withdrawal.effective_days, hours=2)
        proposal = propose_decision(
            session,
            certificate_id=certificate_id,
            federation_id=ground.organisations[done.federation],
            verifier_id=ground.people[done.verifier],
            decision=VerificationDecision.WITHDRAW,
            method=VerificationMethod(done.method),
            reason_code=ReasonCode.WITHDRAWN_BY_SCHEME,
            reason=paper.withdrawal.public_reason,
            effective_at=None,
            now=ended_at - timedelta(hours=1),
        )
        colleague_id = _colleague(content, done.federation, done.verifier, ground)
        confirm_decision(session, proposal_id=proposal.id, verifier_id=colleague_id, now=ended_at)


def _colleague(content: DemoContent, federation: str, verifier: str, ground: Ground) -> str:
    return next(
        ground.people[person.slug]
        for person in content.people
        if person.organisation == federation and person.role == "verifier" and person.slug != verifier
    )


def _verifier(content: DemoContent, federation: str, ground: Ground) -> str:
    return next(ground.people[person.slug] for person in content.people if person.organisation == federation)


def _paper(producer: Producer, paper: Certificate) -> bytes:
    return one_page(
        [
            paper.evidence_title,
            f"Holder: {producer.name}",
            f"Scheme: {paper.scheme}",
            f"Number: {paper.number}",
            "",
            "This paper belongs to a demonstration. The organisation is invented and nobody issued it.",
        ]
    )

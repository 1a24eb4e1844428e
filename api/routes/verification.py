"""Certificates for the federations that verify them, and documents for both sides."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api.access import Caller
from api.attempts import describe_attempt
from api.deps import CallerDep, DatabaseDep, FilesDep, IdPath, Lang, Now, SettingsDep, expect_id, signer
from api.errors import BadCursor
from api.idempotency import IdempotentDep
from api.pages import CursorValue, Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.certification import CertificateOut, DecisionIn, DeclineIn
from api.schemas.reviews import NamedProposalOut, ProposalOut, ProposalsOut, QueueSummaryOut, ReviewOut, WaitingOut
from certification.decide_certificate import decide_certificate
from certification.documents import suffix_of
from certification.errors import NoSuchFederation
from certification.pages.queries import list_names
from certification.pages.read import find_readable_evidence, open_evidence, read_review
from certification.proposals.confirm_decision import confirm_decision
from certification.proposals.decline_decision import decline_decision
from certification.proposals.propose_decision import propose_decision
from certification.proposals.read_proposals import list_proposals, proposed
from certification.queries import find_timezone
from certification.queue.facts import Place, QueueFilter, QueueView
from certification.queue.read_queue import read_queue, summarise_queue
from certification.rules import moment_of_day, needs_two
from models.enums import OrganisationKind

routes = Routes(prefix="/v1", tags=["certification"])


Within = Annotated[int, Query(ge=1, le=366, description="Days to look ahead, for what runs out or is checked again")]


@routes.get("/organisations/{federation_id}/verification-queue", policy=(Resource.CERTIFICATE, Action.REVIEW))
def read_verification_queue(
    federation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    now: Now,
    view: Annotated[QueueView, Query(description="Which part of the work")] = QueueView.WAITING,
    within: Within = 90,
    scheme: Annotated[str | None, Query(max_length=64, description="A scheme's code")] = None,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$", description="Where the holder is")] = None,
) -> Page[WaitingOut]:
    """What this federation has to look at inside its mandates: the longest waiting, or what is due soonest, first."""
    wanted = _own_federation(caller, federation_id)
    chosen = QueueFilter(view, within, scheme, country)
    cursors = signer(settings, f"verification-queue/{wanted}/{chosen}")
    after = _place(cursors.read(page.cursor))
    with database.reading() as session:
        found = read_queue(session, chosen, federation_id=wanted, after=after, limit=page.limit + 1, now=now)
    shown, has_more = found[: page.limit], len(found) > page.limit
    return Page(
        data=[WaitingOut.of(waiting) for waiting in shown],
        has_more=has_more,
        next_cursor=cursors.write([shown[-1].place.at.isoformat(), shown[-1].id]) if has_more else None,
    )


@routes.get("/organisations/{federation_id}/verification-queue/summary", policy=(Resource.CERTIFICATE, Action.REVIEW))
def summarise(
    federation_id: IdPath, caller: CallerDep, database: DatabaseDep, lang: Lang, now: Now, within: Within = 90
) -> QueueSummaryOut:
    """How much each view of the queue holds, and what there is to choose from."""
    wanted = _own_federation(caller, federation_id)
    with database.reading() as session:
        found = summarise_queue(session, federation_id=wanted, within_days=within, now=now)
    return QueueSummaryOut.of(found, lang)


@routes.get("/certificates/{certificate_id}/review", policy=(Resource.CERTIFICATE, Action.REVIEW))
def review(certificate_id: IdPath, caller: CallerDep, database: DatabaseDep, lang: Lang, now: Now) -> ReviewOut:
    """A certificate inside one of your federations' mandates, with what can be decided about it now."""
    assert caller.person_id is not None
    with database.reading() as session:
        found = read_review(
            session,
            certificate_id=expect_id("crt", certificate_id),
            federation_ids=caller.verifies_for,
            person_id=caller.person_id,
            lang=lang,
            now=now,
        )
    return ReviewOut.of(found, lang)


@routes.post(
    "/certificates/{certificate_id}/verifications",
    policy=(Resource.CERTIFICATE, Action.DECIDE),
    status_code=201,
    response_model=CertificateOut,
    responses={202: {"model": ProposalOut, "description": "Waits for a second verifier of the federation"}},
)
def decide(
    request: Request,
    certificate_id: IdPath,
    body: DecisionIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """Verify, reject, ask, suspend or lift, in a federation's name: 201 with the certificate.

    A withdrawal, a reinstatement and what reaches into the past take two: 202 with a proposal, and nothing has changed
    until another verifier of the federation confirms it. A suspension from now on is one person's.
    """
    wanted = expect_id("crt", certificate_id)
    describe_attempt(request, decision=body.decision.value, federation=body.federation_id, reason=body.reason)
    if caller.person_id is None or body.federation_id not in caller.verifies_for:
        raise NoSuchFederation()
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        timezone = find_timezone(session, wanted)
        effective_at = moment_of_day(body.effective_on, timezone=timezone or "UTC", now=now)
        if needs_two(body.decision, effective_at=effective_at, now=now):
            proposal = propose_decision(
                session,
                certificate_id=wanted,
                federation_id=body.federation_id,
                verifier_id=caller.person_id,
                decision=body.decision,
                method=body.method,
                reason=body.reason,
                effective_at=None if effective_at == now else effective_at,
                recheck_due_on=body.recheck_due_on,
                now=now,
                answers=body.answers,
                reason_code=body.reason_code,
            )
            return idempotent.answer(session, 202, ProposalOut.of(proposed(proposal)))
        certificate = decide_certificate(
            session,
            certificate_id=wanted,
            federation_id=body.federation_id,
            verifier_id=caller.person_id,
            decision=body.decision,
            method=body.method,
            reason=body.reason,
            effective_at=effective_at,
            recheck_due_on=body.recheck_due_on,
            now=now,
            answers=body.answers,
            reason_code=body.reason_code,
        )
        return idempotent.answer(session, 201, CertificateOut.model_validate(certificate))


@routes.get("/organisations/{federation_id}/proposals", policy=(Resource.PROPOSAL, Action.LIST))
def list_open_proposals(federation_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> ProposalsOut:
    """What waits for a second verifier of this federation, oldest first."""
    wanted = _own_federation(caller, federation_id)
    with database.reading() as session:
        found = list_proposals(session, federation_ids=[wanted], now=now)
        names = list_names(session, [proposal.certificate_id for proposal in found])
    return ProposalsOut(
        data=[
            NamedProposalOut(
                **vars(proposal),
                number=names[proposal.certificate_id].number,
                scheme_name=names[proposal.certificate_id].scheme,
                holder=names[proposal.certificate_id].holder,
            )
            for proposal in found
        ]
    )


@routes.post("/proposals/{proposal_id}/confirm", policy=(Resource.PROPOSAL, Action.DECIDE))
def confirm(proposal_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> CertificateOut:
    """Let a colleague's proposal count. Whoever made it cannot confirm it."""
    assert caller.person_id is not None
    wanted = expect_id("prp", proposal_id)
    with database.transaction() as session:
        certificate = confirm_decision(session, proposal_id=wanted, verifier_id=caller.person_id, now=now)
        return CertificateOut.model_validate(certificate)


@routes.post("/proposals/{proposal_id}/decline", policy=(Resource.PROPOSAL, Action.DECIDE))
def decline(proposal_id: IdPath, body: DeclineIn, caller: CallerDep, database: DatabaseDep, now: Now) -> ProposalOut:
    """Leave a colleague's proposal undone, or take your own back."""
    assert caller.person_id is not None
    wanted = expect_id("prp", proposal_id)
    with database.transaction() as session:
        proposal = decline_decision(
            session, proposal_id=wanted, verifier_id=caller.person_id, reason=body.reason, now=now
        )
        return ProposalOut.of(proposed(proposal))


@routes.get(
    "/certificates/{certificate_id}/evidence/{evidence_id}",
    policy=(Resource.EVIDENCE, Action.READ),
    response_class=Response,
)
def download_evidence(
    certificate_id: IdPath, evidence_id: IdPath, caller: CallerDep, database: DatabaseDep, files: FilesDep, now: Now
) -> Response:
    """A document, byte by byte what was submitted: its SHA-256 is computed again before it is sent."""
    with database.reading() as session:
        evidence = find_readable_evidence(
            session,
            certificate_id=expect_id("crt", certificate_id),
            evidence_id=expect_id("evd", evidence_id),
            producer_ids=_produces_for(caller),
            federation_ids=caller.verifies_for,
            now=now,
        )
    found = open_evidence(files, evidence)
    return Response(
        found.data,
        media_type=found.media_type,
        headers={
            # What somebody uploaded never runs in our origin: it is saved, under a name that we gave it.
            "Content-Disposition": f'attachment; filename="{evidence.id}{suffix_of(found.media_type)}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _own_federation(caller: Caller, federation_id: str) -> str:
    """Raises NoSuchFederation unless the caller verifies for it."""
    wanted = expect_id("org", federation_id)
    if wanted not in caller.verifies_for:
        raise NoSuchFederation()
    return wanted


def _produces_for(caller: Caller) -> frozenset[str]:
    memberships = caller.authenticated.memberships if caller.authenticated else ()
    return frozenset(each.organisation_id for each in memberships if each.kind is OrganisationKind.PRODUCER)


def _place(position: list[CursorValue] | None) -> Place | None:
    """The place in the queue that a cursor names. Raises BadCursor."""
    if position is None:
        return None
    match position:
        case [str(at), str(certificate_id)]:
            return Place(datetime.fromisoformat(at), certificate_id)
        case _:
            raise BadCursor()

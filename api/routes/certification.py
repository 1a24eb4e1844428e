"""Schemes and proofs for everybody; certificates for the producers that hold them."""

from typing import Annotated

from fastapi import Depends, File, Form, Query, UploadFile
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, FilesDep, IdPath, Lang, LimiterDep, Now, SettingsDep, expect_id, signer
from api.errors import BadCursor
from api.forms import OnlyFields
from api.idempotency import IdempotentDep
from api.limits import Zone
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.base import Moment, ShortText
from api.schemas.certification import (
    CertificateIn,
    CertificateOut,
    EvidenceOut,
    OwnCertificateOut,
    ProofOut,
    ShownOut,
    SurrenderIn,
)
from api.schemas.held_certificates import HeldCertificateOut
from api.schemas.schemes import SchemeOut, SchemesOut
from certification.add_evidence import add_evidence
from certification.documents import LARGEST_DOCUMENT
from certification.draft_certificate import CertificateFacts, draft_certificate
from certification.errors import NoSuchCertificate
from certification.history.read_history import read_history
from certification.pages import queries
from certification.pages.held_queries import find_quantity
from certification.pages.read import read_own, read_proof
from certification.pages.read_held import read_held
from certification.rules import Subject
from certification.submit_certificate import submit_certificate
from certification.surrender_certificate import surrender_certificate
from market.accounts.errors import NoSuchOrganisation

routes = Routes(prefix="/v1", tags=["certification"])

Title = Annotated[ShortText, Form(description="What the document is called")]
Upload = Annotated[UploadFile, File(description="PDF, PNG, JPEG or plain UTF-8 text, at most 10 MiB")]


@routes.get("/schemes", policy=(Resource.SCHEME, Action.READ))
def list_schemes(database: DatabaseDep, lang: Lang) -> SchemesOut:
    """Every scheme this market knows: who owns it, who checks, and what that is worth."""
    with database.reading() as session:
        return SchemesOut(data=[SchemeOut.of(scheme, lang) for scheme in queries.list_schemes(session)])


@routes.get("/certificates/{certificate_id}", policy=(Resource.PROOF, Action.READ))
def read_certificate(certificate_id: IdPath, database: DatabaseDep, lang: Lang, now: Now) -> ProofOut:
    """The proof behind a label, as it stands at this second. Certificates that were never verified are not public."""
    wanted = expect_id("crt", certificate_id)
    with database.reading() as session:
        proof = read_proof(session, certificate_id=wanted, lang=lang, now=now)
        return ProofOut.of(proof, lang, quantity=find_quantity(session, wanted, at=now))


@routes.get("/certificates/{certificate_id}/shown", policy=(Resource.PROOF, Action.READ))
def read_shown(
    certificate_id: IdPath,
    database: DatabaseDep,
    now: Now,
    at: Annotated[Moment | None, Query(description="The moment that is asked about; default: now")] = None,
    known_at: Annotated[
        Moment | None,
        Query(description="Only what was on record at this moment; default: `at`, so what shoppers saw then"),
    ] = None,
) -> ShownOut:
    """Whether the label was shown at a moment, as far as was known then or later."""
    wanted = expect_id("crt", certificate_id)
    moment = at or now
    with database.reading() as session:
        found = read_history(session, certificate_id=wanted, at=moment, known_at=known_at or moment)
    return ShownOut(**vars(found))


@routes.post(
    "/organisations/{organisation_id}/certificates",
    policy=(Resource.CERTIFICATE, Action.CREATE),
    status_code=201,
    response_model=CertificateOut,
)
def draft(
    organisation_id: IdPath,
    body: CertificateIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: IdempotentDep,
    now: Now,
) -> Response:
    """Write down a certificate as a draft: add its documents, then submit it."""
    holder_id = expect_id("org", organisation_id)
    if caller.person_id is None or not caller.is_member_of(holder_id):
        raise NoSuchOrganisation()
    facts = CertificateFacts(
        scheme=body.scheme,
        number=body.number,
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        statement=body.statement,
        issued_by=body.issued_by,
        audit_on=body.audit_on,
        subjects=[Subject(subject.kind, subject.ref) for subject in body.subjects],
        supersedes_id=body.supersedes_id,
        quantity_grams=body.quantity_grams,
        traceability=body.traceability,
    )
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        certificate = draft_certificate(session, holder_id=holder_id, person_id=caller.person_id, facts=facts, now=now)
        return idempotent.answer(session, 201, CertificateOut.model_validate(certificate))


@routes.get("/organisations/{organisation_id}/certificates", policy=(Resource.CERTIFICATE, Action.LIST))
def list_own(
    organisation_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    lang: Lang,
    now: Now,
) -> Page[OwnCertificateOut]:
    """A producer's certificates, newest first, drafts included."""
    holder_id = expect_id("org", organisation_id)
    if not caller.is_member_of(holder_id):
        raise NoSuchOrganisation()
    cursors = signer(settings, f"certificates/{holder_id}")
    position = cursors.read(page.cursor)
    before_id = position[0] if position else None
    if before_id is not None and not isinstance(before_id, str):
        raise BadCursor()
    with database.reading() as session:
        found = read_own(session, holder_id=holder_id, before_id=before_id, limit=page.limit + 1, now=now)
    shown, has_more = found[: page.limit], len(found) > page.limit
    return Page(
        data=[OwnCertificateOut.of(own, lang) for own in shown],
        has_more=has_more,
        next_cursor=cursors.write([shown[-1].id]) if has_more else None,
    )


@routes.get(
    "/organisations/{organisation_id}/certificates/{certificate_id}", policy=(Resource.CERTIFICATE, Action.READ)
)
def read_own_certificate(
    organisation_id: IdPath, certificate_id: IdPath, caller: CallerDep, database: DatabaseDep, lang: Lang, now: Now
) -> HeldCertificateOut:
    """One of a producer's certificates with all that was said and decided about it, whatever became of it."""
    holder_id, wanted = expect_id("org", organisation_id), expect_id("crt", certificate_id)
    if not caller.is_member_of(holder_id):
        raise NoSuchCertificate()
    with database.reading() as session:
        found = read_held(session, certificate_id=wanted, holder_id=holder_id, lang=lang, now=now)
    return HeldCertificateOut.of(found, lang)


@routes.post("/certificates/{certificate_id}/evidence", policy=(Resource.EVIDENCE, Action.CREATE), status_code=201)
def upload_evidence(
    certificate_id: IdPath,
    _: Annotated[None, Depends(OnlyFields("file", "title"))],
    file: Upload,
    title: Title,
    caller: CallerDep,
    database: DatabaseDep,
    files: FilesDep,
    limiter: LimiterDep,
    now: Now,
) -> EvidenceOut:
    """Add a document to a draft, or to a certificate about which a federation asked for more."""
    assert caller.person_id is not None
    limiter.count(Zone.UPLOAD, caller.person_id)
    document = add_evidence(
        database,
        files,
        certificate_id=expect_id("crt", certificate_id),
        person_id=caller.person_id,
        title=title,
        data=file.file.read(LARGEST_DOCUMENT + 1),
        now=now,
    )
    return EvidenceOut(
        id=document.id,
        title=document.title,
        media_type=document.media_type,
        size=document.size_bytes,
        sha256=document.sha256.hex(),
        created_at=document.created_at,
    )


@routes.post("/certificates/{certificate_id}/submit", policy=(Resource.CERTIFICATE, Action.SUBMIT))
def submit(certificate_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> CertificateOut:
    """Hand a draft to the federations, or answer what one of them asked. What was submitted does not change."""
    assert caller.person_id is not None
    wanted = expect_id("crt", certificate_id)
    with database.transaction() as session:
        certificate = submit_certificate(session, certificate_id=wanted, person_id=caller.person_id, now=now)
        return CertificateOut.model_validate(certificate)


@routes.post("/certificates/{certificate_id}/surrender", policy=(Resource.CERTIFICATE, Action.UPDATE))
def surrender(
    certificate_id: IdPath, body: SurrenderIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> CertificateOut:
    """Give a certificate back, for good: its claim is gone with the next read."""
    assert caller.person_id is not None
    wanted = expect_id("crt", certificate_id)
    with database.transaction() as session:
        certificate = surrender_certificate(
            session, certificate_id=wanted, person_id=caller.person_id, reason=body.reason, now=now
        )
        return CertificateOut.model_validate(certificate)

"""One decision about several certificates, in a federation's name."""

from fastapi import Request
from starlette.responses import Response

from api.attempts import describe_attempt
from api.deps import CallerDep, DatabaseDep, IdPath, Now, expect_id
from api.idempotency import RequiredIdempotentDep
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.bulk_reviews import BulkReviewIn, BulkReviewOut
from certification.bulk.review_certificates import review_certificates
from certification.errors import NoSuchFederation

routes = Routes(prefix="/v1", tags=["certification"])


@routes.post(
    "/organisations/{federation_id}/bulk-reviews",
    policy=(Resource.CERTIFICATE, Action.DECIDE),
    response_model=BulkReviewOut,
)
def review_in_bulk(
    request: Request,
    federation_id: IdPath,
    body: BulkReviewIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: RequiredIdempotentDep,
    now: Now,
) -> Response:
    """Verify, ask or reject several certificates of one scheme. Each is judged by itself: the answer says what became
    of it. What takes two verifiers, and what hides a label, is decided one by one."""
    wanted = expect_id("org", federation_id)
    describe_attempt(request, decision=body.decision.value, reason=body.reason)
    if caller.person_id is None or wanted not in caller.verifies_for:
        raise NoSuchFederation()
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        reviewed = review_certificates(
            session,
            certificate_ids=[expect_id("crt", each) for each in body.certificate_ids],
            federation_id=wanted,
            verifier_id=caller.person_id,
            decision=body.decision,
            method=body.method,
            reason=body.reason,
            reason_code=body.reason_code,
            recheck_due_on=body.recheck_due_on,
            answers=body.answers,
            now=now,
        )
        return idempotent.answer(session, 200, BulkReviewOut.of(reviewed))

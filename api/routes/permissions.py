"""Permissions to sell under a scheme before its certificate is issued."""

from fastapi import Request

from api.attempts import describe_attempt
from api.deps import CallerDep, DatabaseDep, IdPath, Now, expect_id
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.permissions import PermissionIn, PermissionOut
from certification.permissions.grant_permission import grant_permission

routes = Routes(prefix="/v1", tags=["certification"])


@routes.post(
    "/certificates/{certificate_id}/permissions", policy=(Resource.CERTIFICATE, Action.DECIDE), status_code=201
)
def permit(
    request: Request, certificate_id: IdPath, body: PermissionIn, caller: CallerDep, database: DatabaseDep, now: Now
) -> PermissionOut:
    """Let the holder sell under the scheme until a day, and claim nothing: a Permission to Trade.

    Only where the scheme knows such a state, and within its months since the first permission. It ends by itself.
    """
    assert caller.person_id is not None
    describe_attempt(request, decision="permit", federation=body.federation_id, reason=body.reason)
    with database.transaction() as session:
        granted = grant_permission(
            session,
            certificate_id=expect_id("crt", certificate_id),
            federation_id=body.federation_id,
            verifier_id=caller.person_id,
            reason=body.reason,
            last_day=body.last_day,
            now=now,
        )
    return PermissionOut.of(granted)

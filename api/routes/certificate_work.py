"""Around certificates: what a decision would change, a federation's year, ends that come near."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import Query
from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Now, expect_id
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.certificate_work import PreviewOut, ReminderOut, RemindersOut, YearLineOut, YearOut
from certification.errors import NoSuchFederation
from certification.preview.preview_decision import preview_decision
from certification.reminders.queries import list_open
from certification.yearly.queries import list_year
from certification.yearly.sheet import year_sheet
from market.accounts.errors import NoSuchOrganisation
from models.enums import VerificationDecision

routes = Routes(prefix="/v1", tags=["certification"])


@routes.get("/certificates/{certificate_id}/preview", policy=(Resource.CERTIFICATE, Action.REVIEW))
def preview(
    certificate_id: IdPath, decision: VerificationDecision, caller: CallerDep, database: DatabaseDep, now: Now
) -> PreviewOut:
    """What a decision about a certificate inside your mandates would change now: listings, carts, buyers."""
    with database.reading() as session:
        found = preview_decision(
            session,
            certificate_id=expect_id("crt", certificate_id),
            decision=decision,
            federation_ids=caller.verifies_for,
            now=now,
        )
    return PreviewOut.of(found)


@routes.get(
    "/organisations/{federation_id}/verification-report",
    policy=(Resource.CERTIFICATE, Action.REVIEW),
    response_model=YearOut,
    responses={200: {"content": {"text/csv": {}}}},
)
def report(
    federation_id: IdPath,
    year: Annotated[int, Query(ge=2000, le=2999)],
    caller: CallerDep,
    database: DatabaseDep,
    wanted_as: Annotated[Literal["json", "csv"], Query(alias="format")] = "json",
) -> Response:
    """A federation's decisions of a year (UTC), by scheme and decision, and how long certificates waited for them."""
    wanted = expect_id("org", federation_id)
    if wanted not in caller.verifies_for:
        raise NoSuchFederation()
    with database.reading() as session:
        lines = list_year(
            session,
            federation_id=wanted,
            since=datetime(year, 1, 1, tzinfo=UTC),
            until=datetime(year + 1, 1, 1, tzinfo=UTC),
        )
    if wanted_as == "csv":
        name = f"verifications-{year}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
        return Response(year_sheet(lines), media_type="text/csv", headers=headers)
    answer = YearOut(federation_id=wanted, year=year, data=[YearLineOut.of(line) for line in lines])
    return Response(answer.model_dump_json(), media_type="application/json")


@routes.get("/organisations/{organisation_id}/reminders", policy=(Resource.CERTIFICATE, Action.LIST))
def list_reminders(organisation_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> RemindersOut:
    """A producer's certificates that end within 90 days and are not being renewed, the soonest first."""
    holder_id = expect_id("org", organisation_id)
    if not caller.is_member_of(holder_id):
        raise NoSuchOrganisation()
    with database.reading() as session:
        return RemindersOut(data=[ReminderOut.of(each) for each in list_open(session, holder_id=holder_id, now=now)])

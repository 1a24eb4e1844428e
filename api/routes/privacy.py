"""What a person owns of what is kept about them."""

from starlette.responses import StreamingResponse

from api.deps import CallerDep, DatabaseDep, FilesDep, LimiterDep, Now
from api.limits import Zone
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.privacy import ErasedOut
from market.privacy.erase_person import erase_person
from market.privacy.export_person import export_person

routes = Routes(prefix="/v1", tags=["privacy"])


@routes.get(
    "/me/export",
    policy=(Resource.PERSONAL_DATA, Action.READ),
    response_class=StreamingResponse,
    responses={200: {"content": {"application/json": {}}, "description": "Everything, by section"}},
)
def export(caller: CallerDep, database: DatabaseDep, limiter: LimiterDep, now: Now) -> StreamingResponse:
    """Everything that is kept about oneself, as one JSON file: nothing of other people, no secrets, and of votes only
    that one voted."""
    person_id = caller.require_person()
    limiter.count(Zone.EXPORT, person_id)
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'attachment; filename="about-me.json"'}
    pieces = export_person(database, person_id=person_id, now=now)
    return StreamingResponse(pieces, media_type="application/json", headers=headers)


@routes.post("/me/erasure", policy=(Resource.PERSONAL_DATA, Action.DELETE))
def erase(caller: CallerDep, database: DatabaseDep, files: FilesDep, now: Now) -> ErasedOut:
    """Erase one's account, shortly after one has signed in. It cannot be taken back.

    Sessions, keys and open carts end at once. Books, statements and votes stay, and no longer say whose they are.
    """
    with database.transaction() as session:
        erased = erase_person(session, person_id=caller.require_person(), now=now)
    for path in erased.documents:
        files.remove(path, stored_before=now)
    return ErasedOut(erased_at=erased.at, orders_kept=erased.orders)

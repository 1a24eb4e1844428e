"""What organisations owe back, for operators: look at it, give it up."""

from starlette.responses import Response

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id, signer
from api.errors import BadCursor
from api.idempotency import RequiredIdempotentDep
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.receivables import ReceivableOut, WriteOffIn, WriteOffOut
from kit.money import Money
from kit.settings import Settings
from market.payouts.receivables import queries
from market.payouts.receivables.write_off import write_off

routes = Routes(prefix="/v1", tags=["payouts"])

_LIST = "receivables"


def _position(settings: Settings, cursor: str | None) -> queries.Place | None:
    match signer(settings, _LIST).read(cursor):
        case None:
            return None
        case [str() as code, str() as currency]:
            return code, currency
    raise BadCursor()


@routes.get("/receivables", policy=(Resource.RECEIVABLE, Action.LIST))
def list_receivables(database: DatabaseDep, settings: SettingsDep, page: PageQuery) -> Page[ReceivableOut]:
    """What each organisation owes back of what it was paid, by purpose and currency."""
    after = _position(settings, page.cursor)
    with database.reading() as session:
        rows = queries.list_receivables(session, after=after, limit=page.limit + 1)
    shown, has_more = rows[: page.limit], len(rows) > page.limit
    return Page(
        data=[ReceivableOut.of(row) for row in shown],
        has_more=has_more,
        next_cursor=(
            signer(settings, _LIST).write([shown[-1].code, shown[-1].owed_back.currency]) if has_more else None
        ),
    )


@routes.post(
    "/organisations/{organisation_id}/write-offs",
    policy=(Resource.RECEIVABLE, Action.UPDATE),
    status_code=201,
    response_model=WriteOffOut,
)
def give_up(
    organisation_id: IdPath,
    body: WriteOffIn,
    caller: CallerDep,
    database: DatabaseDep,
    idempotent: RequiredIdempotentDep,
    now: Now,
) -> Response:
    """Give up what an organisation owes back and will not pay: the market bears it, no later payout is netted with it.

    No more than is owed back at this moment; what Stripe is being asked to bring back is not part of it.
    """
    with database.transaction() as session:
        if replayed := idempotent.replay(session):
            return replayed
        done = write_off(
            session,
            organisation=expect_id("org", organisation_id),
            purpose=body.purpose,
            money=Money(body.amount, body.currency),
            key=f"asked:{idempotent.key}",
            reason=body.reason,
            by=caller.person_id,
            now=now,
        )
        return idempotent.answer(session, 201, WriteOffOut.of(done))

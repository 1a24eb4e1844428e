"""The books, for operators."""

from api.deps import DatabaseDep, SettingsDep, signer
from api.errors import BadCursor
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.ledger import LedgerAccountOut, ViolationOut
from kit.settings import Settings
from market.ledger import queries
from market.ledger.invariants import verify_ledger
from market.ledger.seal_day import verify_seals

routes = Routes(prefix="/v1/ledger", tags=["ledger"])

_LIST = "ledger_accounts"


def _position(settings: Settings, cursor: str | None) -> queries.Place | None:
    match signer(settings, _LIST).read(cursor):
        case None:
            return None
        case [str() as code, str() as currency]:
            return code, currency
    raise BadCursor()


@routes.get("/accounts", policy=(Resource.LEDGER, Action.READ))
def list_accounts(database: DatabaseDep, settings: SettingsDep, page: PageQuery) -> Page[LedgerAccountOut]:
    """Every account with its balance, by code."""
    after = _position(settings, page.cursor)
    with database.reading() as session:
        rows = queries.list_accounts(session, after=after, limit=page.limit + 1)
    shown, has_more = rows[: page.limit], len(rows) > page.limit
    return Page(
        data=[LedgerAccountOut.of(row) for row in shown],
        has_more=has_more,
        next_cursor=(signer(settings, _LIST).write([shown[-1].code, shown[-1].balance.currency]) if has_more else None),
    )


@routes.get("/violations", policy=(Resource.LEDGER, Action.READ))
def list_violations(database: DatabaseDep, settings: SettingsDep) -> Page[ViolationOut]:
    """Ask the books every question whose answer must be nobody, and check every seal. Empty means in order."""
    with database.reading() as session:
        found = verify_ledger(session) + verify_seals(session, secret_key=settings.secret_key)
    return Page(data=[ViolationOut.of(violation) for violation in found], has_more=False, next_cursor=None)

"""What statements were computed from: the facts line by line, and the proof that an order's are among them."""

from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response, StreamingResponse

from api.deps import CallerDep, DatabaseDep, IdPath, expect_id
from api.policy import Action, Resource
from api.routes.orders import OrderSecret
from api.routing import Routes
from api.schemas.impact import IncludedOut, InclusionOut
from api.zipping import zipped
from kit.database import Database
from market.impact.document import PRIVATE
from market.impact.errors import NoSuchIndicator, NoSuchStatement
from market.impact.facts.merkle import leaf_hash
from market.impact.indicators.catalogue import INDICATORS
from market.impact.indicators.figures import counts
from market.impact.open_statement import open_statement
from market.impact.prove_inclusion import prove_inclusion
from market.impact.reach import reach_of, stream_reach
from market.orders.reach import Reach
from models.enums import StatementState
from models.impact import ImpactStatement

routes = Routes(prefix="/v1/statements", tags=["impact"])

_LINES = "application/jsonl"
_FOR_EVER = "public, max-age=31536000, immutable"


@routes.get("/{statement_id}/inputs", policy=(Resource.STATEMENT, Action.READ), response_class=StreamingResponse)
def read_inputs(
    statement_id: IdPath,
    request: Request,
    database: DatabaseDep,
    caller: CallerDep,
    secret: OrderSecret = None,
    figure: Annotated[str | None, Query(max_length=8, description="Only the facts that this figure counts")] = None,
) -> Response:
    """Every fact that the statement was computed from, one canonical JSON object a line, by day and in the order of the
    books. Compressed when gzip is accepted; no cut-off answer looks whole, since the days hold their counts.
    """
    statement = _open(database, statement_id, Reach(caller.person_id, secret))
    if figure is None:
        return _streamed(request, database, statement, _LINES, lambda line: line)
    indicator = next((one for one in INDICATORS if one.id == figure), None)
    if indicator is None:
        raise NoSuchIndicator()
    return _streamed(request, database, statement, _LINES, lambda line: line if counts(indicator, line) else None)


@routes.get("/{statement_id}/leaves", policy=(Resource.STATEMENT, Action.READ), response_class=StreamingResponse)
def read_leaves(
    statement_id: IdPath, request: Request, database: DatabaseDep, caller: CallerDep, secret: OrderSecret = None
) -> Response:
    """The hash of every fact in the same order, in hexadecimal digits: with them a verifier names the fact that was
    changed, not its day alone.
    """
    statement = _open(database, statement_id, Reach(caller.person_id, secret))
    return _streamed(request, database, statement, "text/plain", lambda line: leaf_hash(line.encode()).hex())


@routes.get("/{statement_id}/inclusion", policy=(Resource.STATEMENT, Action.READ))
def read_inclusion(
    statement_id: IdPath,
    order: Annotated[str, Query(pattern="^[0-9a-f]{32}$", description="What stands for the order in statements")],
    database: DatabaseDep,
    caller: CallerDep,
    secret: OrderSecret = None,
) -> InclusionOut:
    """Every fact of an order in the statement, each with its way through the Merkle trees up to `inputs.root`.

    `order` is the first 32 hexadecimal digits of SHA-256 of "solifair order/" and the order's id: who knows the id
    finds it, and need not send it.
    """
    with database.reading() as session:
        statement = open_statement(session, expect_id("imp", statement_id), Reach(caller.person_id, secret))
        found = prove_inclusion(session, statement, order)
    return InclusionOut(order=order, data=[IncludedOut.of(one) for one in found])


def _open(database: Database, statement_id: str, reach: Reach) -> ImpactStatement:
    with database.reading() as session:
        statement = open_statement(session, expect_id("imp", statement_id), reach)
    if statement.state != StatementState.READY:
        raise NoSuchStatement()
    return statement


def _streamed(
    request: Request,
    database: Database,
    statement: ImpactStatement,
    media_type: str,
    write: Callable[[str], str | None],
) -> Response:
    as_of = statement.as_of_entry
    assert as_of is not None

    def lines() -> Iterator[bytes]:
        with database.reading() as session:
            for line in stream_reach(session, reach_of(session, statement), as_of=as_of):
                if (written := write(line)) is not None:
                    yield f"{written}\n".encode()

    is_private = statement.subject_kind in PRIVATE
    headers = {"Cache-Control": "private, no-store" if is_private else _FOR_EVER, "Vary": "Accept-Encoding"}
    return zipped(request, lines(), media_type=media_type, headers=headers)

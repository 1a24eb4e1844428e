"""A statement with its document, as the API shows it to whose it is."""

import json

from api.schemas.impact import StatementOut, StatementShortOut
from market.impact.queries import Listed


def statement_out(listed: Listed) -> StatementOut:
    """The whole answer; `superseded_by` is told of public statements alone."""
    statement = listed.statement
    return StatementOut(
        **StatementShortOut.of(listed).model_dump(),
        failure=statement.failure,
        superseded_by=None,
        document=json.loads(statement.document) if statement.document else None,
    )

"""Call off a statement that is not finished."""

from sqlalchemy.orm import Session

from market.impact import queries
from market.impact.errors import StatementFinished
from models.enums import StatementState
from models.impact import ImpactStatement


def cancel_statement(session: Session, statement: ImpactStatement) -> ImpactStatement:
    """It stays readable as cancelled; whoever builds it stops before the next step. Safe to repeat.

    Raises StatementFinished.
    """
    locked = queries.lock_statement(session, statement.id)
    assert locked is not None
    if locked.state in {StatementState.READY, StatementState.FAILED}:
        raise StatementFinished()
    locked.state, locked.step = StatementState.CANCELLED, None
    queries.insert_statement(session, locked)
    return locked

"""A statement as somebody may see it: a public one by anybody, an order's or a shopper's by whose it is."""

from sqlalchemy.orm import Session

from market.impact import queries
from market.impact.document import PRIVATE
from market.impact.errors import NoSuchStatement
from market.orders.reach import Reach
from models.impact import ImpactStatement


def open_statement(session: Session, statement_id: str, reach: Reach) -> ImpactStatement:
    """A foreign one is answered like one that is not there. Raises NoSuchStatement."""
    statement = queries.find_statement(session, statement_id)
    if statement is None or not (statement.subject_kind not in PRIVATE or _is_theirs(session, statement, reach)):
        raise NoSuchStatement()
    return statement


def _is_theirs(session: Session, statement: ImpactStatement, reach: Reach) -> bool:
    if statement.order_id is None:
        return reach.person_id is not None and reach.person_id == statement.person_id
    order = queries.find_order(session, statement.order_id)
    return order is not None and reach.opens(person_id=order.person_id, secret_hash=order.secret_hash)

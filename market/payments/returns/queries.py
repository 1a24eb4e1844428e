"""SQL of returns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.enums import ReturnState
from models.orders import Parcel, ReturnLine, ReturnRequest

_OF_PRODUCER = text(
    """
    select r.id from return_request r join parcel c on c.id = r.parcel_id
    where c.producer_id = :producer_id and (cast(:before as text) is null or r.id < :before)
      and (cast(:state as text) is null or r.state = :state)
    order by r.id desc limit :limit
    """
)
_LINES = text(
    """
    select r.return_id, r.order_line_id, r.quantity, l.name, l.variant_label
    from return_line r join order_line l on l.id = r.order_line_id
    where r.return_id = any(:return_ids) order by r.return_id, r.order_line_id
    """
)
_COMING = text(
    """
    select l.order_line_id, sum(l.quantity)::int as quantity
    from return_line l join return_request r on r.id = l.return_id
    where r.order_id = :order_id and r.state in ('requested', 'accepted') group by l.order_line_id
    """
)


@dataclass(frozen=True)
class ReturnedLine:
    """So many units of a line that come back."""

    order_line_id: str
    name: str
    variant_label: str
    quantity: int


def find_parcel(session: Session, parcel_id: str) -> Parcel | None:
    return session.get(Parcel, parcel_id)


def find_return(session: Session, return_id: str) -> ReturnRequest | None:
    return session.get(ReturnRequest, return_id)


def lock_return(session: Session, return_id: str) -> ReturnRequest:
    statement = select(ReturnRequest).where(col(ReturnRequest.id) == return_id).with_for_update()
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def count_coming(session: Session, order_id: str) -> Mapping[str, int]:
    """Units by line that have been asked to come back and have neither come nor been refused."""
    return {row.order_line_id: row.quantity for row in session.execute(_COMING, {"order_id": order_id})}


def insert_return(session: Session, asked: ReturnRequest, quantities: Mapping[str, int]) -> None:
    session.add(asked)
    session.flush()
    session.add_all(
        ReturnLine(return_id=asked.id, order_line_id=line_id, quantity=quantity)
        for line_id, quantity in sorted(quantities.items())
    )
    session.flush()


def list_returns_of_order(session: Session, order_id: str) -> list[ReturnRequest]:
    statement = select(ReturnRequest).where(col(ReturnRequest.order_id) == order_id).order_by(col(ReturnRequest.id))
    return list(session.execute(statement).scalars())


def list_returns_of_producer(
    session: Session, *, producer_id: str, state: ReturnState | None, before: str | None, limit: int
) -> list[ReturnRequest]:
    """Returns to a producer, newest first, older than `before`."""
    asked = {"producer_id": producer_id, "state": state, "before": before, "limit": limit}
    ids = [row.id for row in session.execute(_OF_PRODUCER, asked)]
    statement = select(ReturnRequest).where(col(ReturnRequest.id).in_(ids)).order_by(col(ReturnRequest.id).desc())
    return list(session.execute(statement).scalars())


def list_returned_lines(session: Session, return_ids: Sequence[str]) -> dict[str, list[ReturnedLine]]:
    """The lines of each of these returns."""
    found: dict[str, list[ReturnedLine]] = {return_id: [] for return_id in return_ids}
    for row in session.execute(_LINES, {"return_ids": list(return_ids)}):
        found[row.return_id].append(ReturnedLine(row.order_line_id, row.name, row.variant_label, row.quantity))
    return found


def mark_decided(
    session: Session, asked: ReturnRequest, state: ReturnState, *, answer: str, by: str | None, now: datetime
) -> None:
    asked.state, asked.answer = state, answer
    asked.decided_by, asked.decided_at = by, now
    session.add(asked)
    session.flush()

"""SQL of calling off."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from models.enums import ParcelState
from models.orders import Parcel


def find_parcel(session: Session, parcel_id: str) -> Parcel | None:
    return session.get(Parcel, parcel_id)


def lock_parcels(session: Session, order_id: str) -> list[Parcel]:
    """The parcels of an order, locked: none leaves while it is being called off."""
    statement = select(Parcel).where(col(Parcel.order_id) == order_id).order_by(col(Parcel.id)).with_for_update()
    return list(session.execute(statement.execution_options(populate_existing=True)).scalars())


def mark_cancelled(session: Session, parcel_ids: Sequence[str]) -> None:
    session.execute(update(Parcel).where(col(Parcel.id).in_(parcel_ids)).values(state=ParcelState.CANCELLED))


def is_all_cancelled(session: Session, order_id: str) -> bool:
    """Whether none of an order's parcels will be sent, or was."""
    rest = select(col(Parcel.id)).where(col(Parcel.order_id) == order_id, col(Parcel.state) != ParcelState.CANCELLED)
    return session.execute(rest.limit(1)).first() is None

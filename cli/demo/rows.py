"""Many rows of one table with one statement."""

from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models.base import Table


def insert_rows(session: Session, rows: Sequence[Table]) -> None:
    """Insert rows of one model. What a row leaves unset the database fills in, so all must leave the same unset."""
    if not rows:
        return
    # Nothing is left out, and not written as JSON's null.
    empty = {name for name in rows[0].__class__.model_fields if all(getattr(row, name) is None for row in rows)}
    # The table and not the model: for a model SQLAlchemy begins a new statement wherever other columns are empty.
    table = type(rows[0]).__table__  # type: ignore[attr-defined]  # every model of ours has a table
    session.execute(insert(table), [row.model_dump(exclude=empty) for row in rows])

"""Many rows of one table with one statement."""

from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models.base import Table


def insert_rows(session: Session, rows: Sequence[Table]) -> None:
    """Insert rows of one model. What a row leaves unset the database fills in, so all must leave the same unset."""
    if not rows:
        return
    # The table and not the model: for a model SQLAlchemy begins a new statement wherever other columns are empty.
    table = type(rows[0]).__table__  # type: ignore[attr-defined]  # every model of ours has a table
    session.execute(insert(table), [row.model_dump(exclude=_unset(row)) for row in rows])


def _unset(row: Table) -> set[str]:
    """Fields whose value the database makes: generated numbers and the moment of writing."""
    return {name for name in ("created_at", "posted_at") if getattr(row, name, "") is None}

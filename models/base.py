"""Column shapes that every area uses."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from kit.ids import new_id

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

ID = Text(collation="C")


def own_id(prefix: str) -> Any:
    """The primary key: a prefixed, time-ordered id made in Python."""
    return Field(default_factory=lambda: new_id(prefix), primary_key=True, sa_type=ID)


def ref(target: str, *, primary_key: bool = False, index: bool = False, unique: bool = False) -> Any:
    """A foreign key to `table.column` that must be set."""
    return Field(
        foreign_key=target,
        primary_key=primary_key,
        index=index,
        unique=unique,
        sa_type=ID,
        nullable=False,
    )


def maybe_ref(target: str, *, index: bool = False, unique: bool = False) -> Any:
    """A foreign key to `table.column` that may be empty."""
    return Field(
        default=None,
        foreign_key=target,
        index=index,
        unique=unique,
        sa_type=ID,
        nullable=True,
    )


def words(**options: Any) -> Any:
    """Text."""
    return Field(sa_type=Text, **options)


def made_of_ids(**options: Any) -> Any:
    """Text put together from ids. Compared like them: beside an id, an index in another collation would not be used."""
    return Field(sa_type=ID, **options)


def moment(**options: Any) -> Any:
    """An aware point in time, `timestamptz`."""
    return Field(sa_type=DateTime(timezone=True), **options)


def made_at() -> Any:
    """When the row was written."""
    return Field(
        sa_type=DateTime(timezone=True),
        sa_column_kwargs={"server_default": text("clock_timestamp()")},
        nullable=False,
        default=None,
    )


def json_object(**options: Any) -> Any:
    """A JSON document."""
    return Field(sa_type=JSONB, nullable=options.pop("nullable", False), **options)


def text_list(**options: Any) -> Any:
    """A PostgreSQL array of text."""
    return Field(sa_type=ARRAY(Text), nullable=False, default_factory=list, **options)


def one_of(column: str, words: type[StrEnum] | Iterable[str], name: str | None = None) -> CheckConstraint:
    """The column holds one of these words, or nothing where it may be empty."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} in ({listed})", name=name or f"{column}_known")


def check(name: str, condition: str) -> CheckConstraint:
    """A truth of the row, named."""
    return CheckConstraint(condition, name=name)


CURRENCY_RULE = "currency ~ '^[A-Z]{3}$'"


class Table(SQLModel):
    """Base of all tables. `created_at` is filled by the database."""


Moment = datetime

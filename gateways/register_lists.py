"""Registers that their owners publish as a table, such as a federation of co-operatives its list of members.

A folder holds, for a scheme with the code `ica_identity`, the description `ica_identity.toml` and the table it names:

    file = "members.csv"
    source_url = "https://register.example.org/members.csv"

    [columns]
    number = "Identifier"
    holder = "Name"
    status = "Registered Status"

`number` is needed, `holder`, `status`, `valid_from`, `valid_to` (ISO 8601 days) and `source_url` (the entry's own page)
are not. Both files are read at each question: what is put there counts at once.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateways.errors import GatewayUnavailable
from gateways.registers import RegisterEntry
from kit.database import refuse_inside_transaction


class _Columns(BaseModel):
    """What the table calls each fact; empty for one it does not have."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: str = Field(min_length=1)
    holder: str = ""
    status: str = ""
    valid_from: str = ""
    valid_to: str = ""
    source_url: str = ""


class _Description(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str = Field(pattern=r"^[^/\\]+$")
    source_url: str = ""
    columns: _Columns


class RegisterLists:
    """The registers of a folder; a scheme that it does not describe is not connected."""

    def __init__(self, folder: Path):
        self._folder = folder

    def look_up(self, scheme: str, number: str) -> RegisterEntry | None:
        """As `Registers.look_up`. A number that the table has twice is no usable answer: nobody knows which it is."""
        refuse_inside_transaction("a register was asked")
        described = self._folder / f"{scheme}.toml"
        if not scheme.isidentifier() or not described.is_file():
            raise GatewayUnavailable("register", "not_connected")
        try:
            description = _Description.model_validate(tomllib.loads(described.read_text(encoding="utf-8")))
            rows = list(_rows_of(self._folder / description.file, description.columns.number, number))
            if len(rows) > 1:
                raise GatewayUnavailable("register", "ambiguous")
            return _entry(rows[0], description) if rows else None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError, csv.Error, _Unreadable) as error:
            raise GatewayUnavailable("register", "unreadable") from error


class _Unreadable(ValueError):
    pass


def _rows_of(file: Path, column: str, number: str) -> Iterator[Mapping[str, str]]:
    wanted = _plain(number)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        table = csv.DictReader(lines, restval="")
        if column not in (table.fieldnames or ()):
            raise _Unreadable(column)
        yield from (row for row in table if _plain(row[column]) == wanted)


def _plain(number: str) -> str:
    return number.strip().casefold()


def _entry(row: Mapping[str, str], description: _Description) -> RegisterEntry:
    def told(column: str) -> str:
        if column and column not in row:
            raise _Unreadable(column)
        return row[column].strip() if column else ""

    columns = description.columns
    return RegisterEntry(
        number=told(columns.number),
        holder=told(columns.holder),
        status=told(columns.status),
        valid_from=_day(told(columns.valid_from)),
        valid_to=_day(told(columns.valid_to)),
        source_url=told(columns.source_url) or description.source_url,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise _Unreadable(text) from error

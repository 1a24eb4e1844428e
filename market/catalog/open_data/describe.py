"""What a dump says of itself: a Frictionless data package, and the same for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from market.catalog.open_data.tables import TABLES, Column, Table

Node = dict[str, object]

_ABOUT = (
    "Each table is there twice, as JSON Lines (UTF-8) and as Parquet, with the same rows in the same order; "
    "`datapackage.json` has the same columns for machines, and the SHA-256 of each file. Amounts are whole numbers of "
    "the currency's smallest unit, decimals in JSON are text because they are exact, moments are UTC. Nothing that is "
    "not public on the market's own pages is in it, and nothing of a buyer.\n"
)


class Licence(StrEnum):
    """What others may do with it; the market's operator chooses."""

    CC0 = "CC0-1.0"
    CC_BY = "CC-BY-4.0"
    ODBL = "ODbL-1.0"

    @property
    def url(self) -> str:
        return {
            Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
            Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
            Licence.ODBL: "https://opendatacommons.org/licenses/odbl/1-0/",
        }[self]


@dataclass(frozen=True)
class Written:
    """A file of the dump; `sha256` in hexadecimal."""

    table: Table
    name: str
    rows: int
    size: int
    sha256: str


def datapackage(written: Sequence[Written], licence: Licence, at: datetime) -> Node:
    """https://specs.frictionlessdata.io/data-package/"""
    return {
        "profile": "data-package",
        "name": "solifair-open-data",
        "title": "Open data of the market",
        "created": _moment(at),
        "licenses": [{"name": licence.value, "path": licence.url}],
        "resources": [_resource(one) for one in written],
    }


def readme(written: Sequence[Written], licence: Licence, at: datetime) -> str:
    """The same in Markdown."""
    rows = {one.table.name: one.rows for one in written}
    parts = [
        "# Open data of the market\n",
        f"As it was on {_moment(at)}. Licence: [{licence.value}]({licence.url}).\n",
        _ABOUT,
    ]
    for table in TABLES:
        parts.append(f"## {table.name} ({rows.get(table.name, 0)} rows)\n")
        parts.append(f"{table.says} Key: {', '.join(table.key)}.\n")
        lines = [
            f"| {column.name} | {column.kind.frictionless} | {column.unit} | {column.says} |"
            for column in table.columns
        ]
        parts.append("\n".join(["| column | type | unit | |", "|---|---|---|---|", *lines]) + "\n")
    return "\n".join(parts)


def _resource(one: Written) -> Node:
    is_lines = one.name.endswith(".jsonl")
    return {
        "name": one.name.replace(".", "-").replace("_", "-"),
        "path": one.name,
        "title": one.table.name,
        "description": one.table.says,
        "format": "jsonl" if is_lines else "parquet",
        "mediatype": "application/jsonl" if is_lines else "application/vnd.apache.parquet",
        "encoding": "utf-8",
        "bytes": one.size,
        "hash": f"sha256:{one.sha256}",
        "rows": one.rows,
        "schema": {
            "fields": [_field(column) for column in one.table.columns],
            "primaryKey": list(one.table.key),
        },
    }


def _field(column: Column) -> Node:
    field: Node = {"name": column.name, "type": column.kind.frictionless, "description": column.says}
    return field | ({"unit": column.unit} if column.unit else {})


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

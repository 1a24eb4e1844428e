"""Write what is public of the market into a folder, as JSON Lines and as Parquet."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path

from gateways.parquet import write_parquet
from kit.database import Database, Session
from market.catalog.exporting.offers import Addresses
from market.catalog.gtin import valid_gtin
from market.catalog.open_data import queries
from market.catalog.open_data.describe import Licence, Written, datapackage, readme
from market.catalog.open_data.tables import CLAIMS, ORGANISATIONS, PRICE_PARTS, PRICES, PRODUCTS, Table
from market.pricing.facts import CANNOT_BE_SOLD, price_facts
from market.pricing.queries import STANDARD_FEES, list_facts_rows
from market.pricing.rules import breakdown
from models.enums import AssuranceClass

_AT_ONCE = 200

Cell = str | int | bool | Decimal | date | datetime | Sequence[str] | None
Line = Mapping[str, Cell]


@dataclass(frozen=True)
class DumpTerms:
    """Of which market, at which moment, under which licence."""

    currency: str
    country: str
    addresses: Addresses
    licence: Licence
    at: datetime


def dump_open_data(database: Database, into: Path, terms: DumpTerms) -> list[Written]:
    """Write every table, `datapackage.json` and `README.md` into a folder; what is there under these names is replaced.

    All tables are of one snapshot of the database, and of the moment that `terms` name: two dumps of the same moment of
    an unchanged market are the same bytes. A page of rows is in memory at a time. Personal data is in none of them.
    """
    into.mkdir(parents=True, exist_ok=True)
    with database.reading() as session:
        queries.take_snapshot(session)
        sizes = {table.name: _write_lines(into, table, rows(session, terms)) for table, rows in _ROWS}
    written = []
    for table, _ in _ROWS:
        lines, parquet = into / f"{table.name}.jsonl", into / f"{table.name}.parquet"
        _in_one_go(parquet, partial(write_parquet, lines, columns=_types(table)))
        written += [
            Written(table, path.name, sizes[table.name], path.stat().st_size, _sha256(path))
            for path in (lines, parquet)
        ]
    package = json.dumps(datapackage(written, terms.licence, terms.at), ensure_ascii=False, indent=2) + "\n"
    _in_one_go(into / "datapackage.json", lambda part: part.write_text(package, encoding="utf-8"))
    words = readme(written, terms.licence, terms.at)
    _in_one_go(into / "README.md", lambda part: part.write_text(words, encoding="utf-8"))
    return written


def _organisations(session: Session, terms: DumpTerms) -> Iterator[Line]:
    return (dict(row) for row in queries.list_organisations(session, terms.at))


def _products(session: Session, terms: DumpTerms) -> Iterator[Line]:
    return (dict(row) for row in queries.list_products(session))


def _prices(session: Session, terms: DumpTerms) -> Iterator[Line]:
    for row in queries.list_prices(session, terms.at, terms.currency):
        yield {**row, "gtin": valid_gtin(row["barcode"])}


def _price_parts(session: Session, terms: DumpTerms) -> Iterator[Line]:
    """By the rules that a buyer's price is taken apart by."""
    variants = (str(row["variant_id"]) for row in queries.list_prices(session, terms.at, terms.currency))
    on = terms.at.astimezone(UTC).date()
    while several := list(islice(variants, _AT_ONCE)):
        found = list_facts_rows(session, several, currency=terms.currency, country=terms.country, at=terms.at)
        for variant_id in several:
            try:
                facts = price_facts(
                    found[variant_id], currency=terms.currency, country=terms.country, on=on, schedule=STANDARD_FEES
                )
                parts = breakdown(facts, 1).parts
            except CANNOT_BE_SOLD:
                continue
            for position, part in enumerate(parts, start=1):
                yield {
                    "variant_id": variant_id,
                    "position": position,
                    "kind": part.kind,
                    "payer": part.payer,
                    "beneficiary_id": part.beneficiary_id,
                    "amount_minor": part.amount_minor,
                    "currency": terms.currency,
                    "country": terms.country,
                    "rule": part.rule_note,
                }


def _claims(session: Session, terms: DumpTerms) -> Iterator[Line]:
    for row in queries.list_claims(session, terms.at):
        certificate = row["certificate_id"]
        if certificate is not None and row["assurance_class"] != AssuranceClass.SELF_DECLARED:
            yield {
                **row,
                "proof_url": f"{terms.addresses.storefront_url}/proof/{certificate}",
                "data_url": f"{terms.addresses.api_url}/v1/certificates/{certificate}/linked-data",
            }


_ROWS: tuple[tuple[Table, Callable[[Session, DumpTerms], Iterator[Line]]], ...] = (
    (ORGANISATIONS, _organisations),
    (PRODUCTS, _products),
    (PRICES, _prices),
    (PRICE_PARTS, _price_parts),
    (CLAIMS, _claims),
)


def _write_lines(into: Path, table: Table, rows: Iterator[Line]) -> int:
    """A JSON object a line, its keys in the order of the table's columns; answers how many."""
    names = [column.name for column in table.columns]
    count = 0

    def write(part: Path) -> None:
        nonlocal count
        with part.open("w", encoding="utf-8", newline="\n") as file:
            for row in rows:
                told = {name: _plain(row[name]) for name in names}
                file.write(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")
                count += 1

    _in_one_go(into / f"{table.name}.jsonl", write)
    return count


def _plain(cell: Cell) -> str | int | bool | list[str] | None:
    """As JSON has it: decimals as text, for they are exact; moments in UTC."""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f")
    if isinstance(cell, str | int) or cell is None:
        return cell
    return list(cell)


def _types(table: Table) -> dict[str, str]:
    return {column.name: column.kind.value for column in table.columns}


def _in_one_go(path: Path, write: Callable[[Path], object]) -> None:
    """The file appears whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    write(part)
    part.replace(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

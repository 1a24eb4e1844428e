"""Write an organisation's account over a period to a file. What is not equal to the books is never handed out."""

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kit.database import Database
from market.accounts.errors import NoSuchOrganisation
from market.payouts.periods import queries
from market.payouts.periods.errors import BadStatementPeriod
from market.payouts.periods.read_account import read_account
from market.payouts.periods.rules.facts import OrganisationFact, Period
from market.payouts.periods.rules.records import canonical_line
from market.payouts.periods.writers.csv_writer import CsvWriter
from market.payouts.periods.writers.json_writer import JsonWriter, LinesWriter
from market.payouts.periods.writers.pdf_writer import PdfWriter
from market.payouts.periods.writers.protocol import Writer
from market.payouts.periods.writers.xlsx_writer import XlsxWriter


class StatementFormat(StrEnum):
    """`ndjson` has a record on each line; `pdf` shows the sums and the first of each long list."""

    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


MEDIA_TYPES = {
    StatementFormat.JSON: "application/json",
    StatementFormat.NDJSON: "application/x-ndjson",
    StatementFormat.CSV: "text/csv; charset=utf-8",
    StatementFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    StatementFormat.PDF: "application/pdf",
}


@dataclass(frozen=True)
class WrittenStatement:
    """What the file is called, and what is in it: the hash is of its canonical content, in whatever format."""

    name: str
    media_type: str
    sha256: str
    records: int


def write_statement(
    database: Database,
    *,
    organisation: str,
    period: Period,
    written_as: StatementFormat,
    lang: str,
    out: Path,
) -> WrittenStatement:
    """Write the account of an organisation, named by id or slug, into the file `out`, in constant memory.

    Raises BadStatementPeriod, NoSuchOrganisation, AccountDiffersFromLedger; the file is worth nothing then.
    """
    if not period.is_sane:
        raise BadStatementPeriod(period.first_day.isoformat(), period.end_day.isoformat())
    digest, count = hashlib.sha256(), 0
    with ExitStack() as opened:
        session = opened.enter_context(database.reading())
        queries.freeze(session)
        found = queries.find_organisation(session, organisation)
        if found is None:
            raise NoSuchOrganisation()
        writer = _writer(written_as, out, period, lang, opened)
        opened.callback(writer.close)
        for record in read_account(session, found, period):
            line = canonical_line(record)
            digest.update(line.encode())
            digest.update(b"\n")
            writer.write(record, line)
            count += 1
        writer.finish(digest.hexdigest())
    return WrittenStatement(_name(found, period, written_as), MEDIA_TYPES[written_as], digest.hexdigest(), count)


def _writer(written_as: StatementFormat, out: Path, period: Period, lang: str, opened: ExitStack) -> Writer:
    if written_as is StatementFormat.XLSX:
        return XlsxWriter(out, made_at=period.ends_at)
    if written_as is StatementFormat.PDF:
        return PdfWriter(out, lang=lang, made_at=period.ends_at)
    file = opened.enter_context(out.open("wb"))
    if written_as is StatementFormat.CSV:
        return CsvWriter(file)
    return LinesWriter(file) if written_as is StatementFormat.NDJSON else JsonWriter(file)


def _name(organisation: OrganisationFact, period: Period, written_as: StatementFormat) -> str:
    return f"solifair-account-{organisation.slug}-{period.first_day}-{period.end_day}.{written_as}"

"""Bring a producer's catalogue file in and wait for what becomes of it."""

import io
from datetime import datetime
from typing import BinaryIO

from gateways.files import Files
from kit.database import Database
from market.catalog.errors import ImportFileRefused, ImportWaits
from market.catalog.importing.import_chunk import ImportTerms
from market.catalog.importing.look_at_file import look_at_file
from market.catalog.importing.read_report import read_report
from market.catalog.importing.report import ImportReport
from market.catalog.importing.run_import import AT_ONCE, Progress, run_import
from market.catalog.importing.start_import import ImportWish, start_import
from models.enums import ImportState


def import_catalog(
    database: Database,
    files: Files,
    *,
    producer_id: str,
    person_id: str | None,
    file_name: str,
    data: bytes | BinaryIO,
    file_format: str | None = None,
    terms: ImportTerms,
    wish: ImportWish,
    now: datetime,
    progress: Progress = lambda done, total: None,
    at_once: int = AT_ONCE,
) -> ImportReport:
    """Import what is right and report what is not. The same file twice changes nothing.

    Raises ImportFileRefused when the file as a whole cannot be read, NoSuchProducer, MappingRefused; ImportWaits when
    another file of the producer is being imported: this one follows it.
    """
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    stored, look = look_at_file(files, stream, file_name=file_name, file_format=file_format)
    with database.transaction() as session:
        record = start_import(
            session,
            producer_id=producer_id,
            person_id=person_id,
            file=stored,
            look=look,
            wish=wish,
            is_at_once=True,
            now=now,
        )
    if record.state == ImportState.QUEUED:
        state = run_import(
            database,
            files,
            import_id=record.id,
            terms=terms,
            now=now,
            progress=progress,
            at_once=at_once,
            chunks=None,
        )
        if state is None:
            raise ImportWaits()
    with database.reading() as session:
        report = read_report(session, record.id)
    if report.state is ImportState.FAILED:
        raise ImportFileRefused(report.failure, report.failure_detail)
    return report

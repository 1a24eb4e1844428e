"""Do what a dry run has shown."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.files import FileMissing
from market.catalog.errors import ImportStepRefused, NoSuchImport
from market.catalog.importing import job_queries
from models.enums import ImportState
from models.imports import CatalogImport


def apply_import(session: Session, *, import_id: str, person_id: str | None, now: datetime) -> CatalogImport:
    """A new import of the same file in the same way, for good. Whoever calls this runs it or asks for it.

    Raises NoSuchImport; ImportStepRefused unless this was a dry run that came to its end; FileMissing when that was so
    long ago that the file is not kept any more.
    """
    seen = job_queries.lock_import(session, import_id)
    if seen is None:
        raise NoSuchImport()
    if seen.state != ImportState.CHECKED:
        raise ImportStepRefused(seen.state)
    if not seen.file_path:
        raise FileMissing()
    record = CatalogImport(
        producer_id=seen.producer_id,
        person_id=person_id,
        file_name=seen.file_name,
        file_path=seen.file_path,
        file_size=seen.file_size,
        file_sha256=seen.file_sha256,
        format=seen.format,
        state=ImportState.QUEUED,
        is_all_or_nothing=seen.is_all_or_nothing,
        is_rehearsing=seen.is_all_or_nothing,
        only_parts=list(seen.only_parts),
        columns=list(seen.columns),
        column_fields=dict(seen.column_fields),
        samples=seen.samples,
        fingerprint=seen.fingerprint,
        decimal_mark=seen.decimal_mark,
        created_at=now,
    )
    job_queries.insert_import(session, record)
    return record

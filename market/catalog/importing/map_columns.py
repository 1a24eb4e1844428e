"""Say what the columns of a sheet hold. It is remembered for the producer's next sheet with the same columns."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from market.catalog.errors import ImportStepRefused, MappingRefused, NoSuchImport
from market.catalog.importing import job_queries
from market.catalog.importing.look_at_file import fingerprint_of
from market.catalog.importing.mapping_queries import ColumnMapping, remember_mapping
from models.enums import ImportState
from models.imports import CatalogImport


def map_columns(session: Session, mapping: ColumnMapping, *, import_id: str, now: datetime) -> CatalogImport:
    """Let an import that waits for it go on: it is queued, and whoever calls this runs it or asks for it.

    Raises NoSuchImport, ImportStepRefused, MappingRefused.
    """
    record = job_queries.lock_import(session, import_id)
    if record is None:
        raise NoSuchImport()
    if record.state != ImportState.UNMAPPED:
        raise ImportStepRefused(record.state)
    check_mapping(mapping, record.columns)
    remember_mapping(
        session, mapping, producer_id=record.producer_id, fingerprint=fingerprint_of(record.columns), now=now
    )
    record.column_fields = dict(mapping.fields)
    record.decimal_mark = mapping.decimal_mark.value
    record.state = ImportState.QUEUED
    session.flush()
    return record


def check_mapping(mapping: ColumnMapping, columns: Collection[str]) -> None:
    """Raises MappingRefused when it names a column that the sheet has not, or gives two columns the same field."""
    unknown = sorted(set(mapping.fields) - set(columns))
    if unknown:
        raise MappingRefused("unknown_column", ", ".join(unknown)[:200])
    fields = list(mapping.fields.values())
    twice = sorted({field for field in fields if fields.count(field) > 1})
    if twice:
        raise MappingRefused("field_twice", ", ".join(twice)[:200])

"""Say what the columns of a sheet hold. It is remembered for the producer's next sheet with the same columns."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from market.catalog.errors import ImportStepRefused, MappingRefused, NoSuchImport
from market.catalog.importing import job_queries
from market.catalog.importing.formats import Field
from market.catalog.importing.formats.sheet_columns import NEEDED
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
    if record.state != ImportState.UNMAPPED or record.fingerprint is None:
        raise ImportStepRefused(record.state)
    check_mapping(mapping, record.columns)
    remember_mapping(session, mapping, producer_id=record.producer_id, fingerprint=record.fingerprint, now=now)
    record.column_fields = dict(mapping.fields)
    record.decimal_mark = mapping.decimal_mark.value
    record.state = ImportState.QUEUED
    session.flush()
    return record


def check_mapping(mapping: ColumnMapping, columns: Collection[str]) -> None:
    """Raises MappingRefused when it names what is no column of the sheet or no field, names a field twice, or leaves
    out one that every product needs."""
    fields = list(mapping.fields.values())
    for problem, found in (
        ("unknown_column", set(mapping.fields) - set(columns)),
        ("unknown_field", set(fields) - set(Field)),
        ("field_twice", {field for field in fields if fields.count(field) > 1}),
        ("field_missing", set(NEEDED) - set(fields)),
    ):
        if found:
            raise MappingRefused(problem, ", ".join(sorted(found))[:200])

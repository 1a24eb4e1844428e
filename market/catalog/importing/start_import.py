"""Take in a producer's file: from then on it is a job that some worker does."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateways.files import StoredFile
from gateways.outbox import request_task
from market.catalog.errors import NoSuchProducer
from market.catalog.importing import job_queries
from market.catalog.importing.formats import DecimalMark, Suggestion
from market.catalog.importing.look_at_file import FileLook
from market.catalog.importing.map_columns import check_mapping
from market.catalog.importing.mapping_queries import ColumnMapping, find_mapping, remember_mapping
from market.catalog.importing.plan import Part
from market.catalog.importing.queries import lock_producer
from models.enums import ImportState, TaskName
from models.imports import CatalogImport

_LONGEST_FILE_NAME = 200


@dataclass(frozen=True)
class ImportWish:
    """How to import: `is_dry_run` only tells what would happen, `is_all_or_nothing` applies nothing if one product is
    refused. `only` names the parts to write of products that are there; empty: everything.

    `mapping` says what the columns of a sheet hold; None: what was said of such a sheet before.
    """

    is_dry_run: bool = False
    is_all_or_nothing: bool = False
    only: frozenset[Part] = frozenset()
    mapping: ColumnMapping | None = None


def start_import(
    session: Session,
    *,
    producer_id: str,
    person_id: str | None,
    file: StoredFile,
    look: FileLook,
    wish: ImportWish,
    is_at_once: bool,
    now: datetime,
) -> CatalogImport:
    """Write the import down. `is_at_once`: the caller runs it after this transaction; else a worker is asked to.

    A sheet whose columns nobody has explained waits `unmapped`, with what its titles suggest. Raises NoSuchProducer,
    MappingRefused.
    """
    if lock_producer(session, producer_id) is None:
        raise NoSuchProducer()
    mapping = _settled_mapping(session, producer_id, look, wish, now=now)
    said = mapping or ColumnMapping(look.sheet.mapping if look.sheet else {}, _mark(wish))
    record = CatalogImport(
        producer_id=producer_id,
        person_id=person_id,
        file_name=_tidy(look.file_name),
        file_path=file.path,
        file_size=file.size,
        file_sha256=file.sha256,
        format=look.format,
        state=ImportState.UNMAPPED if mapping is None else ImportState.QUEUED,
        is_dry_run=wish.is_dry_run,
        is_all_or_nothing=wish.is_all_or_nothing,
        is_rehearsing=wish.is_dry_run or wish.is_all_or_nothing,
        only_parts=[part.value for part in Part if part in wish.only],
        columns=list(look.sheet.titles) if look.sheet else [],
        samples=[list(row) for row in look.sheet.samples] if look.sheet else [],
        fingerprint=bytes.fromhex(look.sheet.fingerprint) if look.sheet else None,
        column_fields=dict(said.fields),
        decimal_mark=said.decimal_mark.value,
        created_at=now,
    )
    job_queries.insert_import(session, record)
    if mapping is not None and not is_at_once:
        ask_for_import(session, record.id, now=now)
    return record


def ask_for_import(session: Session, import_id: str, *, now: datetime) -> None:
    """Let a worker go on with it."""
    request_task(session, TaskName.RUN_IMPORT, key=import_id, now=now, import_id=import_id)


def _settled_mapping(
    session: Session, producer_id: str, look: FileLook, wish: ImportWish, *, now: datetime
) -> ColumnMapping | None:
    """How to read the columns; None while nobody has said it. Titles that are our own words need no explanation."""
    if look.sheet is None:
        return wish.mapping or ColumnMapping({})
    fingerprint = bytes.fromhex(look.sheet.fingerprint)
    if wish.mapping is None or not wish.mapping.fields:
        known = find_mapping(session, producer_id=producer_id, fingerprint=fingerprint)
        if known is not None:
            # Whoever says comma means it; a point may only be what nobody has changed.
            return ColumnMapping(known.fields, max(known.decimal_mark, _mark(wish), key=_is_comma))
        return ColumnMapping(look.sheet.mapping, _mark(wish)) if _is_ours(look.sheet) else None
    check_mapping(wish.mapping, look.sheet.titles)
    remember_mapping(session, wish.mapping, producer_id=producer_id, fingerprint=fingerprint, now=now)
    return wish.mapping


def _mark(wish: ImportWish) -> DecimalMark:
    return wish.mapping.decimal_mark if wish.mapping else DecimalMark.POINT


def _is_comma(mark: DecimalMark) -> bool:
    return mark is DecimalMark.COMMA


def _is_ours(sheet: Suggestion) -> bool:
    """Whether each title is what we call the field ourselves, as in a sheet that was exported here."""
    names = {title: title.partition("(")[0].strip().lower().replace(" ", "_") for title in sheet.titles}
    return not sheet.missing and all(sheet.mapping.get(title) == name for title, name in names.items())


def _tidy(file_name: str) -> str:
    """What the file was called, without folders and letters that cannot be seen."""
    name = file_name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(letter for letter in name if letter.isprintable())
    return printable[-_LONGEST_FILE_NAME:] or "catalogue"

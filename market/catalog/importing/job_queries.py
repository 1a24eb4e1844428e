"""SQL of imports as jobs: who works on one, how far it has come, which wait.

How long ago a job moved is judged by the clock of the database alone, so that no two machines need to agree on it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.enums import ImportState
from models.imports import CatalogImport

# Longer than any chunk takes: who has not moved for so long is dead, or will find itself replaced.
_TAKE_UP = text(
    """
    update catalog_import i
    set state = 'running', turns = turns + 1, moved_at = clock_timestamp(),
        stalls = case when i.state = 'running' then stalls + 1 else stalls end
    where i.id = :id
      and (i.state = 'queued' or i.state = 'running' and i.moved_at < clock_timestamp() - interval '1 minute')
      and not exists (
          select from catalog_import o
          where o.producer_id = i.producer_id and o.id <> i.id
            and (o.state = 'running' or o.state = 'queued' and o.id < i.id))
    returning *
    """
)
_LOCK_OWNER = text(
    """
    select o.id from organisation o join catalog_import i on i.producer_id = o.id where i.id = :id
    for no key update of o
    """
)
_MOVE_ON = text(
    """
    update catalog_import
    set rows_done = rows_done + :rows, products_done = products_done + :products, rows_total = :rows_total,
        created = created + :created, updated = updated + :updated, unchanged = unchanged + :unchanged,
        refused = refused + :refused, stalls = 0, moved_at = clock_timestamp()
    where id = :id
    """
)
_BEGIN_FOR_GOOD = text(
    """
    update catalog_import
    set is_rehearsing = false, rows_done = 0, products_done = 0, created = 0, updated = 0, unchanged = 0, refused = 0,
        moved_at = clock_timestamp()
    where id = :id
    """
)
_FORGET_ROWS = text("delete from catalog_import_row where import_id = :id")
_FORGET_PROBLEMS = text("delete from catalog_import_problem where import_id = :id")
_END = text(
    """
    update catalog_import
    set state = :state, failure = :failure, failure_detail = :detail, ended_at = :now, moved_at = clock_timestamp()
    where id = :id
    """
)
_QUEUE_AGAIN = text("update catalog_import set state = 'queued', moved_at = clock_timestamp() where id = :id")
_NEXT = text("select id from catalog_import where producer_id = :producer_id and state = 'queued' order by id limit 1")
_WAITING = text(
    """
    select id from catalog_import
    where state in ('queued', 'running') and moved_at < clock_timestamp() - interval '1 minute'
    order by id limit 100
    """
)


@dataclass(frozen=True)
class ImportJob:
    """What a worker needs to know of an import that it works on, in its `turn`."""

    id: str
    producer_id: str
    file_path: str
    file_name: str
    format: str
    is_dry_run: bool
    is_rehearsing: bool
    only_parts: tuple[str, ...]
    decimal_mark: str
    column_fields: dict[str, str]
    products_done: int
    refused: int
    turn: int
    stalls: int


def take_up(session: Session, import_id: str) -> ImportJob | None:
    """The job, from now on this worker's, if it waits or its worker has not moved for a minute.

    None also while another import of its producer runs, or was queued before it.
    """
    if session.execute(_LOCK_OWNER, {"id": import_id}).first() is None:
        return None
    row = session.execute(_TAKE_UP, {"id": import_id}).one_or_none()
    if row is None:
        return None
    return ImportJob(
        id=row.id,
        producer_id=row.producer_id,
        file_path=row.file_path,
        file_name=row.file_name,
        format=row.format,
        is_dry_run=row.is_dry_run,
        is_rehearsing=row.is_rehearsing,
        only_parts=tuple(row.only_parts),
        decimal_mark=row.decimal_mark,
        column_fields=row.column_fields,
        products_done=row.products_done,
        refused=row.refused,
        turn=row.turns,
        stalls=row.stalls,
    )


def lock_import(session: Session, import_id: str) -> CatalogImport | None:
    """The import, locked, as it is now."""
    found = select(CatalogImport).where(col(CatalogImport.id) == import_id).with_for_update()
    return session.execute(found.execution_options(populate_existing=True)).scalar_one_or_none()


def find_import(session: Session, import_id: str) -> CatalogImport | None:
    """The import."""
    return session.get(CatalogImport, import_id)


def insert_import(session: Session, record: CatalogImport) -> None:
    """Keep a new import."""
    session.add(record)
    session.flush()


@dataclass(frozen=True)
class Moved:
    """By how much an import went on: rows of the file, and products by what became of them."""

    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int

    @property
    def products(self) -> int:
        return self.created + self.updated + self.unchanged + self.refused


def move_on(session: Session, import_id: str, moved: Moved, *, rows_total: int) -> None:
    """Count what was just done."""
    session.execute(
        _MOVE_ON,
        {
            "id": import_id,
            "rows": moved.rows,
            "products": moved.products,
            "created": moved.created,
            "updated": moved.updated,
            "unchanged": moved.unchanged,
            "refused": moved.refused,
            "rows_total": rows_total,
        },
    )


def begin_for_good(session: Session, import_id: str) -> None:
    """The rehearsal is over: forget its report and count from nothing."""
    session.execute(_FORGET_ROWS, {"id": import_id})
    session.execute(_FORGET_PROBLEMS, {"id": import_id})
    session.execute(_BEGIN_FOR_GOOD, {"id": import_id})


def mark_ended(
    session: Session, import_id: str, state: ImportState, *, failure: str = "", detail: str = "", now: datetime
) -> None:
    """Nothing more becomes of this import."""
    session.execute(_END, {"id": import_id, "state": state, "failure": failure, "detail": detail, "now": now})


def queue_again(session: Session, import_id: str) -> None:
    """Let somebody else go on."""
    session.execute(_QUEUE_AGAIN, {"id": import_id})


def find_next(session: Session, producer_id: str) -> str | None:
    """The producer's oldest import that waits."""
    return session.execute(_NEXT, {"producer_id": producer_id}).scalar_one_or_none()


def list_waiting(session: Session) -> list[str]:
    """Imports that nobody has moved for a minute."""
    return list(session.execute(_WAITING).scalars())


def has_moved(session: Session, import_id: str, job: ImportJob, *, products_done: int) -> bool:
    """Lock the import; whether it has been cancelled, taken up by somebody else, or moved past `products_done`."""
    record = lock_import(session, import_id)
    return (
        record is None
        or record.state != ImportState.RUNNING
        or record.turns != job.turn
        or record.products_done != products_done
    )


def list_imports(session: Session, *, producer_id: str, before: str | None, limit: int) -> list[CatalogImport]:
    """A producer's imports, newest first."""
    found = select(CatalogImport).where(col(CatalogImport.producer_id) == producer_id)
    if before is not None:
        found = found.where(col(CatalogImport.id) < before)
    return list(session.execute(found.order_by(col(CatalogImport.id).desc()).limit(limit)).scalars())

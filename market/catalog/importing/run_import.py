"""Work on an import, a few hundred products at a time, from where the last worker stopped."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from psycopg import errors as postgres
from sqlalchemy.exc import IntegrityError, OperationalError

from gateways.files import FileMissing, Files
from gateways.outbox import request_task
from kit.currencies import currency_facts
from kit.database import Database, Session
from kit.faultpoints import faultpoint
from market.catalog.errors import ImportFileRefused, NoSuchProducer
from market.catalog.importing import job_queries
from market.catalog.importing.article_numbers import WholeFileWanted, numbers_once
from market.catalog.importing.declared_queries import find_scheme_words
from market.catalog.importing.formats import FORMATS, Asked, DecimalMark, Reading, Source
from market.catalog.importing.hear import Ears, hear
from market.catalog.importing.import_chunk import ImportTerms, import_chunk
from market.catalog.importing.job_queries import ImportJob, Moved
from market.catalog.importing.only_once import only_once
from market.catalog.importing.plan import Part, parts_to_write
from market.catalog.importing.products import FileProduct, Problem
from market.catalog.importing.queries import list_category_codes, lock_producer
from market.catalog.importing.read_ahead import ReadAhead
from models.enums import ImportState, TaskName

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""

AT_ONCE = 500
# A worker's turn ends well before its time limit; the next one goes on from there.
_CHUNKS_IN_A_TURN = 100
_MOST_STALLS = 5
_MOST_TRIES = 3


class _Replaced(Exception):
    """The import was cancelled, or somebody else works on it."""


def run_import(
    database: Database,
    files: Files,
    *,
    import_id: str,
    terms: ImportTerms,
    now: datetime,
    progress: Progress = lambda done, total: None,
    at_once: int = AT_ONCE,
    chunks: int | None = _CHUNKS_IN_A_TURN,
) -> ImportState | None:
    """Take the import up and go on with it, for `chunks` transactions of `at_once` products or to its end.

    Answers its state then: `queued` when there is more to do, which is asked for. None when there is nothing to do for
    this worker: the import has ended, somebody works on it, or it waits for another of its producer's. Each product is
    written exactly once, however often workers die.
    """
    with database.transaction() as session:
        job = job_queries.take_up(session, import_id)
        if job is not None and job.stalls >= _MOST_STALLS:
            return _end(session, job, ImportState.FAILED, "gave_up", f"stopped {job.stalls} times at one place", now)
    if job is None:
        return None
    try:
        with files.at_hand(job.file_path) as path:
            return _Run(database, job, path, terms, now, progress, at_once, chunks).go()
    except ImportFileRefused as refusal:
        return _fail(database, job, refusal.problem, refusal.detail, now)
    except FileMissing:
        return _fail(database, job, "file_missing", "the file is not in the store any more", now)
    except NoSuchProducer:
        return _fail(database, job, "no_such_producer", "the producer is gone", now)
    except _Replaced:
        return None


class _Run:
    """One turn of one worker."""

    def __init__(
        self,
        database: Database,
        job: ImportJob,
        path: Path,
        terms: ImportTerms,
        now: datetime,
        progress: Progress,
        at_once: int,
        chunks: int | None,
    ):
        self._database, self._job, self._terms, self._now = database, job, terms, now
        self._source = Source(path, job.file_name)
        self._progress, self._at_once, self._chunks = progress, at_once, chunks
        self._done = job.products_done
        self._handles: frozenset[str] | None = None

    def go(self) -> ImportState:
        while True:
            self._as_asked = self._ask()
            reading = FORMATS[self._job.format].read(self._source, self._as_asked)
            is_over = self._work_through(reading)
            with self._database.transaction() as session:
                self._refuse_if_replaced(session)
                if not is_over:
                    job_queries.queue_again(session, self._job.id)
                    _ask_for(session, self._job.id, self._now)
                    return ImportState.QUEUED
                state = self._state_at_the_end(session)
                if state is not ImportState.RUNNING:
                    return _end(session, self._job, state, "", "", self._now)
                job_queries.begin_for_good(session, self._job.id)
            self._job = replace(self._job, is_rehearsing=False)
            self._done = 0

    def _ask(self) -> Asked:
        with self._database.transaction() as session:
            producer = lock_producer(session, self._job.producer_id)
            categories = list_category_codes(session)
        if producer is None:
            raise NoSuchProducer()
        return Asked(
            currency=self._terms.currency,
            exponent=currency_facts(self._terms.currency).exponent,
            categories=categories,
            mapping=self._job.column_fields,
            decimal_mark=DecimalMark(self._job.decimal_mark),
            producer_names=frozenset({producer.name, producer.slug}),
        )

    def _work_through(self, reading: Reading) -> bool:
        """Import chunk after chunk from where the last turn ended; whether the file is at its end."""
        products = only_once(reading)
        has_words = Part.WORDS in parts_to_write(self._job.only_parts)
        if has_words:
            products = numbers_once(products)
        rows = sum(product.row_count for product in islice(products, self._done))
        ears = self._ears()
        if self._done == 0 and reading.notes:
            self._import([], ears, notes=reading.notes, rows_total=reading.rows_total)
        heard = (hear(product, ears) for product in products) if has_words else products
        with ReadAhead(heard, self._at_once) as chunks:
            for chunk in chunks:
                if self._chunks == 0:
                    return False
                self._import(chunk, ears, rows_total=reading.rows_total, meanwhile=chunks.go_on)
                rows += sum(product.row_count for product in chunk)
                self._progress(rows, reading.rows_total)
                if self._chunks is not None:
                    self._chunks -= 1
        return True

    def _read_handles(self) -> frozenset[str]:
        """The products of the whole file, read once more."""
        products = only_once(FORMATS[self._job.format].read(self._source, self._as_asked))
        return frozenset(product.handle for product in products if not product.is_refused)

    def _ears(self) -> Ears:
        with self._database.reading() as session:
            return Ears(find_scheme_words(session), self._terms.market_country)

    def _import(
        self,
        chunk: Sequence[FileProduct],
        ears: Ears,
        *,
        notes: Iterable[Problem] = (),
        rows_total: int,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        """One transaction, and what was done is counted."""

        def write(session: Session) -> Moved:
            moved = import_chunk(
                session,
                self._job,
                products=chunk,
                first=self._done + 1,
                heard_with=ears,
                notes=notes,
                terms=self._terms,
                now=self._now,
                handles_of_file=self._handles,
                meanwhile=meanwhile,
            )
            job_queries.move_on(session, self._job.id, moved, rows_total=rows_total)
            return moved

        try:
            moved = self._insist(write)
        except WholeFileWanted:
            # Read while nothing is locked.
            self._handles = self._read_handles()
            moved = self._insist(write)
        faultpoint("import.moved")
        self._done += len(chunk)
        self._job = replace(self._job, refused=self._job.refused + moved.refused)

    def _insist(self, write: Callable[[Session], Moved]) -> Moved:
        """What another transaction came in the way of is tried again, and sees what that has done."""
        tries = 0
        while True:
            tries += 1
            try:
                with self._database.transaction() as session:
                    self._refuse_if_replaced(session)
                    moved = write(session)
                    faultpoint("import.written")
                return moved
            except (IntegrityError, OperationalError, postgres.IntegrityError, postgres.OperationalError):
                if tries == _MOST_TRIES:
                    raise

    def _refuse_if_replaced(self, session: Session) -> None:
        if job_queries.has_moved(session, self._job.id, self._job, products_done=self._done):
            raise _Replaced()

    def _state_at_the_end(self, session: Session) -> ImportState:
        """`running` when what was rehearsed is now to be done."""
        if self._job.is_dry_run:
            return ImportState.CHECKED
        if not self._job.is_rehearsing:
            return ImportState.APPLIED
        return ImportState.REFUSED if self._job.refused else ImportState.RUNNING


def _end(session: Session, job: ImportJob, state: ImportState, failure: str, detail: str, now: datetime) -> ImportState:
    job_queries.mark_ended(session, job.id, state, failure=failure, detail=detail, now=now)
    following = job_queries.find_next(session, job.producer_id)
    if following is not None:
        _ask_for(session, following, now)
    return state


def _fail(database: Database, job: ImportJob, failure: str, detail: str, now: datetime) -> ImportState | None:
    with database.transaction() as session:
        record = job_queries.lock_import(session, job.id)
        if record is None or record.state != ImportState.RUNNING or record.turns != job.turn:
            return None
        return _end(session, job, ImportState.FAILED, failure, detail[:1000], now)


def _ask_for(session: Session, import_id: str, now: datetime) -> None:
    request_task(session, TaskName.RUN_IMPORT, key=import_id, now=now, import_id=import_id)


__all__ = ["ImportTerms", "Progress", "run_import"]

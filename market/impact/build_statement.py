"""Compute a statement from the facts of the books, sign it and publish it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from certification.credentials.errors import SigningKeyUnreadable
from kit.currencies import CURRENCIES
from kit.database import Database
from market.impact import queries
from market.impact.add_up import add_up
from market.impact.document import Head, Inputs, Issuer, Json, Subject, Superseded, unsigned_document
from market.impact.errors import NoSuchStatement
from market.impact.facts.follow_queries import find_watermark
from market.impact.facts.keep_up import keep_up
from market.impact.facts.rules import order_reference
from market.impact.indicators.figures import Currency
from market.impact.indicators.snapshot import Record
from market.impact.reach import Reach, period_of, reach_of
from market.impact.sign_statement import Signing, market_signer, signed_text
from market.impact.snapshot_queries import read_snapshot
from models.enums import StatementState, StatementStep, StatementSubject
from models.impact import ImpactStatement

_UNFINISHED = frozenset({StatementState.QUEUED, StatementState.BUILDING})
_CERTIFICATE = "certificate_withdrawn"


def build_statement(database: Database, statement_id: str, *, signing: Signing, now: datetime) -> ImpactStatement:
    """Compute a statement that was asked for, step by step, each of which can be seen; what it has become.

    One that is finished or cancelled stays as it is, and one that somebody began and left is begun again, so repeating
    does no harm. A cancellation is heeded before the next step. Where another about the same is published meanwhile, it
    is computed once more: none supersedes one that knows more of the books. Raises NoSuchStatement.
    """
    statement = _begin(database, statement_id, now)
    while statement.state == StatementState.BUILDING:
        statement = _compute(database, statement, signing=signing, now=now)
    return statement


def _compute(database: Database, statement: ImpactStatement, *, signing: Signing, now: datetime) -> ImpactStatement:
    """What it has become: it is still being built when another about the same came first."""
    if why := _obstacle(database, statement):
        return _fail(database, statement.id, why)
    with database.reading() as session:
        earlier = queries.find_newest(session, statement)
    keep_up(database)
    if not _go_on(database, statement.id, StatementStep.ADD_UP):
        return _now(database, statement.id)
    with database.reading() as session:
        as_of = find_watermark(session)
        reach = reach_of(session, statement)
        added = add_up(session, reach, as_of=as_of, currency=statement.currency)
    if not _go_on(database, statement.id, StatementStep.READ_SNAPSHOT):
        return _now(database, statement.id)
    with database.reading() as session:
        snapshot = _snapshot(session, reach, as_of, now=now)
        superseded = _superseded(session, earlier, reach, snapshot, as_of)
    if not _go_on(database, statement.id, StatementStep.SIGN):
        return _now(database, statement.id)
    inputs = Inputs(added.sums, added.producers, added.days, snapshot)
    try:
        with database.transaction() as session:
            return _publish(session, statement.id, inputs, superseded, as_of, signing=signing, now=now)
    except SigningKeyUnreadable:
        return _fail(database, statement.id, "the market's signing key cannot be opened")


def _begin(database: Database, statement_id: str, now: datetime) -> ImpactStatement:
    with database.transaction() as session:
        statement = _locked(session, statement_id)
        if statement.state in _UNFINISHED:
            statement.state, statement.step = StatementState.BUILDING, StatementStep.FOLLOW_BOOKS
            statement.started_at = now
            queries.insert_statement(session, statement)
        return statement


def _obstacle(database: Database, statement: ImpactStatement) -> str | None:
    with database.reading() as session:
        is_set_up = statement.currency in CURRENCIES and queries.find_market(session) is not None
    return None if is_set_up else f"the market or the currency {statement.currency} is not set up"


def _go_on(database: Database, statement_id: str, step: StatementStep) -> bool:
    """Note the next step, unless the statement was cancelled or finished meanwhile."""
    with database.transaction() as session:
        statement = _locked(session, statement_id)
        if statement.state != StatementState.BUILDING:
            return False
        statement.step = step
        queries.insert_statement(session, statement)
        return True


def _snapshot(session: Session, reach: Reach, as_of: int, *, now: datetime) -> list[Record]:
    return read_snapshot(
        session,
        reach.period,
        as_of=as_of,
        organisation_ids=reach.organisation_ids,
        order_refs=reach.order_refs,
        network_id=reach.network_id,
        now=now,
    )


def _publish(
    session: Session,
    statement_id: str,
    inputs: Inputs,
    superseded: Superseded | None,
    as_of: int,
    *,
    signing: Signing,
    now: datetime,
) -> ImpactStatement:
    statement = _locked(session, statement_id)
    if statement.state != StatementState.BUILDING or _is_overtaken(session, statement, superseded):
        return statement
    head = head_of(session, statement, as_of=as_of, did=signing.did, superseded=superseded)
    signer = market_signer(session, signing, now=now)
    statement.document = signed_text(unsigned_document(head, inputs), signer, created=head.generated_at)
    statement.sha256 = hashlib.sha256(statement.document.encode()).digest()
    statement.supersedes_id = superseded.statement_id if superseded else None
    statement.as_of, statement.as_of_entry = head.generated_at, as_of
    statement.state, statement.step = StatementState.READY, None
    queries.insert_statement(session, statement)
    return statement


def _is_overtaken(session: Session, statement: ImpactStatement, superseded: Superseded | None) -> bool:
    """Whether another about the same was published since this one was begun; none is until the transaction ends."""
    queries.lock_subject(session, statement)
    newest = queries.find_newest(session, statement)
    return (newest and newest.id) != (superseded and superseded.statement_id)


def head_of(
    session: Session, statement: ImpactStatement, *, as_of: int, did: str, superseded: Superseded | None
) -> Head:
    """The head of a statement as of an entry of the books; nothing in it comes from a clock."""
    market = queries.find_market(session)
    facts = CURRENCIES[statement.currency]
    assert market is not None
    period = period_of(statement)
    return Head(
        statement_id=statement.id,
        issuer=Issuer(market.slug, market.name, did),
        subject=_subject(session, statement, Subject(StatementSubject.MARKET, market.slug, market.name)),
        period_start=period.start,
        period_end=period.end,
        currency=Currency(facts.code, facts.exponent),
        as_of=as_of,
        # Of books without an entry, nothing was posted: then it is the beginning of the period.
        generated_at=queries.find_posting_time(session, as_of) or statement.period_start,
        supersedes=superseded,
    )


def _subject(session: Session, statement: ImpactStatement, market: Subject) -> Subject:
    kind = statement.subject_kind
    if statement.organisation_id is not None:
        about = queries.get_organisation(session, statement.organisation_id)
        return Subject(kind, about.slug, about.name)
    if statement.order_id is not None:
        return Subject(kind, order_reference(statement.order_id), "")
    return market if kind == StatementSubject.MARKET else Subject(kind, "", "")


def _superseded(
    session: Session, earlier: ImpactStatement | None, reach: Reach, snapshot: Sequence[Record], as_of: int
) -> Superseded | None:
    """The statement that this one takes the place of, and what has come since."""
    if earlier is None:
        return None
    assert earlier.document is not None
    assert earlier.as_of_entry is not None
    document = json.loads(earlier.document)
    figures: Sequence[Json] = document["figures"]
    entries = queries.list_entries_since(
        session,
        reach.period,
        after=earlier.as_of_entry,
        as_of=as_of,
        organisation_ids=reach.organisation_ids,
        order_refs=reach.order_refs,
        network_id=reach.network_id,
    )
    known = {record.get("certificate") for record in document["claims"]["withdrawn_since"]}
    withdrawn = {record.words["certificate"] for record in snapshot if record.kind == _CERTIFICATE} - known
    return Superseded(earlier.id, figures, tuple(entries), tuple(sorted(withdrawn)))


def _fail(database: Database, statement_id: str, why: str) -> ImpactStatement:
    with database.transaction() as session:
        statement = _locked(session, statement_id)
        if statement.state == StatementState.BUILDING:
            statement.state, statement.step, statement.failure = StatementState.FAILED, None, why
            queries.insert_statement(session, statement)
        return statement


def _now(database: Database, statement_id: str) -> ImpactStatement:
    with database.reading() as session:
        statement = queries.find_statement(session, statement_id)
    if statement is None:
        raise NoSuchStatement()
    return statement


def _locked(session: Session, statement_id: str) -> ImpactStatement:
    statement = queries.lock_statement(session, statement_id)
    if statement is None:
        raise NoSuchStatement()
    return statement

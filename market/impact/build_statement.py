"""Compute a statement from the books and publish it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from kit.currencies import CURRENCIES
from market.impact import queries
from market.impact.document import Head, Json, Party, publishable, statement_text
from market.impact.errors import NoSuchStatement
from market.impact.queries import Books
from market.impact.rules import Currency
from models.enums import StatementState
from models.impact import ImpactStatement


def build_statement(session: Session, statement_id: str, *, now: datetime) -> ImpactStatement:
    """Compute a queued statement; one that is finished stays as it is, so repeating does no harm.

    When the books and the frozen prices contradict each other the statement fails and says so. Raises NoSuchStatement.
    """
    statement = queries.lock_statement(session, statement_id)
    if statement is None:
        raise NoSuchStatement()
    if statement.state != StatementState.QUEUED:
        return statement
    facts = CURRENCIES.get(statement.currency)
    market = queries.find_market(session)
    as_of = queries.last_settled_entry(session)
    books = Books(statement.period_start, statement.period_end, as_of)
    if facts is None or market is None:
        return _failed(session, statement, f"the market or the currency {statement.currency} is not set up")
    if unequal := queries.count_disagreements(session, books):
        return _failed(session, statement, f"the books and the frozen prices of {unequal} orders differ")

    about = market
    if statement.organisation_id is not None:
        about = queries.get_organisation(session, statement.organisation_id)
    earlier = queries.find_same(session, statement, StatementState.READY)
    found = queries.list_rows(session, books, producer_id=statement.organisation_id)
    rows = [row for row in found if row.currency == statement.currency]
    head = Head(
        statement_id=statement.id,
        issuer=Party(market.slug, market.name),
        subject=statement.subject_kind,
        about=Party(about.slug, about.name),
        period_start=statement.period_start,
        period_end=statement.period_end,
        currency=Currency(facts.code, facts.exponent),
        ledger_sequence=as_of,
        generated_at=now,
        supersedes=earlier.id if earlier else None,
    )
    statement.document = statement_text(
        head,
        publishable(rows, statement_id=statement.id, subject=statement.subject_kind),
        other_currency=len({row.order for row in found if row.event == "paid" and row.currency != statement.currency}),
        superseded=_figures_of(earlier),
    )
    statement.sha256 = hashlib.sha256(statement.document.encode()).digest()
    statement.supersedes_id = head.supersedes
    statement.as_of = now
    statement.state = StatementState.READY
    session.add(statement)
    session.flush()
    return statement


def _failed(session: Session, statement: ImpactStatement, why: str) -> ImpactStatement:
    statement.state = StatementState.FAILED
    statement.failure = why
    session.add(statement)
    session.flush()
    return statement


def _figures_of(earlier: ImpactStatement | None) -> Sequence[Json]:
    if earlier is None or earlier.document is None:
        return ()
    figures: Sequence[Json] = json.loads(earlier.document)["figures"]
    return figures

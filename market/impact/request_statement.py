"""Ask for a statement. It is computed later, by a worker."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from gateways.outbox import request_task
from market.accounts.errors import NoSuchOrganisation
from market.impact import queries
from market.impact.errors import PeriodCannotBe, SubjectUnclear
from market.impact.methodology import VERSION
from models.enums import StatementState, StatementSubject, TaskName
from models.impact import ImpactStatement

_LONGEST = timedelta(days=3660)


def request_statement(
    session: Session,
    *,
    subject: StatementSubject,
    organisation_id: str | None,
    period_start: datetime,
    period_end: datetime,
    currency: str,
    requested_by: str | None,
    now: datetime,
) -> ImpactStatement:
    """Queue the statement of the market, or of one producer, for the half-open period [start, end) of whole UTC days.

    The period may include today: the statement says of which entry of the books it is, and a later one supersedes it.
    While the same statement waits to be computed, asking again answers it. Raises PeriodCannotBe, SubjectUnclear,
    NoSuchOrganisation.
    """
    if not _can_be(period_start, period_end, now):
        raise PeriodCannotBe(period_start.isoformat(), period_end.isoformat())
    if (subject is StatementSubject.PRODUCER) != (organisation_id is not None):
        raise SubjectUnclear()
    producer = queries.find_producer(session, organisation_id) if organisation_id is not None else None
    if organisation_id is not None and producer is None:
        raise NoSuchOrganisation()
    asked = ImpactStatement(
        subject_kind=subject,
        organisation_id=producer.id if producer else None,
        period_start=period_start,
        period_end=period_end,
        currency=currency,
        methodology=VERSION,
        requested_by=requested_by,
    )
    waiting = queries.find_same(session, asked, StatementState.QUEUED)
    if waiting is None:
        queries.insert_statement(session, asked)
    statement = waiting or asked
    request_task(session, TaskName.BUILD_IMPACT_STATEMENT, key=statement.id, now=now, statement_id=statement.id)
    return statement


def _can_be(start: datetime, end: datetime, now: datetime) -> bool:
    are_midnights = all(moment == _midnight(moment) for moment in (start, end))
    return are_midnights and start < end <= _midnight(now) + timedelta(days=1) and end - start <= _LONGEST


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

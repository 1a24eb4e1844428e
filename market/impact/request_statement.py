"""Ask for a statement. It is computed later, by a worker."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from gateways.outbox import request_task
from market.accounts.errors import NoSuchOrganisation
from market.impact import queries
from market.impact.errors import NotPaidYet, PeriodCannotBe, SubjectUnclear
from market.impact.methodology import VERSION
from market.orders.errors import NoSuchOrder
from models.enums import OrganisationKind, StatementSubject, TaskName
from models.impact import ImpactStatement

_LONGEST = timedelta(days=3660)
_KINDS = {
    StatementSubject.PRODUCER: (OrganisationKind.PRODUCER,),
    StatementSubject.NETWORK: (OrganisationKind.FEDERATION, OrganisationKind.NETWORK),
}


@dataclass(frozen=True)
class About:
    """Whom a statement is to be about: an organisation by its slug or id, an order or a person by their id."""

    subject: StatementSubject
    organisation_id: str | None = None
    order_id: str | None = None
    person_id: str | None = None

    @property
    def is_clear(self) -> bool:
        return (
            (self.organisation_id is not None) == (self.subject in _KINDS)
            and (self.order_id is not None) == (self.subject is StatementSubject.ORDER)
            and (self.person_id is not None) == (self.subject is StatementSubject.SHOPPER)
        )


def request_statement(
    session: Session,
    about: About,
    *,
    period_start: datetime | None,
    period_end: datetime | None,
    currency: str,
    requested_by: str | None,
    now: datetime,
) -> ImpactStatement:
    """Queue a statement for the half-open period [start, end) of whole UTC days; an order's is from the day of its
    payment to today and takes no period.

    The period may include today: the statement says of which entry of the books it is, and a later one supersedes it.
    A network's may not: who joins or leaves today changes whose facts of today it is about, whatever the entry.
    While the same statement waits to be computed, asking again answers it. Raises PeriodCannotBe, SubjectUnclear,
    NoSuchOrganisation, NoSuchOrder, NotPaidYet.
    """
    if not about.is_clear:
        raise SubjectUnclear()
    start, end = _period(session, about, period_start, period_end, now)
    asked = ImpactStatement(
        subject_kind=about.subject,
        organisation_id=_organisation_id(session, about),
        order_id=about.order_id,
        person_id=about.person_id,
        period_start=start,
        period_end=end,
        currency=currency,
        methodology=VERSION,
        requested_by=requested_by,
    )
    waiting = queries.find_queued(session, asked)
    if waiting is None:
        queries.insert_statement(session, asked)
    statement = waiting or asked
    request_task(session, TaskName.BUILD_IMPACT_STATEMENT, key=statement.id, now=now, statement_id=statement.id)
    return statement


def _organisation_id(session: Session, about: About) -> str | None:
    if about.organisation_id is None:
        return None
    found = queries.find_organisation(session, about.organisation_id, _KINDS[about.subject])
    if found is None:
        raise NoSuchOrganisation()
    return found.id


def _period(
    session: Session, about: About, start: datetime | None, end: datetime | None, now: datetime
) -> tuple[datetime, datetime]:
    if about.order_id is not None:
        return _life_of_order(session, about.order_id, now)
    latest = _midnight(now) if about.subject is StatementSubject.NETWORK else _midnight(now) + timedelta(days=1)
    if start is None or end is None or not _can_be(start, end, latest):
        raise PeriodCannotBe(start.isoformat() if start else "", end.isoformat() if end else "")
    return start, end


def _life_of_order(session: Session, order_id: str, now: datetime) -> tuple[datetime, datetime]:
    order = queries.find_order(session, order_id)
    if order is None:
        raise NoSuchOrder()
    if order.paid_at is None:
        raise NotPaidYet()
    return _midnight(order.paid_at), max(_midnight(now), _midnight(order.paid_at)) + timedelta(days=1)


def _can_be(start: datetime, end: datetime, latest: datetime) -> bool:
    are_midnights = all(moment == _midnight(moment) for moment in (start, end))
    return are_midnights and start < end <= latest and end - start <= _LONGEST


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

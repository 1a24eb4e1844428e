"""Which facts a statement is about: everybody's, some organisations', a network's members', or some orders'."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from sqlalchemy.orm import Session

from market.impact import queries
from market.impact.facts.rules import Period, order_reference
from market.impact.facts.stream_lines import stream_lines
from models.enums import StatementSubject
from models.impact import ImpactStatement


@dataclass(frozen=True)
class Reach:
    """What belongs to a statement. With `network_id`, `organisation_ids` are who belonged on some day of the period."""

    period: Period
    organisation_ids: tuple[str, ...] | None = None
    order_refs: tuple[str, ...] | None = None
    network_id: str | None = None


def reach_of(session: Session, statement: ImpactStatement) -> Reach:
    """The facts of a statement's subject."""
    period = period_of(statement)
    match statement.subject_kind:
        case StatementSubject.PRODUCER:
            assert statement.organisation_id is not None
            return Reach(period, organisation_ids=(statement.organisation_id,))
        case StatementSubject.NETWORK:
            assert statement.organisation_id is not None
            members = queries.list_members_of_network(session, period, network_id=statement.organisation_id)
            return Reach(period, organisation_ids=tuple(members), network_id=statement.organisation_id)
        case StatementSubject.ORDER:
            assert statement.order_id is not None
            return Reach(period, order_refs=(order_reference(statement.order_id),))
        case StatementSubject.SHOPPER:
            assert statement.person_id is not None
            return Reach(period, order_refs=tuple(queries.list_order_refs(session, statement.person_id)))
        case _:
            return Reach(period)


def period_of(statement: ImpactStatement) -> Period:
    """The statement's days in UTC."""
    return Period(statement.period_start.astimezone(UTC).date(), statement.period_end.astimezone(UTC).date())


def stream_reach(session: Session, reach: Reach, *, as_of: int) -> Iterator[str]:
    """The canonical lines of the statement's facts, by day and in the order of the books."""
    if reach.order_refs is not None:
        return queries.stream_lines_of_orders(session, reach.period, as_of=as_of, order_refs=reach.order_refs)
    return stream_lines(
        session,
        reach.period,
        as_of=as_of,
        organisation_ids=reach.organisation_ids,
        network_id=reach.network_id,
    )

"""SQL of impact statements: what beside facts and sums they are made from, and the statements themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import ColumnElement, exists, select, text
from sqlalchemy.orm import QueryableAttribute, Session, aliased, defer
from sqlmodel import col

from market.impact.document import PRIVATE, EntryCount
from market.impact.facts.rules import POOLED, Period
from market.impact.facts.stay_queries import BELONGED_THEN, BELONGED_WHEN_SOLD, STAYS
from models.enums import OrganisationKind, StatementState, StatementSubject
from models.impact import ImpactStatement
from models.orders import Order
from models.organisations import Organisation

_LINES_AT_ONCE = 1000
# What a statement is about: of those about the same, one supersedes another.
_ABOUT = ("subject_kind", "organisation_id", "order_id", "person_id", "period_start", "period_end", "currency")
# A document may be large, and lists do not show it.
_WITHOUT_DOCUMENT = defer(cast("QueryableAttribute[str | None]", ImpactStatement.document))
PUBLIC = tuple(kind for kind in StatementSubject if kind not in PRIVATE)
# The facts of some orders, and who is named in sales.
_LINES_OF_ORDERS = text(
    """
    select line from impact_fact
    where order_ref = any(:order_refs) and booked_on >= :start and booked_on < :end and entry <= :as_of
    order by booked_on, entry, ordinal
    """
)
_DAYS_OF_ORDER = text(
    """
    select distinct booked_on from impact_fact
    where order_ref = :order_ref and booked_on >= :start and booked_on < :end and entry <= :as_of
    """
)
_MEMBERS_OF_NETWORK = text(
    """
    select m.member_id from network_days(:network_id) m
    where m.days && datemultirange(daterange(cast(:start as date), cast(:end as date))) order by m.member_id
    """
)
# One look at each organisation, up to its first fact that names it: joined, all facts of all of them would be read.
_PRODUCERS = text(
    f"""
    select count(*) from ({STAYS}) s
    where (select true
           from (select lower(d) as since, upper(d) as until from unnest(s.days) d offset 0) stay
           cross join lateral (
               select from impact_fact f
               where f.organisation_id = s.member_id and f.booked_on >= stay.since and f.booked_on < stay.until
                 and f.kind = 'sale' and f.currency = :currency and f.entry <= :as_of and f.producer <> :pooled
               limit 1) named
           limit 1)
    """
)
# Those who publish about the same wait for each other here, until their transaction ends.
_LOCK_SUBJECT = text("select pg_advisory_xact_lock(hashtextextended('impact_statement ' || :about, 0))")
_CURRENCIES = text("select distinct currency from ledger_account order by currency")
_POSTED_AT = text("select posted_at from journal where sequence = :sequence")
_ORDERS_OF_PERSON = text("select order_reference(id) from customer_order where person_id = :person_id order by id")
# What has come to the books of a period since an entry: to its own days, or later, taking back what was sold in it.
_SINCE = text(
    f"""
    select j.kind, count(distinct f.entry)::int as entries
    from impact_fact f join journal j on j.sequence = f.entry
    where f.entry > :after and f.entry <= :as_of
      and (cast(:organisation_ids as text[]) is null or f.organisation_id = any(cast(:organisation_ids as text[])))
      and (cast(:order_refs as text[]) is null or f.order_ref = any(cast(:order_refs as text[])))
      and (f.booked_on >= :start and f.booked_on < :end and {BELONGED_THEN}
           or f.booked_on >= :end and f.kind = 'sale' and j.kind <> 'order_paid'
              and exists (select from impact_fact p where p.order_ref = f.order_ref and p.kind = 'sale'
                            and p.booked_on >= :start and p.booked_on < :end and {BELONGED_WHEN_SOLD}))
    group by j.kind order by j.kind
    """
)

READ_STATEMENT = """
    select json_build_object(
      'id', s.id, 'subject', s.subject_kind,
      'organisation', case when o.id is not null
                      then json_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'country', o.country) end,
      'order_id', null,
      'period_start', to_char(s.period_start at time zone 'UTC', 'YYYY-MM-DD'),
      'period_end', to_char(s.period_end at time zone 'UTC', 'YYYY-MM-DD'),
      'currency', s.currency, 'methodology', s.methodology, 'state', s.state, 'step', s.step, 'failure', s.failure,
      'generated_at', to_char(s.as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'sha256', encode(s.sha256, 'hex'), 'supersedes', s.supersedes_id,
      'superseded_by', (select n.id from impact_statement n where n.supersedes_id = s.id),
      'document', s.document::json)
    from impact_statement s left join organisation o on o.id = s.organisation_id
    where s.id = $1 and s.subject_kind not in ('order', 'shopper')
"""
READ_DOCUMENT = """
    select document, sha256 from impact_statement
    where id = $1 and state = 'ready' and subject_kind not in ('order', 'shopper')
"""


@dataclass(frozen=True)
class Listed:
    """A statement in a list, with the organisation that it is about."""

    statement: ImpactStatement
    organisation: Organisation | None

    @property
    def id(self) -> str:
        return self.statement.id


def stream_lines_of_orders(session: Session, period: Period, *, as_of: int, order_refs: Sequence[str]) -> Iterator[str]:
    """The lines of some orders' facts, in the order of days and of the books."""
    asked = {"start": period.start, "end": period.end, "as_of": as_of, "order_refs": list(order_refs)}
    return iter(session.execute(_LINES_OF_ORDERS.execution_options(yield_per=_LINES_AT_ONCE), asked).scalars())


def list_days_of_order(session: Session, period: Period, *, as_of: int, order_ref: str) -> list[date]:
    """On which days of a period an order has facts."""
    asked = {"start": period.start, "end": period.end, "as_of": as_of, "order_ref": order_ref}
    return list(session.execute(_DAYS_OF_ORDER, asked).scalars())


def list_members_of_network(session: Session, period: Period, *, network_id: str) -> list[str]:
    """Who belonged to a network on some day of a period."""
    asked = {"start": period.start, "end": period.end, "network_id": network_id}
    return list(session.execute(_MEMBERS_OF_NETWORK, asked).scalars())


def count_producers(
    session: Session,
    period: Period,
    *,
    as_of: int,
    currency: str,
    organisation_ids: Sequence[str] | None,
    network_id: str | None,
) -> int:
    """How many organisations the sales of a period name, in one currency; whose, as `list_sums` takes it."""
    asked = {
        "start": period.start,
        "end": period.end,
        "pooled": POOLED,
        "as_of": as_of,
        "currency": currency,
        "organisation_ids": None if organisation_ids is None else list(organisation_ids),
        "network_id": network_id,
    }
    return int(session.execute(_PRODUCERS, asked).scalar_one())


def list_currencies(session: Session) -> list[str]:
    """Every currency that the books hold something in."""
    return list(session.execute(_CURRENCIES).scalars())


def find_posting_time(session: Session, sequence: int) -> datetime | None:
    return session.execute(_POSTED_AT, {"sequence": sequence}).scalar_one_or_none()


def list_order_refs(session: Session, person_id: str) -> list[str]:
    """What stands for each of a person's orders in statements."""
    return list(session.execute(_ORDERS_OF_PERSON, {"person_id": person_id}).scalars())


def list_entries_since(
    session: Session,
    period: Period,
    *,
    after: int,
    as_of: int,
    organisation_ids: Sequence[str] | None,
    order_refs: Sequence[str] | None,
    network_id: str | None,
) -> list[EntryCount]:
    """What has come to the books of a period after an entry, by kind of entry; whose, as `read_snapshot` takes it."""
    asked = {
        "start": period.start,
        "end": period.end,
        "after": after,
        "as_of": as_of,
        "organisation_ids": None if organisation_ids is None else list(organisation_ids),
        "order_refs": None if order_refs is None else list(order_refs),
        "network_id": network_id,
    }
    return [EntryCount(row.kind, row.entries) for row in session.execute(_SINCE, asked)]


def list_waiting(session: Session, *, queued_before: datetime, started_before: datetime) -> list[str]:
    """Statements that were asked for, or begun, before these moments and are not finished."""
    statement = (
        select(col(ImpactStatement.id))
        .where(
            (col(ImpactStatement.state) == StatementState.QUEUED) & (col(ImpactStatement.created_at) <= queued_before)
            | (col(ImpactStatement.state) == StatementState.BUILDING)
            & (col(ImpactStatement.started_at) <= started_before)
        )
        .order_by(col(ImpactStatement.id))
        .limit(200)
    )
    return list(session.execute(statement).scalars())


def list_current(session: Session, *, over_by: datetime, after: str | None, limit: int) -> list[ImpactStatement]:
    """Public statements of periods that are over, which nothing supersedes and for which nothing waits, by id."""
    waiting = aliased(ImpactStatement)
    statement = (
        select(ImpactStatement)
        .where(
            col(ImpactStatement.state) == StatementState.READY,
            col(ImpactStatement.subject_kind).in_(PUBLIC),
            col(ImpactStatement.period_end) <= over_by,
            _is_newest(),
            ~exists().where(
                *_same(waiting, ImpactStatement),
                col(waiting.state).in_([StatementState.QUEUED, StatementState.BUILDING]),
            ),
        )
        .order_by(col(ImpactStatement.id))
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(col(ImpactStatement.id) > after)
    return list(session.execute(statement).scalars())


def _is_newest() -> ColumnElement[bool]:
    """No statement supersedes it."""
    newer = aliased(ImpactStatement)
    return ~exists().where(col(newer.supersedes_id) == col(ImpactStatement.id))


def _same(one: type[ImpactStatement], other: type[ImpactStatement] | ImpactStatement) -> Iterator[ColumnElement[bool]]:
    """Both are about the same subject, period and currency."""
    for name in _ABOUT:
        yield getattr(one, name).is_not_distinct_from(getattr(other, name))


def find_market(session: Session) -> Organisation | None:
    statement = select(Organisation).where(col(Organisation.kind) == OrganisationKind.MARKET)
    return session.execute(statement.order_by(col(Organisation.id)).limit(1)).scalar_one_or_none()


def find_organisation(session: Session, id_or_slug: str, kinds: Sequence[OrganisationKind]) -> Organisation | None:
    """The organisation of one of these kinds, by its slug or id."""
    statement = select(Organisation).where(
        col(Organisation.kind).in_(kinds),
        (col(Organisation.id) == id_or_slug) | (col(Organisation.slug) == id_or_slug),
    )
    return session.execute(statement).scalar_one_or_none()


def get_organisation(session: Session, organisation_id: str) -> Organisation:
    return session.execute(select(Organisation).where(col(Organisation.id) == organisation_id)).scalar_one()


def find_order(session: Session, order_id: str) -> Order | None:
    return session.execute(select(Order).where(col(Order.id) == order_id)).scalar_one_or_none()


def insert_statement(session: Session, statement: ImpactStatement) -> None:
    session.add(statement)
    session.flush()


def find_statement(session: Session, statement_id: str) -> ImpactStatement | None:
    return session.execute(select(ImpactStatement).where(col(ImpactStatement.id) == statement_id)).scalar_one_or_none()


def lock_statement(session: Session, statement_id: str) -> ImpactStatement | None:
    return session.execute(
        select(ImpactStatement).where(col(ImpactStatement.id) == statement_id).with_for_update()
    ).scalar_one_or_none()


def lock_subject(session: Session, statement: ImpactStatement) -> None:
    """Let nobody else publish about the same until the transaction ends."""
    about = " ".join(str(getattr(statement, name)) for name in _ABOUT)
    session.execute(_LOCK_SUBJECT, {"about": about})


def find_newest(session: Session, statement: ImpactStatement) -> ImpactStatement | None:
    """The finished statement about the same that nothing supersedes."""
    same = select(ImpactStatement).where(
        *_same(ImpactStatement, statement), col(ImpactStatement.state) == StatementState.READY, _is_newest()
    )
    return session.execute(same).scalar_one_or_none()


def find_queued(session: Session, asked: ImpactStatement) -> ImpactStatement | None:
    """One about the same that nobody has begun to compute."""
    same = select(ImpactStatement).where(
        *_same(ImpactStatement, asked), col(ImpactStatement.state) == StatementState.QUEUED
    )
    return session.execute(same.order_by(col(ImpactStatement.id)).limit(1)).scalar_one_or_none()


def find_listed(session: Session, statement: ImpactStatement) -> Listed:
    """A statement with the organisation that it is about."""
    about = get_organisation(session, statement.organisation_id) if statement.organisation_id is not None else None
    return Listed(statement, about)


def list_ready(
    session: Session, *, subject: StatementSubject | None, producer: str | None, before: str | None, limit: int
) -> list[Listed]:
    """Finished statements, newest first, from the one after `before` on; `producer` is a slug or an id."""
    statement = (
        select(ImpactStatement, Organisation)
        .outerjoin(Organisation, col(Organisation.id) == col(ImpactStatement.organisation_id))
        .options(_WITHOUT_DOCUMENT)
        .where(col(ImpactStatement.state) == StatementState.READY, col(ImpactStatement.subject_kind).in_(PUBLIC))
    )
    if subject is not None:
        statement = statement.where(col(ImpactStatement.subject_kind) == subject)
    if producer is not None:
        statement = statement.where((col(Organisation.slug) == producer) | (col(Organisation.id) == producer))
    if before is not None:
        statement = statement.where(col(ImpactStatement.id) < before)
    found = session.execute(statement.order_by(col(ImpactStatement.id).desc()).limit(limit))
    return [Listed(row[0], row[1]) for row in found]


def list_own(session: Session, *, person_id: str, before: str | None, limit: int) -> list[ImpactStatement]:
    """The person's own, of all their orders or of one, without their documents; newest first, after `before`."""
    orders = select(col(Order.id)).where(col(Order.person_id) == person_id)
    statement = (
        select(ImpactStatement)
        .options(_WITHOUT_DOCUMENT)
        .where((col(ImpactStatement.person_id) == person_id) | col(ImpactStatement.order_id).in_(orders))
    )
    if before is not None:
        statement = statement.where(col(ImpactStatement.id) < before)
    return list(session.execute(statement.order_by(col(ImpactStatement.id).desc()).limit(limit)).scalars())

"""SQL of impact statements: the rows from the books and the frozen prices, and the statements themselves."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session, defer
from sqlmodel import col

from market.impact.methodology import NOT_STATED
from market.impact.rules import Row
from models.enums import OrganisationKind, StatementState, StatementSubject
from models.impact import ImpactStatement
from models.organisations import Organisation

# Every entry of the period that adds an order to the books or takes some of it back.
_FACTS = """
    with fact as (
      select j.sequence, j.order_id, 'paid' as event, 1 as sign, null as refund_id, j.effective_at
      from journal j
      where j.kind = 'order_paid'
        and j.effective_at >= :start and j.effective_at < :end and j.sequence <= :as_of
      union all
      select j.sequence, j.order_id, case j.kind when 'refund_released' then 'refund_failed' else 'refunded' end,
             case j.kind when 'refund_released' then 1 else -1 end, j.subject_id, j.effective_at
      from journal j
      where j.kind in ('refund', 'refund_released', 'dispute_charged')
        and j.effective_at >= :start and j.effective_at < :end and j.sequence <= :as_of
      union all
      select j.sequence, undone.order_id, 'taken_back', -1, null, j.effective_at
      from journal j join journal undone on undone.id = j.reverses_id and undone.kind = 'order_paid'
      where j.kind = 'correction'
        and j.effective_at >= :start and j.effective_at < :end and j.sequence <= :as_of
    )
"""
_ROWS = text(
    f"""
    {_FACTS}
    , part as (
      select f.sequence, f.order_id, p.producer_id, b.kind, b.parcel_id is not null as is_shipping,
             -- What the market bore itself was taken from nobody.
             f.sign * case when f.refund_id is null then b.amount_minor
                           else r.amount_minor - r.borne_minor end as amount
      from fact f
      join breakdown_part b on b.order_id = f.order_id
      left join order_line l on l.id = b.order_line_id
      join parcel p on p.id = coalesce(b.parcel_id, l.parcel_id)
      left join refund_part r on r.refund_id = f.refund_id and r.breakdown_part_id = b.id
      where (f.refund_id is null or r.refund_id is not null) and b.kind not in ('tier_support', 'tier_relief')
        and (cast(:producer_id as text) is null or p.producer_id = :producer_id)
    ), arrived as (
      select i.order_id, i.beneficiary_id, i.purpose, x.amount_minor as amount, j.effective_at
      from (select order_id from fact where event = 'paid') o
      join payable_item i on i.order_id = o.order_id
      join payout_item x on x.payable_item_id = i.id
      join journal j on j.subject_id = x.payout_id and j.kind = 'transfer_sent' and j.sequence <= :as_of
      where not exists (select from journal back where back.subject_id = x.payout_id
                          and back.kind = 'payout_returned' and back.sequence <= :as_of)
      union all
      select r.order_id, p.beneficiary_id, p.purpose, -v.amount_minor, null
      from (select order_id from fact where event = 'paid') o
      join refund r on r.order_id = o.order_id
      join transfer_reversal v on v.refund_id = r.id
      join payout p on p.id = v.payout_id
      join journal j on j.subject_id = v.id and j.kind = 'transfer_reversed' and j.sequence <= :as_of
    ), sent as (
      select order_id, beneficiary_id,
             sum(amount) filter (where purpose = 'goods') as goods,
             sum(amount) filter (where purpose = 'premium') as premium,
             max(effective_at) filter (where purpose = 'goods') as goods_at
      from arrived group by order_id, beneficiary_id
    ), summed as (
      select sequence, producer_id,
             sum(amount) filter (where not is_shipping) as gross,
             sum(amount) filter (where not is_shipping and kind = 'vat') as vat,
             sum(amount) filter (where is_shipping) as shipping,
             sum(amount) filter (where is_shipping and kind = 'vat') as shipping_vat,
             sum(amount) filter (where kind in ('producer', 'minimum_price_topup')) as producer_share,
             sum(amount) filter (where kind = 'premium') as premium,
             -- With the VAT on it, which the producer bears too; less what the market itself put in.
             sum(amount) filter (where kind in ('market_fee', 'fee_vat', 'discount_subsidy', 'minimum_price_subsidy'))
                 as market_fee,
             sum(amount) filter (where kind = 'federation_dues') as dues,
             sum(amount) filter (where kind = 'solidarity') as solidarity
      from part group by sequence, producer_id
    )
    select f.sequence, f.order_id, f.event, (f.effective_at at time zone 'UTC')::date as day, o.currency,
           g.slug, g.country, g.line, g.structure,
           coalesce(s.gross, 0)::bigint as gross, coalesce(s.vat, 0)::bigint as vat,
           coalesce(s.shipping, 0)::bigint as shipping, coalesce(s.shipping_vat, 0)::bigint as shipping_vat,
           coalesce(s.producer_share, 0)::bigint as producer_share, coalesce(s.premium, 0)::bigint as premium,
           coalesce(s.market_fee, 0)::bigint as market_fee, coalesce(s.dues, 0)::bigint as dues,
           coalesce(s.solidarity, 0)::bigint as solidarity,
           coalesce(t.goods, 0)::bigint as goods_sent, coalesce(t.premium, 0)::bigint as premium_sent,
           (t.goods_at at time zone 'UTC')::date as sent_on
    from summed s
    join fact f on f.sequence = s.sequence
    join customer_order o on o.id = f.order_id
    join organisation g on g.id = s.producer_id
    left join sent t on f.event = 'paid' and t.order_id = f.order_id and t.beneficiary_id = s.producer_id
    order by f.sequence, s.producer_id
    """
)
# The books and the frozen prices say the same of each account, or no statement is made from them.
_DISAGREEMENTS = text(
    f"""
    {_FACTS}
    select count(distinct order_id) from (
      select order_id from (
        select f.order_id, b.account_code as code, b.amount_minor
        from fact f join breakdown_part b on b.order_id = f.order_id where f.event = 'paid'
        union all
        select f.order_id, a.code, p.amount_minor
        from fact f
        join journal j on j.sequence = f.sequence
        join posting p on p.journal_id = j.id
        join ledger_account a on a.id = p.account_id
        where f.event = 'paid' and a.code <> 'stripe:pending'
      ) side
      group by order_id, code having sum(amount_minor) <> 0
    ) unequal
    """
)
# An entry gets its number when it is written and can be seen when its transaction commits. Entries written before the
# oldest transaction that is still writing are complete: none can appear among them later.
_OLDEST_WRITER = text(
    """
    select coalesce(min(a.xact_start), clock_timestamp())
    from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where l.database = (select oid from pg_database where datname = current_database())
      and l.relation = 'journal'::regclass and l.mode = 'RowExclusiveLock' and l.pid <> pg_backend_pid()
    """
)
_LAST_ENTRY = text("select coalesce(max(sequence), 0) from journal where posted_at < :before")

READ_STATEMENT = """
    select json_build_object(
      'id', s.id, 'subject', s.subject_kind,
      'organisation', case when o.id is not null
                      then json_build_object('id', o.id, 'slug', o.slug, 'name', o.name, 'country', o.country) end,
      'period_start', to_char(s.period_start at time zone 'UTC', 'YYYY-MM-DD'),
      'period_end', to_char(s.period_end at time zone 'UTC', 'YYYY-MM-DD'),
      'currency', s.currency, 'methodology', s.methodology, 'state', s.state, 'failure', s.failure,
      'generated_at', to_char(s.as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'sha256', encode(s.sha256, 'hex'), 'supersedes', s.supersedes_id,
      'superseded_by', (select min(n.id) from impact_statement n where n.supersedes_id = s.id and n.state = 'ready'),
      'document', s.document::json)
    from impact_statement s left join organisation o on o.id = s.organisation_id
    where s.id = $1
"""
READ_DOCUMENT = """
    select document, sha256 from impact_statement where id = $1 and state = 'ready'
"""


@dataclass(frozen=True)
class Books:
    """The half-open period [start, end) in the books as they stood after entry `as_of`."""

    start: datetime
    end: datetime
    as_of: int


@dataclass(frozen=True)
class Listed:
    """A finished statement in a list, with the producer whose it is."""

    statement: ImpactStatement
    organisation: Organisation | None


def list_rows(session: Session, books: Books, *, producer_id: str | None) -> list[Row]:
    """Every producer's share of every order of the period, or one producer's alone.

    `order` is the order's own id here; it never leaves like that.
    """
    found = session.execute(_ROWS, {"producer_id": producer_id, **asdict(books)})
    return [
        Row(
            order=row.order_id,
            entry=row.sequence,
            event=row.event,
            on=row.day.isoformat(),
            producer=row.slug,
            country=row.country,
            line=row.line or NOT_STATED,
            structure=row.structure or NOT_STATED,
            currency=row.currency,
            gross=row.gross,
            vat=row.vat,
            shipping=row.shipping,
            shipping_vat=row.shipping_vat,
            producer_share=row.producer_share,
            premium=row.premium,
            market_fee=row.market_fee,
            dues=row.dues,
            solidarity=row.solidarity,
            goods_transferred=row.goods_sent,
            premium_transferred=row.premium_sent,
            transferred_on=row.sent_on.isoformat() if row.sent_on else None,
        )
        for row in found
    ]


def count_disagreements(session: Session, books: Books) -> int:
    """How many orders paid in the period are booked otherwise than their frozen price says."""
    return int(session.execute(_DISAGREEMENTS, asdict(books)).scalar_one())


def last_settled_entry(session: Session) -> int:
    """The newest entry before which no other can still appear: nobody who is writing now began before it."""
    before = session.execute(_OLDEST_WRITER).scalar_one()
    return int(session.execute(_LAST_ENTRY, {"before": before}).scalar_one())


def list_queued(session: Session, *, before: datetime) -> list[str]:
    """Statements that were asked for before this moment and are not computed."""
    statement = (
        select(col(ImpactStatement.id))
        .where(col(ImpactStatement.state) == StatementState.QUEUED, col(ImpactStatement.created_at) <= before)
        .order_by(col(ImpactStatement.id))
        .limit(200)
    )
    return list(session.execute(statement).scalars())


def find_market(session: Session) -> Organisation | None:
    statement = select(Organisation).where(col(Organisation.kind) == OrganisationKind.MARKET)
    return session.execute(statement.order_by(col(Organisation.id)).limit(1)).scalar_one_or_none()


def find_producer(session: Session, id_or_slug: str) -> Organisation | None:
    statement = select(Organisation).where(
        col(Organisation.kind) == OrganisationKind.PRODUCER,
        (col(Organisation.id) == id_or_slug) | (col(Organisation.slug) == id_or_slug),
    )
    return session.execute(statement).scalar_one_or_none()


def get_organisation(session: Session, organisation_id: str) -> Organisation:
    return session.execute(select(Organisation).where(col(Organisation.id) == organisation_id)).scalar_one()


def insert_statement(session: Session, statement: ImpactStatement) -> None:
    session.add(statement)
    session.flush()


def find_statement(session: Session, statement_id: str) -> ImpactStatement | None:
    return session.execute(select(ImpactStatement).where(col(ImpactStatement.id) == statement_id)).scalar_one_or_none()


def lock_statement(session: Session, statement_id: str) -> ImpactStatement | None:
    return session.execute(
        select(ImpactStatement).where(col(ImpactStatement.id) == statement_id).with_for_update()
    ).scalar_one_or_none()


def find_same(session: Session, asked: ImpactStatement, state: StatementState) -> ImpactStatement | None:
    """The newest other statement in this state about the same subject and period."""
    statement = (
        select(ImpactStatement)
        .where(
            col(ImpactStatement.id) != asked.id,
            col(ImpactStatement.state) == state,
            col(ImpactStatement.subject_kind) == asked.subject_kind,
            col(ImpactStatement.organisation_id).is_not_distinct_from(asked.organisation_id),
            col(ImpactStatement.period_start) == asked.period_start,
            col(ImpactStatement.period_end) == asked.period_end,
            col(ImpactStatement.currency) == asked.currency,
        )
        .order_by(col(ImpactStatement.id).desc())
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def list_ready(
    session: Session, *, subject: StatementSubject | None, producer: str | None, before: str | None, limit: int
) -> list[Listed]:
    """Finished statements, newest first, from the one after `before` on; `producer` is a slug or an id."""
    statement = (
        select(ImpactStatement, Organisation)
        .outerjoin(Organisation, col(Organisation.id) == col(ImpactStatement.organisation_id))
        .options(defer(ImpactStatement.document))  # type: ignore[arg-type]  # a column, whatever SQLModel says
        .where(col(ImpactStatement.state) == StatementState.READY)
    )
    if subject is not None:
        statement = statement.where(col(ImpactStatement.subject_kind) == subject)
    if producer is not None:
        statement = statement.where((col(Organisation.slug) == producer) | (col(Organisation.id) == producer))
    if before is not None:
        statement = statement.where(col(ImpactStatement.id) < before)
    found = session.execute(statement.order_by(col(ImpactStatement.id).desc()).limit(limit))
    return [Listed(row[0], row[1]) for row in found]

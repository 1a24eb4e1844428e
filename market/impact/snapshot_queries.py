"""SQL of what stands beside a statement's facts, read once when it is made.

A kind of record is added by a source here. Its SELECT gives `words` and `numbers` (jsonb, flat; texts and whole
numbers) for each record, and may use `:start`, `:end` (dates, the end not included), `:as_of` (the last entry that
counts), `:now`, `:organisation_ids` and `:order_refs` (text[], or null for all), and `:network_id`, to which the
organisations belonged on some days only (or null).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from market.impact.facts.rules import Period
from market.impact.facts.stay_queries import BELONGED_THEN, BELONGED_WHEN_SOLD
from market.impact.fund_queries import FUND, FUND_BALANCE
from market.impact.indicators.snapshot import Record

_OURS = """
    (cast(:organisation_ids as text[]) is null or f.organisation_id = any(cast(:organisation_ids as text[])))
    and (cast(:order_refs as text[]) is null or f.order_ref = any(cast(:order_refs as text[])))
    and f.kind = 'sale' and f.entry <= :as_of
"""
_IN_PERIOD = f"{_OURS} and f.booked_on >= :start and f.booked_on < :end and {BELONGED_THEN}"

# Only of organisations that say so of themselves and whose page tells everybody at that moment; who is not named in a
# fact of the period is not named here.
_MEMBERS = text(
    f"""
    select jsonb_build_object('producer', o.slug) as words,
           jsonb_build_object('women', o.members_women, 'men', o.members_men, 'unknown', o.members_unknown) as numbers
    from organisation o
    where o.members_women is not null and is_gender_shown(o, :now)
      and exists (select from impact_fact f where f.organisation_id = o.id and f.producer = o.slug and {_IN_PERIOD})
    """
)
# Of each whose page tells it at that moment; the others of the period together, without a name.
_FAMILIES = text(
    f"""
    with producer as (
        select o.slug, case when is_families_shown(o, :now) then o.families_total end as families
        from organisation o
        where exists (select from impact_fact f
                      where f.organisation_id = o.id and f.producer = o.slug and {_IN_PERIOD})
    )
    select jsonb_build_object('producer', case when families is not null then slug else '' end) as words,
           jsonb_build_object('families', coalesce(sum(families), 0), 'told', count(families),
                              'producers', count(*)) as numbers
    from producer group by 1, families is not null
    """
)
# A line under two of these certificates counts under each.
_WITHDRAWN = text(
    f"""
    with ended as materialized (
        select c.id, (c.claim_until at time zone 'UTC')::date as ended_on, s.code as scheme, s.assurance_class
        from certificate c join scheme s on s.id = c.scheme_id
        where c.state = 'withdrawn'
    )
    select jsonb_build_object('certificate', e.id, 'scheme', e.scheme, 'assurance', e.assurance_class,
                              'on', coalesce(e.ended_on::text, ''), 'currency', o.currency) as words,
           jsonb_build_object('value', sum(net.amount), 'lines', count(*)) as numbers
    from ended e
    join order_line l on l.claims @> jsonb_build_array(jsonb_build_object('certificate_id', e.id))
    join customer_order o on o.id = l.order_id
    cross join lateral (select coalesce(sum(b.amount_minor), 0)::bigint as amount from breakdown_part b
                        where b.order_line_id = l.id and b.kind <> 'vat') net
    where exists (select from impact_fact f join journal j on j.sequence = f.entry
                  where f.order_ref = order_reference(l.order_id) and j.kind = 'order_paid'
                    and f.organisation_id = l.producer_id and {_IN_PERIOD})
    group by e.id, e.ended_on, e.scheme, e.assurance_class, o.currency
    """
)
_GIVEN_BACK = text(
    f"""
    select jsonb_build_object('entry', j.kind, 'currency', f.currency) as words,
           jsonb_build_object('entries', count(distinct f.entry), 'orders', count(distinct f.order_ref),
                              'gross', -sum(coalesce((f.amounts ->> 'gross')::bigint, 0)),
                              'shipping', -sum(coalesce((f.amounts ->> 'shipping')::bigint, 0))) as numbers
    from journal j
    join impact_fact f on f.entry = j.sequence
    where j.kind <> 'order_paid' and j.effective_at >= cast(:end as date)::timestamp at time zone 'UTC'
      and {_OURS} and f.booked_on >= :end
      and exists (select from impact_fact p where p.order_ref = f.order_ref and p.kind = 'sale'
                    and p.booked_on >= :start and p.booked_on < :end and {BELONGED_WHEN_SOLD})
    group by j.kind, f.currency
    """
)

# Votes whose time ended in the period and whose urn was opened: of everybody, or of the organisations that hold them or
# whose members they ask. Orders have none.
_ROUNDS = text(
    """
    select jsonb_build_object('round', r.id, 'rule', r.rule, 'votes_by', r.votes_by, 'on', r.ended_on::text,
                              'void', coalesce(r.void_reason, ''), 'ballots', coalesce(r.ballots, '')) as words,
           jsonb_build_object('eligible', r.eligible, 'voted', r.voted, 'quorum', r.quorum,
                              'quorum_met', (r.voted >= r.quorum)::integer) as numbers
    from (select r.*, (r.closes_at at time zone 'UTC')::date as ended_on, f.owner_id,
                 greatest(r.quorum_count, (r.eligible * r.quorum_share_bps + 9999) / 10000) as quorum,
                 (select encode(c.sha256, 'hex') from round_count c where c.round_id = r.id
                  order by c.number desc limit 1) as ballots
          from fund_round r join fund f on f.id = r.fund_id
          where r.eligible is not null) r
    where cast(:order_refs as text[]) is null and r.ended_on >= :start and r.ended_on < :end
      and (cast(:organisation_ids as text[]) is null or r.owner_id = any(cast(:organisation_ids as text[]))
           or r.electorate_id = any(cast(:organisation_ids as text[])))
    """
)

# What producers owe funds of money sent ahead of harvests, without interest. Orders owe none.
_PREFINANCE = text(
    """
    select jsonb_build_object('currency', p.currency) as words,
           jsonb_build_object('amount', sum(p.amount_minor)::bigint) as numbers
    from ledger_account a
    join posting p on p.account_id = a.id
    join journal j on j.id = p.journal_id
    where starts_with(a.code, 'prefinance:') and j.sequence <= :as_of and cast(:order_refs as text[]) is null
      and (cast(:organisation_ids as text[]) is null or a.owner_id = any(cast(:organisation_ids as text[])))
    group by p.currency having sum(p.amount_minor) <> 0
    """
)


@dataclass(frozen=True)
class Source:
    """One kind of records and the SELECT that finds them."""

    kind: str
    select: TextClause


SOURCES = (
    Source("members", _MEMBERS),
    Source("families", _FAMILIES),
    Source("certificate_withdrawn", _WITHDRAWN),
    Source("given_back_later", _GIVEN_BACK),
    Source("round", _ROUNDS),
    Source("prefinance_outstanding", _PREFINANCE),
    Source("fund", FUND),
    Source("fund_balance", FUND_BALANCE),
)


def read_snapshot(
    session: Session,
    period: Period,
    *,
    as_of: int,
    organisation_ids: Sequence[str] | None,
    order_refs: Sequence[str] | None,
    network_id: str | None = None,
    now: datetime,
) -> list[Record]:
    """Every record about a period, of everybody, of these organisations, or of these orders; with `network_id`, of what
    these organisations sold while they belonged to it.
    """
    asked = {
        "start": period.start,
        "end": period.end,
        "as_of": as_of,
        "organisation_ids": None if organisation_ids is None else list(organisation_ids),
        "order_refs": None if order_refs is None else list(order_refs),
        "network_id": network_id,
        "now": now,
    }
    return [
        Record(source.kind, row.words, row.numbers)
        for source in SOURCES
        for row in session.execute(source.select, asked)
    ]

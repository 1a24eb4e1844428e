-- On which days an organisation belonged to a network, directly or through others, each of the days once: along a way
-- all memberships have to hold, and the day on which one ends is no longer counted.
create function membership_days(accepted_at timestamptz, ended_at timestamptz) returns daterange
language sql immutable parallel safe as $$
    select daterange((accepted_at at time zone 'UTC')::date,
                     -- Nobody who still belongs has an end, and a clock that went back makes none before the beginning.
                     case when ended_at is not null then (greatest(ended_at, accepted_at) at time zone 'UTC')::date end)
    where accepted_at is not null
$$;

create function network_days(network text) returns table (member_id text, days datemultirange)
language sql stable parallel safe rows 100 as $$
    with recursive below (member_id, days) as (
        select n.member_id, membership_days(n.accepted_at, n.ended_at)
        from network_membership n
        where n.network_id = network and n.accepted_at is not null
        union
        select n.member_id, b.days * membership_days(n.accepted_at, n.ended_at)
        from below b
        join network_membership n on n.network_id = b.member_id and n.accepted_at is not null
        where not isempty(b.days * membership_days(n.accepted_at, n.ended_at))
    )
    select b.member_id, range_agg(b.days) from below b where not isempty(b.days) group by b.member_id
$$;

-- To which networks an organisation belonged at a moment, directly or through others.
create function networks_at(organisation text, at timestamptz) returns text[]
language sql stable parallel safe as $$
    with recursive above (id) as (
        select n.network_id from network_membership n
        where n.member_id = organisation and n.accepted_at <= at and (n.ended_at is null or n.ended_at > at)
        union
        select n.network_id from above a join network_membership n on n.member_id = a.id
        where n.accepted_at <= at and (n.ended_at is null or n.ended_at > at)
    )
    select coalesce(array_agg(id order by id), '{}') from above
$$;

create index ix_network_membership_network_id on network_membership (network_id);

-- For which organisation one of its people buys.
alter table cart
    add column buyer_organisation_id text collate "C"
        constraint fk_cart_buyer_organisation_id references organisation (id);
alter table customer_order
    add column buyer_organisation_id text collate "C"
        constraint fk_customer_order_buyer_organisation_id references organisation (id);
create index ix_customer_order_buyer_organisation on customer_order (buyer_organisation_id)
    where buyer_organisation_id is not null;

-- What stewards put on record of their organisation. Nothing is rewritten: what was wrong is taken back, and stays.
create table public_support (
    id text collate "C" not null constraint pk_public_support primary key,
    organisation_id text collate "C" not null
        constraint fk_public_support_organisation_id references organisation (id),
    programme text not null,
    amount_minor bigint not null constraint ck_public_support_amount_positive check (amount_minor > 0),
    currency text not null constraint ck_public_support_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
    starts_on date not null,
    ends_on date not null,
    source text not null,
    recorded_by text collate "C" constraint fk_public_support_recorded_by references person (id),
    created_at timestamptz not null default clock_timestamp(),
    withdrawn_by text collate "C" constraint fk_public_support_withdrawn_by references person (id),
    withdrawn_at timestamptz,
    constraint ck_public_support_interval check (ends_on >= starts_on)
);
create index ix_public_support_organisation_id on public_support (organisation_id);

create table transition_stage (
    id text collate "C" not null constraint pk_transition_stage primary key,
    organisation_id text collate "C" not null
        constraint fk_transition_stage_organisation_id references organisation (id),
    stage text not null
        constraint ck_transition_stage_stage_known check (stage in ('conventional', 'converting', 'alternative')),
    since_on date not null,
    statement text not null,
    evidence_url text not null,
    recorded_by text collate "C" constraint fk_transition_stage_recorded_by references person (id),
    created_at timestamptz not null default clock_timestamp(),
    withdrawn_by text collate "C" constraint fk_transition_stage_withdrawn_by references person (id),
    withdrawn_at timestamptz
);
create index ix_transition_stage_organisation_id on transition_stage (organisation_id);

create table advocacy_action (
    id text collate "C" not null constraint pk_advocacy_action primary key,
    organisation_id text collate "C" not null
        constraint fk_advocacy_action_organisation_id references organisation (id),
    campaign text not null,
    arena text not null
        constraint ck_advocacy_action_arena_known check (arena in ('civil_society', 'market', 'state')),
    position text not null,
    outcome text not null,
    happened_on date not null,
    evidence_url text,
    cost_minor bigint,
    currency text constraint ck_advocacy_action_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
    fund_id text collate "C" constraint fk_advocacy_action_fund_id references fund (id),
    recorded_by text collate "C" constraint fk_advocacy_action_recorded_by references person (id),
    created_at timestamptz not null default clock_timestamp(),
    withdrawn_by text collate "C" constraint fk_advocacy_action_withdrawn_by references person (id),
    withdrawn_at timestamptz,
    constraint ck_advocacy_action_cost_positive check (cost_minor > 0),
    constraint ck_advocacy_action_cost_has_currency check ((cost_minor is null) = (currency is null)),
    constraint ck_advocacy_action_fund_bears_cost check (fund_id is null or cost_minor is not null)
);
create index ix_advocacy_action_organisation_id on advocacy_action (organisation_id);
create index ix_advocacy_action_fund_id on advocacy_action (fund_id) where fund_id is not null;

create table commitment (
    id text collate "C" not null constraint pk_commitment primary key,
    organisation_id text collate "C" not null constraint fk_commitment_organisation_id references organisation (id),
    programme text not null
        constraint ck_commitment_programme_known check (programme in ('fund', 'campaign', 'trade_agreement')),
    name text not null,
    target text not null,
    due_on date not null,
    recorded_by text collate "C" constraint fk_commitment_recorded_by references person (id),
    created_at timestamptz not null default clock_timestamp(),
    withdrawn_by text collate "C" constraint fk_commitment_withdrawn_by references person (id),
    withdrawn_at timestamptz
);
create index ix_commitment_organisation_id on commitment (organisation_id);

create table commitment_event (
    id text collate "C" not null constraint pk_commitment_event primary key,
    commitment_id text collate "C" not null
        constraint fk_commitment_event_commitment_id references commitment (id),
    happened_on date not null,
    statement text not null,
    evidence_url text,
    is_fulfilment boolean not null,
    recorded_by text collate "C" constraint fk_commitment_event_recorded_by references person (id),
    created_at timestamptz not null default clock_timestamp()
);
create index ix_commitment_event_commitment_id on commitment_event (commitment_id);
create unique index uq_commitment_event_fulfilment on commitment_event (commitment_id) where is_fulfilment;

-- What is due and what was fulfilled is said of a commitment, not of a value.
alter table solidarity_link drop column due_on, drop column fulfilled_on;
create index ix_solidarity_link_term on solidarity_link (kind, term_code) where consented_on is not null;

-- What organisations bought from others, entry by entry, of each producer: the price of the goods with VAT as it was
-- paid, less what was taken back from the producer. Whoever buys their own goods has bought nothing.
create view organisation_purchase as
with entry as (
    select j.sequence, j.order_id, j.effective_at, null as refund_id, 1 as sign
    from journal j where j.kind = 'order_paid'
    union all
    select j.sequence, j.order_id, j.effective_at, j.subject_id,
           case j.kind when 'refund_released' then 1 else -1 end
    from journal j where j.kind in ('refund', 'refund_released', 'dispute_charged')
    union all
    select j.sequence, undone.order_id, j.effective_at, null, -1
    from journal j join journal undone on undone.id = j.reverses_id and undone.kind = 'order_paid'
    where j.kind = 'correction'
)
select e.sequence, e.order_id, o.buyer_organisation_id as buyer_id, l.producer_id, o.currency,
       e.effective_at as booked_at, (e.effective_at at time zone 'UTC')::date as day, e.sign = 1 and e.refund_id is null as is_order,
       sum(e.sign * case when e.refund_id is null then b.amount_minor
                         else r.amount_minor - r.borne_minor end)::bigint as amount_minor
from customer_order o
join entry e on e.order_id = o.id
join order_line l on l.order_id = o.id and l.producer_id <> o.buyer_organisation_id
join breakdown_part b on b.order_line_id = l.id
    -- What a buyer gives a fund on top buys nothing.
    and b.kind not in ('contribution', 'tier_support', 'tier_relief')
left join refund_part r on r.refund_id = e.refund_id and r.breakdown_part_id = b.id
where o.buyer_organisation_id is not null and (e.refund_id is null or r.refund_id is not null)
group by e.sequence, e.order_id, o.buyer_organisation_id, l.producer_id, o.currency, e.effective_at, e.sign, e.refund_id;

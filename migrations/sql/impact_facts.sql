-- Impact facts: what the books gave rise to, written once, with the sums and the trees kept of it.

create table impact_group (
    id bigint generated always as identity constraint pk_impact_group primary key,
    country text not null,
    line text not null,
    relation text not null,
    structure text not null,
    sector text not null,
    constraint uq_impact_group_country_line_relation_structure_sector
        unique (country, line, relation, structure, sector)
);

create table impact_fact (
    entry bigint not null,
    ordinal integer not null,
    kind text not null,
    booked_on date not null,
    order_ref text collate "C" not null,
    organisation_id text collate "C" constraint fk_impact_fact_organisation_id references organisation (id),
    producer text not null,
    group_id bigint not null constraint fk_impact_fact_group_id references impact_group (id),
    currency text not null,
    is_order boolean not null,
    amounts jsonb not null,
    line text not null,
    leaf bytea not null,
    constraint pk_impact_fact primary key (entry, ordinal),
    constraint ck_impact_fact_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
    constraint ck_impact_fact_kind_is_word check (kind ~ '^[a-z]+$')
);
create index ix_impact_fact_day on impact_fact (booked_on, entry, ordinal);
create index ix_impact_fact_organisation on impact_fact (organisation_id, booked_on, entry, ordinal);
create index ix_impact_fact_order on impact_fact (order_ref);
select make_append_only('impact_fact');

create table impact_rollup (
    span text not null,
    starts_on date not null,
    currency text not null,
    group_id bigint not null constraint fk_impact_rollup_group_id references impact_group (id),
    measure text not null,
    amount bigint not null,
    constraint pk_impact_rollup primary key (span, starts_on, currency, group_id, measure),
    constraint ck_impact_rollup_span_known check (span in ('day', 'month'))
);

create table impact_producer_rollup (
    organisation_id text collate "C" not null
        constraint fk_impact_producer_rollup_organisation_id references organisation (id),
    starts_on date not null,
    currency text not null,
    group_id bigint not null constraint fk_impact_producer_rollup_group_id references impact_group (id),
    measure text not null,
    amount bigint not null,
    constraint pk_impact_producer_rollup primary key (organisation_id, starts_on, currency, group_id, measure)
);

create table impact_day (
    booked_on date not null constraint pk_impact_day primary key,
    facts bigint not null,
    last_entry bigint not null,
    root bytea not null,
    peaks bytea[] not null,
    constraint ck_impact_day_has_facts check (facts > 0)
);

create table impact_watermark (
    id smallint not null constraint pk_impact_watermark primary key,
    entry bigint not null,
    moved_at timestamptz,
    constraint ck_impact_watermark_only_one check (id = 1)
);

-- What stands for an order in every statement: whoever knows its id finds it, nobody else can go back.
create function order_reference(order_id text) returns text language sql immutable parallel safe as $$
    select case when order_id is null then ''
                else left(encode(sha256(convert_to('solifair order/' || order_id, 'UTF8')), 'hex'), 32) end
$$;

-- A line's hash in the day's tree (RFC 6962).
create function impact_leaf(line text) returns bytea language sql immutable parallel safe as $$
    select sha256('\x00'::bytea || convert_to(line, 'UTF8'))
$$;

-- By what an item was paid, also when that payout came back.
create index ix_payout_item_payable_item_id on payout_item (payable_item_id);

-- Two tasks more, and one more thing to look at.
do $$
declare
    rule text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_outbox_task_known';
    alter table outbox drop constraint ck_outbox_task_known;
    execute 'alter table outbox add constraint ck_outbox_task_known '
        || replace(rule, '::text])', '::text, ''follow_books''::text, ''check_rollups''::text])');
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_alert_kind_known';
    alter table alert drop constraint ck_alert_kind_known;
    execute 'alter table alert add constraint ck_alert_kind_known '
        || replace(rule, '::text])', '::text, ''impact_differs''::text])');
end
$$;

select grant_app_role();

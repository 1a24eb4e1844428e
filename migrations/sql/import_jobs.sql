-- Imports run in the background, step by step, and are taken up again where they stopped.
alter table catalog_import
    add column file_path text not null default '',
    add column file_size bigint not null default 0,
    add column is_dry_run boolean not null default false,
    add column is_all_or_nothing boolean not null default false,
    add column is_rehearsing boolean not null default false,
    add column only_parts text[] not null default '{}',
    add column decimal_mark text not null default '.',
    add column columns text[] not null default '{}',
    add column column_fields jsonb not null default '{}',
    add column samples jsonb not null default '[]',
    add column fingerprint bytea,
    add column rows_total integer not null default 0,
    add column rows_done integer not null default 0,
    add column products_done integer not null default 0,
    add column created integer not null default 0,
    add column updated integer not null default 0,
    add column unchanged integer not null default 0,
    add column refused integer not null default 0,
    add column turns integer not null default 0,
    add column stalls integer not null default 0,
    add column failure text not null default '',
    add column failure_detail text not null default '',
    add column moved_at timestamptz not null default clock_timestamp(),
    add column ended_at timestamptz,
    drop constraint ck_catalog_import_state_known,
    add constraint ck_catalog_import_state_known check (
        state in ('unmapped', 'queued', 'running', 'checked', 'applied', 'refused', 'failed', 'cancelled')),
    add constraint ck_catalog_import_decimal_mark_known check (decimal_mark in ('.', ',')),
    add constraint ck_catalog_import_counts_fit check (
        rows_done >= 0 and products_done = created + updated + unchanged + refused);
create unique index uq_catalog_import_running on catalog_import (producer_id) where state = 'running';
create index ix_catalog_import_open on catalog_import (moved_at) where state in ('queued', 'running');

create table catalog_import_row (
    import_id text collate "C" not null,
    ordinal integer not null,
    row integer not null,
    handle text not null,
    name text not null,
    outcome text not null,
    changes jsonb not null,
    constraint pk_catalog_import_row primary key (import_id, ordinal),
    constraint fk_catalog_import_row_import_id foreign key (import_id) references catalog_import (id),
    constraint ck_catalog_import_row_outcome_known check (outcome in ('created', 'updated', 'unchanged', 'refused'))
);

create table catalog_import_problem (
    import_id text collate "C" not null,
    ordinal integer not null,
    number integer not null,
    row integer not null,
    line integer not null,
    column_title text not null,
    value text not null,
    code text not null,
    detail text not null,
    severity text not null,
    constraint pk_catalog_import_problem primary key (import_id, ordinal, number),
    constraint fk_catalog_import_problem_import_id foreign key (import_id) references catalog_import (id),
    constraint ck_catalog_import_problem_severity_known check (severity in ('fault', 'note'))
);

create table catalog_mapping (
    producer_id text collate "C" not null,
    fingerprint bytea not null,
    column_fields jsonb not null,
    decimal_mark text not null,
    used_at timestamptz not null,
    constraint pk_catalog_mapping primary key (producer_id, fingerprint),
    constraint fk_catalog_mapping_producer_id foreign key (producer_id) references organisation (id),
    constraint ck_catalog_mapping_decimal_mark_known check (decimal_mark in ('.', ','))
);

-- What was one document becomes rows.
insert into catalog_import_row (import_id, ordinal, row, handle, name, outcome, changes)
select i.id, r.ordinality, (r.value ->> 'row')::integer, r.value ->> 'handle', '', r.value ->> 'outcome', '[]'
from catalog_import i, jsonb_array_elements(i.report -> 'rows') with ordinality r;

insert into catalog_import_problem (import_id, ordinal, number, row, line, column_title, value, code, detail, severity)
select i.id, r.ordinality, p.ordinality, (p.value ->> 'row')::integer, 0, p.value ->> 'column', '',
       p.value ->> 'code', p.value ->> 'detail', p.value ->> 'severity'
from catalog_import i, jsonb_array_elements(i.report -> 'rows') with ordinality r,
     jsonb_array_elements(r.value -> 'problems') with ordinality p;

update catalog_import
set is_dry_run = (report ->> 'dry_run')::boolean,
    rows_total = (report ->> 'rows_total')::integer,
    rows_done = (report ->> 'rows_total')::integer,
    products_done = jsonb_array_length(report -> 'rows'),
    created = (report ->> 'created')::integer,
    updated = (report ->> 'updated')::integer,
    unchanged = (report ->> 'unchanged')::integer,
    refused = (report ->> 'refused')::integer,
    moved_at = created_at,
    ended_at = created_at
where report ? 'rows';
alter table catalog_import drop column report;

-- One task more.
do $$
declare
    rule text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_outbox_task_known';
    alter table outbox drop constraint ck_outbox_task_known;
    execute 'alter table outbox add constraint ck_outbox_task_known '
        || replace(rule, '::text])', '::text, ''run_import''::text, ''forget_import_files''::text])');
end
$$;

select grant_app_role();

-- Statements of more subjects, computed step by step, with what came after them.

alter table impact_statement
    add column order_id text collate "C" constraint fk_impact_statement_order_id references customer_order (id),
    add column person_id text collate "C" constraint fk_impact_statement_person_id references person (id),
    add column step text,
    add column started_at timestamptz,
    add column as_of_entry bigint;

-- What was computed from rows of its own cannot be checked by the new methodology: it is asked for again.
update impact_statement set state = 'failed', document = null, sha256 = null,
    failure = 'computed by a methodology that is no longer used'
where state = 'ready';

alter table impact_statement
    drop constraint ck_impact_statement_ready_has_document,
    drop constraint ck_impact_statement_producer_named,
    drop constraint ck_impact_statement_state_known,
    drop constraint ck_impact_statement_subject_kind_known,
    add constraint ck_impact_statement_ready_has_document check (
        (state = 'ready') = (document is not null and sha256 is not null and as_of_entry is not null)),
    add constraint ck_impact_statement_step_while_building check ((state = 'building') = (step is not null)),
    add constraint ck_impact_statement_subject_named check (
        (subject_kind in ('producer', 'network')) = (organisation_id is not null)
        and (subject_kind = 'order') = (order_id is not null)
        and (subject_kind = 'shopper') = (person_id is not null)),
    add constraint ck_impact_statement_state_known check (
        state in ('queued', 'building', 'ready', 'failed', 'cancelled')),
    add constraint ck_impact_statement_step_known check (
        step in ('follow_books', 'add_up', 'read_snapshot', 'sign')),
    add constraint ck_impact_statement_subject_kind_known check (
        subject_kind in ('market', 'producer', 'network', 'order', 'shopper'));

create index ix_impact_statement_order_id on impact_statement (order_id);
create index ix_impact_statement_person_id on impact_statement (person_id);
create index ix_impact_statement_supersedes_id on impact_statement (supersedes_id);
create index ix_impact_statement_waiting on impact_statement (created_at) where state in ('queued', 'building');

-- One task more.
do $$
declare
    rule text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_outbox_task_known';
    alter table outbox drop constraint ck_outbox_task_known;
    execute 'alter table outbox add constraint ck_outbox_task_known '
        || replace(rule, '::text])', '::text, ''supersede_statements''::text])');
end
$$;

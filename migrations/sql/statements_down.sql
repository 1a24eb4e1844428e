delete from outbox where task = 'supersede_statements';
do $$
declare
    rule text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_outbox_task_known';
    alter table outbox drop constraint ck_outbox_task_known;
    execute 'alter table outbox add constraint ck_outbox_task_known '
        || replace(rule, ', ''supersede_statements''::text', '');
end
$$;

delete from impact_statement where subject_kind not in ('market', 'producer') or state in ('building', 'cancelled');

drop index ix_impact_statement_waiting;
drop index ix_impact_statement_supersedes_id;
drop index ix_impact_statement_person_id;
drop index ix_impact_statement_order_id;

alter table impact_statement
    drop constraint ck_impact_statement_ready_has_document,
    drop constraint ck_impact_statement_step_while_building,
    drop constraint ck_impact_statement_subject_named,
    drop constraint ck_impact_statement_state_known,
    drop constraint ck_impact_statement_step_known,
    drop constraint ck_impact_statement_subject_kind_known,
    add constraint ck_impact_statement_ready_has_document check (
        (state = 'ready') = (document is not null and sha256 is not null)),
    add constraint ck_impact_statement_producer_named check ((subject_kind = 'producer') = (organisation_id is not null)),
    add constraint ck_impact_statement_state_known check (state in ('queued', 'ready', 'failed')),
    add constraint ck_impact_statement_subject_kind_known check (subject_kind in ('market', 'producer')),
    drop column order_id,
    drop column person_id,
    drop column step,
    drop column started_at,
    drop column as_of_entry;

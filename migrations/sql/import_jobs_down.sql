delete from outbox where task in ('run_import', 'forget_import_files');
do $$
declare
    rule text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_outbox_task_known';
    alter table outbox drop constraint ck_outbox_task_known;
    execute 'alter table outbox add constraint ck_outbox_task_known '
        || replace(rule, ', ''run_import''::text, ''forget_import_files''::text', '');
end
$$;

-- What had not ended is not known before: its file was not kept.
delete from product_declaration d using catalog_import i
where i.id = d.import_id and i.state not in ('checked', 'applied', 'refused');
delete from catalog_import_problem p using catalog_import i
where i.id = p.import_id and i.state not in ('checked', 'applied', 'refused');
delete from catalog_import_row r using catalog_import i
where i.id = r.import_id and i.state not in ('checked', 'applied', 'refused');
delete from catalog_import where state not in ('checked', 'applied', 'refused');

alter table catalog_import add column report jsonb not null default '{}';
update catalog_import i
set report = jsonb_build_object(
    'id', i.id, 'state', i.state, 'format', i.format, 'file_name', i.file_name, 'dry_run', i.is_dry_run,
    'created_at', i.created_at, 'rows_total', i.rows_total, 'created', i.created, 'updated', i.updated,
    'unchanged', i.unchanged, 'refused', i.refused,
    'rows', coalesce((
        select jsonb_agg(jsonb_build_object(
            'row', r.row, 'handle', r.handle, 'outcome', r.outcome,
            'problems', coalesce((
                select jsonb_agg(jsonb_build_object(
                    'row', p.row, 'column', p.column_title, 'code', p.code, 'detail', p.detail,
                    'severity', p.severity) order by p.number)
                from catalog_import_problem p
                where p.import_id = r.import_id and p.ordinal = r.ordinal), '[]')) order by r.ordinal)
        from catalog_import_row r
        where r.import_id = i.id), '[]'));
alter table catalog_import alter column report drop default;

drop table catalog_mapping;
drop table catalog_import_problem;
drop table catalog_import_row;
drop index ix_catalog_import_open;
drop index uq_catalog_import_running;
alter table catalog_import
    drop column file_path,
    drop column file_size,
    drop column is_dry_run,
    drop column is_all_or_nothing,
    drop column is_rehearsing,
    drop column only_parts,
    drop column decimal_mark,
    drop column columns,
    drop column column_fields,
    drop column samples,
    drop column fingerprint,
    drop column rows_total,
    drop column rows_done,
    drop column products_done,
    drop column created,
    drop column updated,
    drop column unchanged,
    drop column refused,
    drop column turns,
    drop column stalls,
    drop column failure,
    drop column failure_detail,
    drop column moved_at,
    drop column ended_at,
    drop constraint ck_catalog_import_state_known,
    add constraint ck_catalog_import_state_known check (state in ('checked', 'applied', 'refused'));

delete from outbox where task in ('follow_books', 'check_rollups');
update alert set kind = 'reconciliation_differs' where kind = 'impact_differs';
do $$
declare
    rule text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_outbox_task_known';
    alter table outbox drop constraint ck_outbox_task_known;
    execute 'alter table outbox add constraint ck_outbox_task_known '
        || replace(replace(rule, ', ''follow_books''::text', ''), ', ''check_rollups''::text', '');
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_alert_kind_known';
    alter table alert drop constraint ck_alert_kind_known;
    execute 'alter table alert add constraint ck_alert_kind_known '
        || replace(rule, ', ''impact_differs''::text', '');
end
$$;
drop index ix_payout_item_payable_item_id;
drop function impact_leaf(text);
drop function order_reference(text);
drop table impact_watermark;
drop table impact_day;
drop table impact_producer_rollup;
drop table impact_rollup;
drop table impact_fact;
drop table impact_group;

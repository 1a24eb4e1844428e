delete from outbox where task = 'follow_sale_times';
do $$
declare
    rule text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_outbox_task_known';
    alter table outbox drop constraint ck_outbox_task_known;
    execute 'alter table outbox add constraint ck_outbox_task_known '
        || replace(rule, ', ''follow_sale_times''::text', '');
end
$$;

create or replace function net_grams(net_quantity numeric, net_unit text, weight_grams int) returns bigint
language sql immutable parallel safe
as $$
    select (case net_unit when 'g' then ceil(net_quantity) when 'kg' then ceil(net_quantity * 1000)
                          else weight_grams end)::bigint
$$;
alter table term drop column uri, drop column close_match, drop column broad_match, drop column version;
drop index ix_term_proposed_by;
alter table product_value drop column statement, drop column consented_on;
drop function is_photo_shown(text, timestamptz);
drop function is_figure_shown(text, text, timestamptz);
drop table consent;
drop table lot;
drop index ix_variant_sku;
alter table variant drop column option_values;
alter table product drop column publish_at, drop column unpublish_at, drop column option_names;

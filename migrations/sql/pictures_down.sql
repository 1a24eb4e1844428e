delete from outbox where task = 'make_picture';
do $$
declare
    rule text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_outbox_task_known';
    alter table outbox drop constraint ck_outbox_task_known;
    execute 'alter table outbox add constraint ck_outbox_task_known ' || replace(rule, ', ''make_picture''::text', '');
end
$$;

-- The tables of before know only pictures that are whole, and show them as they are kept: not as they were brought.
update product set picture_id = null where picture_id in (select id from media where state <> 'ready');
update organisation set picture_id = null where picture_id in (select id from media where state <> 'ready');
update media set path = largest.path, sha256 = largest.sha256, media_type = 'image/webp'
from (select distinct on (media_id) media_id, path, sha256 from media_rendition
      where format = 'webp' order by media_id, width desc) largest
where largest.media_id = media.id;

create temporary table kept on commit drop as select path, min(id) as id from media where state = 'ready' group by path;
update product set picture_id = kept.id from media join kept using (path) where product.picture_id = media.id;
update organisation set picture_id = kept.id from media join kept using (path) where organisation.picture_id = media.id;

drop table picture_address;
drop table product_picture;
drop table media_rendition;
delete from consent where media_id is not null and media_id not in (select id from kept);
delete from media where id not in (select id from kept);
alter table media
    drop constraint uq_media_owner_id_sha256,
    drop column state, drop column refusal, drop column size_bytes, drop column widths, drop column colour, drop column attempts,
    drop column ask_again_at,
    alter column path set not null,
    alter column sha256 set not null,
    add constraint uq_media_path unique (path);
drop table kept;

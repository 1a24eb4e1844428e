-- Pictures that producers bring: queued, then ready in several sizes or refused with a reason.
alter table media
    drop constraint uq_media_path,
    alter column path drop not null,
    alter column sha256 drop not null,
    add column state text not null default 'ready',
    add column refusal text,
    add column size_bytes integer not null default 0,
    add column widths integer[] not null default '{}',
    add column colour text not null default '',
    add column attempts integer not null default 0,
    add column ask_again_at timestamptz,
    add constraint uq_media_owner_id_sha256 unique (owner_id, sha256),
    add constraint ck_media_state_known check (state in ('queued', 'ready', 'refused')),
    add constraint ck_media_refusal_known check (refusal in (
        'not_a_picture', 'format_not_taken', 'too_many_pixels', 'broken', 'too_hard', 'too_large',
        'address_not_allowed', 'address_refuses', 'address_does_not_answer', 'over_quota')),
    add constraint ck_media_refused_says_why check ((state = 'refused') = (refusal is not null)),
    add constraint ck_media_ready_is_whole check (
        state <> 'ready' or num_nulls(path, sha256) = 0 and width > 0 and height > 0),
    add constraint ck_media_queued_is_asked_for check ((state = 'queued') = (ask_again_at is not null));
alter table media alter column state drop default, alter column widths drop default,
    alter column colour drop default, alter column attempts drop default, alter column size_bytes drop default;
create index ix_media_ask_again_at on media (ask_again_at) where state = 'queued';

create table media_rendition (
    media_id text collate "C" not null,
    format text not null,
    width integer not null,
    height integer not null,
    size_bytes integer not null,
    sha256 bytea not null,
    path text not null,
    constraint pk_media_rendition primary key (media_id, format, width),
    constraint fk_media_rendition_media_id foreign key (media_id) references media (id),
    constraint ck_media_rendition_format_known check (format in ('avif', 'webp')),
    constraint ck_media_rendition_size_positive check (width > 0 and height > 0 and size_bytes > 0)
);

create table product_picture (
    product_id text collate "C" not null,
    media_id text collate "C" not null,
    position integer not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint pk_product_picture primary key (product_id, media_id),
    constraint fk_product_picture_product_id foreign key (product_id) references product (id),
    constraint fk_product_picture_media_id foreign key (media_id) references media (id)
);
create index ix_product_picture_media_id on product_picture (media_id);
insert into product_picture (product_id, media_id, position)
select id, picture_id, 1 from product where picture_id is not null;

create table picture_address (
    product_id text collate "C" not null,
    url text not null,
    owner_id text collate "C" not null,
    media_id text collate "C" not null,
    wanted_at timestamptz not null default clock_timestamp(),
    constraint pk_picture_address primary key (product_id, url),
    constraint fk_picture_address_product_id foreign key (product_id) references product (id),
    constraint fk_picture_address_owner_id foreign key (owner_id) references organisation (id),
    constraint fk_picture_address_media_id foreign key (media_id) references media (id),
    constraint ck_picture_address_url_short check (octet_length(url) <= 2000)
);
create index ix_picture_address_media_id on picture_address (media_id);
create index ix_picture_address_owner_id on picture_address (owner_id, url);

-- One more task, whatever others there are by now.
do $$
declare
    rule text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_outbox_task_known';
    alter table outbox drop constraint ck_outbox_task_known;
    execute 'alter table outbox add constraint ck_outbox_task_known '
        || replace(rule, '::text])', '::text, ''make_picture''::text])');
end
$$;

select grant_app_role();

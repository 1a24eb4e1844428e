-- Products that their producers write: when they are on sale, what tells their variants apart, and which harvest.
alter table product
    add column publish_at timestamptz,
    add column unpublish_at timestamptz,
    add column option_names text[] not null default '{}',
    add constraint ck_product_options_few check (cardinality(option_names) <= 3),
    add constraint ck_product_sale_ends_after_it_begins check (unpublish_at > publish_at);
create index ix_product_publish_at on product (publish_at) where state = 'scheduled';
create index ix_product_unpublish_at on product (unpublish_at) where state = 'published' and unpublish_at is not null;

alter table variant
    add column option_values text[] not null default '{}',
    add constraint ck_variant_options_few check (cardinality(option_values) <= 3);
create unique index uq_variant_options on variant (product_id, option_values)
    where archived_at is null and option_values <> '{}';
create index ix_variant_sku on variant (sku) where archived_at is null and sku is not null;

create table lot (
    id text collate "C" not null,
    product_id text collate "C" not null,
    code text not null,
    harvest_year integer,
    season text not null,
    best_before date,
    quantity numeric(12, 3),
    unit text,
    note text not null,
    created_at timestamptz not null default clock_timestamp(),
    constraint pk_lot primary key (id),
    constraint fk_lot_product_id foreign key (product_id) references product (id),
    constraint uq_lot_product_id_code unique (product_id, code),
    constraint ck_lot_quantity_with_unit check ((quantity is null) = (unit is null)),
    constraint ck_lot_quantity_positive check (quantity > 0),
    constraint ck_lot_code_not_blank check (btrim(code) <> '')
);

-- What an organisation lets the public see of itself. A figure needs a live consent; a photo needs one once anybody
-- was asked about it.
create table consent (
    id text collate "C" not null,
    organisation_id text collate "C" not null,
    subject text not null,
    media_id text collate "C",
    given_by text not null,
    recorded_by text collate "C",
    given_at timestamptz not null,
    ends_on date not null,
    withdrawn_at timestamptz,
    withdrawn_by text collate "C",
    constraint pk_consent primary key (id),
    constraint fk_consent_organisation_id foreign key (organisation_id) references organisation (id),
    constraint fk_consent_media_id foreign key (media_id) references media (id),
    constraint fk_consent_recorded_by foreign key (recorded_by) references person (id),
    constraint fk_consent_withdrawn_by foreign key (withdrawn_by) references person (id),
    constraint ck_consent_subject_known check (subject in ('members_total', 'members_by_gender', 'photo')),
    constraint ck_consent_photo_has_media check ((subject = 'photo') = (media_id is not null)),
    constraint ck_consent_giver_named check (btrim(given_by) <> '')
);
create unique index uq_consent_figure_open on consent (organisation_id, subject)
    where withdrawn_at is null and media_id is null;
create unique index uq_consent_photo_open on consent (media_id) where withdrawn_at is null and media_id is not null;
create index ix_consent_media_id on consent (media_id);

create function is_figure_shown(organisation text, figure text, at timestamptz) returns boolean
language sql stable parallel safe
return exists (
    select from consent c
    where c.organisation_id = organisation and c.subject = figure and c.given_at <= at
      and c.ends_on >= (at at time zone 'UTC')::date and (c.withdrawn_at is null or c.withdrawn_at > at));

create function is_photo_shown(photo text, at timestamptz) returns boolean
language sql stable parallel safe
return not exists (select from consent c where c.media_id = photo)
    or exists (
        select from consent c
        where c.media_id = photo and c.given_at <= at and c.ends_on >= (at at time zone 'UTC')::date
          and (c.withdrawn_at is null or c.withdrawn_at > at));

-- Who counted themselves before there were consents agreed to the figures on that day, for two years from it.
insert into consent (id, organisation_id, subject, given_by, given_at, ends_on)
select 'cns_' || substr(o.id, 5, 25) || figure.letter, o.id, figure.subject, o.name, o.self_identified_on,
       (o.self_identified_on + interval '2 years')::date
from organisation o
cross join (values ('members_total', 't'), ('members_by_gender', 'g')) as figure (subject, letter)
where o.members_total is not null and o.self_identified_on is not null
  and (figure.subject = 'members_total' or o.members_women is not null);

alter table product_value
    add column statement text not null default '',
    add column consented_on date;

-- SKOS: where else the same value, a near one, or a wider one is defined.
alter table term
    add column uri text,
    add column close_match text[] not null default '{}',
    add column broad_match text[] not null default '{}',
    add column version integer not null default 1;
create unique index uq_term_uri on term (uri) where uri is not null;
create index ix_term_proposed_by on term (proposed_by);

-- Also what is sold by the pound, the ounce or the tonne counts against a certified amount by what it holds.
create or replace function net_grams(net_quantity numeric, net_unit text, weight_grams int) returns bigint
language sql immutable parallel safe
as $$
    select (case net_unit when 'g' then ceil(net_quantity) when 'kg' then ceil(net_quantity * 1000)
                          when 'lb' then ceil(net_quantity * 453.59237) when 'oz' then ceil(net_quantity * 28.349523125)
                          when 't' then ceil(net_quantity * 1000000) else weight_grams end)::bigint
$$;

-- One task more.
do $$
declare
    rule text;
begin
    select pg_get_constraintdef(oid) into strict rule from pg_constraint where conname = 'ck_outbox_task_known';
    alter table outbox drop constraint ck_outbox_task_known;
    execute 'alter table outbox add constraint ck_outbox_task_known '
        || replace(rule, '::text])', '::text, ''follow_sale_times''::text])');
end
$$;

select grant_app_role();

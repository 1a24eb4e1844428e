create table hub_grant (
    id text collate "C" not null constraint pk_hub_grant primary key,
    producer_id text collate "C" not null constraint fk_hub_grant_producer_id references organisation (id),
    hub_id text collate "C" not null constraint fk_hub_grant_hub_id references organisation (id),
    covers_all boolean not null,
    may_set_stock boolean not null,
    may_set_price boolean not null,
    valid_from timestamptz not null,
    valid_to timestamptz,
    granted_by text collate "C" not null constraint fk_hub_grant_granted_by references person (id),
    created_at timestamptz not null default clock_timestamp(),
    accepted_by text collate "C" constraint fk_hub_grant_accepted_by references person (id),
    accepted_at timestamptz,
    ended_by text collate "C" constraint fk_hub_grant_ended_by references person (id),
    ended_at timestamptz,
    constraint ck_hub_grant_not_itself check (producer_id <> hub_id),
    constraint ck_hub_grant_interval check (valid_to is null or valid_to > valid_from)
);
create index ix_hub_grant_producer_id on hub_grant (producer_id);
create index ix_hub_grant_hub_id on hub_grant (hub_id) where ended_at is null;

create table hub_grant_category (
    grant_id text collate "C" not null constraint fk_hub_grant_category_grant_id references hub_grant (id),
    category_code text not null constraint fk_hub_grant_category_category_code references category (code),
    constraint pk_hub_grant_category primary key (grant_id, category_code)
);

create table hub_grant_product (
    grant_id text collate "C" not null constraint fk_hub_grant_product_grant_id references hub_grant (id),
    product_id text collate "C" not null constraint fk_hub_grant_product_product_id references product (id),
    constraint pk_hub_grant_product primary key (grant_id, product_id)
);
create index ix_hub_grant_product_product_id on hub_grant_product (product_id);

-- Which product a hub may offer by which grant, and from when to when (not included) both sides agree to it.
create view hub_offer as
select g.id as grant_id, g.hub_id, g.producer_id, p.id as product_id, g.may_set_stock, g.may_set_price,
       greatest(g.accepted_at, g.valid_from) as starts_at,
       least(coalesce(g.valid_to, 'infinity'), coalesce(g.ended_at, 'infinity')) as ends_at
from hub_grant g
join organisation maker on maker.id = g.producer_id and maker.archived_at is null
join organisation hub on hub.id = g.hub_id and hub.archived_at is null
join product p on p.producer_id = g.producer_id and p.state <> 'archived'
where g.accepted_at is not null
  and (g.covers_all
       or exists (select from hub_grant_product one where one.grant_id = g.id and one.product_id = p.id)
       or exists (
           select from hub_grant_category c join category_path place on place.code = p.category_code
           where c.grant_id = g.id and c.category_code = any(place.path)));

-- What a hub may offer at a moment, on the shelf or not.
create function hub_products(hub text, at timestamptz) returns table (product_id text)
language sql stable parallel safe rows 100 as $$
    select distinct o.product_id from hub_offer o where o.hub_id = hub and o.starts_at <= at and o.ends_at > at
$$;

-- Which hub offered what was bought. It stays on record when the grant has ended.
alter table cart_line
    add column hub_id text collate "C" constraint fk_cart_line_hub_id references organisation (id);
alter table order_line
    add column hub_id text collate "C" constraint fk_order_line_hub_id references organisation (id);
create index ix_order_line_hub on order_line (hub_id) where hub_id is not null;

create table stock_watch (
    id text collate "C" not null constraint pk_stock_watch primary key,
    producer_id text collate "C" not null constraint fk_stock_watch_producer_id references organisation (id),
    variant_id text collate "C" constraint fk_stock_watch_variant_id references variant (id)
        constraint uq_stock_watch_variant_id unique,
    threshold integer not null constraint ck_stock_watch_threshold_not_negative check (threshold >= 0),
    set_at timestamptz not null
);
create unique index uq_stock_watch_whole on stock_watch (producer_id) where variant_id is null;

create table stock_alert (
    id text collate "C" not null constraint pk_stock_alert primary key,
    producer_id text collate "C" not null constraint fk_stock_alert_producer_id references organisation (id),
    variant_id text collate "C" not null constraint fk_stock_alert_variant_id references variant (id),
    threshold integer not null,
    available integer not null,
    raised_at timestamptz not null,
    resolved_at timestamptz
);
create unique index uq_stock_alert_open on stock_alert (variant_id) where resolved_at is null;
create index ix_stock_alert_producer_id on stock_alert (producer_id, id);

create view watched_stock as
select s.variant_id, p.producer_id, coalesce(own.threshold, whole.threshold) as threshold,
       s.on_hand - s.reserved as available
from stock s
join variant v on v.id = s.variant_id
join product p on p.id = v.product_id
left join stock_watch own on own.variant_id = s.variant_id
left join stock_watch whole on whole.producer_id = p.producer_id and whole.variant_id is null;

-- Raise what has fallen to its threshold and resolve what has risen above it. Whoever changes stock holds the rows'
-- locks, so two orders of one variant come here one after the other.
create function review_stock(variants text[]) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
    update stock_alert a set resolved_at = clock_timestamp()
    from watched_stock w
    where a.variant_id = any(variants) and a.resolved_at is null and w.variant_id = a.variant_id
      and (w.threshold is null or w.available > w.threshold);
    insert into stock_alert (id, producer_id, variant_id, threshold, available, raised_at)
    select make_id('sal'), w.producer_id, w.variant_id, w.threshold, w.available, clock_timestamp()
    from watched_stock w
    where w.variant_id = any(variants) and w.available <= w.threshold
    on conflict (variant_id) where resolved_at is null do nothing;
end $$;

create function review_changed_stock() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    if exists (select from stock_watch) then
        perform review_stock(array(select c.variant_id from changed c));
    end if;
    return null;
end $$;

create trigger review_added after insert on stock
referencing new table as changed for each statement execute function review_changed_stock();
create trigger review_moved after update on stock
referencing new table as changed for each statement execute function review_changed_stock();

create table offer_sheet (
    id text collate "C" not null constraint pk_offer_sheet primary key,
    producer_id text collate "C" not null constraint fk_offer_sheet_producer_id references organisation (id),
    person_id text collate "C" not null constraint fk_offer_sheet_person_id references person (id),
    file_name text not null,
    currency text not null constraint ck_offer_sheet_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
    created_at timestamptz not null default clock_timestamp(),
    applied_at timestamptz
);
create index ix_offer_sheet_producer_id on offer_sheet (producer_id);

create table offer_sheet_row (
    sheet_id text collate "C" not null constraint fk_offer_sheet_row_sheet_id references offer_sheet (id),
    line integer not null,
    variant_id text collate "C" constraint fk_offer_sheet_row_variant_id references variant (id),
    price_before bigint,
    price_after bigint,
    stock_before integer,
    stock_after integer,
    problem text not null,
    cell text not null,
    constraint pk_offer_sheet_row primary key (sheet_id, line)
);

select grant_app_role();

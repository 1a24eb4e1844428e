-- How far below and above the fair price a product may be had, as its producer allows.
create table price_tier (
    product_id text collate "C" not null constraint pk_price_tier primary key
        constraint fk_price_tier_product_id references product (id),
    solidarity_bps integer not null,
    supporter_bps integer not null,
    set_by text collate "C" constraint fk_price_tier_set_by references person (id),
    set_at timestamptz not null,
    constraint ck_price_tier_shares_sane check (solidarity_bps between 0 and 5000 and supporter_bps between 0 and 10000),
    constraint ck_price_tier_not_nothing check (solidarity_bps + supporter_bps > 0)
);

select allow_words('breakdown_part', 'ck_breakdown_part_kind_known', array[
    'contribution', 'tier_support', 'tier_relief']);
select allow_words('breakdown_part', 'ck_breakdown_part_payer_known', array['fund']);

alter table cart
    add column contribution_kind text,
    add column contribution_value bigint not null default 0,
    add constraint ck_cart_contribution_kind_known check (contribution_kind in ('fixed', 'percent', 'round_up')),
    add constraint ck_cart_contribution_sane check (contribution_value between 0 and 10000000);
alter table cart_line
    add column tier text not null default 'fair',
    add column shown_tier_minor bigint not null default 0,
    add constraint ck_cart_line_tier_known check (tier in ('solidarity', 'fair', 'supporter'));
alter table customer_order
    add column support_minor bigint not null default 0,
    add column relief_minor bigint not null default 0,
    add column contribution_minor bigint not null default 0,
    drop constraint ck_customer_order_total_adds_up,
    add constraint ck_customer_order_total_adds_up check (
        total_minor = goods_minor + shipping_minor - discount_minor + support_minor - relief_minor
                      + contribution_minor),
    add constraint ck_customer_order_gifts_positive check (
        least(support_minor, relief_minor, contribution_minor) >= 0);
alter table order_line
    add column tier_minor bigint not null default 0,
    add constraint ck_order_line_tier_sane check (amount_minor - discount_minor + tier_minor >= 0);
alter table breakdown_part
    drop constraint ck_breakdown_part_of_line_or_parcel,
    add constraint ck_breakdown_part_of_line_or_parcel check (
        num_nonnulls(order_line_id, parcel_id) = case kind when 'contribution' then 0 else 1 end);
create unique index uq_breakdown_part_contribution on breakdown_part (order_id) where kind = 'contribution';
alter table refund_line
    drop constraint ck_refund_line_of_line_or_parcel,
    add constraint ck_refund_line_of_line_or_parcel check (num_nonnulls(order_line_id, parcel_id) <= 1);

-- What the rounds of a fund have promised and not paid: nobody else may have it.
create view fund_promise as
    select r.fund_id, sum(case when r.approved_at is null then r.budget_minor else (
               select coalesce(sum(g.amount_minor), 0) from round_grant g
               where g.round_id = r.id and g.paid_at is null) end)::bigint as promised_minor
    from fund_round r
    where r.announced_at is not null and r.voided_at is null and r.completed_at is null
    group by r.fund_id;

select grant_app_role();

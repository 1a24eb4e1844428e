drop view fund_promise;
alter table refund_line
    drop constraint ck_refund_line_of_line_or_parcel,
    add constraint ck_refund_line_of_line_or_parcel check ((order_line_id is null) <> (parcel_id is null));
drop index uq_breakdown_part_contribution;
alter table breakdown_part
    drop constraint ck_breakdown_part_of_line_or_parcel,
    add constraint ck_breakdown_part_of_line_or_parcel check ((order_line_id is null) <> (parcel_id is null));
alter table order_line drop constraint ck_order_line_tier_sane, drop column tier_minor;
alter table customer_order
    drop constraint ck_customer_order_gifts_positive,
    drop constraint ck_customer_order_total_adds_up,
    drop column contribution_minor,
    drop column relief_minor,
    drop column support_minor,
    add constraint ck_customer_order_total_adds_up check (
        total_minor = goods_minor + shipping_minor - discount_minor);
alter table cart_line drop constraint ck_cart_line_tier_known, drop column shown_tier_minor, drop column tier;
alter table cart
    drop constraint ck_cart_contribution_sane,
    drop constraint ck_cart_contribution_kind_known,
    drop column contribution_value,
    drop column contribution_kind;
select forbid_words('breakdown_part', 'ck_breakdown_part_payer_known', array['fund']);
select forbid_words('breakdown_part', 'ck_breakdown_part_kind_known', array[
    'contribution', 'tier_support', 'tier_relief']);
drop table price_tier;

-- What producers got of the goods of each category in twelve months: added up by a worker, read by anybody.
create table impact_comparison (
    starts_on date not null,
    currency text collate "C" not null,
    category_code text collate "C" not null,
    ends_on date not null,
    orders bigint not null,
    theirs bigint not null,
    net bigint not null,
    constraint pk_impact_comparison primary key (starts_on, currency, category_code),
    constraint ck_impact_comparison_period_in_order check (ends_on > starts_on),
    constraint ck_impact_comparison_orders_not_negative check (orders >= 0)
);

select allow_words('outbox', 'ck_outbox_task_known', array['keep_comparison']);

select grant_app_role();

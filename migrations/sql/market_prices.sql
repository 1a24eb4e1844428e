-- What markets quoted, as somebody published it on a day.
create table market_price (
    id text collate "C" not null constraint pk_market_price primary key,
    product text not null,
    form text not null,
    unit text not null,
    unit_quantity numeric(12, 4) not null,
    currency text not null,
    amount numeric(14, 4) not null,
    quoted_on date not null,
    source text not null,
    constraint uq_market_price_product_form_quoted_on unique (product, form, quoted_on),
    constraint ck_market_price_currency_is_iso check (currency ~ '^[A-Z]{3}$'),
    constraint ck_market_price_positive check (amount > 0 and unit_quantity > 0),
    constraint ck_market_price_source_named check (source <> '')
);

-- For all units of the line, in the order's currency, as it was when the order was placed.
alter table order_line
    add column market_minor bigint,
    add column market_price_id text collate "C",
    add column market_note text not null default '';
alter table order_line alter column market_note drop default;

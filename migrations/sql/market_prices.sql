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
create trigger note_change after insert or update or delete on market_price
    for each statement execute function note_change();

-- For all units of the line, in the order's currency, as it was when the order was placed.
alter table order_line
    add column market_minor bigint,
    add column market_price_id text collate "C",
    add column market_note text not null default '';
alter table order_line alter column market_note drop default;

-- Everything the breakdown of a price needs, by variant; a rule that is missing is null and the caller refuses.
--
-- `fee_tax` and `dues_tax` are the VAT on what the producer is charged. `floor` is null for goods without a minimum
-- price; else it says what was asked of the price table, the row that answers (the nearest region, then the day the
-- contract was signed; what is only announced never answers), the factor between the two forms, and the last exchange
-- rate between the table's currency and the price's, no older than a week. `market` in it is what was quoted last for the
-- product, within 45 days, with a factor and a rate of its own; null where nothing is known. Numbers are text: they are
-- exact.
--
-- Planned once per session: to plan this anew for every call takes several times as long as to run it.
create or replace function price_facts(
    variants text[], wished_currency text, destination text, at timestamptz, schedule text
)
returns table (
    variant_id text, product_id text, producer_id text, amount_minor bigint, premium_minor bigint, vat_class text,
    federation_id text, market_id text, market_country text, fund_owner_id text, tax_status text,
    fee_id text, fee_version int, fee_valid_from date, market_fee_bps int, dues_bps int, solidarity_bps int,
    tax_id text, tax_bps int, tax_valid_from date, fee_tax json, dues_tax json, floor json
)
language plpgsql stable parallel safe rows 10 set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
    return query
    select v.id, v.product_id, p.producer_id, price.amount_minor, price.premium_minor, v.vat_class,
           federation.id, market.id, market.country, fund.owner_id, producer.tax_status,
           fee.id, fee.version, fee.valid_from, fee.market_fee_bps, fee.dues_bps, fee.solidarity_bps,
           tax.id, tax.rate_bps, tax.valid_from, fee_tax.rule, dues_tax.rule, least_price.answer
    from variant v
    join product p on p.id = v.product_id
    join organisation producer on producer.id = p.producer_id
    cross join (select (at at time zone 'UTC')::date as today) d
    left join lateral (
        select c.amount_minor, c.premium_minor
        from price c
        where c.variant_id = v.id and c.currency = wished_currency
          and c.valid_from <= at and (c.valid_to is null or c.valid_to > at)
        order by c.valid_from desc
        limit 1
    ) price on true
    left join lateral (
        select network.id
        from network_membership m
        join organisation network on network.id = m.network_id and network.kind = 'federation'
        where m.member_id = p.producer_id and m.accepted_at <= at and (m.ended_at is null or m.ended_at > at)
        order by m.accepted_at, m.id
        limit 1
    ) federation on true
    left join lateral (
        select o.id, o.country from organisation o where o.kind = 'market' order by o.id limit 1
    ) market on true
    left join lateral (
        select f.owner_id from fund f where f.kind = 'solidarity' and f.currency = wished_currency order by f.id limit 1
    ) fund on true
    left join lateral (
        select f.*
        from fee_schedule f
        where f.code = schedule and f.valid_from <= d.today and (f.valid_to is null or f.valid_to >= d.today)
        order by f.valid_from desc
        limit 1
    ) fee on true
    left join lateral (
        select t.id, t.rate_bps, t.valid_from
        from tax_rate t
        where t.country = destination and t.vat_class = v.vat_class and t.valid_from <= d.today
          and (t.valid_to is null or t.valid_to >= d.today)
        order by t.valid_from desc
        limit 1
    ) tax on true
    left join lateral (
        select json_build_object(
                   'id', r.id, 'rate_bps', r.rate_bps, 'valid_from', r.valid_from, 'note', r.legal_note) as rule
        from fee_tax_rule r
        where r.fee = 'market_fee' and r.market_country = market.country and r.tax_status = producer.tax_status
          and r.is_domestic = (producer.country = market.country) and r.valid_from <= d.today
          and (r.valid_to is null or r.valid_to >= d.today)
        order by r.valid_from desc
        limit 1
    ) fee_tax on true
    left join lateral (
        select json_build_object(
                   'id', r.id, 'rate_bps', r.rate_bps, 'valid_from', r.valid_from, 'note', r.legal_note) as rule
        from fee_tax_rule r
        where federation.id is not null
          and r.fee = 'federation_dues' and r.market_country = market.country and r.tax_status = producer.tax_status
          and r.is_domestic = (producer.country = market.country) and r.valid_from <= d.today
          and (r.valid_to is null or r.valid_to >= d.today)
        order by r.valid_from desc
        limit 1
    ) dues_tax on true
    left join lateral (
        select json_build_object(
            'product', v.floor_product, 'form', coalesce(v.floor_form, ''), 'is_organic', v.floor_organic,
            'on', asked.signed_on, 'net_quantity', v.net_quantity::text, 'net_unit', v.net_unit,
            'row', (
                select json_build_object(
                    'id', m.id, 'scheme', m.scheme, 'product', m.product, 'form', m.form, 'region', m.region,
                    'incoterm', m.incoterm, 'unit', m.unit, 'unit_quantity', m.unit_quantity::text,
                    'currency', m.currency, 'minimum', m.minimum::text, 'premium', m.premium::text,
                    'premium_bps', m.premium_bps, 'organic_differential', m.organic_differential::text,
                    'is_organic', m.is_organic, 'has_special_terms', m.has_special_terms, 'status', m.status,
                    'valid_from', m.valid_from, 'valid_to', m.valid_to, 'source_url', m.source_url, 'note', m.note)
                from minimum_price m where m.id = found.id),
            'factor', (
                select json_build_object('factor', c.factor::text, 'source', c.source)
                from conversion_factor c
                where c.from_form = v.floor_form and c.to_form = found.form
                  and (c.product = v.floor_product or starts_with(v.floor_product, c.product || '_'))
                order by length(c.product) desc
                limit 1),
            'rate', (
                select json_build_object('base', x.base, 'quote', x.quote, 'on', x.on_date, 'rate', x.rate::text,
                                         'source', x.source)
                from exchange_rate x
                where (x.base, x.quote) in ((found.currency, wished_currency), (wished_currency, found.currency))
                  and x.on_date between d.today - 7 and d.today
                order by x.on_date desc, x.base = found.currency desc
                limit 1),
            'market', (
                select json_build_object(
                    'id', q.id, 'product', q.product, 'form', q.form, 'unit', q.unit,
                    'unit_quantity', q.unit_quantity::text, 'currency', q.currency, 'amount', q.amount::text,
                    'on', q.quoted_on, 'source', q.source,
                    'factor', (
                        select json_build_object('factor', c.factor::text, 'source', c.source)
                        from conversion_factor c
                        where c.from_form = v.floor_form and c.to_form = q.form
                          and (c.product = v.floor_product or starts_with(v.floor_product, c.product || '_'))
                        order by length(c.product) desc
                        limit 1),
                    'rate', (
                        select json_build_object('base', x.base, 'quote', x.quote, 'on', x.on_date,
                                                 'rate', x.rate::text, 'source', x.source)
                        from exchange_rate x
                        where (x.base, x.quote) in ((q.currency, wished_currency), (wished_currency, q.currency))
                          and x.on_date between d.today - 7 and d.today
                        order by x.on_date desc, x.base = q.currency desc
                        limit 1))
                from market_price q
                where (q.product = v.floor_product or starts_with(v.floor_product, q.product || '_'))
                  and q.quoted_on between d.today - 45 and d.today
                order by length(q.product) desc, q.quoted_on desc, q.form = v.floor_form desc nulls last, q.form
                limit 1)) as answer
        from (select coalesce(v.floor_signed_on, d.today) as signed_on) asked
        left join lateral (
            select m.id, m.form, m.currency
            from minimum_price m
            where m.scheme = 'fairtrade' and m.product = v.floor_product
              and m.region in (p.origin_country, 'worldwide') and m.status in ('confirmed', 'derived')
              and (m.is_organic = v.floor_organic or (v.floor_organic and m.organic_differential is not null))
              and m.valid_from <= asked.signed_on and (m.valid_to is null or m.valid_to >= asked.signed_on)
            order by m.region = 'worldwide', m.is_organic = v.floor_organic desc, m.form = v.floor_form desc nulls last,
                     m.quality <> '', m.valid_from desc, m.minimum desc nulls last, m.id
            limit 1
        ) found on true
        where v.floor_product is not null
    ) least_price on true
    where v.id = any(variants);
end
$$;

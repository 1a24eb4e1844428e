drop function price_facts;

-- As it was: without the tax on fees and without minimum prices.
create function price_facts(
    variants text[], wished_currency text, destination text, at timestamptz, schedule text
)
returns table (
    variant_id text, product_id text, producer_id text, amount_minor bigint, premium_minor bigint, vat_class text,
    federation_id text, market_id text, fund_owner_id text,
    fee_id text, fee_version int, fee_valid_from date, market_fee_bps int, dues_bps int, solidarity_bps int,
    tax_id text, tax_bps int, tax_valid_from date
)
language sql stable parallel safe
as $$
    select v.id, v.product_id, p.producer_id, price.amount_minor, price.premium_minor, v.vat_class,
           federation.id, market.id, fund.owner_id,
           fee.id, fee.version, fee.valid_from, fee.market_fee_bps, fee.dues_bps, fee.solidarity_bps,
           tax.id, tax.rate_bps, tax.valid_from
    from variant v
    join product p on p.id = v.product_id
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
        select o.id from organisation o where o.kind = 'market' order by o.id limit 1
    ) market on true
    left join lateral (
        select f.owner_id from fund f where f.kind = 'solidarity' and f.currency = wished_currency order by f.id limit 1
    ) fund on true
    left join lateral (
        select f.*
        from fee_schedule f
        where f.code = schedule and f.valid_from <= (at at time zone 'UTC')::date
          and (f.valid_to is null or f.valid_to >= (at at time zone 'UTC')::date)
        order by f.valid_from desc
        limit 1
    ) fee on true
    left join lateral (
        select t.id, t.rate_bps, t.valid_from
        from tax_rate t
        where t.country = destination and t.vat_class = v.vat_class and t.valid_from <= (at at time zone 'UTC')::date
          and (t.valid_to is null or t.valid_to >= (at at time zone 'UTC')::date)
        order by t.valid_from desc
        limit 1
    ) tax on true
    where v.id = any(variants)
$$;

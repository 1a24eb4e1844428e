"""SQL of facts of the kind `sale`: what was paid for a producer's goods, who got what of it, what was given back."""

from market.impact.facts.entry_queries import ENTRY, KIND, PARTS, SALE_KINDS, UNDONE

# `left_of` is what of an order is still its producer's after the entry: once it is nothing, the share was given back.
SALES = f"""
    with news as materialized (
        {ENTRY} from journal j {UNDONE}
        where j.sequence > :after and j.sequence <= :upto and {KIND} in {SALE_KINDS}
    ), changed as materialized (
        select distinct order_id from news where kind <> 'order_paid' or direction < 0
    ), event as materialized (
        select * from news
        union all
        {ENTRY} from changed c join journal j on j.order_id = c.order_id {UNDONE}
        where j.sequence <= :after and {KIND} in {SALE_KINDS}
    ), of_line as materialized (
        -- An entry is about one order, and says one thing: told apart by these three alone, lines are hashed quickly.
        select sequence, order_line_id, parcel_id, any_value(order_id) as order_id, any_value(day) as day,
               any_value(said) as said, any_value(direction) as direction, any_value(sign) as sign,
               sum(amount)::bigint as gross,
               (sum(amount) filter (where kind = 'vat'))::bigint as vat,
               (sum(amount) filter (where kind in ('producer', 'minimum_price_topup')))::bigint as producer_share,
               (sum(amount) filter (where kind = 'minimum_price_topup'))::bigint as floor_topup,
               (sum(amount) filter (where kind = 'premium'))::bigint as premium,
               -- With the VAT on it, which the producer bears too; less what the market itself put in.
               (sum(amount) filter (
                   where kind in ('market_fee', 'fee_vat', 'discount_subsidy', 'minimum_price_subsidy')
               ))::bigint as market_fee,
               (sum(amount) filter (where kind = 'federation_dues'))::bigint as dues,
               (sum(amount) filter (where kind = 'solidarity'))::bigint as solidarity
        from ({PARTS}) part
        group by sequence, order_line_id, parcel_id
    ), told as materialized (
        select s.*, l.claims, coalesce(l.producer_id, p.producer_id) as producer_id,
               s.gross - coalesce(s.vat, 0) as net,
               case when s.said = 'order_paid' and l.floor_minor is not null then s.direction end as floored,
               case when s.said = 'order_paid' and l.floor_minor > s.direction * coalesce(s.producer_share, 0)
                    then s.direction end as floor_breach
        from of_line s
        left join order_line l on l.id = s.order_line_id
        left join parcel p on p.id = s.parcel_id
    ), class as materialized (
        -- Few lines differ in what they claimed.
        select claims,
               array(select distinct claim ->> 'assurance_class' from jsonb_array_elements(claims) claim) as classes
        from told where claims <> '[]' and sequence > :after group by claims
    ), claimed as (
        select sequence, producer_id, jsonb_object_agg('claimed:' || assurance_class, net) as by_class
        from (
            select t.sequence, t.producer_id, assurance_class, sum(t.net) as net
            from told t join class c using (claims) cross join unnest(c.classes) assurance_class
            where t.sequence > :after
            group by t.sequence, t.producer_id, assurance_class having sum(t.net) <> 0
        ) classes
        group by sequence, producer_id
    ), of_producer as (
        select sequence, order_id, day, said, sign, producer_id,
               sum(gross) filter (where parcel_id is null) as gross,
               sum(vat) filter (where parcel_id is null) as vat,
               sum(gross) filter (where parcel_id is not null) as shipping,
               sum(vat) filter (where parcel_id is not null) as shipping_vat,
               sum(producer_share) as producer_share, sum(premium) as premium, sum(market_fee) as market_fee,
               sum(dues) as dues, sum(solidarity) as solidarity, sum(floor_topup) as floor_topup,
               sum(net) filter (where claims <> '[]') as claimed,
               sum(floored) as floored, sum(floor_breach) as floor_breaches
        from told
        group by sequence, order_id, day, said, sign, producer_id
    ), running as (
        select s.*,
               row_number() over (partition by s.sequence order by s.producer_id) as place,
               sum(s.producer_share) over so_far as left_of,
               coalesce(sum(s.producer_share) over so_far, 0) - coalesce(s.producer_share, 0) as left_before
        from of_producer s
        window so_far as (partition by s.order_id, s.producer_id order by s.sequence)
    )
    select r.sequence, r.order_id, r.producer_id as organisation_id, o.currency, r.day as booked_on,
           jsonb_strip_nulls(jsonb_build_object(
               'orders', case when r.said = 'order_paid' and r.place = 1 then r.sign end,
               'shares', nullif((coalesce(r.left_of, 0) > 0)::int - (r.left_before > 0)::int, 0),
               'gross', nullif(r.gross, 0), 'vat', nullif(r.vat, 0),
               'shipping', nullif(r.shipping, 0), 'shipping_vat', nullif(r.shipping_vat, 0),
               'producer_share', nullif(r.producer_share, 0), 'premium', nullif(r.premium, 0),
               'market_fee', nullif(r.market_fee, 0), 'dues', nullif(r.dues, 0),
               'solidarity', nullif(r.solidarity, 0), 'claimed', nullif(r.claimed, 0),
               'floored', nullif(r.floored, 0), 'floor_topup', nullif(r.floor_topup, 0),
               'floor_breaches', nullif(r.floor_breaches, 0)
           )) || coalesce(c.by_class, '{{}}') as amounts
    from running r
    join customer_order o on o.id = r.order_id
    left join claimed c on c.sequence = r.sequence and c.producer_id = r.producer_id
    where r.sequence > :after
"""

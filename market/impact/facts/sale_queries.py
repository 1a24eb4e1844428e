"""SQL of facts of the kind `sale`: what was paid for a producer's goods, who got what of it, what was given back."""

from market.impact.facts.entry_queries import ASKED, OF_PRICE, PARTS, SALE_SIGN, measure, reference

_PAID = f"j.kind = 'order_paid' and {ASKED}"

# What each entry did to a producer's part of an order, `sold`, from orders paid and what happened to orders since,
# `event`. Amounts come as the halves of their JSON around `shares`, which takes what came before.
SOLD = f"""
    part as (
        -- Orders paid are read from the books themselves: the planner knows how many there are.
        select j.sequence, b.order_line_id, b.parcel_id, b.kind, b.amount_minor as amount
        from journal j join breakdown_part b on b.order_id = j.order_id
        where {_PAID} and {OF_PRICE}
        union all
        {PARTS}
    ), of_line as (
        select sequence, order_line_id, parcel_id,
               sum_minor(amount) as gross,
               sum_minor(amount) filter (where kind = 'vat') as vat,
               sum_minor(amount) filter (where kind in ('producer', 'minimum_price_topup')) as producer_share,
               sum_minor(amount) filter (where kind = 'minimum_price_topup') as floor_topup,
               sum_minor(amount) filter (where kind = 'premium') as premium,
               -- With the VAT on it, which the producer bears too; less what the market itself put in.
               sum_minor(amount) filter (
                   where kind in ('market_fee', 'fee_vat', 'discount_subsidy', 'minimum_price_subsidy')
               ) as market_fee,
               sum_minor(amount) filter (where kind = 'federation_dues') as dues,
               sum_minor(amount) filter (where kind = 'solidarity') as solidarity
        from part
        group by sequence, order_line_id, parcel_id
    ), told as materialized (
        select s.*, l.claims, l.floor_minor, l.market_minor, coalesce(l.producer_id, p.producer_id) as producer_id,
               s.gross - coalesce(s.vat, 0) as net
        from of_line s
        left join order_line l on l.id = s.order_line_id
        left join parcel p on p.id = s.parcel_id
    ), class as materialized (
        -- Few lines differ in what they claimed.
        select claims,
               array(select distinct claim ->> 'assurance_class' from jsonb_array_elements(claims) claim) as classes
        from told where claims <> '[]' and sequence > :after group by claims
    ), claimed as (
        select sequence, producer_id,
               string_agg(to_json('claimed:' || assurance_class) || ': ' || net, ', ') as by_class
        from (
            select t.sequence, t.producer_id, assurance_class, sum_minor(t.net) as net
            from told t join class c using (claims) cross join unnest(c.classes) assurance_class
            where t.sequence > :after
            group by t.sequence, t.producer_id, assurance_class having sum_minor(t.net) <> 0
        ) classes
        group by sequence, producer_id
    ), above_market as (
        -- Whatever becomes of a line's share later, as much of what it had above the market's price becomes of that.
        select sequence, producer_id, sum_minor(share) as base,
               sum(div(above * left_of, whole) - div(above * (left_of - share), whole))::bigint as uplift
        from (
            select sequence, producer_id, coalesce(producer_share, 0) as share,
                   sum_minor(coalesce(producer_share, 0)) over so_far as left_of,
                   nullif(first_value(producer_share) over so_far, 0) as whole,
                   greatest(0, first_value(producer_share) over so_far - market_minor)::numeric as above
            from told where market_minor is not null
            window so_far as (partition by order_line_id order by sequence rows unbounded preceding)
        ) line
        where sequence > :after
        group by sequence, producer_id
    ), of_producer as (
        select sequence, producer_id,
               sum_minor(gross) filter (where parcel_id is null) as gross,
               sum_minor(vat) filter (where parcel_id is null) as vat,
               sum_minor(gross) filter (where parcel_id is not null) as shipping,
               sum_minor(vat) filter (where parcel_id is not null) as shipping_vat,
               sum_minor(producer_share) as producer_share, sum_minor(premium) as premium,
               sum_minor(market_fee) as market_fee, sum_minor(dues) as dues, sum_minor(solidarity) as solidarity,
               sum_minor(floor_topup) as floor_topup, sum_minor(net) filter (where claims <> '[]') as claimed,
               -- Of an order paid; below its minimum price, and the same where that is taken back.
               count(floor_minor) as floored,
               count(*) filter (where floor_minor > coalesce(producer_share, 0)) as below_floor,
               count(*) filter (where floor_minor > -coalesce(producer_share, 0)) as below_floor_undone
        from told
        group by sequence, producer_id
    ), said as materialized (
        select e.*, o.currency, {reference("o.id")} as order_ref
        from (
            select j.sequence, j.order_id, (j.effective_at at time zone 'UTC')::date as day, 1 as sign, 1 as paid
            from journal j where {_PAID}
            union all
            select sequence, order_id, day, {SALE_SIGN}, case kind when 'order_paid' then direction end from event e
        ) e
        join customer_order o on o.id = e.order_id
    ), sold as (
        select s.sequence, s.order_id, p.producer_id, s.day, s.currency, s.order_ref,
               coalesce(p.producer_share, 0) as share,
               concat_ws(', ', {measure("vat", "p.vat")}, {measure("dues", "p.dues")}, {measure("gross", "p.gross")},
                         case when p.place = 1 then {measure("orders", "s.paid")} end) as before_shares,
               concat_ws(', ', {measure("uplift", "m.uplift")}, {measure("claimed", "p.claimed")},
                         {measure("floored", "s.paid * p.floored")}, {measure("premium", "p.premium")},
                         {measure("shipping", "p.shipping")}, {measure("market_fee", "p.market_fee")},
                         {measure("solidarity", "p.solidarity")}, {measure("floor_topup", "p.floor_topup")},
                         {measure("uplift_base", "m.base")}, {measure("shipping_vat", "p.shipping_vat")},
                         case s.paid when 1 then {measure("floor_breaches", "p.below_floor")}
                                     when -1 then {measure("floor_breaches", "-p.below_floor_undone")} end,
                         {measure("producer_share", "p.producer_share")}, c.by_class) as after_shares
        from said s
        join (select *, row_number() over (partition by sequence order by producer_id) as place from of_producer) p
             using (sequence)
        left join claimed c on c.sequence = p.sequence and c.producer_id = p.producer_id
        left join above_market m on m.sequence = p.sequence and m.producer_id = p.producer_id
    )
"""
# What of an order is still its producer's after the entry, `left_of`: once it is nothing, the share was given back.
SALES = f"""
    select sequence, order_ref, organisation_id, currency, day as booked_on,
           '{{' || concat_ws(', ', nullif(before_shares, ''),
                             {measure("shares", "(left_of > 0)::int - (left_of - share > 0)::int")},
                             nullif(after_shares, '')) || '}}' as amounts
    from running where is_sale and sequence > :after
"""

drop trigger quantity_is_kept on certificate;
drop function quantity_is_kept;
drop function products_with_scheme(text, timestamptz);
drop function scheme_claims(timestamptz);
drop function product_claims(text[], timestamptz);
drop function lightest_grams, claim_left, net_grams;
create or replace view certificate_window as
select c.id as certificate_id,
       c.scheme_id,
       dates.valid_at,
       dates.expires_at,
       c.claim_from,
       c.claim_until,
       vouched.mandated_until,
       vouched.vouched_until,
       greatest(dates.valid_at, c.claim_from) as starts_at,
       least(dates.expires_at, c.claim_until, vouched.vouched_until) as ends_at
from certificate c
join scheme s on s.id = c.scheme_id
cross join lateral (
    select c.valid_from::timestamp at time zone s.timezone as valid_at,
           (c.valid_to + 1 + s.grace_days)::timestamp at time zone s.timezone as expires_at
) dates
cross join lateral (
    select max(coalesce(m.withdrawn_at, 'infinity')) as mandated_until,
           max(least(coalesce(m.withdrawn_at, 'infinity'),
                     coalesce((v.recheck_due_on + 1 + s.grace_days)::timestamp at time zone s.timezone, 'infinity')))
               as vouched_until
    from verification v
    join mandate m on m.id = v.mandate_id
    where v.certificate_id = c.id and v.decision = 'verify'
) vouched
where c.claim_from is not null
  and c.state in ('verified', 'suspended', 'withdrawn', 'surrendered', 'superseded')
  and vouched.vouched_until is not null;
drop function start_of_day;

-- As they were before certificates had quantities.
-- The claims that these products carry at this moment: for a page of products. What covers them is looked up first, so
-- that only those certificates' standing is settled, and each once.
create function product_claims(product_ids text[], at timestamptz)
returns table (product_id text, certificate_id text, scheme_id text, covers text, starts_at timestamptz,
               ends_at timestamptz)
language sql stable parallel safe
as $$
    with scope as materialized (
        select s.product_id, s.certificate_id, s.covers from certificate_scope s where s.product_id = any(product_ids)
    ), standing as materialized (
        select w.certificate_id, w.scheme_id, w.starts_at, w.ends_at
        from certificate_window w
        where w.certificate_id = any(array(select scope.certificate_id from scope))
          and w.starts_at <= at and w.ends_at > at
    )
    select scope.product_id, scope.certificate_id, standing.scheme_id, scope.covers, standing.starts_at, standing.ends_at
    from scope join standing on standing.certificate_id = scope.certificate_id
$$;

-- The schemes that each product carries a claim of at this moment: for counting over the whole market. The standing of
-- each certificate is settled once, before its products are looked up.
create function scheme_claims(at timestamptz)
returns table (product_id text, scheme_id text)
language sql stable parallel safe
as $$
    with standing as materialized (
        select w.certificate_id, w.scheme_id from certificate_window w where w.starts_at <= at and w.ends_at > at
    )
    select distinct scope.product_id, standing.scheme_id
    from standing join certificate_scope scope on scope.certificate_id = standing.certificate_id
$$;

-- The products that carry a claim of this scheme at this moment, in whatever state of publication: for filters.
create function products_with_scheme(scheme_code text, at timestamptz)
returns table (product_id text)
language sql stable parallel safe
as $$
    with standing as materialized (
        select w.certificate_id
        from certificate_window w
        where w.scheme_id = (select s.id from scheme s where s.code = scheme_code)
          and w.starts_at <= at and w.ends_at > at
    )
    select distinct scope.product_id
    from standing join certificate_scope scope on scope.certificate_id = standing.certificate_id
$$;

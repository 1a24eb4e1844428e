-- As they were.
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
    select start_of_day(c.valid_from, s.timezone) as valid_at,
           start_of_day(c.valid_to + 1 + s.grace_days, s.timezone) as expires_at
) dates
cross join lateral (
    select max(coalesce(m.withdrawn_at, 'infinity')) as mandated_until,
           max(least(coalesce(m.withdrawn_at, 'infinity'),
                     coalesce(start_of_day(v.recheck_due_on + 1 + s.grace_days, s.timezone), 'infinity')))
               as vouched_until
    from verification v
    join mandate m on m.id = v.mandate_id
    where v.certificate_id = c.id and v.decision = 'verify'
) vouched
where c.claim_from is not null
  and c.state in ('verified', 'suspended', 'withdrawn', 'surrendered', 'superseded')
  and vouched.vouched_until is not null;

create or replace function claim_left(wanted text, at timestamptz) returns bigint
language sql stable parallel safe
as $$
    select c.quantity_grams - coalesce(b.used_grams, 0)
           + coalesce((select sum(u.grams) from claim_use u
                       where u.certificate_id = c.id and u.used_at > at and u.released_at is null), 0)::bigint
           - coalesce((select sum(u.grams) from claim_use u
                       where u.certificate_id = c.id and u.released_at > at and u.used_at <= at), 0)::bigint
    from certificate c
    left join claim_balance b on b.certificate_id = c.id
    where c.id = wanted and c.quantity_grams is not null
$$;

create or replace function product_claims(product_ids text[], at timestamptz)
returns table (product_id text, certificate_id text, scheme_id text, covers text, starts_at timestamptz,
               ends_at timestamptz, left_grams bigint)
language plpgsql stable parallel safe rows 50 set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
    return query
    with wanted as materialized (
        select p.id, p.producer_id, p.category_code
        from (select distinct u.id from unnest(product_ids) as u (id)) asked
        join product p on p.id = asked.id
    ), candidate as materialized (
        select w.id as product_id, w.category_code, c.id as certificate_id
        from wanted w join certificate c on c.holder_id = w.producer_id
        where not exists (select from certificate_subject s where s.certificate_id = c.id and s.kind = 'organisation')
        union all
        select w.id, w.category_code, s.certificate_id
        from wanted w join certificate_subject s on s.ref = w.producer_id and s.kind = 'organisation'
    ), standing as materialized (
        select w.certificate_id, w.scheme_id, w.starts_at, w.ends_at, c.quantity_grams
        from certificate_window w
        join certificate c on c.id = w.certificate_id
        where w.certificate_id = any(array(select distinct candidate.certificate_id from candidate))
          and w.starts_at <= at and w.ends_at > at
    ), subject as materialized (
        select s.certificate_id,
               array_agg(s.ref) filter (where s.kind = 'product') as products,
               array_agg(s.ref) filter (where s.kind = 'category') as categories,
               bool_or(s.kind = 'ingredient') as has_ingredient,
               bool_or(s.kind in ('site', 'harvest', 'ingredient')) as is_narrowed
        from certificate_subject s
        where s.certificate_id = any(array(select standing.certificate_id from standing))
        group by s.certificate_id
    ), balance as materialized (
        select standing.certificate_id, claim_left(standing.certificate_id, at) as grams
        from standing where standing.quantity_grams is not null
    )
    select candidate.product_id, candidate.certificate_id, standing.scheme_id,
           case when subject.has_ingredient then 'ingredient'
                when subject.products is null and subject.categories is null
                     and ('enterprise' = any(s.certifies) or s.certifies <@ array['organisation']) then 'enterprise'
                else 'whole_product' end,
           standing.starts_at, standing.ends_at, balance.grams
    from candidate
    join standing on standing.certificate_id = candidate.certificate_id
    join scheme s on s.id = standing.scheme_id
    left join subject on subject.certificate_id = candidate.certificate_id
    left join balance on balance.certificate_id = candidate.certificate_id
    left join category_path shelf on shelf.code = candidate.category_code
    where (subject.products is null or candidate.product_id = any(subject.products))
      and (subject.categories is null or subject.categories && shelf.path)
      and (subject.is_narrowed is not true or subject.products is not null or subject.categories is not null)
      and (balance.certificate_id is null or balance.grams >= lightest_grams(candidate.product_id));
end $$;

drop function quantity_left;

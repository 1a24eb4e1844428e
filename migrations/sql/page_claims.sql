-- A page's claims, faster: each certificate is read once, and nothing is called row by row.

-- What stands between a certificate and its claim, moment by moment: its dates in the scheme's own timezone, the
-- decisions of federations, and how long anybody with a living mandate vouches for it. All intervals are half-open.
-- `valid_to` is the last day of validity. A verification whose mandate ends, or whose recheck is overdue beyond the
-- scheme's grace, vouches no longer; another one may.
-- `offset 0`: each date is reckoned once, however often it is asked.
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
    offset 0
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

-- The grams that a certificate with a quantity still covered at a moment; null for one without. The balance says how it
-- is now; only what was sold or given back later than the moment is looked at besides. A row, so that it is planned with
-- the statement that asks: called by row, each call costs as much as all that it reads.
create function quantity_left(wanted text, quantity_grams bigint, at timestamptz) returns table (left_grams bigint)
language sql stable parallel safe
as $$
    select case when quantity_grams is not null then
        quantity_grams
        - coalesce((select b.used_grams from claim_balance b where b.certificate_id = wanted), 0)
        + coalesce((select sum(u.grams) from claim_use u
                    where u.certificate_id = wanted and u.used_at > at and u.released_at is null), 0)::bigint
        - coalesce((select sum(u.grams) from claim_use u
                    where u.certificate_id = wanted and u.released_at > at and u.used_at <= at), 0)::bigint end
$$;

create or replace function claim_left(wanted text, at timestamptz) returns bigint
language sql stable parallel safe
as $$
    select q.left_grams from certificate c cross join lateral quantity_left(c.id, c.quantity_grams, at) q
    where c.id = wanted
$$;

-- The claims that these products carry at this moment: for a page of products. The certificates of their producers are
-- looked up first, so that only those certificates' standing is settled, and each once; what stands is then asked what
-- it covers, as `certificate_scope` says it. `left_grams` is null for a certificate without a quantity; one whose
-- quantity is used up carries nothing. Planned once per session: to plan this anew takes several times as long as to run
-- it.
create or replace function product_claims(product_ids text[], at timestamptz)
returns table (product_id text, certificate_id text, scheme_id text, covers text, starts_at timestamptz,
               ends_at timestamptz, left_grams bigint)
language plpgsql stable parallel safe rows 50 set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
    return query
    with wanted as materialized (
        select p.id, p.producer_id, p.category_code from product p where p.id = any(product_ids)
    ), held as (
        select c.id as certificate_id, c.holder_id as producer_id
        from certificate c
        where c.holder_id = any(array(select wanted.producer_id from wanted))
          and not exists (
              select from certificate_subject s where s.certificate_id = c.id and s.kind = 'organisation')
        union all
        select s.certificate_id, s.ref
        from certificate_subject s
        where s.kind = 'organisation' and s.ref = any(array(select wanted.producer_id from wanted))
    ), standing as materialized (
        select held.producer_id, c.quantity_grams, w.certificate_id, w.scheme_id, w.starts_at, w.ends_at
        from held
        join certificate_window w on w.certificate_id = held.certificate_id
        join certificate c on c.id = held.certificate_id
        where w.starts_at <= at and w.ends_at > at
    ), bounded as materialized (
        select standing.*, subject.*, quantity.left_grams
        from standing
        cross join lateral quantity_left(standing.certificate_id, standing.quantity_grams, at) quantity
        cross join lateral (
            select array_agg(s.ref) filter (where s.kind = 'product') as products,
                   array_agg(s.ref) filter (where s.kind = 'category') as categories,
                   coalesce(bool_or(s.kind = 'ingredient'), false) as has_ingredient,
                   coalesce(bool_or(s.kind in ('site', 'harvest', 'ingredient')), false) as is_narrowed
            from certificate_subject s
            where s.certificate_id = standing.certificate_id
        ) subject
    )
    select wanted.id, bounded.certificate_id, bounded.scheme_id,
           case when bounded.has_ingredient then 'ingredient'
                when bounded.products is null and bounded.categories is null
                     and ('enterprise' = any(s.certifies) or s.certifies <@ array['organisation']) then 'enterprise'
                else 'whole_product' end,
           bounded.starts_at, bounded.ends_at, bounded.left_grams
    from wanted
    join bounded on bounded.producer_id = wanted.producer_id
    join scheme s on s.id = bounded.scheme_id
    where (bounded.products is null or wanted.id = any(bounded.products))
      and (bounded.categories is null
           or bounded.categories && (select shelf.path from category_path shelf where shelf.code = wanted.category_code))
      and (not bounded.is_narrowed or bounded.products is not null or bounded.categories is not null)
      and (bounded.left_grams is null
           or bounded.left_grams >= (
               select min(net_grams(v.net_quantity, v.net_unit, v.weight_grams))
               from variant v where v.product_id = wanted.id and v.archived_at is null));
end $$;

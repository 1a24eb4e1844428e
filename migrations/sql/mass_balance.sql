-- Mass balance: a certificate may name a quantity, and what is sold with its claim uses that up. A certificate without
-- a quantity covers whatever its holder makes.

-- What one piece weighs without its wrapping; by its gross weight where it is not sold by weight.
create function net_grams(net_quantity numeric, net_unit text, weight_grams int) returns bigint
language sql immutable parallel safe
as $$
    select (case net_unit when 'g' then ceil(net_quantity) when 'kg' then ceil(net_quantity * 1000)
                          else weight_grams end)::bigint
$$;

-- The first moment of a day. Where clocks go back over midnight (Havana, the Azores), PostgreSQL takes the second 00:00
-- of the two, and a claim would be shown for an hour of the day after its last.
create function start_of_day(day date, zone text) returns timestamptz
language sql stable parallel safe
as $$
    -- One expression, no more immutable than its parts, so that it is put in the place of its call.
    select (day::timestamp at time zone zone) - case
        when ((day::timestamp at time zone zone) - interval '1 hour') at time zone zone = day::timestamp
        then interval '1 hour' else interval '0' end
$$;

-- What stands between a certificate and its claim, moment by moment: its dates in the scheme's own timezone, the
-- decisions of federations, and how long anybody with a living mandate vouches for it. All intervals are half-open.
-- `valid_to` is the last day of validity. A verification whose mandate ends, or whose recheck is overdue beyond the
-- scheme's grace, vouches no longer; another one may.
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

-- The grams that a certificate with a quantity still covered at a moment; null for one without. The balance says how it
-- is now; only what was sold or given back later than the moment is looked at besides.
create function claim_left(wanted text, at timestamptz) returns bigint
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

-- What the lightest piece of a product weighs: while less is left, nothing of it can be sold with the claim.
create function lightest_grams(wanted text) returns bigint
language sql stable parallel safe
as $$
    select min(net_grams(v.net_quantity, v.net_unit, v.weight_grams))
    from variant v
    where v.product_id = wanted and v.archived_at is null
$$;

-- The claims that these products carry at this moment: for a page of products. The certificates of their producers are
-- looked up first, so that only those certificates' standing is settled, and each once; what stands is then asked what
-- it covers, as `certificate_scope` says it. `left_grams` is null for a certificate without a quantity; one whose
-- quantity is used up carries nothing. Planned once per session: to plan this anew takes several times as long as to run
-- it.
drop function product_claims(text[], timestamptz);
create function product_claims(product_ids text[], at timestamptz)
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

-- The schemes that each product carries a claim of at this moment: for counting over the whole market. The standing of
-- each certificate is settled once, before its products are looked up.
create or replace function scheme_claims(at timestamptz)
returns table (product_id text, scheme_id text)
language sql stable parallel safe
as $$
    with standing as materialized (
        select w.certificate_id, w.scheme_id from certificate_window w where w.starts_at <= at and w.ends_at > at
    ), balance as materialized (
        select q.id as certificate_id, claim_left(q.id, at) as grams
        from certificate q where q.quantity_grams is not null
    )
    select distinct scope.product_id, standing.scheme_id
    from standing
    join certificate_scope scope on scope.certificate_id = standing.certificate_id
    left join balance on balance.certificate_id = standing.certificate_id
    where balance.certificate_id is null or balance.grams >= lightest_grams(scope.product_id)
$$;

-- The products that carry a claim of this scheme at this moment, in whatever state of publication: for filters.
create or replace function products_with_scheme(scheme_code text, at timestamptz)
returns table (product_id text)
language sql stable parallel safe
as $$
    with standing as materialized (
        select w.certificate_id
        from certificate_window w
        where w.scheme_id = (select s.id from scheme s where s.code = scheme_code)
          and w.starts_at <= at and w.ends_at > at
    ), balance as materialized (
        select q.id as certificate_id, claim_left(q.id, at) as grams
        from certificate q
        where q.quantity_grams is not null and q.id = any(array(select standing.certificate_id from standing))
    )
    select distinct scope.product_id
    from standing
    join certificate_scope scope on scope.certificate_id = standing.certificate_id
    left join balance on balance.certificate_id = standing.certificate_id
    where balance.certificate_id is null or balance.grams >= lightest_grams(scope.product_id)
$$;

-- A quantity is what the certificate says: it stands still once it was handed in.
create function quantity_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if old.state not in ('draft', 'needs_info') then
        raise exception 'certificate % was submitted, its quantity does not change', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'certificate_keeps_its_word';
    end if;
    return new;
end $$;

create trigger quantity_is_kept before update on certificate for each row
    when (old.quantity_grams is distinct from new.quantity_grams) execute function quantity_is_kept();

-- Who was sold what under which certificate stays told; it can only be given back.
create trigger kept before update on claim_use for each row
    execute function keep_as_written('id', 'certificate_id', 'order_id', 'order_line_id', 'grams', 'used_at');
select make_undeletable('claim_use');
select make_append_only(name) from unnest(array['notice', 'expiry_reminder']) as name;

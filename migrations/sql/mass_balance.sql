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
language sql immutable parallel safe
as $$
    select case when (midnight - interval '1 hour') at time zone zone = day::timestamp then midnight - interval '1 hour'
                else midnight end
    from (select day::timestamp at time zone zone) as the (midnight)
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

-- The claims that these products carry at this moment: for a page of products. What covers them is looked up first, so
-- that only those certificates' standing is settled, and each once. `left_grams` is null for a certificate without a
-- quantity; one whose quantity is used up carries nothing.
drop function product_claims(text[], timestamptz);
create function product_claims(product_ids text[], at timestamptz)
returns table (product_id text, certificate_id text, scheme_id text, covers text, starts_at timestamptz,
               ends_at timestamptz, left_grams bigint)
language sql stable parallel safe
as $$
    with scope as materialized (
        select s.product_id, s.certificate_id, s.covers from certificate_scope s where s.product_id = any(product_ids)
    ), standing as materialized (
        select w.certificate_id, w.scheme_id, w.starts_at, w.ends_at
        from certificate_window w
        where w.certificate_id = any(array(select scope.certificate_id from scope))
          and w.starts_at <= at and w.ends_at > at
    ), balance as materialized (
        select q.id as certificate_id, claim_left(q.id, at) as grams
        from certificate q
        where q.quantity_grams is not null and q.id = any(array(select standing.certificate_id from standing))
    )
    select scope.product_id, scope.certificate_id, standing.scheme_id, scope.covers, standing.starts_at,
           standing.ends_at, balance.grams
    from scope
    join standing on standing.certificate_id = scope.certificate_id
    left join balance on balance.certificate_id = scope.certificate_id
    where balance.certificate_id is null or balance.grams >= lightest_grams(scope.product_id)
$$;

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

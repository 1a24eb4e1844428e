-- Which product may carry which claim, and when. Nothing here is stored: a claim is read from what schemes issued and
-- federations verified, so it ends by itself when a date passes, a certificate falls or a mandate is taken away.

-- A category with all that it lies in, itself included.
create view category_path as
with recursive up as (
    select code, code as ancestor, parent_code from category
    union all
    select up.code, above.code, above.parent_code from up join category above on above.code = up.parent_code
)
cycle ancestor set is_cycle using visited
select code, array_agg(ancestor) as path from up where not is_cycle group by code;

-- Whose products a certificate can cover: the organisations it names, or its holder when it names none.
create view certificate_producer as
select c.id as certificate_id, c.holder_id as producer_id
from certificate c
where not exists (select from certificate_subject s where s.certificate_id = c.id and s.kind = 'organisation')
union all
select s.certificate_id, s.ref
from certificate_subject s
where s.kind = 'organisation';

-- What stands between a certificate and its claim, moment by moment: its dates in the scheme's own timezone, the
-- decisions of federations, and how long anybody with a living mandate vouches for it. All intervals are half-open.
-- `valid_to` is the last day of validity. A verification whose mandate ends, or whose recheck is overdue beyond the
-- scheme's grace, vouches no longer; another one may.
create view certificate_window as
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

-- Which products a certificate covers. AND between kinds of subject, OR within one (GS1 `certificationSubject`). A
-- product's site, harvest and ingredients are not in the catalogue, so these kinds narrow only a list of products or
-- categories that the certificate names beside them; alone they cover nothing.
create view certificate_scope as
select covered.certificate_id,
       p.id as product_id,
       case when subject.has_ingredient then 'ingredient'
            when subject.products is null and subject.categories is null
                 and ('enterprise' = any(s.certifies) or s.certifies <@ array['organisation']) then 'enterprise'
            else 'whole_product' end as covers
from certificate_producer covered
join certificate c on c.id = covered.certificate_id
join scheme s on s.id = c.scheme_id
join product p on p.producer_id = covered.producer_id
join category_path shelf on shelf.code = p.category_code
cross join lateral (
    select array_agg(ref) filter (where kind = 'product') as products,
           array_agg(ref) filter (where kind = 'category') as categories,
           coalesce(bool_or(kind = 'ingredient'), false) as has_ingredient,
           coalesce(bool_or(kind in ('site', 'harvest', 'ingredient')), false) as is_narrowed
    from certificate_subject
    where certificate_id = covered.certificate_id
) subject
where (subject.products is null or p.id = any(subject.products))
  and (subject.categories is null or subject.categories && shelf.path)
  and (not subject.is_narrowed or subject.products is not null or subject.categories is not null);

-- Every claim of every product, past, present and to come.
create view claim_window as
select scope.product_id, scope.certificate_id, standing.scheme_id, scope.covers, standing.starts_at, standing.ends_at
from certificate_scope scope
join certificate_window standing on standing.certificate_id = scope.certificate_id
where standing.starts_at < standing.ends_at;

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

select make_append_only('verification');

-- A document is what it was: nothing of it changes, and it leaves only with a draft.
create function evidence_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if tg_op = 'DELETE' then
        if exists (select from certificate c where c.id = old.certificate_id and c.state <> 'draft') then
            raise exception 'evidence % was submitted, it is kept', old.id
                using errcode = 'integrity_constraint_violation', constraint = 'evidence_is_kept';
        end if;
        return old;
    end if;
    if (new.id, new.certificate_id, new.title, new.media_type, new.size_bytes, new.sha256, new.path)
       is distinct from
       (old.id, old.certificate_id, old.title, old.media_type, old.size_bytes, old.sha256, old.path)
    then
        raise exception 'evidence % does not change', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'evidence_is_kept';
    end if;
    return new;
end $$;

create trigger evidence_is_kept before update or delete on evidence
    for each row execute function evidence_is_kept();

-- What was decided about is what stays on record, and an end is an end.
create function certificate_is_kept() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if old.state in ('rejected', 'withdrawn', 'surrendered', 'superseded') and new.state <> old.state then
        raise exception 'certificate % has ended as %', old.id, old.state
            using errcode = 'integrity_constraint_violation', constraint = 'certificate_keeps_its_end';
    end if;
    if old.state not in ('draft', 'needs_info')
       and (new.scheme_id, new.number, new.holder_id, new.valid_from, new.valid_to, new.statement, new.issued_by)
           is distinct from
           (old.scheme_id, old.number, old.holder_id, old.valid_from, old.valid_to, old.statement, old.issued_by)
    then
        raise exception 'certificate % was submitted, what it says does not change', old.id
            using errcode = 'integrity_constraint_violation', constraint = 'certificate_keeps_its_word';
    end if;
    return new;
end $$;

create trigger certificate_is_kept before update on certificate
    for each row execute function certificate_is_kept();

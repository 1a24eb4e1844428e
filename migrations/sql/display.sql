-- Where this market is, and so whose rules say what may be shown of a scheme.
create view market_here as
select o.country from organisation o where o.kind = 'market' order by o.id limit 1;

-- What may not be shown here at all carries nothing, whoever asks: a list, a filter, a count, a page or a check-out.
-- The claims that these products carry at this moment: for a page of products. The certificates of their producers are
-- looked up first, so that only those certificates' standing is settled, and each once; what stands is then asked what
-- it covers, as `certificate_scope` says it. `left_grams` is null for a certificate without a quantity; one whose
-- quantity is used up carries nothing. Planned once per session: to plan this anew takes several times as long as to run
-- it.
drop function product_claims(text[], timestamptz);
create function product_claims(product_ids text[], at timestamptz)
returns table (product_id text, certificate_id text, scheme_id text, covers text, starts_at timestamptz,
               ends_at timestamptz, left_grams bigint, valid_to date)
language plpgsql stable parallel safe rows 50 set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
    return query
    with wanted as materialized (
        select p.id, p.producer_id, p.category_code from product p where p.id = any(product_ids)
    ), held as (
        select c.id as certificate_id, c.holder_id as producer_id, c.quantity_grams, c.valid_to
        from certificate c
        where c.holder_id = any(array(select wanted.producer_id from wanted))
          and not exists (
              select from certificate_subject s where s.certificate_id = c.id and s.kind = 'organisation')
        union all
        select c.id, s.ref, c.quantity_grams, c.valid_to
        from certificate_subject s join certificate c on c.id = s.certificate_id
        where s.kind = 'organisation' and s.ref = any(array(select wanted.producer_id from wanted))
    ), standing as materialized (
        select held.producer_id, held.quantity_grams, held.valid_to, w.certificate_id, w.scheme_id, w.starts_at, w.ends_at
        from held
        join certificate_window w on w.certificate_id = held.certificate_id
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
           bounded.starts_at, bounded.ends_at, bounded.left_grams, bounded.valid_to
    from wanted
    join bounded on bounded.producer_id = wanted.producer_id
    join scheme s on s.id = bounded.scheme_id
    where s.display ->> (select here.country from market_here here) is distinct from 'none'
      and (bounded.products is null or wanted.id = any(bounded.products))
      and (bounded.categories is null
           or bounded.categories && (select shelf.path from category_path shelf where shelf.code = wanted.category_code))
      and (not bounded.is_narrowed or bounded.products is not null or bounded.categories is not null)
      and (bounded.left_grams is null
           or bounded.left_grams >= (
               select min(net_grams(v.net_quantity, v.net_unit, v.weight_grams))
               from variant v where v.product_id = wanted.id and v.archived_at is null));
end $$;

-- The schemes that each product carries a claim of at this moment: for counting over the whole market. The standing of
-- each certificate is settled once, before its products are looked up.
create or replace function scheme_claims(at timestamptz)
returns table (product_id text, scheme_id text)
language sql stable parallel safe
as $$
    with standing as materialized (
        select w.certificate_id, w.scheme_id
        from certificate_window w join scheme s on s.id = w.scheme_id
        where s.display ->> (select here.country from market_here here) is distinct from 'none'
          and w.starts_at <= at and w.ends_at > at
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
        where w.scheme_id = (
                select s.id from scheme s
                where s.code = scheme_code
                  and s.display ->> (select here.country from market_here here) is distinct from 'none')
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

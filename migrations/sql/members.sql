-- Whose products a certificate can cover: its holder's when it names no organisation, else those of the organisations
-- that it names, for as long as they belong to the holder. Who has left sells under nobody else's certificate.
create or replace view certificate_producer as
select c.id as certificate_id, c.holder_id as producer_id
from certificate c
where not exists (select from certificate_subject s where s.certificate_id = c.id and s.kind = 'organisation')
union all
select s.certificate_id, s.ref
from certificate_subject s
join certificate c on c.id = s.certificate_id
where s.kind = 'organisation'
  and (s.ref = c.holder_id or exists (
      select from network_membership n
      where n.network_id = c.holder_id and n.member_id = s.ref and n.accepted_at is not null and n.ended_at is null));

-- The claims that these products carry at this moment, as `display.sql` says, of organisations that belong there.
create or replace function product_claims(product_ids text[], at timestamptz)
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
          and (s.ref = c.holder_id or exists (
              select from network_membership n
              where n.network_id = c.holder_id and n.member_id = s.ref
                and n.accepted_at is not null and n.ended_at is null))
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

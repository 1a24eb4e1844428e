-- Which schemes combinations carry is asked for apart from how many products have each, and kept while it is true.
-- `live_counts` stays for processes that are restarted after this; whoever changes this next may drop it.

-- The schemes that these combinations carry a claim of at a moment. Planned for as many as there are, a handful or all.
create function live_schemes(sets int[], at timestamptz) returns table (label_set int, scheme_id text)
language plpgsql stable parallel safe set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
    return query
    with held as materialized (
        select l.id, l.lightest_grams, one.ref
        from label_set l cross join lateral unnest(l.refs) one (ref)
        where l.id = any(sets)
    ), standing as materialized (
        -- What is left of a quantity is reckoned once for each certificate.
        select c.ref, c.scheme_id,
               case when c.quantity_grams is null then 9223372036854775807 else (
                   select q.left_grams from quantity_left(c.certificate_id, c.quantity_grams, at) q) end as left_grams
        from certificate_standing c
        join scheme k on k.id = c.scheme_id
        where c.ref in (select held.ref from held) and c.starts_at <= at and c.ends_at > at
          and k.display ->> (select here.country from market_here here) is distinct from 'none'
    )
    select distinct h.id, s.scheme_id
    from held h
    join standing s on s.ref = h.ref
    where s.left_grams >= h.lightest_grams;
end
$$;

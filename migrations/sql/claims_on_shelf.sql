-- Claims, read from what is kept as windows; search, from the shelf.

-- The claims that these products carry at this moment.
create or replace function product_claims(product_ids text[], at timestamptz)
returns table (product_id text, certificate_id text, scheme_id text, covers text, starts_at timestamptz,
               ends_at timestamptz, left_grams bigint, valid_to date)
language sql stable parallel safe rows 50
as $$
    select s.product_id, live.*
    from shelf s cross join lateral live_labels(s.label_set, at) live
    where s.product_id = any(product_ids) and s.label_set <> 0
$$;

-- The combinations that hold a live certificate of these schemes at a moment.
create function live_label_sets(scheme_codes text[], at timestamptz) returns table (id int)
language sql stable parallel safe
as $$
    select distinct m.label_set
    from scheme s
    join certificate_standing c on c.scheme_id = s.id
    join label_member m on m.scheme_id = s.id and m.ref = c.ref
    join label_set l on l.id = m.label_set
    where s.code = any(scheme_codes) and c.starts_at <= at and c.ends_at > at
      and s.display ->> (select here.country from market_here here) is distinct from 'none'
      and (c.quantity_grams is null or (
          select q.left_grams from quantity_left(c.certificate_id, c.quantity_grams, at) q) >= l.lightest_grams)
$$;

-- Of combinations that so many products each have, the schemes that they carry at a moment. Planned for as many as there
-- are, a handful or all.
create function live_counts(sets int[], counts bigint[], at timestamptz)
returns table (label_set int, scheme_id text, n bigint)
language plpgsql stable parallel safe set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
    return query
    with held as materialized (
        select counted.id, counted.n, l.lightest_grams, one.ref
        from unnest(sets, counts) counted (id, n)
        join label_set l on l.id = counted.id
        cross join lateral unnest(l.refs) one (ref)
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
    select distinct h.id, s.scheme_id, h.n
    from held h
    join standing s on s.ref = h.ref
    where s.left_grams >= h.lightest_grams;
end
$$;

-- The products that carry a claim of this scheme at this moment, in whatever state of publication: for filters.
create or replace function products_with_scheme(scheme_code text, at timestamptz)
returns table (product_id text)
language sql stable parallel safe
as $$
    select s.product_id from shelf s
    where s.label_set in (select l.id from live_label_sets(array[scheme_code], at) l)
$$;

drop trigger product_search on product;
drop function write_product_search();
drop index ix_product_search;
alter table product drop column search;
drop function product_document(product);

create or replace function learn_search_words(products text[]) returns void
language sql
as $$
    with fresh as (
        insert into search_word (word, uses)
        select lexeme, count(*)
        from shelf s, unnest(tsvector_to_array(s.words)) lexeme
        where s.product_id = any(products) and s.is_shown
        group by lexeme
        having length(lexeme) between 3 and 30 and lexeme !~ '[0-9\\]'
        order by lexeme
        on conflict (word) do nothing
        returning word
    )
    insert into search_typo (deletion, word) select letters_missing(word), word from fresh where length(word) >= 4
$$;

-- By how many products each word is found, counted anew: what is learnt is counted when it is first seen.
create function recount_search_words() returns void
language sql
as $$
    update search_word w
    set uses = counted.ndoc
    from ts_stat('select words from shelf where is_shown') counted
    where w.word = counted.word and w.uses <> counted.ndoc
$$;

-- Which country's producers send parcels where, on the day of this moment.
create function ships_to(at timestamptz) returns table (origin_country text, destination text)
language sql stable parallel safe
as $$
    select distinct r.origin_country, coalesce(z.country, anywhere.code, r.destination)
    from shipping_rate r
    left join shipping_zone z on z.code = r.destination
    left join country anywhere on r.destination = '*'
    where r.valid_from <= (at at time zone 'UTC')::date
      and (r.valid_to is null or r.valid_to >= (at at time zone 'UTC')::date)
$$;

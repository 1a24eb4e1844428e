-- Back to claims reckoned from certificates at each reading, and words on the product.

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

drop trigger count_added on shelf;
drop trigger count_removed on shelf;
drop trigger count_changed on shelf;
drop trigger place_added on shelf;
drop trigger place_changed on shelf;
drop trigger place_removed on shelf;
drop trigger shelve_added on product;
drop trigger shelve_changed on product;
drop trigger shelve_added on variant;
drop trigger shelve_changed on variant;
drop trigger shelve_removed on variant;
drop trigger shelve_added on product_value;
drop trigger shelve_removed on product_value;
drop trigger shelve_added on price;
drop trigger shelve_changed on price;
drop trigger shelve_removed on price;
drop trigger shelve_added on stock;
drop trigger shelve_removed on stock;
drop trigger shelve_changed on stock;
drop trigger shelve_added on translation;
drop trigger shelve_changed on translation;
drop trigger shelve_removed on translation;
drop trigger shelve_changed on organisation;
drop trigger shelve_added on organisation;
drop trigger shelve_added on category;
drop trigger shelve_changed on category;
drop trigger shelve_changed on term;
drop trigger stand_added on certificate;
drop trigger stand_changed on certificate;
drop trigger stand_added on verification;
drop trigger stand_added on certificate_subject;
drop trigger stand_changed on certificate_subject;
drop trigger stand_removed on certificate_subject;
drop trigger stand_changed on mandate;
drop trigger stand_changed on scheme;
drop trigger stand_added on network_membership;
drop trigger stand_changed on network_membership;
drop trigger stand_removed on network_membership;
drop trigger note_added on certificate_standing;
drop trigger note_changed on certificate_standing;
drop trigger note_removed on certificate_standing;
drop trigger note_added on claim_balance;
drop trigger note_changed on claim_balance;
drop trigger shelve_rules on fee_schedule;
drop trigger shelve_rules on tax_rate;
drop trigger shelve_rules on fee_tax_rule;
drop trigger shelve_added on product_window;
drop trigger shelve_changed on product_window;
drop trigger shelve_removed on product_window;
drop function next_window_edge(text, timestamptz);
drop function is_orderable(text, date);
drop table product_window;
drop function count_rows();
drop function count_changed();
drop function place_terms();
drop function replace_terms();
drop function displace_terms();
drop function shelve_products();
drop function reshelve_products();
drop function shelve_of_variants();
drop function shelve_of_prices();
drop function shelve_of_stock();
drop function shelve_of_translations();
drop function shelve_of_organisations();
drop function know_organisations();
drop function know_categories();
drop function reshelve_categories();
drop function shelve_of_terms();
drop function stand_certificates();
drop function stand_of_certificates();
drop function stand_of_mandates();
drop function stand_of_schemes();
drop function stand_of_members();
drop function note_standing();
drop function tend_shelf();
drop function rebuild_shelf();
drop function refresh_standing(text[]);
drop function write_standing(text[]);
drop function shelve_now(text[]);
drop function is_shelved_later();
drop function shelve_later();
drop function refresh_shelf(text[], boolean);
drop function lock_shelf(text[]);
drop function lock_rows(text[]);
drop function refresh_prices(text[]);
drop function rates_of(text, text, text, timestamptz);
drop function rules_change_at(timestamptz);
drop function due_at_new_rules();
drop function label_sets_of(text[]);
drop function ships_to(timestamptz);
drop function recount_search_words();
drop function live_counts(int[], bigint[], timestamptz);
drop function live_label_sets(text[], timestamptz);
drop function live_labels(int, timestamptz);
drop function refresh_shared_words(text, text[]);
drop function own_documents(text, text, text, text, text, text);
drop function counted_of(text, text, text, int, boolean, text[], jsonb);
drop function term_above(text);
drop function price_step(bigint);
drop function price_steps();
drop function catalogue_state(timestamptz);
drop view shelf_term_of_product;
drop table catalogue_edge, catalogue_change, category_name, shared_words, shelf_count, shelf_price, shelf_term, shelf, label_member, label_set;
drop function note_label_members();
drop view standing_of_certificate;
drop table certificate_standing;

drop function catalog_query(text, boolean);
drop function corrections(text);
drop function title_rank(tsvector, tsquery, tsquery);
drop function stems_of(text);
drop function is_filler(text);
drop function document_of(text, text, "char");
drop index ix_search_word_trigrams;
create or replace function search_language(lang text) returns regconfig
language sql immutable parallel safe
return case lang
    when 'en' then 'public.solifair_en'::regconfig
    when 'fr' then 'public.solifair_fr'::regconfig
    when 'es' then 'public.solifair_es'::regconfig
    when 'pt' then 'public.solifair_pt'::regconfig
    else 'public.solifair_simple'::regconfig
end;
drop text search configuration solifair_de;
drop extension fuzzystrmatch;
drop extension pg_trgm;

alter table product add column search tsvector;
create index ix_product_search on product using gin (search);

-- Everything a product can be found by, in all languages: stems and whole words. A names, B who and where, C and D texts.
create function product_document(of_product product) returns tsvector
language sql stable
as $$
    select tsvector_sum(
        setweight(to_tsvector(search_language(said.lang), left(said.body, 20000)), said.weight)
        || setweight(to_tsvector('public.solifair_simple', left(said.body, 20000)), said.weight))
    from (
        values (of_product.language, of_product.name, 'A'::"char"),
               (of_product.language, of_product.short_line, 'C'),
               (of_product.language, of_product.description, 'D'),
               ('', of_product.origin_region, 'B')
        union all
        select t.lang, t.body, case t.field when 'name' then 'A' when 'short_line' then 'C' else 'D' end::"char"
        from translation t
        where t.entity_id = of_product.id and t.field in ('name', 'short_line', 'description')
        union all
        select '', o.name, 'B' from organisation o where o.id = of_product.producer_id
        union all
        select label.key, label.value, 'B'
        from category c
        left join category parent on parent.code = c.parent_code
        cross join lateral (
            select * from jsonb_each_text(c.labels) union all select * from jsonb_each_text(parent.labels)
        ) label
        where c.code = of_product.category_code
        union all
        select label.key, label.value, 'B'
        from country, jsonb_each_text(country.labels) label
        where country.code = of_product.origin_country
    ) as said (lang, body, weight)
$$;

create function write_product_search() returns trigger
language plpgsql
as $$
begin
    new.search := product_document(new);
    return new;
end
$$;

-- `search` is always computed: writing anything into it only asks for a new computation.
create trigger product_search
    before insert or update of
        name, short_line, description, language, producer_id, category_code, origin_country, origin_region, search
    on product for each row execute function write_product_search();

create function refresh_search_of_translated() returns trigger
language plpgsql
as $$
begin
    update product set search = null
    where id in (select entity_id from changed where starts_with(entity_id, 'prod_'));
    return null;
end
$$;

create trigger translation_added after insert on translation
    referencing new table as changed for each statement execute function refresh_search_of_translated();
create trigger translation_changed after update on translation
    referencing new table as changed for each statement execute function refresh_search_of_translated();
create trigger translation_removed after delete on translation
    referencing old table as changed for each statement execute function refresh_search_of_translated();

create function refresh_search_of_producer() returns trigger
language plpgsql
as $$
begin
    update product set search = null where producer_id = new.id;
    return null;
end
$$;

create trigger organisation_renamed after update of name on organisation
    for each row when (old.name is distinct from new.name) execute function refresh_search_of_producer();

create function refresh_search_of_category() returns trigger
language plpgsql
as $$
begin
    update product set search = null where category_code in (select code from category_below(array[new.code]));
    return null;
end
$$;

create trigger category_relabelled after update of labels, parent_code on category
    for each row execute function refresh_search_of_category();

create or replace function learn_search_words(products text[]) returns void
language sql
as $$
    with fresh as (
        insert into search_word (word, uses)
        select lexeme, count(*)
        from product p, unnest(tsvector_to_array(p.search)) lexeme
        where p.id = any(products) and p.state = 'published' and length(lexeme) between 3 and 30 and lexeme !~ '[0-9]'
        group by lexeme
        order by lexeme
        on conflict (word) do nothing
        returning word
    )
    insert into search_typo (deletion, word) select letters_missing(word), word from fresh where length(word) >= 4
$$;

update product set search = null;

-- The known words one edit away (a letter missing, added, changed, or two swapped), likeliest first.
create function corrections(wrong text) returns setof text
language sql stable parallel safe
as $$
    select found.word
    from (
        select t.word from search_typo t where t.deletion = wrong
        union
        select t.word from search_typo t where t.deletion in (select letters_missing(wrong))
        union
        select w.word from search_word w where w.word in (select letters_missing(wrong))
    ) found
    join search_word w on w.word = found.word
    order by left(found.word, 1) = left(wrong, 1) desc, abs(length(found.word) - length(wrong)), w.uses desc, found.word
    limit 3
$$;

-- What somebody typed, as a query: every word must be found, in any language, begun or whole, or corrected when unknown.
create function catalog_query(asked text) returns tsquery
language plpgsql stable parallel safe
as $$
declare
    typed text;
    stems text[];
    forms text[];
    whole text[] := '{}';
begin
    for typed in
        select regexp_replace(lexeme, '[''\\]', '', 'g')
        from unnest(to_tsvector('public.solifair_simple', translate(left(asked, 200), '-/', '  ')))
        order by positions[1]
        limit 8
    loop
        stems := ts_lexize('english_stem', typed) || ts_lexize('french_stem', typed)
            || ts_lexize('spanish_stem', typed) || ts_lexize('portuguese_stem', typed);
        -- A short word that some language leaves out ("de", "for") says nothing.
        continue when typed = '' or (length(typed) < 4 and cardinality(stems) < 4);
        forms := array['''' || typed || '''' || case when length(typed) >= 3 then ':*' else '' end]
            || array(select distinct '''' || stem || '''' from unnest(stems) stem);
        if length(typed) >= 4 and not exists (select from search_word w where w.word ^@ typed or w.word = any(stems)) then
            forms := forms || array(select '''' || c || '''' from corrections(typed) c);
        end if;
        whole := whole || ('(' || array_to_string(forms, ' | ') || ')');
    end loop;
    return nullif(array_to_string(whole, ' & '), '')::tsquery;
end
$$;

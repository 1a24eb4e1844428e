-- Finding things: words of every language, typing errors, and the facts a price is made of.

create function plain(words text) returns text
language sql immutable strict parallel safe
return lower(public.unaccent('public.unaccent', words));

create text search configuration solifair_simple (copy = pg_catalog.simple);
alter text search configuration solifair_simple
    alter mapping for hword, hword_part, word with unaccent, simple;

create text search configuration solifair_en (copy = pg_catalog.english);
alter text search configuration solifair_en
    alter mapping for hword, hword_part, word with unaccent, english_stem;

create text search configuration solifair_fr (copy = pg_catalog.french);
alter text search configuration solifair_fr
    alter mapping for hword, hword_part, word with unaccent, french_stem;

create text search configuration solifair_es (copy = pg_catalog.spanish);
alter text search configuration solifair_es
    alter mapping for hword, hword_part, word with unaccent, spanish_stem;

create text search configuration solifair_pt (copy = pg_catalog.portuguese);
alter text search configuration solifair_pt
    alter mapping for hword, hword_part, word with unaccent, portuguese_stem;

create function search_language(lang text) returns regconfig
language sql immutable parallel safe
return case lang
    when 'en' then 'public.solifair_en'::regconfig
    when 'fr' then 'public.solifair_fr'::regconfig
    when 'es' then 'public.solifair_es'::regconfig
    when 'pt' then 'public.solifair_pt'::regconfig
    else 'public.solifair_simple'::regconfig
end;

create aggregate tsvector_sum (tsvector) (sfunc = tsvector_concat, stype = tsvector, initcond = '');

-- A label in the wished language, else English, else whatever there is.
create function label_in(labels jsonb, wished text) returns text
language sql immutable parallel safe
return coalesce(labels ->> wished, labels ->> 'en', jsonb_path_query_first(labels, '$.*') #>> '{}');

-- A text in the wished language, else English, else as it was written; `own` is the original where a column holds it.
create function wording(entity text, what text, wished text, own_language text, own text)
returns table (body text, lang text, origin text)
language sql stable parallel safe
as $$
    select said.body, said.lang, said.origin
    from (
        select own as body, own_language as lang, 'original' as origin,
               case own_language when wished then 0 when 'en' then 2 else 4 end as distance
        where own is not null
        union all
        select t.body, t.lang, t.origin, case t.lang when wished then 1 when 'en' then 3 else 4 end
        from translation t
        where t.entity_id = entity and t.field = what and (t.lang in (wished, 'en') or t.origin = 'original')
    ) said
    order by said.distance
    limit 1
$$;

-- A category with everything below it.
create function category_below(roots text[]) returns table (code text)
language sql stable parallel safe
as $$
    with recursive below as (
        select c.code from category c where c.code = any(roots)
        union
        select c.code from category c join below b on c.parent_code = b.code
    )
    select below.code from below
$$;

create function term_below(roots text[]) returns table (code text)
language sql stable parallel safe
as $$
    with recursive below as (
        select t.code from term t where t.code = any(roots)
        union
        select t.code from term t join below b on t.parent_code = b.code
    )
    select below.code from below
$$;

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

-- The vocabulary: every word that something published can be found by, and each of them with one letter missing.
create function letters_missing(word text) returns setof text
language sql immutable strict parallel safe
as $$
    select distinct overlay(word placing '' from place for 1) from generate_series(1, length(word)) place
$$;

-- Inserted in the order of the words, so that two writers who learn the same words cannot wait for each other.
create function learn_search_words(products text[]) returns void
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

create function rebuild_search_words() returns void
language plpgsql
as $$
begin
    lock table search_word in share row exclusive mode;
    delete from search_typo;
    delete from search_word;
    perform learn_search_words((select array_agg(id) from product where state = 'published'));
end
$$;

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

-- Everything the breakdown of a price needs, by variant; a rule that is missing is null and the caller refuses.
create function price_facts(
    variants text[], wished_currency text, destination text, at timestamptz, schedule text
)
returns table (
    variant_id text, product_id text, producer_id text, amount_minor bigint, premium_minor bigint, vat_class text,
    federation_id text, market_id text, fund_owner_id text,
    fee_id text, fee_version int, fee_valid_from date, market_fee_bps int, dues_bps int, solidarity_bps int,
    tax_id text, tax_bps int, tax_valid_from date
)
language sql stable parallel safe
as $$
    select v.id, v.product_id, p.producer_id, price.amount_minor, price.premium_minor, v.vat_class,
           federation.id, market.id, fund.owner_id,
           fee.id, fee.version, fee.valid_from, fee.market_fee_bps, fee.dues_bps, fee.solidarity_bps,
           tax.id, tax.rate_bps, tax.valid_from
    from variant v
    join product p on p.id = v.product_id
    left join lateral (
        select c.amount_minor, c.premium_minor
        from price c
        where c.variant_id = v.id and c.currency = wished_currency
          and c.valid_from <= at and (c.valid_to is null or c.valid_to > at)
        order by c.valid_from desc
        limit 1
    ) price on true
    left join lateral (
        select network.id
        from network_membership m
        join organisation network on network.id = m.network_id and network.kind = 'federation'
        where m.member_id = p.producer_id and m.accepted_at <= at and (m.ended_at is null or m.ended_at > at)
        order by m.accepted_at, m.id
        limit 1
    ) federation on true
    left join lateral (
        select o.id from organisation o where o.kind = 'market' order by o.id limit 1
    ) market on true
    left join lateral (
        select f.owner_id from fund f where f.kind = 'solidarity' and f.currency = wished_currency order by f.id limit 1
    ) fund on true
    left join lateral (
        select f.*
        from fee_schedule f
        where f.code = schedule and f.valid_from <= (at at time zone 'UTC')::date
          and (f.valid_to is null or f.valid_to >= (at at time zone 'UTC')::date)
        order by f.valid_from desc
        limit 1
    ) fee on true
    left join lateral (
        select t.id, t.rate_bps, t.valid_from
        from tax_rate t
        where t.country = destination and t.vat_class = v.vat_class and t.valid_from <= (at at time zone 'UTC')::date
          and (t.valid_to is null or t.valid_to >= (at at time zone 'UTC')::date)
        order by t.valid_from desc
        limit 1
    ) tax on true
    where v.id = any(variants)
$$;

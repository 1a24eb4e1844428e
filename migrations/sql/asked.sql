create index ix_search_word_trigrams on search_word using gin (word gin_trgm_ops);

-- The known words that may have been meant: one edit away (a letter missing, added, changed, or two swapped), likeliest
-- first; two edits away for a longer word that nothing else is near.
drop function corrections(text);
create function corrections(wrong text) returns setof text
language plpgsql stable parallel safe
as $$
declare
    missing text[] := array(select letters_missing(wrong));
begin
    return query
        select w.word
        from search_word w
        where w.word = any(missing)
           or w.word = any(array(select t.word from search_typo t where t.deletion = any(wrong || missing)))
        order by left(w.word, 1) = left(wrong, 1) desc, abs(length(w.word) - length(wrong)), w.uses desc, w.word
        limit 3;
    if not found and length(wrong) between 6 and 30 then
        return query
            select w.word
            from search_word w
            where w.word % wrong and levenshtein_less_equal(w.word, wrong, 2) <= 2
            order by levenshtein(w.word, wrong), w.uses desc, w.word
            limit 3;
    end if;
end
$$;

-- Whether a word says nothing in some language; judged with its accents, for "thé" is a drink and "the" is none.
create function is_filler(word text) returns boolean
language sql immutable strict parallel safe
return cardinality(ts_lexize('english_stem', word)) = 0 or cardinality(ts_lexize('french_stem', word)) = 0
    or cardinality(ts_lexize('spanish_stem', word)) = 0 or cardinality(ts_lexize('portuguese_stem', word)) = 0
    or cardinality(ts_lexize('german_stem', word)) = 0;

create function stems_of(word text) returns text[]
language sql immutable strict parallel safe
return array(
    select distinct stem
    from unnest(ts_lexize('english_stem', word) || ts_lexize('french_stem', word) || ts_lexize('spanish_stem', word)
        || ts_lexize('portuguese_stem', word) || ts_lexize('german_stem', word) || word) stem);

-- What somebody typed, as a question. `must` is what has to be found: every strong word, in any language, whole, begun or
-- corrected; where no product has them all, all but one, else any. `exact` and `begun` are what ranks: any word, weak ones
-- too, as it stands or as the beginning of one. `category` is the one that is called just so.
-- Weak are words that say nothing, numbers and their units, single letters, and what nobody knows nor anything is near.
-- Whether a product has them all is looked up only where it `is_checked`: whoever finds some need not know.
drop function catalog_query(text);
create function catalog_query(asked text, is_checked boolean default true)
returns table (must tsquery, exact tsquery, begun tsquery, category text)
language plpgsql stable parallel safe
as $$
declare
    raw text[] := array(
        select m[1] from regexp_matches(lower(translate(left(asked, 200), '’', '''')), '[[:alnum:]]+', 'g') m limit 8);
    last int := cardinality(raw);
    typed text;
    stems text[];
    joined text[];
    nearby text[];
    whole text[];
    wide text[];
    is_weak boolean;
    is_after_number boolean := false;
    strong text[] := '{}';
    weak text[] := '{}';
    exacts text[] := '{}';
    wides text[] := '{}';
begin
    for n in 1 .. last loop
        is_weak := is_filler(raw[n]) or raw[n] ~ '[0-9]' or (n < last and length(raw[n]) = 1)
            or (is_after_number and raw[n] = any('{g,gr,kg,mg,ml,cl,l,lb,oz,cm,mm,m,litre,liter,litro,x,s}'));
        is_after_number := raw[n] ~ '^[0-9]+$' or (is_after_number and raw[n] = 'x');
        typed := plain(raw[n]);
        stems := stems_of(typed);
        joined := array(
            select w.word from search_word w
            where w.word in (plain(raw[n - 1] || raw[n]), plain(raw[n] || raw[n + 1])) and length(w.word) > 3)
            || case when raw[n] ~ '^[0-9]+$' and raw[n + 1] ~ '^(g|gr|kg|mg|ml|cl|l)$'
                then array[raw[n] || raw[n + 1]] else '{}' end;
        nearby := '{}';
        if not is_weak and length(typed) >= 4 then
            if not exists (select from search_word w where w.word = any(stems))
               and not exists (
                   -- As `^@` would ask, which reads all words when it is planned for any beginning.
                   select from search_word w where w.word >= typed and w.word < typed || U&'\+10FFFF') then
                nearby := array(select corrections(typed));
                is_weak := cardinality(nearby || joined) = 0;
                stems := stems || nearby;
                nearby := '{}';
            elsif length(typed) >= 6 then
                -- Known, but far rarer than a word beside it.
                nearby := array(
                    select near from corrections(typed) near join search_word w on w.word = near
                    where left(near, 1) = left(typed, 1)
                      and w.uses >= 5 * (select k.uses from search_word k where k.word = typed));
            end if;
        end if;
        whole := array(select quote_literal(word) from unnest(stems || joined) word);
        wide := whole || array(select quote_literal(word) from unnest(nearby) word)
            || case when length(typed) >= 3 or (n = last and length(typed) = 2)
                then array[quote_literal(typed) || ':*'] else '{}' end;
        if is_weak then
            weak := weak || ('(' || array_to_string(wide, '|') || ')');
        else
            strong := strong || ('(' || array_to_string(wide, '|') || ')');
        end if;
        exacts := exacts || whole;
        wides := wides || wide;
    end loop;
    if cardinality(strong) = 0 then
        strong := weak;
    end if;
    must := nullif(array_to_string(strong, '&'), '')::tsquery;
    exact := nullif(array_to_string(exacts, '|'), '')::tsquery;
    begun := nullif(array_to_string(wides, '|'), '')::tsquery;
    if is_checked and cardinality(strong) > 2 and not exists (select from shelf s where s.is_shown and s.words @@ must) then
        must := (
            select string_agg('(' || (
                select string_agg(word, '&') from unnest(strong) with ordinality each (word, place)
                where place <> left_out) || ')', '|')
            from generate_subscripts(strong, 1) left_out)::tsquery;
    end if;
    if is_checked and cardinality(strong) > 1 and not exists (select from shelf s where s.is_shown and s.words @@ must) then
        must := array_to_string(strong, '|')::tsquery;
    end if;
    category := (
        select c.code from category_name c
        where c.name = any(array[strip(to_tsvector('solifair_en', asked)), strip(to_tsvector('solifair_fr', asked)),
            strip(to_tsvector('solifair_es', asked)), strip(to_tsvector('solifair_pt', asked)),
            strip(to_tsvector('solifair_de', asked))])
          and c.name <> ''
        order by c.code
        limit 1);
    return next;
end
$$;

-- How well a title answers: whole words before begun ones; the product's own name before its category, this before its
-- maker. In millionths.
create function title_rank(title tsvector, exact tsquery, begun tsquery) returns int
language sql immutable parallel safe
as $$
    select ((coalesce(ts_rank('{0.1, 0.3, 0.5, 1}', title, exact), 0)
             + 0.1 * coalesce(ts_rank('{0.1, 0.3, 0.5, 1}', title, begun), 0)) * 1000000)::int
$$;

-- Finding what somebody means: the words of a product by where they stand, and what was typed as a question to them.

create extension if not exists pg_trgm;
create extension if not exists fuzzystrmatch;

create text search configuration solifair_de (copy = pg_catalog.german);
alter text search configuration solifair_de
    alter mapping for hword, hword_part, word with unaccent, german_stem;

create or replace function search_language(lang text) returns regconfig
language sql immutable parallel safe
return case lang
    when 'en' then 'public.solifair_en'::regconfig
    when 'fr' then 'public.solifair_fr'::regconfig
    when 'es' then 'public.solifair_es'::regconfig
    when 'pt' then 'public.solifair_pt'::regconfig
    when 'de' then 'public.solifair_de'::regconfig
    else 'public.solifair_simple'::regconfig
end;

-- A text as its stems and its whole words; what a hyphen joins is one word too ("co-op", "coop").
create function document_of(lang text, body text, weight "char") returns tsvector
language sql immutable parallel safe
as $$
    select case when body = '' then '' else setweight(
        to_tsvector(search_language(lang), left(body, 20000)) || to_tsvector('public.solifair_simple', left(body, 20000))
        || case when body ~ '[[:alnum:]]-[[:alnum:]]' then to_tsvector(
            'public.solifair_simple',
            regexp_replace(left(body, 20000), '([[:alnum:]])-([[:alnum:]])', '\1\2', 'g')) else '' end, weight) end
$$;

-- The words of a product's own, in all its languages: its names, and its texts. A query that says it of many products
-- takes this into itself, and starts nothing anew for each of them.
create function own_documents(
    product_id text, language text, name text, short_line text, description text, origin_region text)
returns table (title tsvector, texts tsvector)
language sql stable
as $$
    select document_of(own_documents.language, own_documents.name, 'A')
           || coalesce(tsvector_sum(document_of(t.lang, t.body, 'A')) filter (where t.field = 'name'), ''),
           document_of(own_documents.language, own_documents.short_line, 'A')
           || document_of(own_documents.language, own_documents.description, 'A')
           || document_of('', own_documents.origin_region, 'A')
           || coalesce(tsvector_sum(document_of(t.lang, t.body, 'A')) filter (where t.field <> 'name'), '')
    from translation t
    where t.entity_id = own_documents.product_id and t.field in ('name', 'short_line', 'description')
$$;

-- The words of who makes it, where it lies and whence it comes: the same for many products, and so reckoned once.
create table shared_words (
    kind text not null,
    code text collate "C" not null,
    words tsvector not null,
    constraint pk_shared_words primary key (kind, code)
);

-- What a category is called, as stems: a search that is exactly that asks for the category.
create table category_name (
    code text not null constraint fk_category_name_code references category (code) on delete cascade,
    lang text not null,
    name tsvector not null,
    constraint pk_category_name primary key (code, lang)
);
create index ix_category_name_name on category_name (name);

create function refresh_shared_words(wanted_kind text, wanted text[]) returns void
language sql
as $$
    insert into shared_words (kind, code, words)
    select said.kind, said.code, coalesce(tsvector_sum(document_of(said.lang, said.body, said.weight)), '')
    from (
        select 'producer' as kind, o.id as code, '' as lang, o.name as body, 'C'::"char" as weight
        from organisation o where wanted_kind = 'producer' and o.id = any(wanted)
        union all
        select 'category', c.code, label.key, label.value, 'B'
        from category c
        left join category parent on parent.code = c.parent_code
        cross join lateral (
            select * from jsonb_each_text(c.labels) union all select * from jsonb_each_text(parent.labels)
        ) label
        where wanted_kind = 'category' and c.code = any(wanted)
        union all
        select 'country', l.code, label.key, label.value, 'D'
        from country l cross join jsonb_each_text(l.labels) label
        where wanted_kind = 'country' and l.code = any(wanted)
    ) said
    group by said.kind, said.code
    order by said.kind, said.code
    on conflict (kind, code) do update set words = excluded.words where shared_words.words <> excluded.words;
    insert into category_name (code, lang, name)
    select c.code, label.key, strip(to_tsvector(search_language(label.key), label.value))
    from category c cross join jsonb_each_text(c.labels) label
    where wanted_kind = 'category' and c.code = any(wanted)
    order by c.code, label.key
    on conflict (code, lang) do update set name = excluded.name where category_name.name <> excluded.name
$$;

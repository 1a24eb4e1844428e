"""What somebody who types may mean: products, categories and producers that begin so."""

from kit.reads import Reads

# $1 what was typed, $2 language, $3 how many of each kind. Every word typed must begin a word of the name.
_SUGGESTIONS = """
with asked as materialized (
    select nullif(string_agg(quote_literal(plain(m[1])) || ':*A', ' & '), '')::tsquery as begun, plain($1) as words
    from regexp_matches(lower(left($1, 100)), '[[:alnum:]]+', 'g') m
), goods as materialized (
    select s.product_id, s.popularity from shelf s
    where s.is_shown and s.title @@ (select asked.begun from asked)
    order by s.popularity desc, s.product_id desc limit $3::int
)
select json_build_object('data', coalesce(json_agg(json_build_object(
    'kind', found.kind, 'text', found.text, 'slug', found.slug) order by found.place, found.rank desc, found.text),
    '[]'::json))::text
from (
    (select 1 as place, 'category' as kind, label_in(c.labels, $2) as text, c.code as slug, 0 as rank
     from category c cross join asked
     where asked.begun is not null and exists (
         select from jsonb_each_text(c.labels) label
         where starts_with(plain(label.value), asked.words) or plain(label.value) like '% ' || replace(replace(replace(
             asked.words, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%')
       and exists (select from shelf s where s.is_shown and s.category_code in (
           select b.code from category_below(array[c.code]) b))
     order by c.position, c.code limit $3::int)
    union all
    (select 2, 'producer', o.name, o.slug, 0
     from organisation o cross join asked
     where asked.begun is not null and o.kind = 'producer' and o.archived_at is null
       and starts_with(plain(o.name), asked.words)
     order by o.name, o.id limit $3::int)
    union all
    select 3, 'product', named.body, p.slug, goods.popularity
    from goods
    join product p on p.id = goods.product_id
    cross join lateral wording(p.id, 'name', $2, p.language, p.name) named
) found
"""


async def read_suggestions(reads: Reads, typed: str, lang: str, *, limit: int) -> bytes:
    """At most `limit` of each kind, as JSON. Raises as `Reads.row`."""
    body = await reads.json(_SUGGESTIONS, typed, lang, limit)
    assert body is not None
    return body

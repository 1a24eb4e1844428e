"""What is counted beside a list: for each facet how many products each of its values would leave.

Where nothing but a category is asked for, the counts lie ready (`shelf_count`); else the products that are left are
gathered once and counted. What a producer is, and which labels a combination of certificates holds at this moment, is
looked up once for each producer and each combination, never for each product.
"""

from dataclasses import dataclass

from market.catalog.shelf.conditions import Conditions

_VALUES_AT_MOST = 50
# What is counted, over a row `s` of the shelf; the other facets are made of these.
_COUNTED = {
    "category": "s.category_code",
    "producer": "s.producer_id",
    "labels": "s.label_set::text",
    "origin": "s.origin_country",
    "stock": "s.in_stock::text",
    "value": "unnest(s.terms)",
    "price": "price_step((s.prices ->> {currency})::bigint)::text",
}
_MADE_OF = {
    "structure": "producer",
    "line": "producer",
    "relation": "producer",
    "ships_to": "producer",
    "scheme": "labels",
    "assurance": "labels",
}


@dataclass(frozen=True)
class Facets:
    """CTEs, and an expression over them that is one JSON object."""

    ways: list[str]
    answer: str


def facets_of(conditions: Conditions, places: dict[str, str]) -> Facets:
    """The facets of what these conditions leave."""
    ways = _ready(conditions, places) if conditions.is_counted_already else _live(conditions, places)
    sources = {facet: facet if facet in conditions.facets else _MADE_OF.get(facet, facet) for facet in _ANSWERS}
    parts = [
        f"'{facet}', ({answer.format(source=sources[facet], most=_VALUES_AT_MOST, as_list=_AS_LIST, **places)})"
        for facet, answer in _ANSWERS.items()
    ]
    ways.append(_LIVE.format(**places))
    return Facets(ways, f"select json_build_object({', '.join(parts)})")


def _ready(conditions: Conditions, places: dict[str, str]) -> list[str]:
    """Counts as they lie ready. With several categories each product is in one of them only."""
    if conditions.categories is None:
        under = "''"
    else:
        # Of categories of which one lies below another, only the upper one is counted.
        under = f"""(select top.code from unnest({conditions.categories}) top (code)
            where not exists (
                select from category_path p, unnest({conditions.categories}) other (code)
                where p.code = top.code and other.code <> top.code and other.code = any(p.path)))"""
        under = f"any(array{under})"
    return [
        f"""counted as materialized (
            select case when c.facet = 'price ' || {places["currency"]} then 'price' else c.facet end as facet,
                   c.value, sum(c.n)::bigint as n
            from shelf_count c
            where c.category_code = {under}
              and c.facet in ('producer', 'labels', 'origin', 'stock', 'value', 'price ' || {places["currency"]})
            group by 1, 2 having sum(c.n) > 0
            union all
            select c.facet, c.value, sum(c.n)::bigint
            from shelf_count c where c.category_code = '' and c.facet = 'category'
            group by 1, 2 having sum(c.n) > 0)"""
    ]


def _live(conditions: Conditions, places: dict[str, str]) -> list[str]:
    """Everything that is left but for the facets' own filters, gathered; then each facet counted without its own."""
    flags = "".join(f", coalesce({condition}, false) as by_{name}" for name, condition in conditions.facets.items())
    left = f"""left_over as materialized (
        select s.category_code, s.producer_id, s.label_set, s.origin_country, s.in_stock, s.terms, s.prices {flags}
        from shelf s where {conditions.where(but=tuple(conditions.facets))})"""
    counts = [_count(name, name, conditions, places) for name in _COUNTED]
    counts += [
        _count(name, source, conditions, places) for name, source in _MADE_OF.items() if name in conditions.facets
    ]
    return [left, f"counted as materialized ({' union all '.join(counts)})"]


def _count(facet: str, source: str, conditions: Conditions, places: dict[str, str]) -> str:
    others = " and ".join(f"s.by_{other}" for other in conditions.facets if other != facet) or "true"
    value = _COUNTED[source].format(**places)
    return f"select '{facet}' as facet, {value} as value, count(*) as n from left_over s where {others} group by 2"


# The schemes that each combination of certificates carries at this moment.
_LIVE = """live as materialized (
    select distinct l.id as label_set, c.scheme_id
    from label_set l
    join label_member m on m.label_set = l.id
    join certificate_standing c on c.ref = m.ref
    join scheme k on k.id = c.scheme_id
    where l.id in (select c.value::int from counted c where c.facet in ('labels', 'scheme', 'assurance'))
      and c.starts_at <= {at} and c.ends_at > {at}
      and k.display ->> (select here.country from market_here here) is distinct from 'none'
      and (c.quantity_grams is null or (
          select q.left_grams from quantity_left(c.certificate_id, c.quantity_grams, {at}) q) >= l.lightest_grams))"""
_AS_LIST = "coalesce(json_agg(json_build_object('value', v.value, 'label', v.label, 'count', v.count)), '[]'::json)"
_OF_PRODUCERS = """
    select {as_list} from (
        select o.COLUMN as value, o.COLUMN as label, sum(c.n) as count
        from counted c join organisation o on o.id = c.value
        where c.facet = '{source}' and o.COLUMN is not null
        group by o.COLUMN order by 3 desc, 2 limit {most}) v"""
_ANSWERS = {
    "category": """
    with recursive above as (
        select c.code, c.code as top from category c
        union
        select a.code, c.parent_code from above a join category c on c.code = a.top
        where c.parent_code is not null
    )
    select {as_list} from (
        select a.top as value, label_in(k.labels, {lang}) as label, sum(c.n) as count
        from counted c join above a on a.code = c.value join category k on k.code = a.top
        where c.facet = '{source}' group by a.top, k.labels order by 3 desc, 2 limit {most}) v""",
    "producer": """
    select {as_list} from (
        select o.slug as value, o.name as label, c.n as count
        from (select c.value, c.n from counted c where c.facet = '{source}' order by c.n desc limit 2 * {most}) c
        join organisation o on o.id = c.value
        order by 3 desc, 2 limit {most}) v""",
    **{column: _OF_PRODUCERS.replace("COLUMN", column) for column in ("structure", "line", "relation")},
    "scheme": """
    select {as_list} from (
        select k.code as value, k.name as label, sum(c.n) as count
        from counted c
        join live on live.label_set = c.value::int
        join scheme k on k.id = live.scheme_id
        where c.facet = '{source}'
        group by k.code, k.name order by 3 desc, 2 limit {most}) v""",
    "assurance": """
    select {as_list} from (
        select held.assurance_class as value, held.assurance_class as label, sum(c.n) as count
        from counted c
        join (select distinct live.label_set, k.assurance_class
              from live join scheme k on k.id = live.scheme_id) held on held.label_set = c.value::int
        where c.facet = '{source}'
        group by held.assurance_class order by 3 desc, 2) v""",
    "origin": """
    select {as_list} from (
        select c.value, coalesce(label_in(l.labels, {lang}), c.value) as label, c.n as count
        from counted c left join country l on l.code = c.value
        where c.facet = '{source}' order by 3 desc, 2 limit {most}) v""",
    "value": """
    select {as_list} from (
        select c.value, label_in(t.labels, {lang}) as label, c.n as count
        from counted c join term t on t.code = c.value
        where c.facet = '{source}' order by 3 desc, 2 limit {most}) v""",
    "ships_to": """
    select {as_list} from (
        select r.destination as value, coalesce(label_in(l.labels, {lang}), r.destination) as label,
               sum(home.n) as count
        from (
            select o.country, sum(c.n) as n from counted c join organisation o on o.id = c.value
            where c.facet = '{source}' group by o.country
        ) home
        join ships_to({at}) r on r.origin_country = home.country
        left join country l on l.code = r.destination
        group by r.destination, l.labels order by 3 desc, 2 limit {most}) v""",
    "stock": """
    select {as_list} from (
        select c.value, c.value as label, c.n as count
        from counted c where c.facet = '{source}' order by 1 desc) v""",
    "price": """
    select {as_list} from (
        select c.value, c.value as label, c.n as count
        from counted c where c.facet = '{source}' and c.value is not null order by c.value::bigint) v""",
}

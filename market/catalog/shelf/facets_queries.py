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


# What is counted without the filter of the facet that it is counted for.
_ALONE = "alone "


@dataclass(frozen=True)
class Facets:
    """CTEs, and an expression over them that is one JSON object. `left_over` is the CTE of that name: what is left, as
    rows that are counted, and with what a search is ranked by; None where the counts lie ready."""

    left_over: str | None
    ways: list[str]
    answer: str


def facets_of(conditions: Conditions, places: dict[str, str]) -> Facets:
    """The facets of what these conditions leave. A facet that is filtered by is counted without its own filter."""
    left_over = None
    if conditions.is_counted_already():
        counts = _ready({source: source for source in _COUNTED}, conditions, places, but=())
    else:
        is_titled = "s.title @@ (select asked.must from asked)" if conditions.is_search else "false"
        rows = f"shelf s where {conditions.where()}"
        if conditions.is_read_off and conditions.categories is not None:
            rows = _HELD.format(held=conditions.held_under())
        left_over = f"left_over as materialized ({_LEFT_OVER.format(is_titled=is_titled, rows=rows, **places)})"
        counts = [_COUNT_ALL]
    for facet in conditions.facets:
        counts += _alone(_ALONE + facet, _MADE_OF.get(facet, facet), conditions, places, but=(facet,))
    ways = [f"counted as materialized ({' union all '.join(counts)})"]
    sources = {
        facet: _ALONE + facet if facet in conditions.facets else _MADE_OF.get(facet, facet) for facet in _ANSWERS
    }
    # Looked up once for all that is made of it. A space is no part of a name.
    once = {sources[facet]: sources[facet].replace(" ", "_") for facet in _MADE_OF}
    of_labels = dict.fromkeys(sources[facet] for facet, of in _MADE_OF.items() if of == "labels")
    of_producers = dict.fromkeys(sources[facet] for facet, of in _MADE_OF.items() if of == "producer")
    ways += [_LIVE.format(name=once[source], source=source, **places) for source in of_labels]
    ways += [_MAKERS.format(name=once[source], source=source) for source in of_producers]
    given = {"most": _VALUES_AT_MOST, "as_list": _AS_LIST, **places}
    parts = [
        f"'{facet}', ({answer.format(source=sources[facet], once=once.get(sources[facet], ''), **given)})"
        for facet, answer in _ANSWERS.items()
    ]
    return Facets(left_over, ways, f"select json_build_object({', '.join(parts)})")


def _ready(
    sources: dict[str, str], conditions: Conditions, places: dict[str, str], *, but: tuple[str, ...]
) -> list[str]:
    """Counts `(facet, value, n)` of what lies ready by category. `sources` are what is counted, by what the count is
    called."""
    under = _under(conditions) if "category" in conditions.facets and "category" not in but else "= ''"
    return [
        f"""select '{facet}' as facet, c.value, sum(c.n)::bigint as n from shelf_count c
        where c.category_code {under} and c.facet = {_kept_as(source, places)}
        group by 2 having sum(c.n) > 0"""
        for facet, source in sources.items()
    ]


def _alone(
    facet: str, source: str, conditions: Conditions, places: dict[str, str], *, but: tuple[str, ...]
) -> list[str]:
    """One count without the filters of some facets."""
    if conditions.is_counted_already(but=but):
        return _ready({facet: source}, conditions, places, but=but)
    if conditions.is_read_off:
        # Values alone lie ready, so it is the categories that are counted.
        return [_COUNT_PLACES.format(name=facet, held=conditions.held_under(but=but))]
    return [_COUNT_ONE.format(name=facet, value=_COUNTED[source].format(**places), where=conditions.where(but=but))]


def _kept_as(source: str, places: dict[str, str]) -> str:
    return f"'price ' || {places['currency']}" if source == "price" else f"'{source}'"


def _under(conditions: Conditions) -> str:
    """Each product lies in one category and is counted under all above it: of categories of which one lies below
    another, only the upper one counts."""
    return f"""= any(array(
        select top.code from unnest({conditions.categories}) top (code)
        where not exists (
            select from category_path p, unnest({conditions.categories}) other (code)
            where p.code = top.code and other.code <> top.code and other.code = any(p.path))))"""


_LEFT_OVER = """
    select s.product_id, s.popularity, {is_titled} as is_titled, s.category_code, s.producer_id, s.label_set,
           s.origin_country, s.in_stock, s.terms, price_step((s.prices ->> {currency})::bigint) as step
    from {rows}"""
# Row by row: the planner does not know how few they are.
_HELD = """
    ({held}) held cross join lateral (
        select * from shelf s where s.product_id = held.product_id and s.is_shown offset 0) s"""
_COUNT_ONE = "select '{name}' as facet, {value} as value, count(*) as n from shelf s where {where} group by 2"
_COUNT_PLACES = "select '{name}' as facet, t.category_code as value, count(*) as n from ({held}) t group by 2"
# In one pass: each row counts once in each set.
_COUNT_ALL = """
    select case when grouping(s.category_code) = 0 then 'category'
                when grouping(s.producer_id) = 0 then 'producer'
                when grouping(s.label_set) = 0 then 'labels'
                when grouping(s.origin_country) = 0 then 'origin'
                when grouping(s.in_stock) = 0 then 'stock'
                else 'price' end as facet,
           coalesce(s.category_code, s.producer_id, s.label_set::text, s.origin_country, s.in_stock::text, s.step::text)
               as value,
           count(*) as n
    from left_over s
    group by grouping sets (
        (s.category_code), (s.producer_id), (s.label_set), (s.origin_country), (s.in_stock), (s.step))
    union all
    select 'value', held.code, count(*) from left_over s cross join lateral unnest(s.terms) held (code) group by 2"""
# The schemes that the counted combinations of certificates carry at this moment, with their products.
_LIVE = """live_{name} as materialized (
    select l.*
    from (select array_agg(c.value::int) as sets, array_agg(c.n) as counts from counted c where c.facet = '{source}') s
    cross join lateral live_counts(s.sets, s.counts, {at}) l)"""
_AS_LIST = "coalesce(json_agg(json_build_object('value', v.value, 'label', v.label, 'count', v.count)), '[]'::json)"
# What the producers are whose products were counted, with how many products.
_MAKERS = """makers_{name} as materialized (
    select o.structure, o.line, o.relation, o.country, sum(c.n) as n
    from counted c join organisation o on o.id = c.value
    where c.facet = '{source}'
    group by 1, 2, 3, 4)"""
_OF_PRODUCERS = """
    select {as_list} from (
        select m.COLUMN as value, m.COLUMN as label, sum(m.n) as count
        from makers_{once} m
        where m.COLUMN is not null
        group by m.COLUMN order by 3 desc, 2 limit {most}) v"""
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
        select k.code as value, k.name as label, sum(l.n) as count
        from live_{once} l join scheme k on k.id = l.scheme_id
        group by k.code, k.name order by 3 desc, 2 limit {most}) v""",
    "assurance": """
    select {as_list} from (
        select once.assurance_class as value, once.assurance_class as label, sum(once.n) as count
        from (select distinct l.label_set, l.n, k.assurance_class
              from live_{once} l join scheme k on k.id = l.scheme_id) once
        group by once.assurance_class order by 3 desc, 2) v""",
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
        from (select m.country, sum(m.n) as n from makers_{once} m group by m.country) home
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

"""What is counted beside a list: for each facet how many products each of its values would leave.

Where nothing but a category is asked for, the counts lie ready (`shelf_count`); else the products that are left are
gathered once and counted. What the counted are called, and which labels a combination of certificates holds at this
moment, is none of a count's business: `facets` puts that in.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from market.catalog.shelf.conditions import Conditions

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
# Of which count each facet is made; a count is made of itself.
MADE_OF: Mapping[str, str] = {
    "category": "category",
    "producer": "producer",
    "labels": "labels",
    "structure": "producer",
    "line": "producer",
    "relation": "producer",
    "scheme": "labels",
    "assurance": "labels",
    "origin": "origin",
    "value": "value",
    "ships_to": "producer",
    "stock": "stock",
    "price": "price",
}
# What is counted without the filter of the facet that it is counted for.
_ALONE = "alone "


@dataclass(frozen=True)
class Counting:
    """CTEs, and an expression over them that is one JSON object: how many of each value, by what is counted.
    `left_over` is the CTE of that name: what is left, as rows that are counted, and with what a search is ranked by;
    None where the counts lie ready."""

    left_over: str | None
    ways: list[str]
    answer: str


def counted_for(facet: str, counts: Mapping[str, Mapping[str, int]]) -> Mapping[str, int]:
    """What this facet is made of, of the counts of one question: of those without its own filter where it is filtered
    by. Where nothing is left without it, nothing is left with it."""
    return counts.get(_ALONE + facet, counts.get(MADE_OF[facet], {}))


def counted_as(source: str, counts: Mapping[str, Mapping[str, int]]) -> set[str]:
    """All that was counted of this, for whatever facet."""
    each = (counts[name] for name in counts if MADE_OF[name.removeprefix(_ALONE)] == source)
    return set().union(*each)


def counting_of(conditions: Conditions, places: dict[str, str]) -> Counting:
    """The counts of what these conditions leave."""
    left_over = None
    if conditions.is_counted_already():
        ways, counts = [], _ready({source: source for source in _COUNTED}, conditions, places, but=())
    else:
        left_over = f"left_over as materialized ({_left_over(conditions, places)})"
        ways, counts = [_COUNTED_AT_ONCE], [_COUNT_ALL]
    for facet in conditions.facets:
        counts += _alone(_ALONE + facet, MADE_OF[facet], conditions, places, but=(facet,))
    return Counting(left_over, ways, _ANSWER.format(counts=" union all ".join(counts)))


def _left_over(conditions: Conditions, places: dict[str, str]) -> str:
    rows, ranked_by = f"shelf s where {conditions.where()}", ""
    if conditions.is_read_off and conditions.categories is not None:
        rows = _HELD.format(held=conditions.held_under())
    if conditions.is_search:
        ranked_by = (
            "s.product_id, s.ctid as place, s.popularity, s.title @@ (select asked.must from asked) as is_titled,"
        )
    return _LEFT_OVER.format(ranked_by=ranked_by, rows=rows, **places)


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
    select {ranked_by} s.category_code, s.producer_id, s.label_set, s.origin_country, s.in_stock, s.terms,
           price_step((s.prices ->> {currency})::bigint) as step
    from {rows}"""
# Row by row: the planner does not know how few they are.
_HELD = """
    ({held}) held cross join lateral (
        select * from shelf s where s.product_id = held.product_id and s.is_shown offset 0) s"""
_COUNT_ONE = "select '{name}' as facet, {value} as value, count(*) as n from shelf s where {where} group by 2"
_COUNT_PLACES = "select '{name}' as facet, t.category_code as value, count(*) as n from ({held}) t group by 2"
# In one pass: each row counts once in each set. Values by the combination that products have: there are far fewer
# combinations than products.
_COUNTED_AT_ONCE = """at_once as materialized (
    select case when grouping(s.category_code) = 0 then 'category'
                when grouping(s.producer_id) = 0 then 'producer'
                when grouping(s.label_set) = 0 then 'labels'
                when grouping(s.origin_country) = 0 then 'origin'
                when grouping(s.in_stock) = 0 then 'stock'
                when grouping(s.step) = 0 then 'price' end as facet,
           coalesce(s.category_code, s.producer_id, s.label_set::text, s.origin_country, s.in_stock::text, s.step::text)
               as value,
           s.terms, count(*) as n
    from left_over s
    group by grouping sets (
        (s.category_code), (s.producer_id), (s.label_set), (s.origin_country), (s.in_stock), (s.step), (s.terms)))"""
_COUNT_ALL = """
    select s.facet, s.value, s.n from at_once s where s.facet is not null
    union all
    select 'value', held.code, sum(s.n)::bigint
    from (select s.terms, s.n from at_once s where s.facet is null offset 0) s
    cross join lateral unnest(s.terms) held (code)
    group by 2"""
# A product that has no price in the currency is under none.
_ANSWER = """
    select coalesce(json_object_agg(each.facet, each.counts), '{{}}')
    from (select c.facet, json_object_agg(c.value, c.n) as counts
          from ({counts}) c where c.value is not null group by c.facet) each"""

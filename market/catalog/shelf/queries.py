"""The statement behind a list of products: the ids of one page by the narrowest way there is.

Its text depends only on which filters are set, so the server plans it once per connection.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from kit.reads import Argument, Reads, ReadTookTooLong
from market.catalog.shelf.cards_queries import read_cards
from market.catalog.shelf.conditions import Arguments, Conditions
from market.catalog.shelf.facets import tell_facets
from market.catalog.shelf.facets_queries import counting_of
from market.catalog.shelf.names_queries import KeptNames, Names, look_up
from market.catalog.shelf.question import Position, ShelfPage, ShelfQuestion, Sort

# A search ranks at most this many products that match, those with the words in their title first, then by popularity:
# a common word must not read them all.
_RANKED_AT_MOST = 1000
# Up to so many products it is faster to gather all that fit and sort them; beyond, to walk in the order that is asked
# for until a page is full.
_GATHERED_AT_MOST = 3000
# Whoever waits for products does not wait longer than this for what they could be narrowed by.
_COUNTED_WITHIN_S = 3.0


@dataclass(frozen=True)
class _Order:
    """`key` over a row `s` of the shelf, which `join` brings along; `cast` is its type in a cursor."""

    key: str
    cast: str
    is_falling: bool
    join: str = ""
    condition: str = "true"
    product: str = "s.product_id"

    @property
    def direction(self) -> str:
        return "desc" if self.is_falling else "asc"


_PRICED = "join shelf_price offer on offer.product_id = s.product_id and offer.currency = {currency}"
_NAMED = (
    "join product p on p.id = s.product_id cross join lateral wording(p.id, 'name', {lang}, p.language, p.name) named"
)
_ORDERS: dict[Sort, _Order] = {
    Sort.POPULAR: _Order("s.popularity", "int", is_falling=True),
    Sort.NEWEST: _Order("s.published_at", "timestamptz", is_falling=True, condition="s.published_at is not null"),
    Sort.PRICE: _Order("offer.least_minor", "bigint", False, _PRICED, "offer.least_minor is not null"),
    Sort.PRICE_DOWN: _Order("offer.least_minor", "bigint", True, _PRICED, "offer.least_minor is not null"),
    Sort.SHARE: _Order("offer.share_bps", "int", True, _PRICED, "offer.share_bps is not null"),
    Sort.NAME: _Order('plain(named.body) collate "C"', "text", False, _NAMED),
    # Of a search alone: made of the candidates, which are read by their titles.
    Sort.RELEVANCE: _Order("s.key", "int", is_falling=True),
}
_WALKED_BY_PLACE = (Sort.POPULAR,)


async def read_shelf(
    reads: Reads, question: ShelfQuestion, *, state: str | None = None, names: KeptNames | None = None
) -> ShelfPage:
    """One page of products as JSON. In a `state` of the catalogue what was made before is taken as it is: cards, counts
    of the same filters, whatever page or language they were made for, and the names of what is counted. What cannot be
    counted in time is left out.

    Raises as `Reads.rows`.
    """
    counts = reads.pieces.find(_counts_name(question), state) if state and question.with_facets else None
    counting = question if counts is None else replace(question, with_facets=False)
    try:
        ids, counted, has_more, key = await _ask_twice(reads, counting)
    except ReadTookTooLong:
        if not counting.with_facets:
            raise
        # Counting reads all that match, which may be far more than a page has to.
        ids, counted, has_more, key = await _ask_twice(reads, replace(question, with_facets=False))
    if counted is not None:
        counts = str(counted)
        if state:
            reads.pieces.put(_counts_name(question), state, counts)
    found = cast(Sequence[str], ids)[: question.limit]
    cards = await read_cards(reads, found, question, state=state)
    last = Position(str(key), found[-1]) if has_more else None
    facets = None if counts is None else await _told(reads, counts, question, (names or KeptNames()).of(state))
    return ShelfPage(f"[{','.join(cards)}]", facets, last)


def _counts_name(question: ShelfQuestion) -> str:
    return f"counts {question.currency} {question.filters.fingerprint()}"


async def _told(reads: Reads, counted: str, question: ShelfQuestion, names: Names) -> str | None:
    """The counts under their names; None where these do not come in time."""
    counts = json.loads(counted)
    try:
        # All that is missing together, not each of it.
        async with asyncio.timeout(_COUNTED_WITHIN_S):
            await look_up(reads, names, counts, lang=question.lang, at=question.at)
    except TimeoutError:
        return None
    return tell_facets(counts, names, question.lang)


async def _ask_twice(reads: Reads, question: ShelfQuestion) -> Sequence[object]:
    row = await _ask(reads, question, is_checked=False)
    if not row[0] and question.filters.words is not None:
        # Perhaps no product has all the words; then fewer will do.
        row = await _ask(reads, question, is_checked=True)
    return row


async def _ask(reads: Reads, question: ShelfQuestion, *, is_checked: bool) -> Sequence[object]:
    sql, arguments = statement(question, is_checked=is_checked)
    row = await reads.row(sql, *arguments, within_s=_COUNTED_WITHIN_S if question.with_facets else None)
    assert row is not None
    return row


def statement(question: ShelfQuestion, *, is_checked: bool = False) -> tuple[str, list[Argument]]:
    """The statement that answers the question, and its arguments. Where it `is_checked` whether any product has all
    the words, fewer are asked for if none has."""
    arguments = Arguments()
    places = {
        "lang": arguments.put(question.lang, "text"),
        "currency": arguments.put(question.currency, "text"),
        "at": arguments.put(question.at, "timestamptz"),
    }
    words = arguments.put(question.filters.words, "text") if question.filters.words is not None else None
    conditions = Conditions.of(question.filters, arguments, places)
    counting = counting_of(conditions, places) if question.with_facets else None
    left_over = counting.left_over if counting else None
    # Each argument has its type from here, also where nothing asks for it.
    ways = [f"shopper as (select {', '.join(places.values())})"]
    if words is not None:
        ways.append(f"asked as materialized (select q.* from catalog_query({words}, {str(is_checked).lower()}) q)")
    ways += conditions.first
    if left_over is not None:
        ways.append(left_over)
    ways += _found(question, conditions, arguments, places, is_gathered=left_over is not None)
    if counting is not None:
        ways += counting.ways
    return (
        _PAGE.format(
            ways=",\n".join(ways),
            # Said outright: the planner would take a limit that it does not know for a tenth of everything.
            limit=question.limit,
            counts=counting.answer if counting else "null",
        ),
        arguments.values,
    )


def _found(
    question: ShelfQuestion, conditions: Conditions, arguments: Arguments, places: dict[str, str], *, is_gathered: bool
) -> list[str]:
    """CTEs that end in `found (id, key)`: the page and one more. What is left may be gathered for counting already."""
    order = _ORDERS[question.sort]
    if question.sort is Sort.POPULAR and conditions.is_read_off:
        return [f"found as materialized ({_read_off(question, conditions, arguments)})"]
    after = _after(question.after, order, arguments)
    tail = f"order by {order.key} {order.direction}, s.product_id {order.direction} limit {question.limit + 1}"
    join = order.join.format(**places)
    chosen = f"select s.product_id as id, {order.key} as key from {{source}} s {join} where {{where}}"
    chosen += f" and {order.condition} and {after} {tail}"
    if question.sort is Sort.RELEVANCE:
        left_over = "left_over" if is_gathered else f"({_TITLED.format(where=conditions.where())})"
        return [_CANDIDATES.format(left_over=left_over, most=_RANKED_AT_MOST), _as_found(chosen, "ranked", "true")]
    if conditions.is_search or conditions.is_narrow:
        gathered = f"gathered as materialized (select s.* from shelf s where {conditions.where()})"
        return [gathered, _as_found(chosen, "gathered", "true")]
    walk = _walk(question, conditions, order, chosen, after, tail)
    if not conditions.counts:
        return [f"found as materialized ({walk})"]
    gathered = f"""gathered as materialized (
        select s.* from shelf s where (select few.n from few) <= {_GATHERED_AT_MOST} and {conditions.where()})"""
    return [
        f"few as materialized (select least({', '.join(f'coalesce(({each}), 0)' for each in conditions.counts)}) as n)",
        gathered,
        f"""found as materialized (
            select * from (
                (select * from ({chosen.format(source="gathered", where="true")}) gathered_all)
                union all
                (select * from ({walk}) walked where (select few.n from few) > {_GATHERED_AT_MOST})) either)""",
    ]


def _as_found(chosen: str, source: str, where: str) -> str:
    return f"found as materialized ({chosen.format(source=source, where=where)})"


def _walk(question: ShelfQuestion, conditions: Conditions, order: _Order, chosen: str, after: str, tail: str) -> str:
    """Along an index in the order that is asked for; place by place where the index begins with the place."""
    if question.sort not in _WALKED_BY_PLACE or conditions.categories is None:
        return chosen.format(source="shelf", where=conditions.checked())
    where = conditions.checked(but=("category",), more=("s.category_code = place.code", after))
    return f"""
        select s.product_id as id, s.key
        from unnest(array({conditions.places()})) place (code)
        cross join lateral (
            select s.product_id, {order.key} as key from shelf s where {where} {tail}) s
        order by s.key {order.direction}, s.product_id {order.direction} limit {question.limit + 1}"""


def _read_off(question: ShelfQuestion, conditions: Conditions, arguments: Arguments) -> str:
    """A page of the products with any of the values, from where they lie in order, place by place."""
    after = _after(question.after, _Order("t.popularity", "int", is_falling=True, product="t.product_id"), arguments)
    return f"""
        select distinct s.product_id as id, s.popularity as key
        from unnest(array({conditions.places()})) place (code)
        cross join lateral unnest({conditions.values}) wanted (term)
        cross join lateral (
            select t.product_id, t.popularity from shelf_term t
            where t.category_code = place.code and t.term = wanted.term and {after}
            order by t.popularity desc, t.product_id desc limit {question.limit + 1}) s
        order by s.popularity desc, s.product_id desc limit {question.limit + 1}"""


def _after(position: Position | None, order: _Order, arguments: Arguments) -> str:
    if position is None:
        return "true"
    value: Argument = position.key
    if order.cast in ("int", "bigint"):
        value = int(position.key)
    elif order.cast == "timestamptz":
        value = datetime.fromisoformat(position.key)
    comparison = "<" if order.is_falling else ">"
    place, last = arguments.put(value, order.cast), arguments.put(position.product_id, "text")
    return f"({order.key}, {order.product}) {comparison} ({place}, {last})"


# Found by a word of its own title ranks before found by its text alone; a category's own name asks for that category.
_CANDIDATES = """candidates as materialized (
    select s.product_id, s.category_code, s.place
    from {left_over} s
    order by s.is_titled desc, s.popularity desc, s.product_id desc
    limit {most}
), ranked as materialized (
    select c.product_id,
           title_rank(s.title, asked.exact, asked.begun)
           + case when c.category_code = asked.category then 500000 else 0 end as key
    from candidates c
    cross join asked
    cross join lateral (select s.title from shelf s where s.ctid = c.place offset 0) s
)"""
_TITLED = """
    select s.product_id, s.ctid as place, s.popularity, s.category_code,
           s.title @@ (select asked.must from asked) as is_titled
    from shelf s
    where {where}"""

_PAGE = """
with {ways},
page as materialized (select coalesce(array_agg(found.id), '{{}}') as ids, array_agg(found.key) as keys from found)
select page.ids, ({counts})::text as counts, cardinality(page.ids) > {limit} as has_more,
       page.keys[{limit}]::text as last_key
from page
"""

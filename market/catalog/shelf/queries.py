"""The statement behind a list of products: the ids of one page by the narrowest way there is.

Its text depends only on which filters are set, so the server plans it once per connection. What a search finds and what
is counted beside a list is looked up in memory.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from kit.reads import Argument, Reads, ReadTookTooLong
from market.catalog.shelf.cards_queries import read_cards
from market.catalog.shelf.conditions import Arguments, Conditions
from market.catalog.shelf.facets import tell_facets
from market.catalog.shelf.memory_queries import ShelfInMemory
from market.catalog.shelf.names_queries import look_up
from market.catalog.shelf.question import Position, ShelfPage, ShelfQuestion, Sort
from market.catalog.shelf.selection_queries import Selection, select

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
}
_WALKED_BY_PLACE = (Sort.POPULAR,)


async def read_shelf(
    reads: Reads, question: ShelfQuestion, *, state: str | None = None, memory: ShelfInMemory | None = None
) -> ShelfPage:
    """One page of products as JSON. In a `state` of the catalogue what was made before is taken as it is: cards, counts
    of the same filters, whatever page or language they were made for, and the names of what is counted. What cannot be
    counted in time is left out.

    Raises as `Reads.rows`.
    """
    memory = memory or ShelfInMemory(question.currency)
    selection = None
    if question.sort is Sort.RELEVANCE:
        selection = await select(reads, memory, question, state)
        found, last = await _rank(reads, memory, question, selection)
    else:
        ids, has_more, key = await _ask_twice(reads, question)
        found = cast(Sequence[str], ids)[: question.limit]
        last = Position(str(key), found[-1]) if has_more else None
    cards = await read_cards(reads, found, question, state=state)
    facets = await _count(reads, question, memory, selection, state) if question.with_facets else None
    return ShelfPage(f"[{','.join(cards)}]", facets, last)


async def _count(
    reads: Reads, question: ShelfQuestion, memory: ShelfInMemory, selection: Selection | None, state: str | None
) -> str | None:
    """The counts under their names; None where anything that is missing does not come in time."""
    # The same for all pages and orders.
    name = question.filters.fingerprint()
    try:
        # All that is missing together, not each of it.
        async with asyncio.timeout(_COUNTED_WITHIN_S):
            counts = memory.counts.find(name, state) if state else None
            if counts is None:
                counts = (selection or await select(reads, memory, question, state)).counts()
                if state:
                    memory.counts.put(name, state, counts)
            names = memory.names.of(state)
            await look_up(reads, names, counts, lang=question.lang, at=question.at)
    except (TimeoutError, ReadTookTooLong):
        return None
    return tell_facets(counts, names, question.lang)


async def _rank(
    reads: Reads, memory: ShelfInMemory, question: ShelfQuestion, selection: Selection
) -> tuple[Sequence[str], Position | None]:
    """A page of a search: ids, and where it ended if there are more."""
    ranked = await selection.rank(reads, memory, _RANKED_AT_MOST)
    if question.after is not None:
        ranked = ranked.after(int(question.after.key), int(question.after.tie))
    page, limit = ranked.numbers[: question.limit].tolist(), question.limit
    if not page:
        return [], None
    found = [str(id_) for [id_] in await reads.rows(_NUMBERED, page)]
    return found, Position(str(ranked.keys[limit - 1]), str(page[-1])) if len(ranked.numbers) > limit else None


async def _ask_twice(reads: Reads, question: ShelfQuestion) -> Sequence[object]:
    row = await _ask(reads, question, is_checked=False)
    if not row[0] and question.filters.words is not None:
        # Perhaps no product has all the words; then fewer will do.
        row = await _ask(reads, question, is_checked=True)
    return row


async def _ask(reads: Reads, question: ShelfQuestion, *, is_checked: bool) -> Sequence[object]:
    sql, arguments = statement(question, is_checked=is_checked)
    row = await reads.row(sql, *arguments)
    assert row is not None
    return row


def statement(question: ShelfQuestion, *, is_checked: bool = False) -> tuple[str, list[Argument]]:
    """The statement that answers a question in any order but that of relevance, and its arguments. Where it
    `is_checked` whether any product has all the words, fewer are asked for if none has."""
    arguments = Arguments()
    places = {
        "lang": arguments.put(question.lang, "text"),
        "currency": arguments.put(question.currency, "text"),
        "at": arguments.put(question.at, "timestamptz"),
    }
    words = arguments.put(question.filters.words, "text") if question.filters.words is not None else None
    conditions = Conditions.of(question.filters, arguments, places)
    # Each argument has its type from here, also where nothing asks for it.
    ways = [f"shopper as (select {', '.join(places.values())})"]
    if words is not None:
        ways.append(f"asked as materialized (select q.* from catalog_query({words}, {str(is_checked).lower()}) q)")
    ways += conditions.first
    ways += _found(question, conditions, arguments, places)
    # The limit is said outright: the planner would take one that it does not know for a tenth of everything.
    return _PAGE.format(ways=",\n".join(ways), limit=question.limit), arguments.values


def _found(question: ShelfQuestion, conditions: Conditions, arguments: Arguments, places: dict[str, str]) -> list[str]:
    """CTEs that end in `found (id, key)`: the page and one more."""
    order = _ORDERS[question.sort]
    if question.sort is Sort.POPULAR and conditions.is_read_off:
        return [f"found as materialized ({_read_off(question, conditions, arguments)})"]
    after = _after(question.after, order, arguments)
    chosen = _chosen(question, order, order.join.format(**places), after)
    if conditions.is_search or conditions.is_narrow:
        gathered = f"gathered as materialized (select s.* from shelf s where {conditions.where()})"
        return [gathered, _as_found(chosen, "gathered", "true")]
    walk = _walk(question, conditions, order, chosen, after)
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


def _chosen(question: ShelfQuestion, order: _Order, join: str, after: str) -> str:
    """A page and one more of a source that is still to be named, as is what else has to be met."""
    return f"""
        select s.product_id as id, {order.key} as key from {{source}} s {join}
        where {{where}} and {order.condition} and {after} {_tail(question, order)}"""


def _tail(question: ShelfQuestion, order: _Order) -> str:
    return f"order by {order.key} {order.direction}, s.product_id {order.direction} limit {question.limit + 1}"


def _as_found(chosen: str, source: str, where: str) -> str:
    return f"found as materialized ({chosen.format(source=source, where=where)})"


def _walk(question: ShelfQuestion, conditions: Conditions, order: _Order, chosen: str, after: str) -> str:
    """Along an index in the order that is asked for; place by place where the index begins with the place."""
    if question.sort not in _WALKED_BY_PLACE or conditions.categories is None:
        return chosen.format(source="shelf", where=conditions.checked())
    where = conditions.checked(but=("category",), more=("s.category_code = place.code", after))
    return f"""
        select s.product_id as id, s.key
        from unnest(array({conditions.places()})) place (code)
        cross join lateral (
            select s.product_id, {order.key} as key from shelf s where {where} {_tail(question, order)}) s
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
    place, last = arguments.put(value, order.cast), arguments.put(position.tie, "text")
    return f"({order.key}, {order.product}) {comparison} ({place}, {last})"


# $1 numbers
_NUMBERED = """
    select s.product_id from unnest($1::int[]) with ordinality page (number, place)
    join shelf s on s.number = page.number
    order by page.place"""
_PAGE = """
with {ways},
page as materialized (select coalesce(array_agg(found.id), '{{}}') as ids, array_agg(found.key) as keys from found)
select page.ids, cardinality(page.ids) > {limit} as has_more, page.keys[{limit}]::text as last_key
from page
"""

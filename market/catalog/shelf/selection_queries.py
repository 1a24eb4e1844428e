"""Which products a question leaves, found in memory: to count them, and to rank those of a search.

The database says what the words mean and what the filters allow; which products those are is looked up here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kit.reads import Reads
from market.catalog.shelf.columns import NONE, Columns, Counts, Mask, Numbers, meet
from market.catalog.shelf.conditions import Arguments, Conditions
from market.catalog.shelf.memory_queries import ShelfInMemory
from market.catalog.shelf.question import ShelfQuestion

# $1 what was typed
_MEANT = "select q.must::text, q.exact::text, q.begun::text, q.category from catalog_query($1::text, false) q"
# Each as an array of text, in the order of the limits.
_ALLOWED = """
    with {ways}
    select {limits}"""

# A category's own name asks for that category.
_OWN_CATEGORY = 500_000


@dataclass(frozen=True)
class Meaning:
    """What was typed, as texts of `tsquery`: what must be found, None where it says nothing; and what ranks. `category`
    is the one that is called just so."""

    must: str | None
    exact: str | None
    begun: str | None
    category: str | None


@dataclass(frozen=True)
class Ranked:
    """Products by how well they answer a search (`keys`), the best first, and by number where that is the same."""

    numbers: Numbers
    keys: NDArray[np.int64]

    def after(self, key: int, number: int) -> "Ranked":
        """Those behind a key and a number."""
        left = (self.keys < key) | (self.keys == key) & (self.numbers < number)
        return Ranked(self.numbers[left], self.keys[left])


@dataclass(frozen=True)
class Selection:
    """Of the `numbers` that the words leave, or a hub offers, whether the words are in the title, and what each filter
    leaves, by the facet that it is."""

    columns: Columns
    numbers: Numbers
    are_titled: Mask
    narrowed: dict[str, Mask]
    meaning: Meaning | None

    def counts(self) -> Counts:
        """As `Columns.count`."""
        return self.columns.count(self.numbers, self.narrowed)

    def candidates(self, most: int) -> Numbers:
        """So many of what is left: those with the words in their title first, then the most popular."""
        left = meet(self.numbers, self.narrowed)
        return self.columns.most_popular(self.numbers[left], self.are_titled[left], most)

    async def rank(self, reads: Reads, memory: ShelfInMemory, most: int) -> Ranked:
        """So many candidates, the best first. Raises as `Reads.rows`."""
        numbers = self.candidates(most)
        if self.meaning is None or not len(numbers):
            return Ranked(NONE, np.zeros(0, dtype=np.int64))
        keys = await memory.rank(reads, numbers, self.meaning.exact or "", self.meaning.begun or "")
        if self.meaning.category is not None:
            keys = keys + np.where(self.columns.are("category", numbers, [self.meaning.category]), _OWN_CATEGORY, 0)
        order = np.lexsort((numbers, keys))[::-1]
        return Ranked(numbers[order], keys[order])


async def select(reads: Reads, memory: ShelfInMemory, question: ShelfQuestion, state: str | None) -> Selection:
    """What the question's words and filters leave in this state of the catalogue. Raises as `Reads.rows`, ValueError
    where prices are asked for in another currency than they are held in."""
    if question.currency != memory.currency:
        raise ValueError(f"prices are held in {memory.currency}")
    columns = await memory.follow(reads, state)
    filters = question.filters
    allowed, offered = await _allow(reads, question)
    if filters.words is None:
        meaning, numbers = None, columns.shown()
        are_titled: Mask = np.zeros(len(numbers), dtype=np.bool_)
    else:
        meaning = await _mean(reads, filters.words)
        numbers, are_titled = await memory.find(reads, meaning.must)
    if offered is not None:
        are_offered = np.isin(numbers, np.array(offered, dtype=np.int32))
        numbers, are_titled = numbers[are_offered], are_titled[are_offered]
    narrowed = {facet: columns.are(facet, numbers, values) for facet, values in allowed.items()}
    if filters.is_in_stock:
        narrowed["stock"] = columns.are_in_stock(numbers)
    if filters.price_min is not None or filters.price_max is not None:
        narrowed["price"] = columns.cost(numbers, filters.price_min, filters.price_max)
    return Selection(columns, numbers, are_titled, narrowed, meaning)


async def _mean(reads: Reads, words: str) -> Meaning:
    row = await reads.row(_MEANT, words)
    assert row is not None
    return Meaning(*cast(list[str | None], row))


async def _allow(reads: Reads, question: ShelfQuestion) -> tuple[dict[str, Sequence[str]], Sequence[int] | None]:
    """What each filter allows of what its facet is made of, and the numbers of what a hub offers, where one is asked
    for."""
    filters, arguments = question.filters, Arguments()
    given = {"origin": filters.origins, "value": filters.values}
    allowed: dict[str, Sequence[str]] = {facet: values for facet, values in given.items() if values}
    asked = replace(filters, words=None, origins=(), values=(), price_min=None, price_max=None)
    places = {"currency": arguments.put(question.currency, "text"), "at": arguments.put(question.at, "timestamptz")}
    conditions = Conditions.of(asked, arguments, places)
    limits = {
        facet: f"array(select one.it::text from ({limit}) one (it))" for facet, limit in conditions.limits.items()
    }
    if conditions.offered is not None:
        limits["hub"] = f"array(select s.number from shelf s where {conditions.offered})"
    if not limits:
        return allowed, None
    # Each argument has its type from here, also where nothing asks for it.
    ways = [f"shopper as (select {', '.join(places.values())})", *conditions.first]
    row = await reads.row(_ALLOWED.format(ways=",\n".join(ways), limits=", ".join(limits.values())), *arguments.values)
    assert row is not None
    found = dict(zip(limits, row, strict=True))
    offered = cast(Sequence[int] | None, found.pop("hub", None))
    return allowed | cast(dict[str, Sequence[str]], found), offered

"""The shelf as one process holds it in memory, following the database: what products are counted by, and in which of
them a word is found that somebody asked for.

Nothing is believed for longer than a state of the catalogue: whoever asks in another one has it followed first.
"""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kit.clock import utc_now
from kit.kept import Kept
from kit.reads import Reads, ReadsUnavailable, ReadTookTooLong
from market.catalog.shelf.columns import (
    NONE,
    Columns,
    Counts,
    Mask,
    Numbers,
    Row,
    distinct,
    marked,
    numbers_of,
    resized,
)
from market.catalog.shelf.names_queries import KeptNames
from market.catalog.shelf.words import (
    SPAN,
    AnyOf,
    Found,
    Word,
    WordIndex,
    how_many,
    placed,
    queries_of,
    read_query,
    with_all,
    worth,
    write_query,
)

_WordRows = Sequence[tuple[str, bytes, bytes]]
# Of an array as it is sent: what comes before its first number.
_HEAD = 6
_NOBODY: Mask = np.zeros(0, dtype=np.bool_)

_COLUMNS = """
    coalesce(s.is_shown, false), coalesce(s.in_stock, false), coalesce(s.popularity, 0),
    (s.prices ->> {currency})::bigint, coalesce(s.category_code, ''), coalesce(s.producer_id, ''),
    coalesce(s.label_set, 0)::text, coalesce(s.origin_country, ''), coalesce(array_to_string(s.terms, E'\\n'), '')"""
# $1 after which number, $2 currency, $3 how many
_ALL = f"""
    select s.number, {_COLUMNS.format(currency="$2::text")}
    from shelf s where s.number > $1::int order by s.number limit $3::int"""
_NOW = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
# Everything by transactions that may not have been seen before, those of no other database among it: `shelf_written` of
# one that was restored from a copy knows transactions that are still to come. $1 the first of them, $2 currency
_WRITTEN = f"""
    with here as (select pg_current_snapshot() as seen)
    select pg_snapshot_xmin(here.seen)::text::bigint, fresh.has_new_words, fresh.number,
        {_COLUMNS.format(currency="$2::text")}
    from here
    left join lateral (
        select w.number, bool_or(w.has_new_words) as has_new_words from shelf_written w
        where w.written >= $1::bigint and w.written < pg_snapshot_xmax(here.seen)::text::bigint
        group by w.number
    ) fresh on true
    left join shelf s on s.number = fresh.number"""
# Every word of a span of products, and which of them have it: places of two bytes. Of titles also what it is worth
# there, in four. $1 the first number of the span, $2 the one behind its last
_WORDS = """
    select held.word, string_agg(int2send((s.number - $1::int)::int2), ''), {worths}
    from shelf s cross join lateral unnest(tsvector_to_array(s.{vector})) held (word)
    where s.number >= $1::int and s.number < $2::int and s.is_shown
    group by held.word
    order by held.word collate "C" """
# What a word alone would rank, in millionths: the product's own name before its category, this before its maker.
_WORTH = r"""(ts_rank('{0.1, 0.3, 0.5, 1}', s.title,
    ('''' || replace(replace(held.word, '\', '\\'), '''', '''''') || '''')::tsquery) * 1000000)::int"""
_IN_WORDS = _WORDS.format(vector="words", worths="''::bytea")
_IN_TITLES = _WORDS.format(vector="title", worths=f"string_agg(int4send({_WORTH}), '')")
# The words in the titles of products ($1) that are these ($2) or begin so ($3), and what they are worth there
_WORTHS = f"""
    select s.number, held.word, {_WORTH}
    from shelf s cross join lateral unnest(tsvector_to_array(s.title)) held (word)
    where s.number = any($1::int[]) and (held.word = any($2::text[]) or held.word ^@ any($3::text[]))"""
# In which products each of what is asked for ($1) is found, and in whose titles: arrays as PostgreSQL sends them, five
# numbers that say what follows, then before each number its length.
_FOUND = """
    select array_send((
               select array_agg(s.number) from shelf s
               where s.is_shown and s.words @@ asked.it::tsquery{among})),
           array_send((
               select array_agg(s.number) from shelf s
               where s.is_shown and s.title @@ asked.it::tsquery{among}))
    from unnest($1::text[]) with ordinality asked (it, place)
    order by asked.place"""
_FOUND_ANYWHERE = _FOUND.format(among="")
# $2 numbers
_FOUND_AMONG = _FOUND.format(among=" and s.number = any($2::int[])")


@dataclass(frozen=True)
class Pace:
    """How much is done at once. `span`: of so many products the words are read together. `worth_reading`: with so many
    unread products a span is read again, which costs as much as looking these up for some hundred searches; up to
    `looked_up_at_most` are looked up one by one, rather than among all that are found. `follows_for`: a job forgets
    after a day what was written."""

    read_at_once: int = 5000
    span: int = SPAN
    worth_reading: int = 64
    looked_up_at_most: int = 2000
    follows_for: timedelta = timedelta(hours=12)
    patience_s: float = 5.0
    read_ahead_every_s: float = 10.0


class ShelfInMemory:
    """What one process knows of the shelf in one currency: nothing before it is followed for the first time."""

    def __init__(self, currency: str, pace: Pace = Pace()) -> None:
        self.names = KeptNames()
        self.counts: Kept[Counts] = Kept()
        self.currency = currency
        self._pace = pace
        self._following, self._learning = asyncio.Lock(), asyncio.Lock()
        self._forget()

    def _forget(self) -> None:
        self._columns = Columns()
        self._state: str | None = None
        # Read up to this number so far; None when all has been.
        self._read_to: int | None = 0
        self._since = 0
        self._read_at = utc_now()
        self._words, self._titles = WordIndex(self._pace.span), WordIndex(self._pace.span)
        # How often words were written, as far as is known; at which time those of each product were last; and of which
        # products they have not been read since.
        self._times = 0
        self._written = np.zeros(0, dtype=np.int32)
        self._is_unread = np.zeros(0, dtype=np.bool_)
        self._unread = NONE

    async def follow(self, reads: Reads, state: str | None) -> Columns:
        """The columns as they are in this state of the catalogue, or later; without a state, as they are now. The first
        time everything is read, and what was read stays where that takes too long. Raises as `Reads.rows`, also where
        somebody else reads for too long."""
        try:
            async with asyncio.timeout(self._pace.patience_s):
                await self._following.acquire()
        except TimeoutError:
            raise ReadTookTooLong() from None
        try:
            if state is None or state != self._state:
                await self._read(reads)
                self._state = state or self._state
            return self._columns
        finally:
            self._following.release()

    async def find(self, reads: Reads, query: str | None) -> tuple[Numbers, Mask]:
        """The products on sale that have all the words of a `tsquery`; where there are none, those that have all but
        one, else those that have any; and which of these have them so in their titles. Raises as `Reads.rows`."""
        asked = read_query(query) if query else ()
        if not asked:
            return NONE, _NOBODY
        # What they are now: while the database is asked, more may be read.
        columns, unread, indexes = self._columns, self._unread, (self._words, self._titles)
        if len(unread) > self._pace.looked_up_at_most:
            return await self._find_anywhere(reads, asked, columns)
        size = max(len(self._is_unread), self._words.size)
        in_words, in_titles = ([index.having(any_of) for any_of in asked] for index in indexes)
        if len(unread):
            queries = [write_query(any_of) for any_of in asked]
            rows, are_unread = await reads.rows(_FOUND_AMONG, queries, unread.tolist()), marked(unread, size)
            for place, found in enumerate(rows):
                for each, numbers in zip((in_words, in_titles), found, strict=True):
                    each[place] = each[place].told_anew(are_unread, _numbers(numbers))
        having = with_all(in_words, size)
        numbers = columns.shown(having.numbers)
        if len(numbers):
            numbers = numbers if having.are_distinct else distinct(numbers, size)
            return numbers, marked(with_all(in_titles, size).numbers, size)[numbers]
        held, held_in_titles = how_many(in_words, size), how_many(in_titles, size)
        for least in (len(asked) - (len(asked) > 2), 1):
            numbers = columns.shown(numbers_of(held >= least))
            if len(numbers):
                return numbers, held_in_titles[numbers] >= least
        return NONE, _NOBODY

    async def rank(self, reads: Reads, numbers: Numbers, exact: str, begun: str) -> NDArray[np.int64]:
        """How well the titles of these products answer words, as texts of `tsquery`: whole ones, and such as may only
        begin so, which count a tenth. Raises as `Reads.rows`."""
        wholly, partly = _alternatives(exact), _alternatives(begun)
        known = numbers < len(self._is_unread)
        known[known] = ~self._is_unread[numbers[known]]
        unread, worths = numbers[~known], np.zeros(len(numbers), dtype=np.int64)
        find = self._titles.find
        worths[known] = _rank(numbers[known], [find(word) for word in wholly], [find(word) for word in partly])
        if len(unread):
            found = await _look_up(reads, {*wholly, *partly}, unread)
            worths[~known] = _rank(unread, [found[word] for word in wholly], [found[word] for word in partly])
        return worths

    async def _find_anywhere(self, reads: Reads, asked: Sequence[AnyOf], columns: Columns) -> tuple[Numbers, Mask]:
        """As `find`, by the database alone."""
        for query in queries_of(asked):
            [[words, titles]] = await reads.rows(_FOUND_ANYWHERE, [query])
            numbers = columns.shown(_numbers(words))
            if len(numbers):
                return numbers, np.isin(numbers, _numbers(titles))
        return NONE, _NOBODY

    async def learn(self, reads: Reads) -> bool:
        """Read the words of a span of products, of that with the most that are unread; whether there was any that was
        worth it. What is unread is looked up for each search. Raises as `Reads.rows`."""
        async with self._learning:
            unread = np.bincount(self._unread // self._pace.span)
            if not len(unread) or unread.max() < self._pace.worth_reading:
                return False
            span, times, era = int(unread.argmax()), self._times, self._columns
            first, end = span * self._pace.span, (span + 1) * self._pace.span
            indexes = [
                await asyncio.to_thread(index.read, span, cast(_WordRows, await reads.rows(sql, first, end)))
                for index, sql in ((self._words, _IN_WORDS), (self._titles, _IN_TITLES))
            ]
            if era is self._columns:
                self._words, self._titles = indexes
                # A new array: whoever is searching goes on with the one they began with.
                is_unread = self._is_unread.copy()
                is_unread[first:end] &= self._written[first:end] > times
                self._is_unread, self._unread = is_unread, numbers_of(is_unread)
            return True

    async def read_all(self, reads: Reads) -> None:
        """Read whatever searches are answered from and is worth it now. Raises as `Reads.rows`."""
        await self.follow(reads, None)
        while await self.learn(reads):
            pass

    async def read_ahead(self, reads: Reads) -> None:
        """Read all that searches are answered from, and again whenever many products were written; never ends."""
        while True:
            # Whoever searches meanwhile is told that the database is away.
            with suppress(ReadsUnavailable):
                await self.read_all(reads)
            await asyncio.sleep(self._pace.read_ahead_every_s)

    async def _read(self, reads: Reads) -> None:
        if utc_now() - self._read_at > self._pace.follows_for:
            self._forget()
        read_at = utc_now()
        if self._read_to == 0:
            [[since]] = await reads.rows(_NOW)
            self._since = cast(int, since)
        while self._read_to is not None:
            rows = await reads.rows(_ALL, self._read_to, self.currency, self._pace.read_at_once)
            self._put(cast(Sequence[Row], rows), has_new_words=True)
            self._read_to = cast(int, rows[-1][0]) if rows else None
        written = await reads.rows(_WRITTEN, self._since, self.currency)
        self._since, self._read_at = cast(int, written[0][0]), read_at
        for has_new_words in (True, False):
            rows = [row[2:] for row in written if row[1] is has_new_words]
            self._put(cast(Sequence[Row], rows), has_new_words=has_new_words)

    def _put(self, rows: Sequence[Row], *, has_new_words: bool) -> None:
        numbers = self._columns.put(rows)
        if not (len(numbers) and has_new_words):
            return
        self._times += 1
        self._written = resized(self._written, self._columns.size)
        self._written[numbers] = self._times
        self._is_unread = resized(self._is_unread, self._columns.size).copy()
        self._is_unread[numbers] = True
        self._unread = numbers_of(self._is_unread)


def _alternatives(query: str) -> AnyOf:
    """Of a `tsquery` of alternatives, each text once, if only as a beginning."""
    [words] = read_query(query)
    begun = {word.text for word in words if word.is_begun}
    return tuple(dict.fromkeys(Word(word.text, word.text in begun) for word in words))


def _rank(numbers: Numbers, wholly: Sequence[Found], partly: Sequence[Found]) -> NDArray[np.int64]:
    places, many = placed(numbers), len(numbers)
    return worth(wholly, places, many) + worth(partly, places, many) // 10


async def _look_up(reads: Reads, words: Iterable[Word], numbers: Numbers) -> dict[Word, Found]:
    """Where each of these words is found in the titles of these products, and what it is worth there."""
    whole, begun = ([word.text for word in words if word.is_begun is is_begun] for is_begun in (False, True))
    rows = cast(Sequence[tuple[int, str, int]], await reads.rows(_WORTHS, numbers.tolist(), whole, begun))
    return {word: Found.of((number, it) for number, text, it in rows if word.means(text)) for word in words}


def _numbers(sent: object) -> Numbers:
    """Of an array as it is sent."""
    return np.frombuffer(cast(bytes, sent or b""), dtype=">i4")[_HEAD::2].astype(np.int32)

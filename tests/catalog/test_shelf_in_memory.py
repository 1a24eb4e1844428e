"""What a process holds of the shelf in memory answers as the database would, whatever was written since."""

import asyncio
import json
from collections.abc import Awaitable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bench.catalogue_pgbench import Recorder
from kit.database import Database
from kit.reads import Reads, ReadTookTooLong
from market.catalog.shelf.memory_queries import Pace, ShelfInMemory
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import ShelfFilters, ShelfQuestion, Sort
from market.catalog.shelf.words import Word, write_query
from tests.catalog.test_counting import held
from tests.catalog.test_shelf import question
from tests.catalog.world import market_in

_PRODUCTS = 12
_WORDS = ("mild", "dark", "coffee", "scarf", "washed", "norandino")
_VARIANTS = "select v.id from variant v join product p on p.id = v.product_id where p.slug = :slug"
# Each as one statement over a product, or all.
_ACTS = (
    "update product set name = 'Mild coffee' where slug = :slug",
    "update product set name = 'Dark washed coffee' where slug = :slug",
    "update product set description = 'Washed, or a scarf' where slug = :slug",
    "update product set category_code = 'textiles' where slug = :slug",
    "update product set category_code = 'coffee' where slug = :slug",
    "update product set popularity = popularity % 5 + 1 where slug = :slug",
    "update product set state = 'archived' where slug = :slug",
    "update product set state = 'published' where slug = :slug",
    f"update stock set reserved = on_hand - reserved where variant_id in ({_VARIANTS})",
    f"update price set amount_minor = amount_minor % 5000 + 700 where variant_id in ({_VARIANTS})",
    "insert into product_value select id, 'women' from product where slug = :slug on conflict do nothing",
    "delete from product_value where product_id = (select id from product where slug = :slug)",
    "update organisation set structure = case when structure is null then 'OS90' end where kind = 'producer'",
)
_ASKED = st.lists(st.sampled_from((*_WORDS, "cofee", "nothing", "dar")), min_size=1, max_size=4).map(" ".join)
_FILTERS = st.builds(
    ShelfFilters,
    words=st.none()
    | st.lists(st.sampled_from((*_WORDS, "cofee", "nothing", "dar")), min_size=1, max_size=4).map(" ".join),
    categories=st.sampled_from([(), (), ("textiles",), ("food", "textiles")]),
    producers=st.sampled_from([(), (), ("norandino",)]),
    structures=st.sampled_from([(), (), ("OS90",)]),
    values=st.sampled_from([(), (), ("women",), ("ecology", "women")]),
    ships_to=st.sampled_from([(), (), ("FR",)]),
    is_in_stock=st.booleans(),
    price_min=st.sampled_from([None, None, 1000]),
    price_max=st.sampled_from([None, None, 2000]),
)


# A federation may offer what one of the producers makes.
_OFFERED = (
    """
    insert into person (id, email, full_name, locale, is_operator)
    values ('usr_hub', 'hub@example.org', 'Vera', 'en', false)
    """,
    """
    insert into hub_grant (id, producer_id, hub_id, covers_all, may_set_stock, may_set_price, valid_from, granted_by,
                           accepted_at)
    select 'hgr_1', o.id, hub.id, true, false, false, '2026-01-01', 'usr_hub', '2026-01-01'
    from organisation o, organisation hub where o.slug = 'norandino' and hub.slug = 'alianza'
    """,
)
LEARNING = Pace(worth_reading=1)


@dataclass
class Process:
    """One process, with what it has in memory."""

    reads: Reads
    pace: Pace = LEARNING
    memory: ShelfInMemory = field(init=False)

    def __post_init__(self) -> None:
        self.memory = ShelfInMemory("EUR", self.pace)

    async def ask(self, asked: ShelfQuestion, state: str | None = None) -> tuple[list[str], object]:
        page = await read_shelf(self.reads, asked, state=state, memory=self.memory)
        return [card["slug"] for card in json.loads(page.data)], json.loads(page.facets or "null")


@dataclass(frozen=True)
class Market:
    """A market that is changed, and processes that follow it."""

    url: str
    database: Database
    loop: asyncio.AbstractEventLoop
    processes: list[Process]

    def act(self, acts: list[tuple[str, int]]) -> None:
        with self.database.transaction() as session:
            for statement, number in acts:
                session.execute(text(statement), {"slug": f"p{number}"} if ":slug" in statement else {})

    def run(self, story: Awaitable[object]) -> object:
        return self.loop.run_until_complete(story)


@pytest.fixture(scope="module")
def market(services) -> Iterator[Market]:
    """Of four processes the first reads words ahead, the second does not, the third looks nothing up by number, and the
    fourth reads everything again each time. Words are read by so few products that these lie in several blocks."""
    with services.clone() as database_url:
        with market_in(database_url) as world:
            for number in range(_PRODUCTS):
                world.product(
                    f"p{number}",
                    ("Mild coffee", "Dark coffee", "Woven scarf")[number % 3],
                    category=("coffee", "coffee", "textiles")[number % 3],
                    producer_id=(world.norandino_id, world.kuapa_id)[number % 2],
                    popularity=number,
                    price=800 + 150 * number,
                    values=("women",) if number % 4 == 0 else (),
                )
            world.ships("PE", "FR")
            for statement in _OFFERED:
                world.session.execute(text(statement))
        database, loop = Database(database_url, pool_size=2), asyncio.new_event_loop()
        reads = Reads(database_url, pool_size=1)
        paces = (
            Pace(worth_reading=1, span=1),
            Pace(worth_reading=1000),
            Pace(looked_up_at_most=-1),
            Pace(worth_reading=1, span=3, follows_for=timedelta(seconds=-1), read_at_once=5),
        )
        yield Market(database_url, database, loop, [Process(reads, pace) for pace in paces])
        loop.run_until_complete(reads.close())
        loop.close()
        database.close()


@given(
    acts=st.lists(st.tuples(st.sampled_from(_ACTS), st.integers(0, _PRODUCTS - 1)), max_size=4),
    filters=_FILTERS,
    learns=st.booleans(),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_follows_answers_as_who_has_just_begun(
    market: Market, acts, filters: ShelfFilters, learns: bool
) -> None:
    """Products in their order, and counts; whether words are read ahead, looked up one by one, or found anew."""
    asked = replace(question(filters, sort=Sort.RELEVANCE if filters.words else Sort.POPULAR), with_facets=True)

    async def story() -> None:
        fresh = await Process(market.processes[0].reads).ask(asked)
        if learns:
            await market.processes[0].memory.read_all(market.processes[0].reads)
        for process in market.processes:
            assert await process.ask(asked) == fresh

    market.act(acts)
    market.run(story())


@given(words=_ASKED, hub=st.sampled_from([None, "alianza", "nobody"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_search_finds_the_same_in_any_order(market: Market, words: str, hub: str | None) -> None:
    """By relevance in memory, by price in the database: all that has the words, else some of them; and counts it."""
    filters = ShelfFilters(words=words, hub=hub)

    async def story() -> None:
        process = market.processes[0]
        await process.memory.read_all(market.processes[0].reads)
        best, facets = await process.ask(replace(question(filters, sort=Sort.RELEVANCE, limit=50), with_facets=True))
        cheapest, _ = await process.ask(question(filters, sort=Sort.PRICE, limit=50))
        assert set(best) == set(cheapest)
        assert isinstance(facets, dict)
        assert sum(one["count"] for one in facets["stock"]) == len(best)

    market.run(story())


_TITLES = """
    select s.number, title_rank(s.title, cast(:exact as tsquery), cast(:begun as tsquery))
    from shelf s where s.is_shown order by s.number"""


@given(
    acts=st.lists(st.tuples(st.sampled_from(_ACTS), st.integers(0, _PRODUCTS - 1)), max_size=4),
    exact=st.sets(st.sampled_from((*_WORDS, "cofe", "o'b", "nothing")), min_size=1, max_size=4),
    begun=st.sets(st.sampled_from(("mil", "d", "coff", "washed", "nothing")), min_size=1, max_size=3),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_titles_rank_as_postgresql_ranks_them(market: Market, acts, exact: set[str], begun: set[str]) -> None:
    """Up to the last of six places, whether their words are held in memory or looked up."""
    whole, partly = (
        write_query(tuple(Word(word, is_begun) for word in words))
        for words, is_begun in ((exact, False), (begun, True))
    )

    async def story() -> None:
        with market.database.reading() as session:
            rows = session.execute(text(_TITLES), {"exact": whole, "begun": partly}).all()
        numbers = np.array([number for number, _ in rows], dtype=np.int32)
        for process in market.processes:
            await process.memory.follow(process.reads, None)
            ranked = await process.memory.rank(process.reads, numbers, whole, partly)
            assert np.abs(ranked - [rank for _, rank in rows]).max() <= 2

    market.act(acts)
    market.run(story())


def test_any_word_of_a_title_ranks(building, reading, fresh_database_url: str) -> None:
    """Also such as no parser makes: what is asked of PostgreSQL is quoted."""
    odd = ["o'b", "a\\b", "\\", "'", "''\\'", "a:*", "<->", "!", "( x )", "a | b", "%", "x" * 2046]
    title = text("update shelf set title = setweight(array_to_tsvector(cast(:odd as text[])), 'A')")

    async def story(reads: Reads) -> None:
        for pace in (Pace(worth_reading=1), Pace(worth_reading=1000)):
            memory = ShelfInMemory("EUR", pace)
            await memory.read_all(reads)
            [number] = (await memory.follow(reads, None)).shown().tolist()
            for word in odd:
                for query in (write_query((Word(word),)), write_query((Word(word, is_begun=True),))):
                    assert (await memory.rank(reads, np.array([number], dtype=np.int32), query, query)).min() > 0, word

    with building() as world:
        world.product("odd", "Odd coffee")
    database = Database(fresh_database_url, pool_size=1)
    with database.transaction() as session:
        session.execute(title, {"odd": odd})
    database.close()
    reading(story)


def test_a_word_that_is_asked_for_whole_and_begun_counts_once(market: Market) -> None:
    """PostgreSQL leaves it open which of both counts."""

    async def story() -> None:
        process, numbers = market.processes[0], np.arange(1, 5, dtype=np.int32)
        await process.memory.follow(process.reads, None)
        once, twice = [
            (await process.memory.rank(process.reads, numbers, "", query)).tolist()
            for query in ("'coffee':*", "'coffee' | 'coffee':*")
        ]
        assert once == twice

    market.run(story())


COFFEE = question(ShelfFilters(words="coffee"), sort=Sort.RELEVANCE)


def test_what_is_written_first_and_told_last_is_not_missed(reading, building, fresh_database_url: str) -> None:
    """A transaction that began before another may be seen after it."""
    with building() as world:
        world.product("mild", "Mild tea")
        # Of somebody else: two writers of one producer's products wait for each other.
        world.product("dark", "Dark tea", producer_id=world.kuapa_id)
    database = Database(fresh_database_url, pool_size=2)
    panela = question(ShelfFilters(words="panela"), sort=Sort.RELEVANCE)
    rename = text("update product set name = 'Panela' where slug = :slug")

    def write(slug: str) -> None:
        with database.transaction() as session:
            session.execute(rename, {"slug": slug})

    async def story(reads: Reads) -> None:
        process = Process(reads)
        await process.memory.read_all(reads)
        with database.transaction() as slow, ThreadPoolExecutor(1) as beside:
            slow.execute(rename, {"slug": "mild"})
            beside.submit(write, "dark").result()
            assert (await process.ask(panela))[0] == ["dark"]
        assert set((await process.ask(panela))[0]) == {"dark", "mild"}

    reading(story)
    database.close()


def test_what_is_taken_away_or_comes_is_followed(reading, building, fresh_database_url: str) -> None:
    with building() as world:
        world.product("mild", "Mild coffee", popularity=5)
        world.product("dark", "Dark coffee", popularity=4)

    async def story(reads: Reads) -> None:
        process = Process(reads)
        await process.memory.read_all(reads)
        assert set((await process.ask(COFFEE))[0]) == {"mild", "dark"}
        database = Database(fresh_database_url, pool_size=1)
        with database.transaction() as session:
            for gone in (
                f"delete from price where variant_id in ({_VARIANTS})",
                f"delete from stock where variant_id in ({_VARIANTS})",
                f"delete from variant where id in ({_VARIANTS})",
                "delete from product where slug = :slug",
            ):
                session.execute(text(gone), {"slug": "mild"})
            session.execute(text("update product set name = 'Darkest coffee'"))
        database.close()
        asked = replace(COFFEE, with_facets=True)
        slugs, facets = await process.ask(asked)
        assert slugs == ["dark"]
        assert (slugs, facets) == await Process(reads).ask(asked)

    reading(story)


def test_in_a_state_nothing_is_read_again(reading, building, fresh_database_url: str) -> None:
    with building() as world:
        world.product("mild", "Mild coffee")

    async def story(reads: Reads) -> None:
        process = Process(reads)
        await process.ask(COFFEE, "one")
        with held(fresh_database_url, "shelf_written"):
            assert (await process.ask(COFFEE, "one"))[0] == ["mild"]

    reading(story)


def test_what_another_database_wrote_is_not_taken_for_new(fresh_database_url: str, building) -> None:
    """A copy that was restored knows of transactions that are still to come here."""
    with building() as world:
        world.product("mild", "Mild coffee")
    database = Database(fresh_database_url, pool_size=1)
    with database.transaction() as session:
        session.execute(text("update shelf_written set written = written + 1000000000"))
    database.close()

    async def story() -> None:
        reads = Recorder(fresh_database_url)
        process = Process(reads)
        await process.memory.read_all(reads)
        reads.sent.clear()
        assert (await process.ask(COFFEE))[0] == ["mild"]
        assert not any("any($2" in sql for sql, _ in reads.sent)
        await reads.close()

    asyncio.run(story())


def test_who_waits_for_another_to_follow_does_not_wait_for_ever(reading, building, fresh_database_url: str) -> None:
    with building() as world:
        world.product("mild", "Mild coffee")

    async def story(reads: Reads) -> None:
        process = Process(reads, Pace(patience_s=0.2))
        with held(fresh_database_url, "shelf"):
            first = asyncio.create_task(process.memory.follow(reads, None))
            await asyncio.sleep(0.1)
            with pytest.raises(ReadTookTooLong):
                await process.memory.follow(reads, None)
        await first
        assert (await process.ask(COFFEE))[0] == ["mild"]

    reading(story)


def test_prices_of_another_currency_are_not_told_as_those_that_are_held(reading) -> None:
    async def story(reads: Reads) -> None:
        with pytest.raises(ValueError, match="EUR"):
            await read_shelf(reads, replace(COFFEE, currency="USD"), memory=ShelfInMemory("EUR"))

    reading(story)

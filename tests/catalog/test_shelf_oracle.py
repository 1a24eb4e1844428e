"""Whatever way a list is read and counted, it is what one plain query over the products themselves would give."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from kit.database import Database
from kit.reads import Reads
from market.catalog.shelf.queries import read_shelf
from market.catalog.shelf.question import Position, ShelfFilters, Sort
from tests.catalog.test_shelf import question
from tests.catalog.world import market_in

_CATEGORIES = ("food", "coffee", "chocolate", "home", "textiles")
_VALUES = ("ecology", "agroforestry", "women")
_PRODUCTS = 30

# Of the products themselves: nothing that triggers keep is read.
_PLAIN = text(
    """
    with recursive place as (
        select code from category where code = any(cast(:categories as text[]))
        union select c.code from category c join place on c.parent_code = place.code
    ), meant as (
        select code from term where code = any(cast(:values as text[]))
        union select t.code from term t join meant on t.parent_code = meant.code
    )
    select p.slug
    from product p join organisation o on o.id = p.producer_id
    where p.state = 'published' and o.archived_at is null
      and (cast(:categories as text[]) = '{}' or p.category_code in (select code from place))
      and (cast(:values as text[]) = '{}' or exists (
          select from product_value v where v.product_id = p.id and v.term_code in (select code from meant)))
      and (cast(:origins as text[]) = '{}' or p.origin_country = any(cast(:origins as text[])))
      and (not :in_stock or exists (
          select from variant v join stock s on s.variant_id = v.id
          where v.product_id = p.id and v.archived_at is null and s.on_hand > s.reserved))
    order by case when :is_newest then p.published_at end desc, case when not :is_newest then p.popularity end desc,
             p.id desc
    """
)
_ACTS = (
    "update product set popularity = (popularity + 1) % 3 where slug = :slug",
    "update product set category_code = 'textiles' where slug = :slug",
    "update product set category_code = 'coffee' where slug = :slug",
    "update product set state = case state when 'published' then 'archived' else 'published' end where slug = :slug",
    "delete from product_value where product_id = (select id from product where slug = :slug)",
    "insert into product_value select id, 'agroforestry' from product where slug = :slug on conflict do nothing",
    "insert into product_value select id, 'women' from product where slug = :slug on conflict do nothing",
    """
    update stock set reserved = on_hand - reserved
    where variant_id in (select v.id from variant v join product p on p.id = v.product_id where p.slug = :slug)
    """,
    "select tend_shelf() where cast(:slug as text) is not null",
)

# What each product is counted as, under each facet.
_TRAITS = text(
    """
    with recursive place as (
        select code, code as above from category
        union select p.code, c.parent_code from place p join category c on c.code = p.above
        where c.parent_code is not null
    ), meant as (
        select code, code as above from term
        union select m.code, t.parent_code from meant m join term t on t.code = m.above where t.parent_code is not null
    )
    select p.slug, array(select l.above from place l where l.code = p.category_code) as category,
           array(select distinct m.above from product_value v join meant m on m.code = v.term_code
                 where v.product_id = p.id) as value,
           array[p.origin_country] as origin,
           array[there.is_any::text] as stock
    from product p
    cross join lateral (
        select exists (select from variant v join stock s on s.variant_id = v.id
                       where v.product_id = p.id and v.archived_at is null and s.on_hand > s.reserved) as is_any) there
    """
)
# By which filter a facet is counted without.
_OWN: dict[str, dict[str, object]] = {
    "category": {"categories": ()},
    "value": {"values": ()},
    "origin": {"origins": ()},
    "stock": {"is_in_stock": False},
}

Walk = Callable[[ShelfFilters, Sort, int], list[str]]
Count = Callable[[ShelfFilters], dict[str, dict[str, int]]]


@pytest.fixture(scope="module")
def market(services) -> Iterator[tuple[Database, Walk, Count]]:
    """Many products of a few kinds, so that every order has ties; where to change them, and how lists are read and
    counted."""
    with services.clone() as database_url:
        with market_in(database_url) as world:
            for number in range(_PRODUCTS):
                world.product(
                    f"p{number}",
                    f"Thing {number}",
                    category=_CATEGORIES[number % 5],
                    values=tuple(value for place, value in enumerate(_VALUES) if number >> place & 1),
                    popularity=number % 3,
                    stock=number % 4,
                    origin=("PE", "GH")[number % 2],
                )
        database = Database(database_url, pool_size=1)
        loop = asyncio.new_event_loop()
        reads = Reads(database_url, pool_size=1)

        async def walk(filters: ShelfFilters, sort: Sort, limit: int) -> list[str]:
            slugs: list[str] = []
            after: Position | None = None
            while True:
                page = await read_shelf(reads, question(filters, sort=sort, limit=limit, after=after))
                found = [card["slug"] for card in json.loads(page.data)]
                assert len(found) == limit or page.last is None
                slugs += found
                after = page.last
                if after is None:
                    return slugs

        async def count(filters: ShelfFilters) -> dict[str, dict[str, int]]:
            page = await read_shelf(reads, replace(question(filters), with_facets=True))
            facets = json.loads(page.facets or "")
            return {name: {one["value"]: one["count"] for one in facets[name]} for name in _OWN}

        yield (
            database,
            lambda filters, sort, limit: loop.run_until_complete(walk(filters, sort, limit)),
            lambda filters: loop.run_until_complete(count(filters)),
        )
        loop.run_until_complete(reads.close())
        loop.close()
        database.close()


_SOME = st.fixed_dictionaries(
    {
        "categories": st.sets(st.sampled_from([*_CATEGORIES, "nowhere"]), max_size=3).map(sorted).map(tuple),
        "values": st.sets(st.sampled_from([*_VALUES, "nothing"]), max_size=3).map(sorted).map(tuple),
        "origins": st.sampled_from([(), (), ("PE",), ("GH", "PE")]),
        "is_in_stock": st.sampled_from([False, False, True]),
    }
)


def plain(database: Database, wanted: dict, *, is_newest: bool = False) -> list[str]:
    with database.transaction() as session:
        found = session.execute(
            _PLAIN,
            {
                "categories": list(wanted["categories"]),
                "values": list(wanted["values"]),
                "origins": list(wanted["origins"]),
                "in_stock": wanted["is_in_stock"],
                "is_newest": is_newest,
            },
        )
        return list(found.scalars())


def act(database: Database, acts: list[tuple[str, int]]) -> None:
    with database.transaction() as session:
        for statement, number in acts:
            session.execute(text(statement), {"slug": f"p{number}"})


_DONE = st.lists(st.tuples(st.sampled_from(_ACTS), st.integers(0, _PRODUCTS - 1)), max_size=4)
_PATIENT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(acts=_DONE, wanted=_SOME, sort=st.sampled_from([Sort.POPULAR, Sort.NEWEST]), limit=st.integers(1, 12))
@_PATIENT
def test_a_list_is_what_a_plain_query_gives(
    market: tuple[Database, Walk, Count], acts, wanted, sort: Sort, limit: int
) -> None:
    database, walk, _ = market
    act(database, acts)
    assert walk(ShelfFilters(**wanted), sort, limit) == plain(database, wanted, is_newest=sort is Sort.NEWEST)


@given(acts=_DONE, wanted=_SOME)
@_PATIENT
def test_counts_are_what_counting_the_products_gives(market: tuple[Database, Walk, Count], acts, wanted) -> None:
    """Each facet by all filters but its own."""
    database, _, count = market
    act(database, acts)
    with database.transaction() as session:
        traits = {row.slug: row for row in session.execute(_TRAITS)}
    expected = {
        facet: dict(Counter(one for slug in plain(database, {**wanted, **own}) for one in getattr(traits[slug], facet)))
        for facet, own in _OWN.items()
    }
    assert count(ShelfFilters(**wanted)) == expected

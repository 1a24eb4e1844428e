"""The catalogue's default order follows what was paid for in the last year, and no sale waits for the count."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from kit.database import Database
from market.orders.count_sales import count_sales
from tests.shop import NOW, Shop


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    return Shop.open(clean_database, stock=20)


def popularity(shop: Shop) -> dict[str, int]:
    with shop.database.reading() as session:
        rows = session.execute(text("select p.slug, p.popularity from product p order by p.slug"))
        return {row.slug: row.popularity for row in rows}


def count(shop: Shop, *, days: int = 0) -> int:
    with shop.database.transaction() as session:
        return count_sales(session, now=NOW + timedelta(days=days))


def test_what_was_paid_for_in_the_last_year_counts(shop: Shop) -> None:
    shop.settle(shop.place({shop.coffee: 2, shop.chocolate: 1}).order_id)
    shop.settle(shop.place({shop.coffee: 1}).order_id)
    shop.place({shop.chocolate: 5})
    assert popularity(shop) == {"chocolate": 0, "coffee": 0}
    assert count(shop) == 2
    assert popularity(shop) == {"chocolate": 1, "coffee": 3}
    assert count(shop, days=300) == 0
    assert count(shop, days=366) == 2
    assert popularity(shop) == {"chocolate": 0, "coffee": 0}

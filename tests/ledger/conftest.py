"""A market with two producers and a federation, on a database of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from kit.database import Database
from kit.ids import new_id


@dataclass(frozen=True)
class Owners:
    """Whose accounts the tests use."""

    coffee: str
    cocoa: str
    federation: str


@pytest.fixture
def database(fresh_database_url: str) -> Iterator[Database]:
    opened = Database(fresh_database_url, pool_size=20)
    yield opened
    opened.close()


@pytest.fixture
def owners(database: Database) -> Owners:
    made = Owners(new_id("org"), new_id("org"), new_id("org"))
    with database.transaction() as session:
        for organisation_id, slug, kind in (
            (made.coffee, "coffee", "producer"),
            (made.cocoa, "cocoa", "producer"),
            (made.federation, "federation", "federation"),
        ):
            session.execute(
                text(
                    "insert into organisation (id, slug, kind, name, line, relation, country, region, place, "
                    "languages, sector, tax_status, version) values (:id, :slug, :kind, :slug, 'agrarian', "
                    "'agricultural_coop', 'PE', '', '', '{}', '', '', 1)"
                ),
                {"id": organisation_id, "slug": slug, "kind": kind},
            )
    return made


def insert_order(database: Database, *, total_minor: int) -> str:
    """An order that entries can be about; its id."""
    order_id = new_id("ord")
    with database.transaction() as session:
        session.execute(
            text(
                "insert into customer_order (id, email, full_name, shipping_address, country, locale, currency, "
                "goods_minor, shipping_minor, total_minor, state, placed_at, expires_at, version) "
                "values (:id, 'a@example.org', 'A', '{}', 'FR', 'en', 'EUR', :total, 0, :total, 'placed', now(), "
                "now(), 1)"
            ),
            {"id": order_id, "total": total_minor},
        )
    return order_id

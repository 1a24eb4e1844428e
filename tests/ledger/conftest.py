"""A market with two producers and a federation, on a database of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from kit.database import Database
from kit.ids import new_id
from models.enums import OrganisationKind, ProductionLine, ProductionRelation
from models.orders import Order
from models.organisations import Organisation
from tests.ledger.makers import NOON


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
            (made.coffee, "coffee", OrganisationKind.PRODUCER),
            (made.cocoa, "cocoa", OrganisationKind.PRODUCER),
            (made.federation, "federation", OrganisationKind.FEDERATION),
        ):
            session.add(
                Organisation(
                    id=organisation_id,
                    slug=slug,
                    kind=kind,
                    name=slug.title(),
                    country="PE",
                    line=ProductionLine.AGRARIAN,
                    relation=ProductionRelation.AGRICULTURAL_COOP,
                )
            )
    return made


def insert_order(database: Database, *, total_minor: int) -> str:
    """An order that entries can be about; its id."""
    with database.transaction() as session:
        order = Order(
            email="a@example.org",
            full_name="A",
            shipping_address={},
            country="FR",
            currency="EUR",
            goods_minor=total_minor,
            shipping_minor=0,
            total_minor=total_minor,
            placed_at=NOON,
            expires_at=NOON,
        )
        session.add(order)
        session.flush()
        return order.id

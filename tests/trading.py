"""Places to trade in: a database of one's own, or one that tests use one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from kit.database import Database
from tests.services import Services
from tests.trade import Trade

# What the migrations write.
_KEPT = ["alembic_version", "country", "shipping_service"]


@contextmanager
def trading(database_url: str, *, currency: str = "EUR") -> Iterator[Trade]:
    """A trade in a database of its own. Its books must be in order, and agree with Stripe, whatever is done to them."""
    database = Database(database_url, pool_size=24)
    try:
        trade = Trade.open(database, currency=currency)
        yield trade
        trade.assert_in_order()
    finally:
        database.close()


@pytest.fixture(scope="session")
def trading_place(services: Services) -> Iterator[Database]:
    """A database that tests of trade use one after the other: to empty it takes a tenth of what a copy takes."""
    with services.clone() as url:
        database = Database(url, pool_size=24)
        yield database
        database.close()


@pytest.fixture
def trading_url(trading_place: Database) -> str:
    """The address of that database."""
    url: str = trading_place.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return url


@pytest.fixture
def trade(trading_place: Database) -> Iterator[Trade]:
    """A trade that has just opened. Its books must be in order, and agree with Stripe, whatever a test does to them."""
    try:
        opened = Trade.open(trading_place)
        yield opened
        opened.assert_in_order()
    finally:
        empty(trading_place)


def empty(database: Database) -> None:
    """Remove every row but those that the migrations write, past the guards that keep history."""
    with database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        names = session.execute(
            text(
                "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace "
                "and relname <> all(:kept)"
            ),
            {"kept": _KEPT},
        ).scalars()
        for name in names.all():
            session.execute(text(f"delete from {name}"))

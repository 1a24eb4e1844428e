"""The schema's history: from nothing to now, back, and forth again with a market's data in it."""

from datetime import timedelta

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from kit.database import MIGRATIONS, Database, schema_revisions
from models.enums import VerificationDecision
from tests.certification.registry import NOW, Registry
from tests.shop import Shop


def configuration(url: str) -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    configuration.attributes["database_url"] = url
    return configuration


def tables(url: str) -> set[str]:
    database = Database(url, pool_size=1)
    with database.reading() as session:
        found = {row[0] for row in session.execute(text("select tablename from pg_tables where schemaname = 'public'"))}
    database.close()
    return found - {"alembic_version"}


def test_the_history_ends_in_what_the_models_say(fresh_database_url: str) -> None:
    command.check(configuration(fresh_database_url))


def test_from_nothing_and_back_to_nothing(empty_database_url: str) -> None:
    command.upgrade(configuration(empty_database_url), "head")
    assert len(tables(empty_database_url)) > 60
    command.downgrade(configuration(empty_database_url), "base")
    assert tables(empty_database_url) == set()


def test_down_and_up_again_keeps_a_markets_data(clean_database: Database, fresh_database_url: str) -> None:
    shop = Shop.open(clean_database)
    placed = shop.place({shop.coffee: 1})
    shop.settle(placed.order_id)
    before = shop.balances()
    command.downgrade(configuration(fresh_database_url), "0001")
    command.upgrade(configuration(fresh_database_url), "head")
    assert shop.balances() == before
    with clean_database.reading() as session:
        in_database, in_code = schema_revisions(session)
        assert in_database == in_code
        found = session.execute(text("select count(*) from shelf where words <> ''")).scalar_one()
    assert found == 2


def test_what_was_confirmed_before_stands_for_the_step_that_it_was(fresh_database_url: str) -> None:
    database = Database(fresh_database_url, pool_size=1)
    registry = Registry(database)
    certificate_id = registry.verified()
    registry.decide(certificate_id, VerificationDecision.WITHDRAW, now=NOW + timedelta(days=1))
    registry.decide(certificate_id, VerificationDecision.REINSTATE, now=NOW + timedelta(days=2))
    steps = "select string_agg(decision || ' ' || confirmed_version, ', ' order by id) from decision_proposal"
    before = registry.one(steps)
    assert before == "withdraw 4, reinstate 5"
    command.downgrade(configuration(fresh_database_url), "0010")
    command.upgrade(configuration(fresh_database_url), "head")
    assert registry.one(steps) == before
    database.close()

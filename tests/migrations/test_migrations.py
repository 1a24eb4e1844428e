"""The schema's history: from nothing to now, back, and forth again with a market's data in it."""

from datetime import time, timedelta

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from kit.clock import utc_now
from kit.database import MIGRATIONS, Database, schema_revisions
from models.accounts import Passkey, PasskeyChallenge, Person, SignInSession
from models.enums import ConsentSubject, MailKind, MailState, VerificationDecision
from models.mail import Mail
from models.organisations import Consent
from tests.catalog.dated import SOURCES, furnish
from tests.catalog.world import market_in
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


def test_moments_of_what_was_written_before_are_written_down(clean_database: Database, fresh_database_url: str) -> None:
    with market_in(fresh_database_url) as world:
        market = furnish(world, utc_now())
    command.downgrade(configuration(fresh_database_url), "0060")
    with clean_database.transaction() as session:
        session.execute(text("delete from catalogue_edge"))
    command.upgrade(configuration(fresh_database_url), "head")
    with clean_database.reading() as session:
        found = set(session.execute(text("select at from catalogue_edge")).scalars())
    shown = {moment for source in SOURCES for moment in market.moments(source)}
    assert {moment for moment in shown if moment.time() != time()} <= found


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


def test_what_newer_steps_know_goes_with_them_and_leaves_the_rest(
    clean_database: Database, fresh_database_url: str
) -> None:
    producer_id, later = Shop.open(clean_database).world.norandino_id, NOW + timedelta(days=9)
    ana = Person(email="ana@example.com", full_name="Ana")
    passkey = Passkey(person_id=ana.id, credential_id=b"a", public_key=b"a", sign_count=0, name="Phone")
    with clean_database.transaction() as session:
        session.execute(text("update organisation set families_total = 12, families_on = current_date"))
        session.add(ana)
        session.flush()
        session.add(passkey)
        session.flush()
        session.add(
            SignInSession(
                person_id=ana.id,
                passkey_id=passkey.id,
                token_hash=b"a",
                authenticated_at=NOW,
                last_seen_at=NOW,
                expires_at=later,
            )
        )
        session.add(PasskeyChallenge(token_hash=b"a", expires_at=later))
        session.add_all(
            Consent(organisation_id=producer_id, subject=subject, given_by="All", given_at=NOW, ends_on=later.date())
            for subject in (ConsentSubject.MEMBERS_TOTAL, ConsentSubject.FAMILIES_TOTAL)
        )
        session.add_all(
            Mail(
                kind=kind,
                key=kind,
                about=ana.id,
                address=ana.email,
                language="en",
                state=MailState.GIVEN_UP,
                next_try_at=NOW,
                given_up_at=NOW,
            )
            for kind in (MailKind.RECEIPT, MailKind.PASSKEY_ADDED)
        )
    command.downgrade(configuration(fresh_database_url), "0054")
    command.upgrade(configuration(fresh_database_url), "head")
    with clean_database.reading() as session:
        assert session.execute(text("select key, state, given_up_at from mail")).all() == [
            ("receipt", "given_up", None)
        ]
        assert session.execute(text("select subject from consent")).scalars().all() == ["members_total"]
        assert session.execute(text("select distinct families_total from organisation")).scalars().all() == [None]
        assert session.execute(text("select passkey_id from sign_in_session")).scalars().all() == [None]
        assert session.execute(text("select count(*) from passkey")).scalar_one() == 0

"""Somebody changes a product while a file with it is imported: neither stops the other, and nothing is lost."""

from threading import Thread

from sqlalchemy import text

from tests.catalog.importing.market import Producer, sheet
from tests.rivals import wait_until_somebody_waits


def test_whoever_edits_a_product_goes_first(producer: Producer) -> None:
    """As a picture is brought: first the product is locked, then its producer."""
    producer.bring(sheet(["p1,Product 1,true,Size,250 g,S-1,280,5,9.00"]))
    importing = Thread(target=producer.bring, args=(sheet(["p1,Product 1,true,Size,250 g,S-1,280,5,12.00"]),))
    with producer.database.transaction() as session:
        session.execute(text("select id from product for no key update"))
        importing.start()
        wait_until_somebody_waits(session)
        # Sooner than PostgreSQL finds that two wait for each other.
        session.execute(text("set local lock_timeout = '300ms'"))
        session.execute(text("select id from organisation where kind = 'producer' for no key update"))
        session.execute(text("update price set premium_minor = 100"))
    importing.join(30)
    assert not importing.is_alive()
    assert producer.rows("select amount_minor, premium_minor from price where valid_to is null") == [(1200, 100)]

"""Somebody changes a product while a file with it is imported: neither stops the other, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Thread

import pytest
from sqlalchemy import text

from kit.database import Database
from kit.money import Money
from market.catalog.authoring.create_product import NewProduct, create_product
from market.catalog.authoring.queries import Net
from market.catalog.importing import run_import
from market.catalog.importing.plan import ProductPlan
from market.catalog.importing.products import FileProduct
from market.catalog.importing.queries import ImportingProducer
from market.catalog.importing.writing_queries import insert_products
from models.enums import ImportOutcome, ImportState
from tests.catalog.importing.market import Producer, products, sheet
from tests.catalog.world import NOW
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


def test_who_names_a_product_like_one_of_a_file_takes_the_next_address(producer: Producer) -> None:
    kuapa_id = str(producer.rows("select id from organisation where slug = 'kuapa'")[0][0])
    with ThreadPoolExecutor() as threads:
        with producer.database.transaction() as session:
            plan = ProductPlan(_honey(), ImportOutcome.CREATED, (), category_code="other")
            kuapa = ImportingProducer("kuapa", "Kuapa Kokoo", "GH", "en")
            insert_products(session, [plan], producer_id=kuapa_id, producer=kuapa, now=NOW)
            writing = threads.submit(_write_honey, producer.database, producer.producer_id)
            wait_until_somebody_waits(session)
        writing.result(30)
    assert producer.rows("select slug from product order by slug") == [("honey",), ("honey-norandino",)]


def test_a_file_takes_the_next_address_after_who_names_a_product_like_one_of_it(producer: Producer) -> None:
    kuapa_id = str(producer.rows("select id from organisation where slug = 'kuapa'")[0][0])
    with ThreadPoolExecutor() as threads:
        with producer.database.transaction() as session:
            create_product(session, producer_id=kuapa_id, new=_HONEY, now=NOW)
            importing = threads.submit(producer.bring, sheet(["honey,Honey,true,Size,250 g,S-1,280,5,9.00"]))
            wait_until_somebody_waits(session)
        assert importing.result(30).state is ImportState.APPLIED
    assert producer.rows("select slug from product order by slug") == [("honey",), ("honey-norandino",)]


def test_files_of_two_producers_in_opposite_orders_never_wait_for_each_other_in_a_ring(
    producer: Producer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even once: with one try each, a ring would fail one of them."""
    monkeypatch.setattr(run_import, "_MOST_TRIES", 1)
    kuapa_id = str(producer.rows("select id from organisation where slug = 'kuapa'")[0][0])
    other = Producer(producer.database, kuapa_id, producer.files)
    rows = products(60)
    with ThreadPoolExecutor() as threads:
        both = [
            threads.submit(producer.bring, sheet(rows)),
            threads.submit(other.bring, sheet(rows[::-1])),
        ]
        assert {each.result(60).state for each in both} == {ImportState.APPLIED}
    assert producer.rows("select count(*), count(distinct slug) from product") == [(120, 120)]


_HONEY = NewProduct("Honey", Money(900, "EUR"), Net(Decimal(250), "g"))


def _honey() -> FileProduct:
    return FileProduct("honey", 2, "Honey", "", None, is_published=False, variants=())


def _write_honey(database: Database, producer_id: str) -> None:
    with database.transaction() as session:
        create_product(session, producer_id=producer_id, new=_HONEY, now=NOW)

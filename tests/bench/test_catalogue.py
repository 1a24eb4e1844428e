"""The benchmark of the catalogue fills, asks and replays what is there today. Nothing is timed."""

import random
import subprocess
import sys

import pytest

from bench.catalogue import first_asked
from bench.catalogue_calls import mistyped
from bench.catalogue_client import Asked, client
from bench.catalogue_fill import fill_catalogue
from bench.catalogue_pgbench import Sent, record
from bench.catalogue_servers import Program, served_nothing
from kit.database import Database

PRODUCTS = 300
SEARCH = "/v1/products?q=laifo+trai&include=facets&lang=en"
PATHS = (
    "/v1/products?category=c7&lang=fr",
    "/v1/products?category=c8&lang=pt",
    "/v1/products/product-7?lang=es",
    SEARCH,
)


@pytest.fixture(scope="module")
def filled(services):
    with services.clone() as database_url:
        yield database_url, fill_catalogue(database_url, PRODUCTS)


def test_a_catalogue_is_filled(filled):
    database_url, told = filled
    database = Database(database_url, pool_size=1)
    with database.reading() as session:
        counts = session.connection().exec_driver_sql(
            "select count(*), count(distinct language), count(distinct category_code), count(picture_id) from product"
        )
        products, languages, categories, pictures = counts.one()
    database.close()
    assert (products, languages) == (PRODUCTS, 4)
    assert categories > 10
    assert pictures == PRODUCTS * 9 // 10
    assert told.products == PRODUCTS
    assert told.certificates == 100


def test_what_calls_send_is_recorded_and_differs_by_arguments_alone(filled):
    sent = record(filled[0], PATHS)
    assert [bool(one.statements) for one in sent] == [True] * len(PATHS)
    one, another, product, search = sent
    assert one.texts == another.texts
    assert one.arguments != another.arguments
    assert len({one.texts, product.texts, search.texts}) == 3


def test_arguments_are_written_as_postgresql_reads_them():
    sent = Sent((("select $1::text[], $2::text, $3::int", (["a", 'b"c\\'], None, 7)),))
    assert sent.texts == ("select $0::text[], null::text, $1::int",)
    assert sent.arguments == ('{"a","b\\"c\\\\"}', "7")


@pytest.mark.parametrize("word", ["laifo", "chuquaite", "do"])
def test_a_typing_error_keeps_the_first_letter(word):
    source = random.Random(3)
    typed = {mistyped(word, source) for _ in range(50)}
    assert len(typed) > 5
    assert all(abs(len(each) - len(word)) <= 1 for each in typed)


def test_as_many_are_asked_before_as_are_counted():
    with served_nothing() as served, client(Asked(served.port, ("/livez",), connections=2, count=21)) as shopper:
        answers = shopper.go()
    assert (answers.count, answers.unavailable) == (21, 0)
    assert answers.bytes_each > 0


def test_the_share_that_is_asked_for_the_first_time_is_told():
    known = {"/e"}
    asked = Asked(1, tuple(f"/{letter}" for letter in "abcdefbcxx"), connections=1, count=4)
    # Not counted: a, b, c, d. Counted: e, which was known, f, b, c. Never asked: x.
    assert asked.counted == ("/e", "/f", "/b", "/c")
    assert first_asked(asked, known) == 0.25
    assert known == {f"/{letter}" for letter in "abcdef"}


_PARENT = """
import subprocess, sys
work = "import time\\nwhile time.process_time() < {}: pass"
sys.stdin.readline()
for seconds in (0.3, 0.2):
    child = subprocess.Popen([sys.executable, "-c", work.format(seconds)])
    child.wait()
    print("ended", flush=True)
    sys.stdin.readline()
"""


def test_the_work_of_a_process_that_has_ended_is_counted():
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdin and parent.stdout
        taken = []
        for _ in range(2):
            parent.stdin.write("on\n")
            parent.stdin.flush()
            assert parent.stdout.readline() == "ended\n"
            taken.append(Program(parent.pid).cpu)
        parent.stdin.write("on\n")
    # Of what each took in either mode, less than a hundredth of a second is not told.
    assert taken[0] >= 0.25
    assert taken[1] >= taken[0] + 0.15

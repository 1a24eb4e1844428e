"""The services every test may ask for. Nothing starts until something asks, or until there are several processes."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from hypothesis import settings
from xdist.remote import Producer

from kit.database import Database
from kit.reads import Reads
from kit.settings import read_settings
from tests.scheduling import TogetherScheduling
from tests.services import Services, running_services

_STACK = pytest.StashKey[ExitStack]()

# How long an example takes is the machine's business, and says nothing about its result.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")
# Nor how long others make one wait: the machine may stand still for seconds while somebody holds a lock.
Database.connect_timeout_s = Database.pool_timeout_s = 60
Database.lock_timeout_ms = Database.statement_timeout_ms = Database.idle_in_transaction_timeout_ms = 60_000
Reads.patience_s, Reads.statement_timeout_ms = 60, 60_000


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pure", action="store_true", help="only tests that need no database and no broker")


def pytest_configure(config: pytest.Config) -> None:
    """With several processes, the one that outlives the others starts the services; they inherit the addresses."""
    config.stash[_STACK] = ExitStack()
    if config.getoption("numprocesses", None):
        config.stash[_STACK].enter_context(running_services())


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_STACK].close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("pure"):
        needy = [item for item in items if "services" in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=needy)
        items[:] = [item for item in items if item not in needy]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> TogetherScheduling:
    return TogetherScheduling(config, log)


@pytest.fixture(autouse=True)
def read_settings_anew() -> Iterator[None]:
    """A process reads its settings once; one process runs many tests, each with an environment of its own."""
    read_settings.cache_clear()
    yield
    read_settings.cache_clear()


@pytest.fixture
def in_one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tries count as made at one time, however long a busy machine takes over them."""
    now = time.time()
    monkeypatch.setattr("limits.storage.memory.time", SimpleNamespace(time=lambda: now))


@pytest.fixture(scope="session")
def services() -> Iterator[Services]:
    """The PostgreSQL and the Valkey of this run."""
    with running_services() as services:
        yield services


@pytest.fixture(scope="session")
def database_url(services: Services) -> Iterator[str]:
    """A migrated database shared by the tests of this process: leave it as you found it, or use a fresh one."""
    with services.clone() as url:
        yield url


@pytest.fixture
def template(services: Services) -> str:
    """What fresh databases are copies of: a migrated and empty one, unless a package has another in its place."""
    return services.template


@pytest.fixture
def fresh_database_url(services: Services, template: str) -> Iterator[str]:
    """A database for one test alone; takes about a twentieth of a second."""
    with services.clone(template) as url:
        yield url


@pytest.fixture
def empty_database_url(services: Services) -> Iterator[str]:
    """A database without tables, for one test alone."""
    with services.empty_database() as url:
        yield url


@pytest.fixture
def clean_database(fresh_database_url: str) -> Iterator[Database]:
    """`fresh_database_url`, opened."""
    database = Database(fresh_database_url, pool_size=5)
    yield database
    database.close()


@pytest.fixture(scope="session")
def valkey_url(services: Services) -> str:
    """A Valkey as SOLIFAIR_REDIS_URL and Celery read it. Shared: use keys and queues of your own."""
    return services.valkey_url

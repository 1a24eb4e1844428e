"""The API in this process, over a real database, with fakes at the doors."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.limits import Limiter
from api.tools import Tools
from gateways.files import FilesInMemory
from kit.database import Database
from kit.reads import Reads
from kit.settings import Mode, Settings
from tests.api.people import People
from tests.services import Services
from tests.shop import Shop


def open_tools(url: str, shop: Shop) -> Tools:
    """The doors of one test's API: the real database, a Stripe and a file store in memory."""
    settings = Settings(
        mode=Mode.TEST,
        database_url=url,
        redis_url="redis://localhost/0",
        secret_key="a secret key for tests, long enough",
        stripe_api_key="sk_test_x",
        stripe_webhook_secrets=("whsec_test",),
        stripe_thin_webhook_secrets=("whsec_thin",),
    )
    return Tools(
        settings=settings,
        database=shop.database,
        reads=Reads(url, pool_size=2),
        stripe=shop.stripe,
        files=FilesInMemory(),
        limiter=Limiter(None),
    )


@pytest.fixture
def shop(clean_database: Database) -> Shop:
    return Shop.open(clean_database)


@pytest.fixture
def tools(shop: Shop, fresh_database_url: str) -> Tools:
    return open_tools(fresh_database_url, shop)


@pytest.fixture
def client(tools: Tools) -> Iterator[TestClient]:
    with TestClient(create_app(tools), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def people(tools: Tools, shop: Shop) -> People:
    return People.gather(shop, files_of(tools))


@dataclass(frozen=True)
class Scene:
    """A market with people in it, for calls that change nothing."""

    client: TestClient
    people: People


@pytest.fixture(scope="module")
def scene(services: Services) -> Iterator[Scene]:
    """One scene for a whole module: only for calls that are denied or that read."""
    with services.clone() as url:
        database = Database(url, pool_size=5)
        shop = Shop.open(database)
        tools = open_tools(url, shop)
        with TestClient(create_app(tools), raise_server_exceptions=False) as client:
            yield Scene(client, People.gather(shop, files_of(tools)))
        database.close()


def files_of(tools: Tools) -> FilesInMemory:
    assert isinstance(tools.files, FilesInMemory)
    return tools.files

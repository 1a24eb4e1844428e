"""The API in this process, over a real database, with fakes at the doors."""

from collections.abc import Iterator
from copy import deepcopy
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
from tests.services import Filled, Services
from tests.shop import Shop


def open_tools(url: str, shop: Shop, files: FilesInMemory | None = None) -> Tools:
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
        files=files or FilesInMemory(),
        limiter=Limiter(None),
    )


def gather(url: str) -> People:
    """People in a new shop; takes a second, of which a copy of their database takes a twentieth."""
    database = Database(url, pool_size=5)
    gathered = People.gather(Shop.open(database), FilesInMemory())
    database.close()
    return gathered


@pytest.fixture
def gathered(request: pytest.FixtureRequest, services: Services) -> Filled[People] | None:
    """The people whom a copy of this test's own is made of, if it asks for people."""
    return services.filled(gather) if "people" in request.fixturenames else None


@pytest.fixture
def template(services: Services, gathered: Filled[People] | None) -> str:
    return gathered.template if gathered else services.template


@pytest.fixture
def shop(clean_database: Database, gathered: Filled[People] | None) -> Shop:
    return gathered.told.shop.moved(clean_database) if gathered else Shop.open(clean_database)


@pytest.fixture
def tools(shop: Shop, fresh_database_url: str, gathered: Filled[People] | None) -> Tools:
    return open_tools(fresh_database_url, shop, deepcopy(gathered.told.files) if gathered else None)


@pytest.fixture
def client(tools: Tools) -> Iterator[TestClient]:
    with TestClient(create_app(tools), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def people(gathered: Filled[People], tools: Tools, shop: Shop) -> People:
    return gathered.told.moved(shop, files_of(tools))


@dataclass(frozen=True)
class Scene:
    """A market with people in it, for calls that change nothing."""

    client: TestClient
    people: People


@pytest.fixture(scope="module")
def scene(services: Services) -> Iterator[Scene]:
    """One scene for a whole module: only for calls that are denied or that read."""
    gathered = services.filled(gather)
    with services.clone(gathered.template) as url:
        database = Database(url, pool_size=5)
        shop = gathered.told.shop.moved(database)
        tools = open_tools(url, shop, deepcopy(gathered.told.files))
        with TestClient(create_app(tools), raise_server_exceptions=False) as client:
            yield Scene(client, gathered.told.moved(shop, files_of(tools)))
        database.close()


def files_of(tools: Tools) -> FilesInMemory:
    assert isinstance(tools.files, FilesInMemory)
    return tools.files

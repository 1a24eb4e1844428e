"""A shop whose producers and market listen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.tools import Tools
from gateways.posting import GuardedPoster
from kit.database import Database
from market.webhooks.send_deliveries import Sender, send_deliveries
from models.accounts import Person
from models.enums import WebhookKind
from models.webhooks import WebhookEndpoint
from tests.api.conftest import client, gathered, people, scene, shop, template, tools
from tests.api.people import People
from tests.shop import NOW, Shop
from tests.webhooks.asking import SECRET_KEY, Post
from tests.webhooks.receiver import Receiver, receiving

__all__ = ["client", "gathered", "people", "scene", "shop", "template", "tools"]


@dataclass
class Telling:
    """A shop, a clock that can be moved, and a sender as the workers have one."""

    shop: Shop
    person_id: str
    now: datetime = NOW
    poster: GuardedPoster = field(default_factory=lambda: GuardedPoster(may_reach_loopback=True, seconds=60))

    @property
    def sender(self) -> Sender:
        return Sender(self.shop.database, self.poster, SECRET_KEY, lambda: self.now)

    def listens(self, organisation_id: str, url: str, *kinds: WebhookKind) -> str:
        """An endpoint of an organisation's; its id."""
        endpoint = WebhookEndpoint(
            organisation_id=organisation_id,
            url=url,
            kinds=[str(kind) for kind in kinds],
            created_by=self.person_id,
            created_at=self.now,
        )
        with self.shop.database.transaction() as session:
            session.add(endpoint)
            session.flush()
            return endpoint.id

    def send(self, endpoint_id: str, *, after: timedelta = timedelta()) -> int:
        """A turn for an endpoint, some time from now; how many attempts."""
        self.now += after
        return send_deliveries(self.sender, endpoint_id=endpoint_id)

    def rows(self, sql: str, **values: object) -> list[tuple[object, ...]]:
        with self.shop.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql), values)]


@pytest.fixture
def telling(clean_database: Database) -> Telling:
    shop = Shop.open(clean_database)
    with clean_database.transaction() as session:
        person = Person(email="rosa@norandino.example", full_name="Rosa")
        session.add(person)
        session.flush()
        return Telling(shop, person.id)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


@pytest.fixture
def post(client: TestClient, tools: Tools, people: People) -> Post:
    return Post(client, tools, people)

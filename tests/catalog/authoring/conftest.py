"""A producer at their desk: the API over a market of two producers, with both signed in."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from kit.clock import utc_now
from kit.database import Database
from market.accounts.sign_in import start_session
from models.accounts import Person
from models.enums import MemberRole
from models.organisations import Membership
from tests.api.conftest import open_tools
from tests.shop import Shop

NEW = {"name": "Miel de Piura", "price": {"amount": 900, "currency": "EUR"}, "net": {"value": "250", "unit": "g"}}


@dataclass
class Desk:
    """`as_rosa` signs requests as a steward of Norandino, `as_akosua` as one of Kuapa Kokoo."""

    http: TestClient
    shop: Shop
    as_rosa: dict[str, str]
    as_akosua: dict[str, str]

    @property
    def database(self) -> Database:
        return self.shop.database

    @property
    def own(self) -> str:
        """Where Norandino's products are."""
        return f"/v1/organisations/{self.shop.world.norandino_id}/products"

    def one(self, sql: str, **asked: object) -> object:
        with self.database.reading() as session:
            return session.execute(text(sql), asked).scalar_one_or_none()

    def post(self, path: str, body: object, **headers: str):
        return self.http.post(path, json=body, headers={**self.as_rosa, **headers})

    def put(self, path: str, body: object, **headers: str):
        return self.http.put(path, json=body, headers={**self.as_rosa, **headers})

    def patch(self, path: str, body: object, version: int | str = "*"):
        if_match = version if version == "*" else f'"{version}"'
        return self.http.patch(path, json=body, headers={**self.as_rosa, "If-Match": if_match})

    def get(self, path: str):
        return self.http.get(path, headers=self.as_rosa)

    def created(self, **more: object) -> dict:
        """A product of Norandino's, as the answer says it."""
        answer = self.post(self.own, {**NEW, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def page(self, product_id: str) -> dict:
        """A product of Norandino's as it is now."""
        return self.get(f"{self.own}/{product_id}").json()


@pytest.fixture
def desk(clean_database: Database, fresh_database_url: str) -> Iterator[Desk]:
    shop = Shop.open(clean_database)
    with TestClient(create_app(open_tools(fresh_database_url, shop)), raise_server_exceptions=False) as http:
        yield Desk(
            http,
            shop,
            signed_in(shop, "rosa", shop.world.norandino_id),
            signed_in(shop, "akosua", shop.world.kuapa_id),
        )


def signed_in(shop: Shop, name: str, organisation_id: str) -> dict[str, str]:
    """The headers of a new steward of an organisation."""
    with shop.database.transaction() as session:
        person = Person(email=f"{name}@example.org", full_name=name.title())
        session.add(person)
        session.flush()
        session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=MemberRole.STEWARD))
        token = start_session(session, person_id=person.id, agent="tests", now=utc_now()).token
    return {"Authorization": f"Bearer {token}"}

"""Two producers with a steward each, an operator, and the API of their small market."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from kit.clock import utc_now
from kit.ids import new_id
from market.ledger.invariants import verify_ledger
from models.enums import FundKind
from models.fund import Fund
from tests.api.conftest import client as client
from tests.api.conftest import gathered as gathered
from tests.api.conftest import people as people
from tests.api.conftest import shop as shop
from tests.api.conftest import template as template
from tests.api.conftest import tools as tools
from tests.api.people import People, Somebody

Json = dict[str, Any]


def day(number: int) -> str:
    return str(utc_now().date() + timedelta(days=number))


@dataclass
class Table:
    """Where Norandino (rosa) and Kuapa Kokoo (akosua) agree: coffee against cocoa, with a fund for asymmetry."""

    client: TestClient
    people: People
    fund_id: str = field(default_factory=lambda: new_id("fnd"))

    def __post_init__(self) -> None:
        shop = self.people.shop
        with shop.database.transaction() as session:
            session.add(
                Fund(
                    id=self.fund_id,
                    kind=FundKind.SOLIDARITY,
                    owner_id=shop.world.market_id,
                    name="Compensation fund",
                    currency="EUR",
                    account_code=f"fund:{self.fund_id}",
                )
            )

    @property
    def rosa(self) -> Somebody:
        return self.people.producer

    @property
    def akosua(self) -> Somebody:
        return self.people.other_producer

    def call(
        self,
        method: str,
        path: str,
        by: Somebody | None = None,
        body: Mapping[str, object] | None = None,
        *,
        status: int = 200,
    ) -> Json:
        headers = {"Idempotency-Key": new_id("key"), **(by.headers if by else {})}
        answer = self.client.request(method, f"/v1{path}", headers=headers, json=body)
        assert answer.status_code == status, answer.text
        found: Json = answer.json() if answer.content else {}
        return found

    def content(self, **changes: Any) -> Json:
        """A year of coffee against cocoa; Norandino has four times Kuapa Kokoo's means."""
        norandino, kuapa = self.rosa.organisation_id, self.akosua.organisation_id
        return {
            "title": "Coffee for cocoa",
            "body": "We complement each other; neither competes.",
            "currency": "EUR",
            "starts_on": day(-30),
            "ends_on": day(300),
            "parties": [
                {"organisation_id": norandino, "means": 400},
                {"organisation_id": kuapa, "means": 100},
            ],
            "goods": [{"category": "coffee", "terms": "roasted at origin"}],
            "commitments": [
                {
                    "giver_id": norandino,
                    "receiver_id": kuapa,
                    "what": "Washed arabica",
                    "unit": "kg",
                    "quantity": "100",
                    "value": 60_000,
                    "due_on": day(-1),
                },
                {
                    "giver_id": kuapa,
                    "receiver_id": norandino,
                    "what": "Cocoa beans",
                    "unit": "kg",
                    "quantity": "80.5",
                    "due_on": day(100),
                    "answers": 0,
                },
            ],
            "packages": [
                {
                    "giver_id": kuapa,
                    "title": "Fermenting in boxes",
                    "licence": "CC-BY-SA-4.0",
                    "url": "https://example.org/boxes.pdf",
                }
            ],
            **changes,
        }

    def propose(self, *, by: Somebody | None = None, status: int = 201, **changes: Any) -> Json:
        by = by or self.rosa
        path = f"/organisations/{by.organisation_id}/agreements"
        return self.call("POST", path, by, self.content(**changes), status=status)

    def sign(self, made: Json, *, by: Somebody | None = None, status: int = 200, **changes: Any) -> Json:
        by = by or self.akosua
        body = {"organisation_id": by.organisation_id, "sha256": made["sha256"], **changes}
        return self.call("POST", f"/agreements/{made['id']}/sign", by, body, status=status)

    def signed(self, **changes: Any) -> Json:
        return self.sign(self.propose(**changes))

    def deliver(
        self, commitment: Json, by: Somebody, quantity: str, value: int | None = None, *, status: int = 201
    ) -> Json:
        body = {
            "organisation_id": by.organisation_id,
            "quantity": quantity,
            "value": value,
            "delivered_on": day(0),
            "note": "By truck",
        }
        return self.call("POST", f"/commitments/{commitment['id']}/deliveries", by, body, status=status)

    def answer(self, delivery: Json, by: Somebody, is_right: bool = True, *, status: int = 200) -> Json:
        return self.call("POST", f"/deliveries/{delivery['id']}/answer", by, {"is_right": is_right}, status=status)

    def assert_in_order(self) -> None:
        with self.people.shop.database.reading() as session:
            assert verify_ledger(session) == []


@pytest.fixture
def table(client: TestClient, people: People) -> Table:
    return Table(client, people)

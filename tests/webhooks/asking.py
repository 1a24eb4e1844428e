"""Calls of the API about webhooks."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text
from starlette.testclient import TestClient

from api.tools import Tools
from gateways.posting import GuardedPoster
from kit.clock import utc_now
from market.webhooks.send_deliveries import Sender, send_deliveries
from tests.api.people import People, Somebody
from tests.webhooks.receiver import Receiver

SECRET_KEY = "a secret key for tests, long enough"
Json = dict[str, Any]
URL = "https://norandino.example/hook"


class Post:
    """What a call answers, in the shortest words."""

    def __init__(self, client: TestClient, tools: Tools, people: People):
        self.client, self.tools, self.people = client, tools, people

    def ask(self, method: str, path: str, somebody: Somebody, body: Json | None = None, *, status: int = 200) -> Json:
        answer = self.client.request(method, f"/v1{path}", headers=somebody.headers, json=body)
        assert answer.status_code == status, answer.text
        return dict(answer.json()) if answer.content else {}

    def open(self, somebody: Somebody, url: str = URL, kinds: tuple[str, ...] = ("order.paid",)) -> tuple[str, str]:
        """A webhook of theirs; its id and its secret."""
        body: Json = {"organisation_id": somebody.organisation_id or None, "url": url, "kinds": list(kinds)}
        opened = self.ask("POST", "/webhooks", somebody, body, status=201)
        return opened["webhook"]["id"], str(opened["secret"])

    def point_at(self, webhook_id: str, receiver: Receiver) -> None:
        """Where a test may send; over HTTP nobody could have said so."""
        with self.tools.database.transaction() as session:
            session.execute(
                text("update webhook_endpoint set url = :url where id = :id"), {"url": receiver.url, "id": webhook_id}
            )

    def send(self, webhook_id: str, *, after: timedelta = timedelta()) -> int:
        poster = GuardedPoster(may_reach_loopback=True, seconds=60)
        sender = Sender(self.tools.database, poster, SECRET_KEY, lambda: utc_now() + after)
        return send_deliveries(sender, endpoint_id=webhook_id)

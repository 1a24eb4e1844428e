"""Statements over HTTP: who may ask for one, and that everybody reads the same bytes."""

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.app import create_app
from api.limits import Limiter
from api.tools import Tools
from gateways.files import FilesInMemory
from kit.clock import utc_now
from kit.database import Database
from kit.reads import Reads
from kit.settings import Mode, Settings
from market.accounts.sign_in import start_session
from market.impact.build_statement import build_statement
from market.impact.request_statement import request_statement
from market.impact.verify_document import verify_document
from models.accounts import Person
from models.enums import MemberRole, StatementSubject
from models.organisations import Membership
from tests.impact.conftest import Month, open_month

PERIOD = {"period_start": "2026-10-01", "period_end": "2026-11-01"}


@pytest.fixture
def month(clean_database: Database) -> Month:
    return open_month(clean_database)


@pytest.fixture
def client(month: Month, fresh_database_url: str) -> Iterator[TestClient]:
    settings = Settings(
        mode=Mode.TEST,
        database_url=fresh_database_url,
        redis_url="redis://localhost/0",
        secret_key="a secret key for tests, long enough",
        stripe_api_key="sk_test_x",
        stripe_webhook_secrets=("whsec_test",),
    )
    reads = Reads(fresh_database_url, pool_size=2)
    tools = Tools(settings, month.database, reads, month.shop.stripe, FilesInMemory(), Limiter(None))
    with TestClient(create_app(tools), raise_server_exceptions=False) as client:
        yield client


def headers_of(month: Month, name: str, organisation_id: str = "", *, is_operator: bool = False) -> dict[str, str]:
    """Sign somebody in who belongs to the organisation."""
    with month.database.transaction() as session:
        person = Person(email=f"{name}@example.org", full_name=name, is_operator=is_operator)
        session.add(person)
        session.flush()
        if organisation_id:
            session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=MemberRole.STEWARD))
            session.flush()
        started = start_session(session, person_id=person.id, agent="tests", now=utc_now())
    return {"Authorization": f"Bearer {started.token}"}


def publish(month: Month, organisation_id: str | None = None, days: int = 30) -> str:
    """A finished statement about the `days` before today; its id."""
    today = datetime.combine(utc_now().date(), datetime.min.time(), UTC)
    with month.database.transaction() as session:
        asked = request_statement(
            session,
            subject=StatementSubject.PRODUCER if organisation_id else StatementSubject.MARKET,
            organisation_id=organisation_id,
            period_start=today - timedelta(days=days),
            period_end=today,
            currency="EUR",
            requested_by=None,
            now=utc_now(),
        )
        return build_statement(session, asked.id, now=utc_now()).id


def statements(month: Month) -> int:
    with month.database.reading() as session:
        return int(session.execute(text("select count(*) from impact_statement")).scalar_one())


def test_an_operator_asks_and_everybody_reads(client: TestClient, month: Month) -> None:
    operator = headers_of(month, "ops", is_operator=True)
    asked = client.post("/v1/statements", json={"subject": "market", **PERIOD}, headers=operator)
    assert asked.status_code == 202, asked.text
    assert asked.json()["state"] == "queued"
    statement_id = asked.json()["id"]
    waiting = client.get(f"/v1/statements/{statement_id}").json()
    assert (waiting["state"], waiting["document"]) == ("queued", None)
    assert client.get(f"/v1/statements/{statement_id}/document").status_code == 404
    assert client.get("/v1/statements").json()["data"] == []

    with month.database.transaction() as session:
        build_statement(session, statement_id, now=utc_now())
    ready = client.get(f"/v1/statements/{statement_id}").json()
    assert (ready["state"], ready["subject"], ready["organisation"]) == ("ready", "market", None)
    assert (ready["period_start"], ready["period_end"]) == (PERIOD["period_start"], PERIOD["period_end"])
    assert [line["id"] for line in client.get("/v1/statements").json()["data"]] == [statement_id]


def test_the_document_is_the_bytes_that_the_hash_is_of(client: TestClient, month: Month) -> None:
    statement_id = publish(month)
    answer = client.get(f"/v1/statements/{statement_id}/document")
    assert answer.status_code == 200
    assert verify_document(answer.text) == []
    digest = hashlib.sha256(answer.content)
    assert answer.headers["repr-digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert client.get(f"/v1/statements/{statement_id}").json()["sha256"] == digest.hexdigest()
    assert "immutable" in answer.headers["cache-control"]
    again = client.get(f"/v1/statements/{statement_id}/document", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_superseded_statement_says_by_which(client: TestClient, month: Month) -> None:
    first, second = publish(month), publish(month)
    assert client.get(f"/v1/statements/{first}").json()["superseded_by"] == second
    assert client.get(f"/v1/statements/{second}").json()["supersedes"] == first


def test_the_list_is_filtered_and_paged(client: TestClient, month: Month) -> None:
    of_market = [publish(month, days=days) for days in (10, 20, 30)]
    of_producer = publish(month, month.shop.world.norandino_id)

    def ids(query: str) -> list[str]:
        return [line["id"] for line in client.get(f"/v1/statements?{query}").json()["data"]]

    assert ids("") == [of_producer, *reversed(of_market)]
    assert ids("subject=market") == list(reversed(of_market))
    assert ids("organisation=norandino") == ids(f"organisation={month.shop.world.norandino_id}") == [of_producer]
    assert ids("organisation=kuapa") == []
    first = client.get("/v1/statements?subject=market&limit=2").json()
    rest = client.get(f"/v1/statements?subject=market&limit=2&cursor={first['next_cursor']}").json()
    assert [line["id"] for line in first["data"] + rest["data"]] == list(reversed(of_market))
    assert not rest["has_more"]
    assert client.get(f"/v1/statements?limit=2&cursor={first['next_cursor']}").status_code == 400


def test_a_producer_asks_for_their_own_and_no_other(client: TestClient, month: Month) -> None:
    rosa = headers_of(month, "rosa", month.shop.world.norandino_id)
    body = {"subject": "producer", **PERIOD}
    own = client.post("/v1/statements", json={**body, "organisation_id": month.shop.world.norandino_id}, headers=rosa)
    assert own.status_code == 202
    assert own.json()["organisation"]["slug"] == "norandino"
    foreign = client.post("/v1/statements", json={**body, "organisation_id": month.shop.world.kuapa_id}, headers=rosa)
    missing = client.post("/v1/statements", json={**body, "organisation_id": "org_none"}, headers=rosa)
    assert foreign.status_code == missing.status_code == 404
    assert foreign.json()["code"] == missing.json()["code"] == "no_such_organisation"
    nobody = client.post("/v1/statements", json=body, headers=rosa)
    assert nobody.status_code == 404
    market = client.post("/v1/statements", json={"subject": "market", **PERIOD}, headers=rosa)
    assert (market.status_code, market.json()["code"]) == (403, "statement_of_market_not_allowed")
    assert statements(month) == 1


def test_others_may_not_ask(client: TestClient, month: Month) -> None:
    body = {"subject": "market", **PERIOD}
    assert client.post("/v1/statements", json=body).status_code == 401
    assert client.post("/v1/statements", json=body, headers=headers_of(month, "camille")).status_code == 403
    verifier = headers_of(month, "lucia", month.shop.world.federation_id)
    assert client.post("/v1/statements", json=body, headers=verifier).status_code == 403
    assert statements(month) == 0


def test_a_retry_with_the_same_key_is_the_same_request(client: TestClient, month: Month) -> None:
    operator = headers_of(month, "ops", is_operator=True) | {"Idempotency-Key": "once"}
    body = {"subject": "market", **PERIOD}
    first = client.post("/v1/statements", json=body, headers=operator)
    with month.database.transaction() as session:
        build_statement(session, first.json()["id"], now=utc_now())
    again = client.post("/v1/statements", json=body, headers=operator)
    assert (again.status_code, again.json()) == (202, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert statements(month) == 1


@pytest.mark.parametrize(
    "body",
    [
        {"subject": "market"},
        {"subject": "world", **PERIOD},
        {"subject": "market", "period_start": "2026-11-01", "period_end": "2026-10-01"},
        {"subject": "market", "period_start": "2026-10-01T12:00:00", "period_end": "2026-11-01"},
        {"subject": "market", "period_start": "0001-01-01", "period_end": "2026-11-01"},
        {"subject": "market", "period_start": "2026-10-01", "period_end": str(date.max)},
        {"subject": "market", "period_start": 1, "period_end": 2},
        {"subject": "market", "organisation_id": "norandino", **PERIOD},
        {"subject": "producer", "organisation_id": "a\x00b", **PERIOD},
        {"subject": "producer", **PERIOD},
        {"subject": "market", "surprise": 1, **PERIOD},
    ],
)
def test_what_cannot_be_is_a_clear_refusal(client: TestClient, month: Month, body: dict[str, object]) -> None:
    operator = headers_of(month, "ops", is_operator=True)
    answer = client.post("/v1/statements", json=body, headers=operator)
    assert answer.status_code == 422, answer.text
    assert statements(month) == 0


@pytest.mark.parametrize(
    ("path", "code"),
    [("imp_none", "no_such_statement"), ("imp_none/document", "no_such_statement"), ("%00", "not_found")],
)
def test_what_is_not_there_is_not_found(client: TestClient, path: str, code: str) -> None:
    answer = client.get(f"/v1/statements/{path}")
    assert answer.status_code in {400, 404, 422}, answer.text
    assert answer.status_code != 404 or answer.json()["code"] == code

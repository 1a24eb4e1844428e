"""Statements over HTTP: who may ask for one, and that everybody reads the same bytes."""

import base64
import gzip
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

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
from market.impact.facts.keep_up import keep_up
from market.impact.request_statement import About, request_statement
from market.impact.verifying.verify_document import Evidence, verify_document
from models.accounts import Person
from models.enums import MemberRole, StatementSubject
from models.organisations import Membership
from tests.impact.conftest import SIGNING, WHOLE, Month, open_month

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
            About(StatementSubject.PRODUCER, organisation_id) if organisation_id else WHOLE,
            period_start=today - timedelta(days=days),
            period_end=today,
            currency="EUR",
            requested_by=None,
            now=utc_now(),
        ).id
    return build(month, asked)


def build(month: Month, statement_id: str) -> str:
    return build_statement(month.database, statement_id, signing=SIGNING, now=utc_now()).id


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

    build(month, statement_id)
    ready = client.get(f"/v1/statements/{statement_id}").json()
    assert (ready["state"], ready["subject"], ready["organisation"]) == ("ready", "market", None)
    assert (ready["period_start"], ready["period_end"]) == (PERIOD["period_start"], PERIOD["period_end"])
    assert [line["id"] for line in client.get("/v1/statements").json()["data"]] == [statement_id]


def test_the_document_is_the_bytes_that_the_hash_is_of(client: TestClient, month: Month) -> None:
    statement_id = publish(month)
    answer = client.get(f"/v1/statements/{statement_id}/document")
    assert answer.status_code == 200
    facts = client.get(f"/v1/statements/{statement_id}/inputs").content.splitlines(keepends=True)
    assert verify_document(answer.text, Evidence(facts, public_key=month.public_key())) == []
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
    assert client.post("/v1/statements", json=body).status_code == 403
    assert client.post("/v1/statements", json=body, headers=headers_of(month, "camille")).status_code == 403
    verifier = headers_of(month, "lucia", month.shop.world.federation_id)
    assert client.post("/v1/statements", json=body, headers=verifier).status_code == 403
    assert statements(month) == 0


def test_a_retry_with_the_same_key_is_the_same_request(client: TestClient, month: Month) -> None:
    operator = headers_of(month, "ops", is_operator=True) | {"Idempotency-Key": "once"}
    body = {"subject": "market", **PERIOD}
    first = client.post("/v1/statements", json=body, headers=operator)
    build(month, first.json()["id"])
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


@pytest.mark.parametrize("piece", [100, 65_536])
def test_the_inputs_come_line_by_line_and_packed_when_asked(
    client: TestClient, month: Month, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    """Whole, in however many pieces they are sent."""
    monkeypatch.setattr("api.zipping._PIECE", piece)
    statement_id = publish(month)
    plain = client.get(f"/v1/statements/{statement_id}/inputs", headers={"Accept-Encoding": "identity"})
    assert plain.headers["content-type"] == "application/jsonl"
    assert "content-encoding" not in plain.headers
    days = client.get(f"/v1/statements/{statement_id}").json()["document"]["inputs"]["days"]
    assert len(plain.content.splitlines()) == sum(day["facts"] for day in days) > 0
    with client.stream("GET", f"/v1/statements/{statement_id}/inputs", headers={"Accept-Encoding": "gzip"}) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(packed.iter_raw())) == plain.content
    premium = client.get(f"/v1/statements/{statement_id}/inputs?figure=I2a").content.splitlines()
    assert premium == [line for line in plain.content.splitlines() if b'"premium":' in line and b'"sale"' in line]
    unknown = client.get(f"/v1/statements/{statement_id}/inputs?figure=I99")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "no_such_indicator")
    leaves = client.get(f"/v1/statements/{statement_id}/leaves").text.split()
    assert leaves == [hashlib.sha256(b"\0" + line).hexdigest() for line in plain.content.splitlines()]


def test_a_buyer_proves_that_their_order_is_in_it(client: TestClient, month: Month) -> None:
    statement_id = publish(month)
    mine = hashlib.sha256(f"solifair order/{month.orders[0]}".encode()).hexdigest()[:32]
    address = f"/v1/statements/{statement_id}/inclusion?order={mine}"
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    root = client.get(f"/v1/statements/{statement_id}").json()["document"]["inputs"]["root"]
    found = answer.json()["data"]
    assert {json.loads(one["line"])["producer"] for one in found}
    for one in found:
        day = one["day"]
        assert climb(one["line"].encode(), one["in_day"]) == day["root"]
        line = json.dumps({"facts": day["facts"], "on": day["on"], "root": day["root"]}, separators=(",", ":"))
        assert climb(line.encode(), one["in_inputs"]) == root
    month.sell({month.shop.coffee: 1})
    assert keep_up(month.database), "the day has grown since"
    assert client.get(address).json()["data"] == found
    strange = client.get(f"/v1/statements/{statement_id}/inclusion?order={'0' * 32}")
    assert (strange.status_code, strange.json()["code"]) == (404, "order_not_in_statement")
    assert client.get(f"/v1/statements/{statement_id}/inclusion?order=x").status_code == 422
    assert client.get(f"/v1/statements/imp_none/inclusion?order={mine}").status_code == 404


def climb(line: bytes, step: Any) -> str:
    """The root that a proof leads to (RFC 9162, 2.1.3.2), written out once more."""
    place, last = step["index"], step["size"] - 1
    found = hashlib.sha256(b"\0" + line).digest()
    for digits in step["proof"]:
        neighbour = bytes.fromhex(digits)
        if place & 1 or place == last:
            found = hashlib.sha256(b"\1" + neighbour + found).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\1" + found + neighbour).digest()
        place, last = place >> 1, last >> 1
    assert last == 0
    return found.hex()


def test_an_orders_statement_is_for_whoever_can_open_the_order(client: TestClient, month: Month) -> None:
    owner = owner_of(month, month.orders[0])
    body = {"subject": "order", "order_id": month.orders[0]}
    for headers in ({}, headers_of(month, "somebody"), {"Order-Secret": "wrong"}):
        refused = client.post("/v1/statements", json=body, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (404, "no_such_order")
    asked = client.post("/v1/statements", json=body, headers=owner)
    assert asked.status_code == 202, asked.text
    statement_id = build(month, asked.json()["id"])
    stranger = headers_of(month, "stranger")
    for path in ("", "/document", "/inputs", "/leaves", f"/inclusion?order={'0' * 32}"):
        assert client.get(f"/v1/statements/{statement_id}{path}").status_code == 404, path
        assert client.get(f"/v1/statements/{statement_id}{path}", headers=stranger).status_code == 404
    for form in ("document.csv", "reading", "series"):
        assert client.get(f"/v1/statements/{statement_id}/{form}").status_code == 404
        kept = client.get(f"/v1/statements/{statement_id}/{form}", headers=owner)
        assert (kept.status_code, kept.headers["cache-control"]) == (200, "private, no-store")
    own = client.get(f"/v1/statements/{statement_id}", headers=owner)
    assert own.headers["cache-control"] == "private, no-store"
    assert own.json()["document"]["scope"]["orders"] == 1
    facts = client.get(f"/v1/statements/{statement_id}/inputs", headers=owner).content.splitlines(keepends=True)
    document = client.get(f"/v1/statements/{statement_id}/document", headers=owner).text
    assert verify_document(document, Evidence(facts, public_key=month.public_key())) == []
    assert client.get("/v1/statements").json()["data"] == []


def test_a_shoppers_year_is_theirs_alone(client: TestClient, month: Month) -> None:
    owner = owner_of(month, *month.orders)
    period = {"period_start": "2026-11-01", "period_end": str(utc_now().date())}
    asked = client.post("/v1/statements", json={"subject": "shopper", **period}, headers=owner)
    assert asked.status_code == 202, asked.text
    statement_id = build(month, asked.json()["id"])
    own = client.get(f"/v1/statements/{statement_id}", headers=owner).json()
    assert own["document"]["scope"]["orders"] == len(month.orders)
    assert own["document"]["header"]["subject"] == {"kind": "shopper", "slug": "", "name": ""}
    assert client.get(f"/v1/statements/{statement_id}").status_code == 404
    assert client.post("/v1/statements", json={"subject": "shopper", **period}).status_code == 422


def test_ones_own_statements_are_listed_to_oneself_alone(client: TestClient, month: Month) -> None:
    owner = owner_of(month, month.orders[0])
    publish(month)
    of_order = client.post(
        "/v1/statements", json={"subject": "order", "order_id": month.orders[0]}, headers=owner
    ).json()
    body = {"subject": "shopper", "period_start": "2026-11-01", "period_end": str(utc_now().date())}
    of_year = client.post("/v1/statements", json=body, headers=owner).json()
    build(month, of_year["id"])
    first = client.get("/v1/statements/own?limit=1", headers=owner)
    assert first.headers["cache-control"] == "private, no-store"
    rest = client.get(f"/v1/statements/own?limit=1&cursor={first.json()['next_cursor']}", headers=owner).json()
    assert [(one["id"], one["state"], one["order_id"]) for one in first.json()["data"] + rest["data"]] == [
        (of_year["id"], "ready", None),
        (of_order["id"], "queued", month.orders[0]),
    ]
    assert not rest["has_more"]
    assert client.get("/v1/statements/own", headers=headers_of(month, "somebody")).json()["data"] == []
    assert client.get("/v1/statements/own").status_code == 401


def owner_of(month: Month, *order_ids: str) -> dict[str, str]:
    """Sign somebody in and make the orders theirs."""
    headers = headers_of(month, "owner")
    with month.database.transaction() as session:
        session.execute(text("set local session_replication_role = replica"))
        session.execute(
            text("update customer_order set person_id = (select id from person where email = 'owner@example.org')"
                 " where id = any(:ids)"),
            {"ids": list(order_ids)},
        )  # fmt: skip
    return headers


def test_who_asked_can_call_it_off(client: TestClient, month: Month) -> None:
    operator = headers_of(month, "ops", is_operator=True)
    asked = client.post("/v1/statements", json={"subject": "market", **PERIOD}, headers=operator).json()["id"]
    assert client.post(f"/v1/statements/{asked}/cancel").status_code == 404
    assert client.post(f"/v1/statements/{asked}/cancel", headers=headers_of(month, "camille")).status_code == 404
    for _ in range(2):
        assert client.post(f"/v1/statements/{asked}/cancel", headers=operator).json()["state"] == "cancelled"
    assert build_statement(month.database, asked, signing=SIGNING, now=utc_now()).document is None
    assert client.get(f"/v1/statements/{asked}").json()["state"] == "cancelled"
    finished = publish(month)
    refused = client.post(f"/v1/statements/{finished}/cancel", headers=operator)
    assert (refused.status_code, refused.json()["code"]) == (409, "statement_finished")

"""Operators look after Stripe's events, tasks and the audit log over HTTP."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.deps import signer
from api.tools import Tools
from certification.audit.record_audit import record_audit
from kit.clock import utc_now
from kit.database import Database
from tests.api.conftest import Scene
from tests.api.people import People

NOW = utc_now()
STORE = text(
    """
    insert into stripe_event (account, id, type, api_version, occurred_at, payload, received_at, deliveries, attempts,
                              next_attempt_at, last_error, outcome, handled_at)
    values (:account, :id, :type, 'v', :at, :payload, :at, 2, :attempts, :at, :error, :outcome, :handled_at)
    """
)
PAYLOAD = '{"data": {"object": {"object": "refund", "id": "re_1", "email": "secret@example.org"}}}'


def store(database: Database, id_: str, *, account: str = "", tried: int = 0, handled: bool = False) -> None:
    number = int(id_.rpartition("_")[2])
    with database.transaction() as session:
        session.execute(
            STORE,
            {
                "account": account,
                "id": id_,
                "type": "refund.updated" if number % 2 else "charge.updated",
                "at": NOW - timedelta(minutes=number),
                "payload": PAYLOAD,
                "attempts": tried,
                "error": "no such refund" if tried and not handled else None,
                "outcome": "refunded" if handled else None,
                "handled_at": NOW if handled else None,
            },
        )


def get(client: TestClient, people: People, path: str, status: int = 200) -> Any:
    answer = client.get(path, headers=people.operator.headers)
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.fixture
def events(client: TestClient, people: People) -> None:
    database = people.shop.database
    with database.transaction() as session:
        session.execute(text("delete from stripe_event"))
    store(database, "evt_1", tried=3)
    store(database, "evt_2", handled=True)
    store(database, "evt_3", account="acct_1")
    store(database, "evt_4", handled=True)


@pytest.mark.usefixtures("events")
def test_events_are_listed_by_state_and_type_page_by_page(client: TestClient, people: People) -> None:
    def ids(query: str) -> list[str]:
        return [one["id"] for one in get(client, people, f"/v1/stripe-events{query}")["data"]]

    assert ids("") == ["evt_1", "evt_2", "evt_3", "evt_4"]
    assert ids("?state=waiting") == ["evt_1", "evt_3"]
    assert ids("?state=failing") == ["evt_1"]
    assert ids("?state=handled&of_type=charge.*") == ["evt_2", "evt_4"]
    assert ids("?of_type=refund.updated") == ["evt_1", "evt_3"]
    assert ids("?of_type=%25") == []
    first = get(client, people, "/v1/stripe-events?limit=3")
    rest = get(client, people, f"/v1/stripe-events?limit=3&cursor={first['next_cursor']}")
    assert ([one["id"] for one in rest["data"]], rest["has_more"]) == (["evt_4"], False)
    states = {one["id"]: one["state"] for one in get(client, people, "/v1/stripe-events")["data"]}
    assert states == {"evt_1": "failing", "evt_2": "handled", "evt_3": "waiting", "evt_4": "handled"}


@pytest.mark.usefixtures("events")
def test_a_story_names_what_it_is_about_and_not_what_buyers_typed(client: TestClient, people: People) -> None:
    with people.shop.database.transaction() as session:
        session.execute(text("update stripe_event set payload = 'no json' where id = 'evt_2'"))
        session.execute(text("update stripe_event set payload = '[1]' where id = 'evt_4'"))
    story = get(client, people, "/v1/stripe-events/evt_1")
    assert (story["subject_type"], story["subject_id"], story["event"]["last_error"]) == (
        "refund",
        "re_1",
        "no such refund",
    )
    assert "secret@" not in str(story) and story["next_attempt_at"] is not None
    assert get(client, people, "/v1/stripe-events/evt_2")["subject_id"] == ""
    assert get(client, people, "/v1/stripe-events/evt_4")["subject_id"] == ""
    assert get(client, people, "/v1/stripe-events/evt_3", 404)["code"] == "no_such_stripe_event"
    assert get(client, people, "/v1/stripe-events/evt_3?account=acct_1")["event"]["account"] == "acct_1"
    assert get(client, people, "/v1/stripe-events/%00", 422)["code"] == "invalid_request"


@pytest.mark.usefixtures("events")
def test_a_replay_lets_a_worker_handle_it_again_however_often_it_is_asked(client: TestClient, people: People) -> None:
    for _ in range(2):
        answer = client.post("/v1/stripe-events/evt_2/replay", json={}, headers=people.operator.headers)
        assert (answer.status_code, answer.json()["event"]["state"]) == (202, "waiting")
    with people.shop.database.reading() as session:
        asked = session.execute(
            text("select count(*) from outbox where dedupe_key = 'handle_stripe_event:/evt_2' and sent_at is null")
        ).scalar_one()
        assert asked == 1
    log = get(client, people, "/v1/audit-log?action=stripe_event.replay")["data"]
    assert [(one["object_id"], one["detail"]["was"]) for one in log] == [("evt_2", "waiting"), ("evt_2", "handled")]
    missing = client.post("/v1/stripe-events/evt_9/replay", json={}, headers=people.operator.headers)
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_stripe_event")


def test_tasks_are_told_and_a_failure_is_tried_again(client: TestClient, people: People) -> None:
    with people.shop.database.transaction() as session:
        session.execute(
            text(
                "insert into task_failure (id, task, arguments, key, error, times, first_at, last_at) values "
                "('tfl_1', 'make_picture', '{\"media_id\": \"med_1\"}', 'k', 'OSError', 3, :now, :now)"
            ),
            {"now": NOW},
        )
        session.execute(text("update outbox set available_at = :at"), {"at": NOW - timedelta(hours=1)})
    tasks = {one["task"]: one for one in get(client, people, "/v1/tasks")["data"]}
    assert tasks["make_picture"]["failing"] == 1
    waiting = get(client, people, "/v1/outbox?limit=1")
    assert waiting["data"][0]["is_late"] and tasks[waiting["data"][0]["task"]]["late"] >= 1
    assert waiting["has_more"] and get(client, people, f"/v1/outbox?cursor={waiting['next_cursor']}")["data"]
    (failed,) = get(client, people, "/v1/task-failures")["data"]
    assert (failed["arguments"], failed["times"], failed["asked_again_at"]) == ({"media_id": "med_1"}, 3, None)
    answer = client.post("/v1/task-failures/tfl_1/again", headers=people.operator.headers)
    assert answer.status_code == 202 and answer.json()["asked_again_at"] is not None
    with people.shop.database.transaction() as session:
        session.execute(text("update task_failure set settled_at = now()"))
    assert get(client, people, "/v1/task-failures")["data"] == []
    assert len(get(client, people, "/v1/task-failures?include_settled=true")["data"]) == 1
    answer = client.post("/v1/task-failures/tfl_1/again", headers=people.operator.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "task_failure_settled")


def note(people: People, action: str, object_id: str, at: datetime, by: str | None = None) -> None:
    with people.shop.database.transaction() as session:
        record_audit(session, action=action, actor_id=by, object_id=object_id, detail={"why": "so"}, now=at)


def test_the_log_is_searched_and_proved(client: TestClient, people: People) -> None:
    ops = people.operator.person_id
    before = get(client, people, "/v1/audit-log/verification")["rows"]
    note(people, "hub.grant", "hub_1", datetime.fromisoformat("2026-03-01T23:59:59Z"), ops)
    note(people, "hub.accept", "hub_1", datetime.fromisoformat("2026-03-02T00:00:00Z"))
    note(people, "hubris.grant", "hub_2", datetime.fromisoformat("2026-03-02T23:59:59Z"), ops)

    def acts(query: str) -> list[str]:
        return [one["action"] for one in get(client, people, f"/v1/audit-log?{query}")["data"]]

    assert acts("action=hub.*") == ["hub.accept", "hub.grant"]
    assert acts("action=hub_*") == []
    assert acts("about=hub_2") == ["hubris.grant"]
    assert acts(f"actor={ops}&action=hub.*") == ["hub.grant"]
    assert acts("day=2026-03-02") == ["hubris.grant", "hub.accept"]
    assert acts("day=9999-12-31") == []
    first = get(client, people, "/v1/audit-log?limit=1")
    assert (first["data"][0]["actor_name"], first["data"][0]["detail"]) == ("Ops", {"why": "so"})
    second = get(client, people, f"/v1/audit-log?limit=1&cursor={first['next_cursor']}")["data"][0]
    assert (second["action"], second["actor_kind"], second["actor_name"]) == ("hub.accept", "system", None)
    verdict = get(client, people, "/v1/audit-log/verification")
    assert (verdict["is_whole"], verdict["rows"], verdict["head"]) == (True, before + 3, first["data"][0]["hash"])
    assert by_stretches(client, people) == [verdict]
    with people.shop.database.transaction() as session:
        session.execute(text("alter table audit_event disable trigger user"))
        session.execute(text("update audit_event set action = 'hub.nothing' where action = 'hub.accept'"))
    verdict = get(client, people, "/v1/audit-log/verification")
    assert (verdict["is_whole"], verdict["altered_id"]) == (False, second["id"])
    assert by_stretches(client, people) == [verdict]


def by_stretches(client: TestClient, people: People) -> list[dict[str, Any]]:
    """What is said at the end of the log, when it is proved row by row; nothing is said to be whole before."""
    told = get(client, people, "/v1/audit-log/verification?limit=1")
    for rows in range(1, 1000):
        if not told["has_more"]:
            return [told]
        assert (told["is_whole"], told["altered_id"], told["rows"]) == (False, None, rows)
        told = get(client, people, f"/v1/audit-log/verification?limit=1&cursor={told['next_cursor']}")
    return []


def test_a_proof_that_was_begun_is_not_ended_later_or_with_another_cursor(
    client: TestClient, people: People, tools: Tools
) -> None:
    note(people, "hub.grant", "hub_1", NOW)
    note(people, "hub.grant", "hub_1", NOW)
    path = "/v1/audit-log/verification?limit=1"
    long_ago = int(utc_now().timestamp()) - 3700
    late = signer(tools.settings, "audit_verification").write([long_ago, 1, 1, "00" * 32])
    foreign = get(client, people, "/v1/audit-log?limit=1")["next_cursor"]
    for cursor in (late, foreign, "x", "%00"):
        answer = client.get(f"{path}&cursor={cursor}", headers=people.operator.headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor"), answer.text


@pytest.mark.parametrize("wrong", ["day=soon", "day=20260302", "actor=%00", "colour=red"])
def test_what_cannot_be_looked_for_is_refused(scene: Scene, wrong: str) -> None:
    answer = scene.client.get(f"/v1/audit-log?{wrong}", headers=scene.people.operator.headers)
    assert 400 <= answer.status_code < 423, answer.text


@pytest.mark.parametrize(
    "place",
    [
        "GET /v1/stripe-events/evt_1",
        "POST /v1/stripe-events/evt_1/replay",
        "POST /v1/task-failures/tfl_1/again",
    ],
)
def test_only_operators(scene: Scene, place: str) -> None:
    method, _, path = place.partition(" ")
    for somebody in (scene.people.consumer, scene.people.producer, scene.people.verifier):
        assert scene.client.request(method, path, json={}, headers=somebody.headers).status_code == 403
    assert scene.client.request(method, path, json={}).status_code == 401

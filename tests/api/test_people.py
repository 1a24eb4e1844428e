"""Operators look after people: found, locked out, let in; roles given by two and taken by one, never the last one's."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from kit.clock import utc_now
from market.accounts.people.decide_role import decline_role
from market.accounts.people.queries import lock_operators
from tests.api.conftest import Scene
from tests.api.people import People, Somebody
from tests.api.people import _person as sign_up

REASON = "The laptop was stolen, they called."


@pytest.fixture
def second(people: People) -> Somebody:
    """Another operator."""
    with people.shop.database.transaction() as session:
        return sign_up(session, "second", is_operator=True)


def post(client: TestClient, by: Somebody, path: str, **body: object) -> Any:
    return client.post(f"/v1/{path}", json=body or None, headers=by.headers)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def test_people_are_found_by_name_by_mail_and_by_id(client: TestClient, people: People) -> None:
    def names(query: str) -> list[str]:
        answer = client.get(f"/v1/people?{query}", headers=people.operator.headers)
        return [one["full_name"] for one in answer.json()["data"]]

    assert names("q=CAMILLE") == ["Camille"] and names("q=rosa%40example") == ["Rosa"]
    assert names(f"q={people.verifier.person_id}") == ["Lucia"]
    assert names("q=%25") == [] and names("q=_") == []
    assert names("which=operators") == ["Ops"] and set(names("which=verifiers")) == {"Lucia", "Dan"}
    assert names("which=locked") == []
    first = client.get("/v1/people?limit=2", headers=people.operator.headers).json()
    rest = client.get(f"/v1/people?cursor={first['next_cursor']}", headers=people.operator.headers).json()
    assert len(first["data"]) == 2 and not {one["id"] for one in first["data"]} & {one["id"] for one in rest["data"]}


def test_one_of_them_is_told_with_roles_sessions_and_keys(client: TestClient, people: People) -> None:
    path = f"/v1/people/{people.verifier.person_id}"
    found = client.get(path, headers=people.operator.headers).json()
    assert [one["role"] for one in found["roles"]] == ["verifier"]
    assert (len(found["sessions"]), len(found["keys"])) == (1, 1)
    assert "token" not in str(found) and "password" not in str(found)


def test_whoever_is_locked_out_is_so_at_once_and_may_come_back(client: TestClient, people: People) -> None:
    rosa = people.producer
    assert client.get("/v1/me", headers=rosa.headers).status_code == 200
    answer = post(client, people.operator, f"people/{rosa.person_id}/lock", reason=REASON)
    assert answer.json()["person"]["disabled_at"] is not None and answer.json()["sessions"] == []
    assert answer.json()["keys"] == []
    assert client.get("/v1/me", headers=rosa.headers).status_code == 401
    assert code(post(client, people.operator, f"people/{rosa.person_id}/lock", reason=REASON))[1] == "person_locked"
    role = {"role": "operator", "reason": REASON}
    assert code(post(client, people.operator, f"people/{rosa.person_id}/role-proposals", **role))[1] == "person_locked"
    answer = post(client, people.operator, f"people/{rosa.person_id}/unlock", reason=REASON)
    assert answer.json()["person"]["disabled_at"] is None
    assert client.get("/v1/me", headers=rosa.headers).status_code == 401, "what was ended stays ended"
    assert code(post(client, people.operator, f"people/{rosa.person_id}/unlock", reason=REASON))[1] == (
        "person_not_locked"
    )
    log = client.get(f"/v1/audit-log?about={rosa.person_id}", headers=people.operator.headers).json()["data"]
    assert [one["action"] for one in log if "refused" not in one["detail"]] == ["person.unlock", "person.lock"]


def test_links_of_whoever_is_locked_out_ask_nobody_in(client: TestClient, people: People) -> None:
    rosa = people.producer
    made = post(client, rosa, f"organisations/{rosa.organisation_id}/invitations", name="Eve", role="steward").json()
    join = {"token": made["link"].partition("?token=")[2]}
    assert post(client, people.consumer, "member-invitations/read", **join).status_code == 200
    for act in ("lock", "unlock"):
        assert post(client, people.operator, f"people/{rosa.person_id}/{act}", reason=REASON).status_code == 200
        assert code(post(client, people.consumer, "member-invitations/accept", **join)) == (404, "no_such_invitation")


def test_another_operator_has_to_agree_to_a_new_one(client: TestClient, people: People, second: Somebody) -> None:
    rosa, ops = people.producer, people.operator
    role = {"role": "operator", "reason": "Takes over in January."}
    made = post(client, ops, f"people/{rosa.person_id}/role-proposals", **role)
    assert made.status_code == 201
    path = f"role-proposals/{made.json()['id']}"
    assert code(post(client, ops, f"people/{rosa.person_id}/role-proposals", **role)) == (409, "role_held")
    assert code(post(client, ops, f"{path}/confirm")) == (409, "second_operator_needed")
    assert client.get("/v1/people", headers=rosa.headers).status_code == 403, "nothing has changed yet"
    (waiting,) = client.get("/v1/role-proposals", headers=second.headers).json()["data"]
    assert (waiting["person_name"], waiting["proposer_name"], waiting["role"]) == ("Rosa", "Ops", "operator")
    assert post(client, second, f"{path}/confirm").json()["confirmed_at"] is not None
    assert client.get("/v1/people", headers=rosa.headers).status_code == 200
    assert code(post(client, second, f"{path}/confirm")) == (409, "role_proposal_decided")
    assert code(post(client, second, f"{path}/decline")) == (409, "role_proposal_decided")
    assert client.get("/v1/role-proposals", headers=ops.headers).json()["data"] == []


def test_a_verifier_is_made_by_two_and_unmade_by_one(client: TestClient, people: People, second: Somebody) -> None:
    rosa, federation = people.producer.person_id, people.shop.world.federation_id
    role = {"role": "verifier", "organisation_id": federation, "reason": "Finished the course."}
    made = post(client, people.operator, f"people/{rosa}/role-proposals", **role).json()
    assert post(client, second, f"role-proposals/{made['id']}/confirm").status_code == 200
    path = f"/v1/people/{rosa}"
    held = client.get(path, headers=second.headers).json()["roles"]
    assert {one["role"] for one in held} == {"steward", "verifier"}
    assert code(post(client, second, f"people/{rosa}/role-proposals", **role)) == (409, "role_held")
    answer = post(client, second, f"people/{rosa}/roles/withdraw", **role)
    assert {one["role"] for one in answer.json()["roles"]} == {"steward"}
    assert code(post(client, second, f"people/{rosa}/roles/withdraw", **role)) == (409, "role_not_held")
    operator = {"role": "operator", "reason": "Finished the course."}
    assert code(post(client, second, f"people/{rosa}/roles/withdraw", **operator)) == (409, "role_not_held")


@pytest.mark.parametrize("where", [None, "producer", "org_none"], ids=str)
def test_a_verifier_verifies_for_a_federation(client: TestClient, people: People, where: str | None) -> None:
    organisation_id = people.producer.organisation_id if where == "producer" else where
    role = {"role": "verifier", "organisation_id": organisation_id, "reason": "Finished the course."}
    answer = post(client, people.operator, f"people/{people.consumer.person_id}/role-proposals", **role)
    assert code(answer) == (404, "no_such_verifying_organisation")
    role = {"role": "operator", "organisation_id": "org_1", "reason": "Finished the course."}
    answer = post(client, people.operator, f"people/{people.consumer.person_id}/role-proposals", **role)
    assert code(answer) == (404, "no_such_verifying_organisation")


def test_nobody_does_it_to_themselves(client: TestClient, people: People, second: Somebody) -> None:
    own = people.operator.person_id
    assert code(post(client, people.operator, f"people/{own}/lock", reason=REASON)) == (409, "not_on_oneself")
    role = {"role": "operator", "reason": REASON}
    assert code(post(client, people.operator, f"people/{own}/role-proposals", **role)) == (409, "not_on_oneself")
    verifier = {"role": "verifier", "organisation_id": people.shop.world.federation_id, "reason": REASON}
    made = post(client, people.operator, f"people/{second.person_id}/role-proposals", **verifier).json()
    assert code(post(client, second, f"role-proposals/{made['id']}/confirm")) == (409, "not_on_oneself")
    assert post(client, people.operator, f"role-proposals/{made['id']}/decline").json()["declined_at"] is not None


def test_to_decline_waits_for_nobody_who_counts_the_operators(
    client: TestClient, people: People, second: Somebody
) -> None:
    """Else it and an agreement to the same role would wait for each other."""
    role = {"role": "operator", "reason": "Takes over in January."}
    made = post(client, people.operator, f"people/{people.producer.person_id}/role-proposals", **role).json()
    database = people.shop.database
    with Session(database.engine) as counting, counting.begin(), database.transaction() as session:
        assert set(lock_operators(counting)) == {people.operator.person_id, second.person_id}
        session.execute(text("set local lock_timeout = '3s'"))
        decline_role(session, made["id"], operator_id=second.person_id, now=utc_now())


def test_the_last_operator_stays(client: TestClient, people: People, second: Somebody) -> None:
    role = {"role": "operator", "reason": "They left the market."}
    assert post(client, people.operator, f"people/{second.person_id}/lock", reason=REASON).status_code == 200
    own = f"people/{people.operator.person_id}/roles/withdraw"
    assert code(post(client, people.operator, own, **role)) == (409, "last_operator"), (
        "who is locked out does not count"
    )
    assert post(client, people.operator, f"people/{second.person_id}/unlock", reason=REASON).status_code == 200
    assert post(client, people.operator, own, **role).status_code == 200, "one may step back"
    assert code(post(client, people.operator, own, **role))[0] == 403
    with people.shop.database.reading() as session:
        left = session.execute(text("select full_name from person where is_operator")).scalars().all()
        assert left == ["Second"]


def test_the_database_wants_two_people_too(people: People, second: Somebody) -> None:
    insert = text(
        "insert into role_proposal (id, person_id, role, reason, proposed_by, proposed_at, confirmed_by, confirmed_at) "
        "values ('rop_1', :person, 'operator', 'Because I say so.', :one, now(), :other, now())"
    )
    ops, rosa = people.operator.person_id, people.producer.person_id
    for one, other in ((ops, ops), (ops, rosa), (rosa, ops)):
        with pytest.raises(IntegrityError), people.shop.database.transaction() as session:
            session.execute(insert, {"person": rosa, "one": one, "other": other})


PLACES = [
    ("GET", "people/usr_none", None),
    ("POST", "people/usr_none/lock", {"reason": REASON}),
    ("POST", "people/usr_none/unlock", {"reason": REASON}),
    ("POST", "people/usr_none/role-proposals", {"role": "operator", "reason": REASON}),
    ("POST", "people/usr_none/roles/withdraw", {"role": "operator", "reason": REASON}),
    ("POST", "role-proposals/rop_none/confirm", None),
    ("POST", "role-proposals/rop_none/decline", None),
]


@pytest.mark.parametrize(("method", "path", "body"), PLACES, ids=[path for _, path, _ in PLACES])
def test_only_operators_and_only_who_is_there(
    scene: Scene, method: str, path: str, body: dict[str, str] | None
) -> None:
    def call(headers: dict[str, str]) -> Any:
        return scene.client.request(method, f"/v1/{path}", json=body, headers=headers)

    for somebody in (scene.people.consumer, scene.people.producer, scene.people.verifier):
        assert call(somebody.headers).status_code == 403
    assert call({}).status_code == 401
    assert call(scene.people.operator.headers).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"reason": "short"}, {}, {"reason": REASON, "colour": "red"}, {"reason": "\u0000 a NUL in a reason"}],
    ids=["short", "none", "more", "nul"],
)
def test_a_lock_needs_its_reason(scene: Scene, wrong: dict[str, str]) -> None:
    path = f"/v1/people/{scene.people.consumer.person_id}/lock"
    assert scene.client.post(path, json=wrong, headers=scene.people.operator.headers).status_code == 422

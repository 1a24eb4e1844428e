"""A decision needs somebody who proved lately who they are."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.policy import AUDITED, STEP_UP
from kit.clock import utc_now
from market.accounts.invite_by_link import invite_by_link
from market.accounts.issue_api_key import issue_api_key
from market.accounts.passwords import hash_password
from tests.api.people import People
from tests.api.test_access import decision

PASSWORD = "a long and private phrase"


def age(people: People, minutes: float) -> None:
    moment = utc_now() - timedelta(minutes=minutes)
    with people.shop.database.transaction() as session:
        session.execute(text("update sign_in_session set authenticated_at = :moment"), {"moment": moment})


def decide(client: TestClient, people: People, token: str | None = None):
    path = f"/v1/certificates/{people.verifier.submitted_id}/verifications"
    headers = {"Authorization": f"Bearer {token or people.verifier.token}"}
    return client.post(path, json=decision(people.verifier, people), headers=headers)


def test_an_old_sign_in_decides_nothing_until_it_is_confirmed(client: TestClient, people: People) -> None:
    age(people, 15)
    refused = decide(client, people)
    assert (refused.status_code, refused.json()["code"]) == (403, "fresh_sign_in_needed")
    assert refused.json()["facts"] == {"within_minutes": 15}
    with people.shop.database.transaction() as session:
        session.execute(
            text("update person set password_hash = :hash where id = :id"),
            {"hash": hash_password(PASSWORD), "id": people.verifier.person_id},
        )
    headers = people.verifier.headers
    wrong = client.post("/v1/sessions/confirm", json={"password": "not this one at all"}, headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in_refused")
    assert decide(client, people).status_code == 403
    assert client.post("/v1/sessions/confirm", json={"password": PASSWORD}, headers=headers).status_code == 200
    assert decide(client, people).status_code == 201


def test_a_young_sign_in_is_enough_and_old_ones_still_read(client: TestClient, people: People) -> None:
    age(people, 60)
    review = client.get(f"/v1/certificates/{people.verifier.submitted_id}/review", headers=people.verifier.headers)
    assert review.status_code == 200
    age(people, 14.5)
    assert decide(client, people).status_code == 201


def test_ones_own_link_proves_it_somebody_elses_does_not(client: TestClient, people: People) -> None:
    age(people, 60)
    with people.shop.database.transaction() as session:
        own, foreign = (
            invite_by_link(session, person_id=who.person_id, lasts=timedelta(hours=1), uses=1, now=utc_now())
            for who in (people.verifier, people.other_verifier)
        )
    headers = people.verifier.headers
    assert client.post("/v1/sessions/confirm", json={"link_token": foreign}, headers=headers).status_code == 401
    assert decide(client, people).status_code == 403
    assert client.post("/v1/sessions/confirm", json={"link_token": own}, headers=headers).status_code == 200
    assert decide(client, people).status_code == 201
    theirs = client.post("/v1/sessions/confirm", json={"link_token": foreign}, headers=people.other_verifier.headers)
    assert theirs.status_code == 200


@pytest.mark.parametrize("body", [{}, {"password": "x", "link_token": "y"}])
def test_one_proof_at_a_time(client: TestClient, people: People, body: dict[str, str]) -> None:
    answer = client.post("/v1/sessions/confirm", json=body, headers=people.verifier.headers)
    assert answer.status_code == 422


def test_a_key_decides_nothing(client: TestClient, people: People) -> None:
    with people.shop.database.transaction() as session:
        issued = issue_api_key(
            session,
            person_id=people.verifier.person_id,
            label="robot",
            scopes=["certificate:write", "session:write"],
            known_scopes={"certificate:write", "session:write"},
            expires_at=utc_now() + timedelta(days=1),
            now=utc_now(),
        )
    refused = decide(client, people, issued.secret)
    assert refused.json()["code"] == "fresh_sign_in_needed"
    headers = {"Authorization": f"Bearer {issued.secret}"}
    assert client.post("/v1/sessions/confirm", json={"password": PASSWORD}, headers=headers).status_code == 404


def test_every_act_that_takes_a_fresh_sign_in_is_audited() -> None:
    assert STEP_UP <= AUDITED

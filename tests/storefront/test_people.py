"""Operators look after people, and see at a glance whether all is well."""

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from storefront.language import ENDONYMS
from tests.storefront.canned import OPERATOR, CannedApi, page_of, problem

PERSON = {
    "id": "usr_rosa",
    "email": "rosa@example.org",
    "full_name": "Rosa",
    "is_operator": True,
    "created_at": "2026-01-01T09:00:00Z",
    "disabled_at": None,
}
DETAIL: dict[str, Any] = {
    "person": PERSON,
    "roles": [
        {"organisation_id": "org_andes", "organisation_name": "Andes–Istmo", "kind": "federation", "role": "verifier"}
    ],
    "sessions": [
        {
            "agent": "",
            "created_at": "2026-11-24T09:00:00Z",
            "last_seen_at": "2026-11-24T10:00:00Z",
            "expires_at": "2026-12-24T09:00:00Z",
        }
    ],
    "keys": [
        {
            "label": "till",
            "scopes": ["order:read"],
            "created_at": "2026-11-24T09:00:00Z",
            "expires_at": "2026-12-24T09:00:00Z",
            "last_used_at": None,
        }
    ],
}
PROPOSAL = {
    "id": "rop_1",
    "person_id": "usr_ana",
    "person_name": "Ana",
    "person_email": "ana@example.org",
    "role": "verifier",
    "organisation_id": "org_andes",
    "organisation_name": "Andes–Istmo",
    "reason": "Finished the course.",
    "proposed_by": "usr_other",
    "proposer_name": "Inés",
    "proposed_at": "2026-11-24T09:00:00Z",
}
BOARD = {
    "at": "2026-11-24T10:00:00Z",
    "is_well": False,
    "findings": [
        {"check": "ledger", "is_well": True, "found": "0 violations", "remedy": ""},
        {"check": "outbox", "is_well": False, "found": "oldest waits", "remedy": "is the relay running?"},
        {"check": "new check", "is_well": True, "found": "fine", "remedy": ""},
    ],
}
ONE = "/operator/people/usr_rosa"
PAGES = ["/operator/people", ONE, "/operator/health", "/operator/health?watch=yes"]


@pytest.fixture(autouse=True)
def operator(shop: TestClient, api: CannedApi) -> None:
    api.answers |= {
        "GET /v1/me": OPERATOR,
        "GET /v1/people": page_of(PERSON),
        "GET /v1/people/usr_rosa": DETAIL,
        "GET /v1/role-proposals": page_of(PROPOSAL),
        "GET /v1/health-board": BOARD,
    }
    shop.cookies.set("__Host-solifair", "sol_ses_operator")


@pytest.mark.parametrize("language", ENDONYMS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_in_every_language(shop: TestClient, path: str, language: str) -> None:
    answer = shop.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert " style=" not in answer.text and not re.search(r"<[^>]+ on[a-z]+=", answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_for_others_no_page_is_there(shop: TestClient, api: CannedApi, path: str) -> None:
    api.answers["GET /v1/me"] = {**OPERATOR, "is_operator": False}
    assert shop.get(path).status_code == 404
    assert {one.url.path for one in api.requests} == {"/v1/me"}


def test_what_is_wrong_comes_first_with_its_remedy_and_its_place(shop: TestClient) -> None:
    text = shop.get("/operator/health").text
    wrong, right = text.index("1 thing is not well"), text.index("What was looked at")
    assert wrong < text.index("is the relay running?") < right < text.index("0 violations")
    assert 'href="/operator/tasks"' in text and "new check" in text


def test_only_who_asks_for_it_is_shown_the_page_anew(shop: TestClient, api: CannedApi) -> None:
    assert "refresh" not in shop.get("/operator/health").headers
    assert shop.get("/operator/health?watch=yes").headers["refresh"] == "60"
    api.answers["GET /v1/health-board"] = {**BOARD, "findings": BOARD["findings"][:1], "is_well": True}  # type: ignore[index]
    assert "All is well." in shop.get("/operator/health").text


def test_people_are_looked_for(shop: TestClient, api: CannedApi) -> None:
    assert f'href="{ONE}"' in shop.get("/operator/people?q=ros&which=operators").text
    (asked,) = api.asked("GET", "/v1/people")
    assert dict(asked.url.params) == {"q": "ros", "which": "operators"}
    assert shop.get("/operator/people/usr_none").status_code == 404


@pytest.mark.parametrize(("act", "said"), [("confirm", "role-confirmed"), ("decline", "role-declined")])
def test_a_role_is_decided_on(shop: TestClient, api: CannedApi, act: str, said: str) -> None:
    api.answers[f"POST /v1/role-proposals/rop_1/{act}"] = {}
    answer = shop.post("/operator/people", data={"proposal": "rop_1", "act": act})
    assert answer.headers["location"] == f"/operator/people?said={said}#notice"
    api.answers[f"POST /v1/role-proposals/rop_1/{act}"] = problem(409, "role_proposal_decided")
    answer = shop.post("/operator/people", data={"proposal": "rop_1", "act": act})
    assert "Somebody has decided on it meanwhile." in answer.text


def test_who_proposed_has_no_button_to_agree(shop: TestClient, api: CannedApi) -> None:
    assert 'value="confirm"' in shop.get("/operator/people").text
    api.answers["GET /v1/role-proposals"] = page_of({**PROPOSAL, "proposed_by": OPERATOR["id"]})
    text = shop.get("/operator/people").text
    assert 'value="confirm"' not in text and 'value="decline"' in text


@pytest.mark.parametrize(
    ("act", "path", "said", "body"),
    [
        ("lock", "lock", "person-locked", {}),
        ("unlock", "unlock", "person-unlocked", {}),
        ("propose", "role-proposals", "role-proposed", {"role": "verifier", "organisation_id": "org_andes"}),
        ("withdraw", "roles/withdraw", "role-withdrawn", {"role": "verifier", "organisation_id": "org_andes"}),
    ],
)
def test_an_act_is_asked_for_with_its_reason(
    shop: TestClient, api: CannedApi, act: str, path: str, said: str, body: dict[str, str]
) -> None:
    form = {"reason": "They called us.", "role": "verifier", "organisation": "org_andes", "at": act}
    api.answers[f"POST /v1/people/usr_rosa/{path}"] = DETAIL
    assert shop.post(f"{ONE}/{act}", data=form).headers["location"] == f"{ONE}?said={said}#notice"
    (asked,) = api.asked("POST", f"/v1/people/usr_rosa/{path}")
    assert json.loads(asked.content) == {"reason": "They called us.", **body}
    api.answers[f"POST /v1/people/usr_rosa/{path}"] = problem(409, "last_operator")
    answer = shop.post(f"{ONE}/{act}", data=form)
    assert answer.status_code == 409 and "Somebody must be left" in answer.text


def test_other_acts_are_none(shop: TestClient, api: CannedApi) -> None:
    assert shop.post(f"{ONE}/erase", data={"reason": "They called us."}).status_code == 404
    assert {one.method for one in api.requests} <= {"GET"}

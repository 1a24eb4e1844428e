"""The people of an organisation on its desk, and the page of an invitation."""

import json
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CannedApi, problem

DESK = "/desk/org_montero/members"
API = "/v1/organisations/org_montero"


def person(person_id: str, name: str, *roles: str, is_you: bool = False) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "full_name": name,
        "roles": list(roles),
        "since": "2026-11-01T10:00:00Z",
        "is_you": is_you,
    }


INVITATION = {
    "id": "inv_one",
    "organisation_id": "org_montero",
    "organisation_slug": "montero",
    "organisation_name": "Montero",
    "role": "member",
    "invited_name": "Ana <b>",
    "invited_by_name": "Rosa",
    "created_at": "2026-11-24T10:00:00Z",
    "expires_at": "2026-12-01T10:00:00Z",
}


@pytest.fixture(autouse=True)
def rosa(shop: TestClient, api: CannedApi) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")
    own = person("usr_rosa", "Rosa", "steward", is_you=True)
    api.answers[f"GET {API}/members"] = {
        "data": [own, person("usr_ana", "Ana", "member", "verifier")],
        "may_manage": True,
        "invitations": [INVITATION],
    }


def test_everybody_is_listed_with_what_they_are(shop: TestClient) -> None:
    page = shop.get(DESK).text
    ana = page.split('id="member-usr_ana"')[1].split("</li>")[0]
    assert "member, verifies" in ana and "Make a steward: Ana" in ana and "Take off: Ana" in ana
    assert "Leave: Rosa" in page and "Ana &lt;b&gt;" in page


def test_members_see_the_list_and_may_leave(shop: TestClient, api: CannedApi) -> None:
    data = [person("usr_rosa", "Rosa", "member", is_you=True), person("usr_ana", "Ana", "steward")]
    api.answers[f"GET {API}/members"] = {"data": data, "may_manage": False, "invitations": []}
    page = shop.get(DESK).text
    assert "Leave: Rosa" in page
    assert "Take off" not in page and "Make a" not in page


def test_a_link_is_shown_once(shop: TestClient, api: CannedApi) -> None:
    made = {"id": "inv_two", "link": "https://shop.test/join?token=sol_inv_x", "expires_at": "2026-12-01T10:00:00Z"}
    api.answers[f"POST {API}/invitations"] = httpx2.Response(201, json=made)
    answer = shop.post(DESK, data={"name": " Ana ", "role": "steward"})
    assert answer.status_code == 200 and "https://shop.test/join?token=sol_inv_x" in answer.text
    assert json.loads(api.asked("POST", f"{API}/invitations")[0].content) == {"name": "Ana", "role": "steward"}
    assert "sol_inv_x" not in shop.get(DESK).text


def test_what_is_refused_is_said_where_it_was_asked(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"POST {API}/invitations"] = problem(403, "fresh_sign_in_needed")
    answer = shop.post(DESK, data={"name": "Ana", "role": "steward"})
    form = answer.text.split('id="invite"')[1].split("</form>")[0]
    assert answer.status_code == 403
    assert f"/sign-in?next={DESK}" in form and 'value="Ana"' in form
    assert '<option value="steward" selected>' in form
    api.answers[f"DELETE {API}/members/usr_rosa"] = problem(409, "last_steward")
    answer = shop.post(f"{DESK}/off", data={"person": "usr_rosa"})
    assert answer.status_code == 409 and "Make another person a steward first." in answer.text


@pytest.mark.parametrize(
    ("act", "form", "call", "then"),
    [
        ("role", {"person": "usr_ana", "role": "steward"}, f"PUT {API}/members/usr_ana", "member-role"),
        ("off", {"person": "usr_ana"}, f"DELETE {API}/members/usr_ana", "member-off"),
        (
            "withdraw",
            {"invitation": "inv_one"},
            "POST /v1/member-invitations/inv_one/withdraw",
            "invitation-withdrawn",
        ),
    ],
    ids=["role", "off", "withdraw"],
)
def test_each_act_asks_the_api_once(
    shop: TestClient, api: CannedApi, act: str, form: dict[str, str], call: str, then: str
) -> None:
    api.answers[call] = httpx2.Response(204)
    answer = shop.post(f"{DESK}/{act}", data=form)
    assert answer.headers["location"] == f"{DESK}?said={then}#notice"
    assert len(api.asked(*call.split(" "))) == 1


def test_whoever_leaves_goes_to_their_own_page(shop: TestClient, api: CannedApi) -> None:
    own = api.answers["GET /v1/me"]
    assert isinstance(own, dict)
    api.answers[f"DELETE {API}/members/{own['id']}"] = httpx2.Response(204)
    answer = shop.post(f"{DESK}/off", data={"person": str(own["id"])})
    assert answer.headers["location"] == "/account?said=member-left"


def test_a_link_does_nothing_until_its_button_is_pressed(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/member-invitations/read"] = INVITATION
    page = shop.get("/join?token=sol_inv_x").text
    assert "Rosa asks you to join Montero." in page and 'value="sol_inv_x"' in page
    assert api.asked("POST", "/v1/member-invitations/accept") == []
    api.answers["POST /v1/member-invitations/accept"] = {"organisation_id": "org_montero"}
    answer = shop.post("/join", data={"token": "sol_inv_x"})
    assert answer.headers["location"] == f"{DESK}?said=joined"


def test_a_link_that_opens_nothing_says_so(shop: TestClient, api: CannedApi) -> None:
    for act in ("read", "accept"):
        api.answers[f"POST /v1/member-invitations/{act}"] = problem(404, "no_such_invitation")
    for answer in (shop.get("/join?token=x"), shop.post("/join", data={"token": "x"})):
        assert answer.status_code == 404 and "This invitation opens nothing" in answer.text


def test_who_is_not_signed_in_comes_back_to_the_link(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/member-invitations/read"] = problem(401, "unauthenticated")
    answer = shop.get("/join?token=sol_inv_x")
    assert answer.headers["location"] == "/sign-in?next=%2Fjoin%3Ftoken%3Dsol_inv_x"

"""A verifier's pages: what waits, one certificate, a decision."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import ME, PROOF, CannedApi, page_of, problem

DESK = "/review/org_andes"
QUEUE = "/v1/organisations/org_andes/verification-queue"
LINE: dict[str, Any] = {
    "id": "crt_fair",
    "number": "990552",
    "state": "verified",
    "scheme": {"code": "fairtrade", "name": "Fairtrade"},
    "holder": {"id": "org_montero", "slug": "tres-quebradas", "name": "Tres Quebradas", "country": "PE"},
    "valid_from": "2026-04-01",
    "valid_to": "2026-12-10",
    "submitted_at": "2026-11-20T10:00:00Z",
    "documents": 1,
    "due_on": "2026-12-01",
    "renewal_id": "crt_next",
}


@pytest.fixture(autouse=True)
def lucia(shop: TestClient, api: CannedApi) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_lucia")
    andes = {"id": "org_andes", "slug": "andes", "name": "Red Andina", "kind": "federation", "role": "verifier"}
    api.answers["GET /v1/me"] = {**ME, "organisations": [andes]}
    api.answers[f"GET {QUEUE}"] = page_of(LINE)
    api.answers[f"GET {QUEUE}/summary"] = {
        "counts": {"waiting": 1, "renewals": 0, "ending": 12, "recheck": 3},
        "schemes": [{"code": "fairtrade", "name": "Fairtrade"}],
        "countries": ["GH", "PE"],
        "reasons": {"ask": [{"code": "scope_unclear", "text": "It is not clear what it covers."}]},
    }


def test_the_queue_says_how_much_there_is_and_what_has_to_be_done_when(shop: TestClient, api: CannedApi) -> None:
    text = shop.get(f"{DESK}?view=recheck&within=30&scheme=fairtrade&country=PE").text
    asked = api.asked("GET", QUEUE)[0].url.params
    assert dict(asked) == {"view": "recheck", "within": "30", "scheme": "fairtrade", "country": "PE", "limit": "50"}
    assert 'Run out soon <span class="count">12</span>' in text
    assert "to be checked again by" in text and f'href="{DESK}/crt_next"' in text
    # Another view keeps what the list was narrowed to.
    assert f'href="{DESK}?view=ending&amp;within=30&amp;scheme=fairtrade&amp;country=PE"' in text


def test_a_queue_that_nobody_can_ask_for_is_the_first_one(shop: TestClient, api: CannedApi) -> None:
    assert shop.get(f"{DESK}?view=all&within=9999&country=<b>").status_code == 200
    assert dict(api.asked("GET", QUEUE)[0].url.params) == {"view": "waiting", "within": "90", "limit": "50"}


def test_more_of_the_queue_is_more_of_the_same_view(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {QUEUE}"] = {"data": [LINE], "has_more": True, "next_cursor": "a+b"}
    assert f'href="{DESK}?view=ending&amp;within=7&amp;cursor=a%2Bb"' in shop.get(f"{DESK}?view=ending&within=7").text


REVIEW = {
    **PROOF,
    "state": "submitted",
    "is_shown": None,
    "scheme": {**PROOF["scheme"], "checklist": [{"code": "listed", "text": "Is it <listed>?"}]},
    "possible": ["verify", "reject", "ask"],
    "decisions": [],
    "proposals": [],
    "has_conflict": False,
    "is_history_intact": True,
}
DECIDE = "/v1/certificates/crt_fair/verifications"


def test_what_the_scheme_wants_looked_at_stands_beside_the_document_and_is_sent_along(
    shop: TestClient, api: CannedApi
) -> None:
    api.answers["GET /v1/certificates/crt_fair/review"] = REVIEW
    assert "Is it &lt;listed&gt;?" in shop.get(f"{DESK}/crt_fair").text
    api.answers[f"POST {DECIDE}"] = problem(409, "answered_no")
    form = {"decision": "verify", "method": "document", "reason": "Read it all.", "answer-listed": "no"}
    answer = shop.post(f"{DESK}/crt_fair", data=form)
    assert answer.status_code == 409 and "nothing is verified: ask the holder" in answer.text
    # What was answered stays answered.
    assert 'form="decide" name="answer-listed" value="no" checked' in answer.text
    assert json.loads(api.asked("POST", DECIDE)[0].content)["answers"] == {"listed": "no"}


BULK = "/v1/organisations/org_andes/bulk-reviews"


def test_several_of_one_scheme_are_ticked_and_the_page_tells_what_became_of_each(
    shop: TestClient, api: CannedApi
) -> None:
    api.answers["GET /v1/schemes"] = page_of(REVIEW["scheme"])
    assert "<textarea" not in shop.get(DESK).text
    text = shop.get(f"{DESK}?scheme=fairtrade").text
    assert 'form="decide" name="certificate" value="crt_fair"' in text and "Is it &lt;listed&gt;?" in text
    key = text.split('name="key" value="')[1].split('"')[0]
    api.answers[f"POST {BULK}"] = {
        "decided": 1,
        "refused": 1,
        "data": [
            {"certificate_id": "crt_a", "number": "1", "holder": "<Coop>", "state": "verified", "refused": None},
            {
                "certificate_id": "crt_b",
                "number": None,
                "holder": None,
                "state": None,
                "refused": {"code": "conflict_of_interest", "title": "No.", "facts": {}},
            },
        ],
    }
    form = {
        "key": key,
        "certificate": ["crt_a", "crt_b"],
        "decision": "verify",
        "method": "document",
        "reason": "Read them all.",
        "answer-listed": "yes",
    }
    told = shop.post(f"{DESK}/several?scheme=fairtrade", data=form)
    assert told.status_code == 200
    assert "1 was decided. 1 stayed what it was." in told.text
    assert "&lt;Coop&gt;" in told.text and "You are tied to whom it is about" in told.text
    (asked,) = api.asked("POST", BULK)
    assert asked.headers["idempotency-key"] == key
    assert json.loads(asked.content) == {
        "certificate_ids": ["crt_a", "crt_b"],
        "decision": "verify",
        "method": "document",
        "reason": "Read them all.",
        "answers": {"listed": "yes"},
    }


def test_a_refused_decision_about_several_loses_nothing(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/schemes"] = page_of(REVIEW["scheme"])
    api.answers[f"POST {BULK}"] = problem(422, "reason_code_needed")
    form = {"key": "k1", "certificate": "crt_fair", "decision": "ask", "reason": "Which <lots>?"}
    answer = shop.post(f"{DESK}/several?scheme=fairtrade&view=renewals", data=form)
    assert answer.status_code == 422 and "Please choose why, from the list." in answer.text
    assert ">Which &lt;lots&gt;?</textarea>" in answer.text and 'name="key" value="k1"' in answer.text
    assert 'value="crt_fair"' in answer.text.split(" checked>")[0]
    assert api.asked("GET", QUEUE)[-1].url.params["view"] == "renewals"

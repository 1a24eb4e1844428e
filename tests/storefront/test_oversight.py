"""Operators look after Stripe's events, tasks and the audit log."""

import json
import re

import pytest
from starlette.testclient import TestClient

from storefront.language import ENDONYMS
from tests.storefront.canned import OPERATOR, CannedApi, problem
from tests.storefront.overseen import ANSWERS, FAILURE, STORY, VERDICT

PAGES = [
    "/operator/events",
    "/operator/events/evt_1?account=acct_1",
    "/operator/tasks",
    "/operator/audit",
    "/operator/audit?verify=yes",
]


@pytest.fixture(autouse=True)
def operator(shop: TestClient, api: CannedApi) -> None:
    api.answers.update(ANSWERS)
    api.answers["GET /v1/me"] = OPERATOR
    shop.cookies.set("__Host-solifair", "sol_ses_operator")


@pytest.mark.parametrize("language", ENDONYMS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_in_every_language(shop: TestClient, path: str, language: str) -> None:
    answer = shop.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert " style=" not in answer.text and not re.search(r"<[^>]+ on[a-z]+=", answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_for_others_no_page_is_there(shop: TestClient, api: CannedApi, path: str) -> None:
    api.answers["GET /v1/me"] = {**OPERATOR, "is_operator": False}
    assert shop.get(path).status_code == 404
    assert {one.url.path for one in api.requests} == {"/v1/me"}


def test_events_are_filtered(shop: TestClient, api: CannedApi) -> None:
    text = shop.get("/operator/events?state=failing&type=refund.*").text
    assert 'href="/operator/events/evt_1?account=acct_1"' in text and "There is no such refund." in text
    (asked,) = api.asked("GET", "/v1/stripe-events")
    assert dict(asked.url.params) == {"state": "failing", "of_type": "refund.*"}
    shop.get("/operator/events?state=nonsense")
    assert api.asked("GET", "/v1/stripe-events")[1].url.params["state"] == "all"


def test_an_event_is_handled_again(shop: TestClient, api: CannedApi) -> None:
    text = shop.get("/operator/events/evt_1?account=acct_1").text
    assert "refund re_1" in text and "did not take 8.90 EUR." in text
    api.answers["POST /v1/stripe-events/evt_1/replay"] = STORY
    answer = shop.post("/operator/events/evt_1/replay", data={"account": "acct_1"})
    assert answer.headers["location"] == "/operator/events/evt_1?account=acct_1&said=event-again#notice"
    (asked,) = api.asked("POST", "/v1/stripe-events/evt_1/replay")
    assert json.loads(asked.content) == {"account": "acct_1"}
    assert shop.get("/operator/events/evt_none").status_code == 404


def test_a_failed_task_is_tried_again(shop: TestClient, api: CannedApi) -> None:
    text = shop.get("/operator/tasks").text
    assert "media_id med_2" in text and "3 times" in text and "late" in text
    api.answers["POST /v1/task-failures/tfl_1/again"] = FAILURE
    answer = shop.post("/operator/tasks", data={"failure": "tfl_1"})
    assert answer.headers["location"] == "/operator/tasks?said=task-again#notice"
    api.answers["POST /v1/task-failures/tfl_1/again"] = problem(409, "task_failure_settled")
    answer = shop.post("/operator/tasks", data={"failure": "tfl_1"})
    assert answer.status_code == 409 and "It has succeeded meanwhile." in answer.text


def test_the_log_is_searched(shop: TestClient, api: CannedApi) -> None:
    text = shop.get("/operator/audit?action=fee_change.*&day=2026-11-24").text
    assert "fee_change.announce" in text and "Inés" in text and "valid_from: 2027-01-01" in text
    (asked,) = api.asked("GET", "/v1/audit-log")
    assert dict(asked.url.params) == {"action": "fee_change.*", "day": "2026-11-24"}
    assert api.asked("GET", "/v1/audit-log/verification") == []
    api.answers["GET /v1/audit-log"] = problem(422, "invalid_request", errors=[])
    answer = shop.get("/operator/audit?day=soon")
    assert answer.status_code == 422 and 'value="soon"' in answer.text


def test_a_long_log_is_proved_stretch_by_stretch(shop: TestClient, api: CannedApi) -> None:
    path = "/v1/audit-log/verification"
    api.answers[f"GET {path}"] = {**VERDICT, "is_whole": False, "has_more": True, "next_cursor": "on+it"}
    text = shop.get("/operator/audit?verify=yes").text
    assert "12 entries so far are what was written. The log goes on." in text
    assert "The log was altered" not in text and "Keep this elsewhere" not in text
    assert "verify=yes&amp;proved=on%2Bit#proof" in text
    api.answers[f"GET {path}"] = VERDICT
    assert "The log is what was written" in shop.get("/operator/audit?verify=yes&proved=on%2Bit").text
    assert [one.url.params.get("cursor") for one in api.asked("GET", path)] == [None, "on+it"]
    api.answers[f"GET {path}"] = problem(400, "bad_cursor")
    assert shop.get("/operator/audit?verify=yes&proved=old").status_code == 400


def test_a_log_that_was_altered_is_told(shop: TestClient, api: CannedApi) -> None:
    assert "12 entries" in shop.get("/operator/audit?verify=yes").text
    altered = {**VERDICT, "is_whole": False, "altered_id": "aud_9", "because": "it does not follow"}
    api.answers["GET /v1/audit-log/verification"] = altered
    text = shop.get("/operator/audit?verify=yes").text
    assert "The log was altered" in text and "aud_9" in text

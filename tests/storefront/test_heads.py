"""How many members a producer has, said at its desk without a script."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CannedApi, page_of, problem
from tests.storefront.test_agreements import DESK, signed_in

HERE = f"/desk/{DESK}/impact/members"
FACTS, CONSENTS = f"/v1/organisations/{DESK}/facts", f"/v1/organisations/{DESK}/consents"
COUNTED = {"total": 1204, "women": 480, "men": 700, "unknown": 24}
CONSENT = {"id": "cns_1", "given_by": "The assembly <b>", "ends_on": "2027-05-03", "is_live": True}


@pytest.fixture
def facts(api: CannedApi) -> CannedApi:
    api.answers |= {
        f"GET {FACTS}": told(COUNTED),
        f"GET {CONSENTS}": page_of(),
        f"PATCH {FACTS}": {},
        f"POST {CONSENTS}": {},
        f"POST {CONSENTS}/cns_1/withdraw": {},
    }
    return api


def told(members: Mapping[str, int | None] | None) -> dict[str, object]:
    return {"version": 7, "members": members, "self_identified_on": "2026-11-01" if members else None}


def sent(api: CannedApi, method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(api.asked(method, path)[-1].content)
    return found


def test_what_was_said_and_who_reads_it(shop: TestClient, facts: CannedApi) -> None:
    found = signed_in(shop).get(HERE).text
    assert found.count('name="version" value="7"') == 2, "to say another count, and to take it away"
    assert "1,204 members" in found and "480 women, 700 men, 24 not recorded" in found
    assert "Nobody else reads it." in found
    asked = [one.url.params["subject"] for one in facts.asked("GET", CONSENTS)]
    assert sorted(asked) == ["members_by_gender", "members_total"]
    facts.answers[f"GET {CONSENTS}"] = page_of(CONSENT)
    found = shop.get(HERE).text
    assert found.count("The assembly &lt;b&gt; agreed that everybody reads it, until") == 3
    assert found.count('name="consent" value="cns_1"') == 2
    facts.answers[f"GET {FACTS}"] = told({"total": 9, "women": None, "men": None, "unknown": None})
    found = shop.get(HERE).text
    assert "9 members" in found and "not recorded" not in found
    facts.answers[f"GET {FACTS}"] = told(None)
    found = shop.get(HERE).text
    assert "You have not said it yet." in found and "Who agreed" not in found


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ({"total": "1204", "women": "", "men": ""}, {"total": 1204}),
        ({"total": "1204", "women": "480", "men": "700"}, {"total": 1204, "women": 480, "men": 700}),
        ({"total": "7", "women": "0"}, {"total": 7, "women": 0}),
    ],
)
def test_a_count_is_said(shop: TestClient, facts: CannedApi, typed: dict[str, str], body: dict[str, int]) -> None:
    answer = signed_in(shop).post(HERE, data={**typed, "version": "7"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?said=number-said#notice")
    assert sent(facts, "PATCH", FACTS) == {"members": body}
    assert facts.asked("PATCH", FACTS)[-1].headers["if-match"] == '"7"'


def test_a_count_is_taken_away(shop: TestClient, facts: CannedApi) -> None:
    answer = signed_in(shop).post(HERE, data={"act": "gone", "version": "7"})
    assert answer.headers["location"] == f"{HERE}?said=number-gone#notice"
    assert sent(facts, "PATCH", FACTS) == {"members": None}


def test_more_women_and_men_than_members_is_said_where_it_was_typed(shop: TestClient, facts: CannedApi) -> None:
    facts.answers[f"PATCH {FACTS}"] = problem(422, "members_do_not_add_up")
    refused = signed_in(shop).post(HERE, data={"total": "3", "women": "2", "men": "2", "version": "7"})
    assert refused.status_code == 422 and "more than all members" in refused.text
    assert 'name="total" required type="number" min="0" inputmode="numeric" value="3"' in refused.text


@pytest.mark.parametrize("typed", [{"total": ""}, {"total": "many"}, {"total": "7", "women": "-1"}, {"women": "3"}])
def test_what_is_no_number_is_said_at_once(shop: TestClient, facts: CannedApi, typed: dict[str, str]) -> None:
    refused = signed_in(shop).post(HERE, data={**typed, "version": "7"})
    assert refused.status_code == 422 and "whole number" in refused.text
    assert facts.asked("PATCH", FACTS) == []


@pytest.mark.parametrize(
    ("chosen", "subject"),
    [("members_total", "members_total"), ("members_by_gender", "members_by_gender"), ("photo", "members_total")],
)
def test_a_consent_is_written_down_and_taken_back(
    shop: TestClient, facts: CannedApi, chosen: str, subject: str
) -> None:
    form = {"subject": chosen, "given_by": "The assembly", "ends_on": "2027-05-03", "key": "once"}
    answer = signed_in(shop).post(f"{HERE}/consent", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?said=number-shown#notice")
    assert sent(facts, "POST", CONSENTS)["subject"] == subject
    hidden = shop.post(f"{HERE}/consent", data={"consent": "cns_1"})
    assert hidden.headers["location"] == f"{HERE}?said=number-hidden#notice"
    assert len(facts.asked("POST", f"{CONSENTS}/cns_1/withdraw")) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "1.204 miembros"), ("fr", "1\u202f204 membres"), ("pt", "1.204 membros")],
)
def test_in_every_language(shop: TestClient, facts: CannedApi, language: str, words: str) -> None:
    assert words in signed_in(shop).get(HERE, headers={"Accept-Language": language}).text

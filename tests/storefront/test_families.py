"""How many families stand behind a producer, said at its desk without a script."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CannedApi, page_of, problem
from tests.storefront.test_agreements import DESK, signed_in

HERE = f"/desk/{DESK}/impact/families"
FACTS, CONSENTS = f"/v1/organisations/{DESK}/facts", f"/v1/organisations/{DESK}/consents"
CONSENT = {"id": "cns_1", "given_by": "The assembly <b>", "ends_on": "2027-05-03", "is_live": True}


@pytest.fixture
def facts(api: CannedApi) -> CannedApi:
    api.answers |= {
        f"GET {FACTS}": {"version": 7, "families": 42, "families_on": "2026-11-01"},
        f"GET {CONSENTS}": page_of(),
        f"PATCH {FACTS}": {},
        f"POST {CONSENTS}": {},
        f"POST {CONSENTS}/cns_1/withdraw": {},
    }
    return api


def sent(api: CannedApi, method: str, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(api.asked(method, path)[-1].content)
    return found


def test_what_was_said_and_who_reads_it(shop: TestClient, facts: CannedApi) -> None:
    found = signed_in(shop).get(HERE).text
    assert found.count('name="version" value="7"') == 2, "to say another number, and to take it away"
    assert "42 families" in found and "Nobody else reads it." in found and "fewer than five" not in found
    assert facts.asked("GET", CONSENTS)[0].url.params["subject"] == "families_total"
    facts.answers[f"GET {CONSENTS}"] = page_of(CONSENT)
    facts.answers[f"GET {FACTS}"] = {"version": 7, "families": 3, "families_on": "2026-11-01"}
    found = shop.get(HERE).text
    assert "The assembly &lt;b&gt; agreed that everybody reads it, until" in found and "fewer than five" in found
    facts.answers[f"GET {CONSENTS}"] = page_of({**CONSENT, "is_live": False})
    assert "Nobody else reads it." in shop.get(HERE).text
    facts.answers[f"GET {FACTS}"] = {"version": 7, "families": None, "families_on": None}
    found = shop.get(HERE).text
    assert "You have not said it yet." in found and "Who agreed" not in found


def test_a_number_is_said_and_taken_away(shop: TestClient, facts: CannedApi) -> None:
    answer = signed_in(shop).post(HERE, data={"families": "57", "version": "7"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?said=number-said#notice")
    assert sent(facts, "PATCH", FACTS) == {"families": 57}
    assert facts.asked("PATCH", FACTS)[-1].headers["if-match"] == '"7"'
    assert (
        shop.post(HERE, data={"act": "gone", "version": "7"}).headers["location"] == f"{HERE}?said=number-gone#notice"
    )
    assert sent(facts, "PATCH", FACTS) == {"families": None}
    facts.answers[f"PATCH {FACTS}"] = problem(403, "not_a_steward")
    refused = shop.post(HERE, data={"families": "57", "version": "7"})
    assert refused.status_code == 403 and 'value="57"' in refused.text


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "many", "100000000"])
def test_what_is_no_number_is_said_at_once(shop: TestClient, facts: CannedApi, typed: str) -> None:
    refused = signed_in(shop).post(HERE, data={"families": typed})
    assert refused.status_code == 422 and "whole number" in refused.text
    assert facts.asked("PATCH", FACTS) == []


def test_a_consent_is_written_down_and_taken_back(shop: TestClient, facts: CannedApi) -> None:
    form = {"given_by": "The assembly", "ends_on": "2027-05-03", "key": "once"}
    answer = signed_in(shop).post(f"{HERE}/consent", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?said=number-shown#notice")
    assert sent(facts, "POST", CONSENTS) == {
        "subject": "families_total",
        "given_by": "The assembly",
        "ends_on": "2027-05-03",
    }
    assert facts.asked("POST", CONSENTS)[0].headers["idempotency-key"] == "once"
    hidden = shop.post(f"{HERE}/consent", data={"consent": "cns_1"})
    assert hidden.headers["location"] == f"{HERE}?said=number-hidden#notice"
    assert len(facts.asked("POST", f"{CONSENTS}/cns_1/withdraw")) == 1
    facts.answers[f"POST {CONSENTS}"] = problem(422, "bad_consent_end")
    refused = shop.post(f"{HERE}/consent", data=form)
    assert "one to come" in refused.text and 'value="The assembly"' in refused.text and 'value="once"' in refused.text


@pytest.mark.parametrize(("language", "words"), [("es", "42 familias"), ("fr", "42 familles"), ("pt", "42 famílias")])
def test_in_every_language(shop: TestClient, facts: CannedApi, language: str, words: str) -> None:
    assert words in signed_in(shop).get(HERE, headers={"Accept-Language": language}).text

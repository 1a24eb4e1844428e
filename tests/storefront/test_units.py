"""Units of funds at the desk of who holds them, without a script."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CannedApi, euros, page_of, problem
from tests.storefront.test_agreements import DESK, signed_in
from tests.storefront.test_fund_pages import FUND, UNITS

HERE = f"/desk/{DESK}/money/units"
PATH = "/v1/funds/fnd_1/unit-notices"
HELD: dict[str, Any] = {
    **UNITS,
    "holders": [{"slug": "montero", "name": "Montero", "units": 12, "noticed": 4}],
    "notices": [
        {
            "id": "unt_1",
            "slug": "montero",
            "units": 4,
            "given_at": "2026-11-01T00:00:00Z",
            "payable_from": "2027-01-30T00:00:00Z",
        }
    ],
}


@pytest.fixture
def held(api: CannedApi) -> CannedApi:
    api.answers |= {
        "GET /v1/funds": page_of(FUND, {**FUND, "id": "fnd_2", "kind": "solidarity"}),
        "GET /v1/funds/fnd_1/units": HELD,
        f"POST {PATH}": {},
    }
    return api


def body(api: CannedApi) -> dict[str, Any]:
    (asked,) = api.asked("POST", PATH)
    found: dict[str, Any] = json.loads(asked.content)
    return found


def test_what_is_held_and_given_back_is_said(shop: TestClient, held: CannedApi) -> None:
    assert f'href="{HERE}"' in signed_in(shop).get(f"/desk/{DESK}/money").text
    found = shop.get(HERE).text
    for words in (
        "12 units of €10.00 each.",
        "One that is given back now is paid €9.60.",
        "Who gives units back is paid after 90 days.",
        "4 units given back on",
        "How many to give back, 8 at most",
    ):
        assert words in found, words
    (asked,) = held.asked("GET", "/v1/funds/fnd_1/units")
    assert asked.url.params["holder"] == DESK
    assert held.asked("GET", "/v1/funds/fnd_2/units") == []


@pytest.mark.parametrize(("language", "words"), [("es", "8 como máximo"), ("fr", "8 au plus"), ("pt", "8 no máximo")])
def test_in_every_language(shop: TestClient, held: CannedApi, language: str, words: str) -> None:
    assert words in signed_in(shop).get(HERE, headers={"Accept-Language": language}).text


def test_notice_is_given_once(shop: TestClient, held: CannedApi) -> None:
    answer = signed_in(shop).post(HERE, data={"fund": "fnd_1", "units": "3", "key": "once"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?said=units-given-back#notice")
    assert body(held) == {"holder": DESK, "units": 3}
    assert held.asked("POST", PATH)[0].headers["idempotency-key"] == "once"


def test_what_is_refused_stands_where_it_was_typed(shop: TestClient, held: CannedApi) -> None:
    held.answers[f"POST {PATH}"] = problem(409, "too_few_units", asked=9, has=8)
    refused = signed_in(shop).post(HERE, data={"fund": "fnd_1", "units": "9", "key": "once"})
    assert refused.status_code == 409
    assert "more than you hold" in refused.text
    assert 'value="9"' in refused.text and 'value="once"' in refused.text


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "many", "٣", "000000012"])
def test_what_is_no_number_is_said_at_once(shop: TestClient, held: CannedApi, typed: str) -> None:
    refused = signed_in(shop).post(HERE, data={"fund": "fnd_1", "units": typed})
    assert refused.status_code == 422 and "whole number" in refused.text
    assert held.asked("POST", PATH) == []


def test_who_holds_none_or_has_given_all_back_is_asked_for_nothing(shop: TestClient, held: CannedApi) -> None:
    held.answers["GET /v1/funds/fnd_1/units"] = {**HELD, "holders": [{**HELD["holders"][0], "noticed": 12}]}
    assert "How many" not in signed_in(shop).get(HERE).text
    held.answers["GET /v1/funds/fnd_1/units"] = {**HELD, "worth": euros(1000), "holders": [], "notices": []}
    assert "You hold no units of a fund." in shop.get(HERE).text

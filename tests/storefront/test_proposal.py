"""Proposing an agreement, and the next version of one, on the pages without a script."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import TypeAdapter
from starlette.testclient import TestClient

from storefront.proposal import asked_of, fields_of, fits, lines_of
from storefront.shapes.agreements import Agreement
from tests.storefront.canned import CannedApi, page_of, problem
from tests.storefront.test_agreements import AGREEMENT, COMMITMENT, DESK, signed_in

NEW = f"/desk/{DESK}/agreements/new"
ASKED = f"/v1/organisations/{DESK}/agreements"
FORM = {
    "key": "once",
    "lines": "3",
    "title": "Quinoa & coffee",
    "body": "We complement each other.\r\nIn two lines.",
    "currency": "jpy",
    "starts_on": "2027-01-01",
    "ends_on": "2027-12-31",
    "party-1": DESK,
    "means-1": "4",
    "party-2": "org_other",
    "means-2": "3",
    "good-2": "category coffee",
    "terms-2": "roasted",
    "giver-1": DESK,
    "receiver-1": "org_other",
    "giver-2": "org_other",
    "receiver-2": DESK,
    "what-2": "Quinoa",
    "quantity-2": "40,5",
    "unit-2": "kg",
    "value-2": "3 000",
    "due_on-2": "2027-06-01",
    "giver-3": DESK,
    "receiver-3": "org_other",
    "what-3": "Coffee",
    "quantity-3": "20",
    "unit-3": "kg",
    "due_on-3": "2027-07-01",
    "answers-3": "2",
    "compensation": "",
    "fund": "",
}


@pytest.fixture
def proposing(api: CannedApi) -> CannedApi:
    other = {"id": "org_other", "slug": "ayllu", "name": "Ayllu <b>", "country": "BO"}
    network = {**other, "kind": "network", "members": 3}
    api.answers |= {
        "GET /v1/agreements/agr_1": AGREEMENT,
        "GET /v1/producers/ayllu": other,
        "GET /v1/producers/montero": {**other, "id": DESK, "slug": "montero"},
        "GET /v1/producers/org_other": other,
        "GET /v1/networks/ayllu": network,
        "GET /v1/categories": page_of({"code": "coffee", "label": "Coffee"}),
        "GET /v1/funds": page_of(),
        f"POST {ASKED}": {"id": "agr_2"},
    }
    return api


def test_first_with_whom_then_the_whole_text(shop: TestClient, proposing: CannedApi) -> None:
    assert 'name="with"' in signed_in(shop).get(NEW).text
    found = shop.get(f"{NEW}?with=ayllu&with=").text
    assert "Ayllu &lt;b&gt;" in found and 'value="org_other"' in found and 'value="category coffee"' in found
    pasted = quote("https://shop.example/producers/ayllu/?sort=price#goods")
    assert 'value="org_other"' in shop.get(f"{NEW}?with={pasted}").text
    alone = shop.get(f"{NEW}?with=montero")
    assert alone.status_code == 422 and "somebody else" in alone.text
    for nothing in ("/", "x" * 65, "http://["):
        assert shop.get(NEW, params={"with": nothing}).status_code == 422
    unknown = shop.get(f"{NEW}?with=nobody")
    assert unknown.status_code == 422 and "nobody" in unknown.text
    assert shop.get("/desk/org_foreign/agreements/new").status_code == 404


def test_what_is_proposed_is_what_was_typed(shop: TestClient, proposing: CannedApi) -> None:
    answer = signed_in(shop).post(NEW, data=FORM)
    there = f"/desk/{DESK}/agreements/agr_2?said=agreement-proposed#notice"
    assert (answer.status_code, answer.headers["location"]) == (303, there)
    (asked,) = proposing.asked("POST", ASKED)
    assert asked.headers["idempotency-key"] == "once"
    said = json.loads(asked.content)
    assert said["currency"] == "JPY" and "compensation_fund_id" not in said and "amends" not in said
    assert said["goods"] == [{"category": "coffee", "terms": "roasted"}]
    assert said["parties"][0] == {"organisation_id": DESK, "means": 4}
    assert said["body"] == "We complement each other.\nIn two lines.", "as long as the browser counted it"
    first, second = said["commitments"]
    assert (first["what"], first["quantity"], first["value"]) == ("Quinoa", "40.5", 3_000)
    assert second["answers"] == 0, "an empty line does not count"
    assert "value" not in second


def test_more_lines_and_refusals_keep_what_was_typed(shop: TestClient, proposing: CannedApi) -> None:
    more = signed_in(shop).post(NEW, data={**FORM, "act": "more"})
    assert more.status_code == 200 and 'id="what-6"' in more.text and 'value="40,5"' in more.text
    assert proposing.asked("POST", ASKED) == []
    assert shop.post(NEW, data={**FORM, "value-2": "3.5"}).status_code == 422
    proposing.answers[f"POST {ASKED}"] = problem(422, "agreement_not_sensible", facts={"problem": "quantity"})
    refused = shop.post(NEW, data=FORM)
    assert refused.status_code == 422
    assert "more than nothing, with three decimals" in refused.text and 'value="40,5"' in refused.text


def test_the_next_version_begins_with_the_one_before(shop: TestClient, proposing: CannedApi) -> None:
    found = signed_in(shop).get(f"{NEW}?amends=agr_1").text
    assert 'name="amends" value="agr_1"' in found and "We complement each other." in found
    assert shop.get(f"{NEW}?amends=agr_9").status_code == 404


def an_agreement(**changes: object) -> Agreement:
    return TypeAdapter(Agreement).validate_python({**AGREEMENT, **changes})


def test_an_amendment_loses_nothing() -> None:
    answering = {**COMMITMENT, "id": "trc_2", "giver_id": "org_other", "receiver_id": DESK, "answers_id": "trc_1"}
    valued = {**COMMITMENT, "value": {"amount": 1_005, "currency": "EUR"}}
    said: dict[str, Any] = asked_of(fields_of(an_agreement(commitments=[valued, answering])))
    assert said["commitments"][0]["value"] == 1_005
    assert said["commitments"][1]["answers"] == 0
    assert said["goods"] == [{"category": "coffee", "terms": "roasted"}]
    assert said["compensation_bps"] == 500 and said["compensation_fund_id"] == "fnd_1"
    assert said["packages"] == [
        {"giver_id": DESK, "title": "Tanks", "licence": "CC0", "url": "https://example.org/t", "sha256": "cd" * 32}
    ]
    assert [one["means"] for one in said["parties"]] == [4, 3]


def test_what_the_form_has_no_room_for_is_not_cut() -> None:
    assert fits(an_agreement()) and not fits(an_agreement(commitments=[COMMITMENT] * 41))


@pytest.mark.parametrize(("typed", "lines"), [({}, 3), ({"lines": "x"}, 3), ({"lines": "99", "act": "more"}, 40)])
def test_lines_are_bounded(typed: dict[str, str], lines: int) -> None:
    assert lines_of(typed) == lines

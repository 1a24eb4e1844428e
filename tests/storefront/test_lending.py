"""What a fund sends ahead and where its money sits, on the pages, without a script."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import ME, CannedApi, page_of, problem
from tests.storefront.test_agreements import DESK, PREFINANCE, signed_in
from tests.storefront.test_networks import NETWORK

FUND = {
    "id": "fnd_1",
    "kind": "solidarity",
    "name": "Harvest fund",
    "currency": "JPY",
    "balance": {"amount": 9_000, "currency": "JPY"},
    "kept_aside": {"amount": 0, "currency": "JPY"},
    "promised": {"amount": 0, "currency": "JPY"},
    "placed": {"amount": 500, "currency": "JPY"},
    "owner": {"slug": "tres-quebradas", "name": "Montero"},
    "uses": ["investment"],
}
LENDING: dict[str, Any] = {
    "fund_id": "fnd_1",
    "fund_name": "Harvest <fund>",
    "currency": "JPY",
    "lent": {"amount": 700, "currency": "JPY"},
    "terms": {"share_cap_bps": 6_000, "interest_cap_bps": 450},
    "screens": [
        {
            "id": "fsc_1",
            "use": "placement",
            "side": "exclude",
            "term": "arms",
            "reason": "Members <decided>",
            "set_at": "2026-01-01T00:00:00Z",
        }
    ],
    "placements": [
        {
            "place": {"id": "plc_1", "name": "Coop bank", "country": "FR", "terms": ["cooperative_bank"]},
            "amount": {"amount": 500, "currency": "JPY"},
        }
    ],
}
HERE = f"/desk/{DESK}/funds/fnd_1"


def signed(agreement_id: str, state: str, parties: dict[str, str]) -> dict[str, Any]:
    """An agreement in a list, with its parties by id."""
    return {
        "id": agreement_id,
        "version": 1,
        "title": "Coffee",
        "starts_on": "2026-01-01",
        "ends_on": "2027-01-01",
        "state": state,
        "parties": list(parties.values()),
        "party_ids": list(parties),
    }


@pytest.fixture
def lending(api: CannedApi) -> CannedApi:
    api.answers |= {
        "GET /v1/funds": page_of(FUND),
        "GET /v1/funds/fnd_1/lending": LENDING,
        "GET /v1/funds/fnd_1/book": {"fund": FUND, "totals": [], "lines": []},
        "GET /v1/funds/fnd_1/prefinance": page_of({**PREFINANCE, "state": "requested", "granting": 1}),
        "GET /v1/money-places": {"data": [{"id": "plc_1", "name": "Coop bank", "country": "FR"}]},
        f"GET /v1/organisations/{DESK}/rounds": {
            "data": [],
            "funds": [{"id": "fnd_1", "name": "Harvest fund", "currency": "JPY"}],
        },
        f"GET /v1/organisations/{DESK}/prefinance": page_of(),
        f"GET /v1/organisations/{DESK}/agreements": page_of(
            signed("agr_1", "in_force", {DESK: "Montero", "org_ayllu": "Ayllu <b>"}),
            signed("agr_2", "signed", {"org_ayllu": "Ayllu <b>", "org_nim": "Nim", DESK: "Montero"}),
            signed("agr_3", "expired", {DESK: "Montero", "org_gone": "Gone"}),
            signed("agr_4", "proposed", {DESK: "Montero", "org_asked": "Asked"}),
        ),
        f"POST /v1/organisations/{DESK}/prefinance": {},
        "PUT /v1/funds/fnd_1/prefinance-terms": {},
        "POST /v1/funds/fnd_1/screens": {},
        "POST /v1/screens/fsc_1/end": {},
        "POST /v1/funds/fnd_1/placements": {},
        "POST /v1/prefinance/prf_1/decide": {},
    }
    return api


def sent(api: CannedApi, method: str, path: str) -> dict[str, Any]:
    (asked,) = api.asked(method, path)
    found: dict[str, Any] = json.loads(asked.content)
    return found


def test_everybody_reads_how_a_fund_lends(shop: TestClient, lending: CannedApi) -> None:
    found = shop.get("/funds/fnd_1/lending").text
    for words in (
        "60%",
        "4.5%",
        "Harvest &lt;fund&gt;",
        "Members &lt;decided&gt;",
        "arms",
        "Coop bank",
        "¥500",
        "¥700",
    ):
        assert words in found, words
    book = shop.get("/funds/fnd_1").text
    assert "/funds/fnd_1/lending" in book and "¥500" in book
    assert shop.get("/funds/fnd_2/lending").status_code == 404


@pytest.mark.parametrize(("language", "words"), [("es", "como máximo"), ("fr", "avance au plus"), ("pt", "no máximo")])
def test_in_every_language(shop: TestClient, lending: CannedApi, language: str, words: str) -> None:
    assert words in shop.get("/funds/fnd_1/lending", headers={"Accept-Language": language}).text


def test_a_producer_asks_in_the_currency_of_the_fund(shop: TestClient, lending: CannedApi) -> None:
    here = f"/desk/{DESK}/money/prefinance"
    assert "fnd_1 JPY" in signed_in(shop).get(here).text
    form = {
        "fund": "fnd_1 JPY",
        "what": "Coffee",
        "expected": "10 000",
        "amount": "5000",
        "repay": "7,5 %",
        "interest": "2",
        "due_on": "2027-01-01",
        "key": "once",
    }
    answer = shop.post(f"{here}/wishes", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{here}?said=prefinance-asked#notice")
    path = f"/v1/organisations/{DESK}/prefinance"
    assert lending.asked("POST", path)[0].headers["idempotency-key"] == "once"
    assert sent(lending, "POST", path) == {
        "fund_id": "fnd_1",
        "currency": "JPY",
        "what": "Coffee",
        "due_on": "2027-01-01",
        "amount": 5_000,
        "expected": 10_000,
        "repay_bps": 750,
        "interest_bps": 200,
    }
    lending.answers[f"POST {path}"] = problem(409, "screened_out")
    refused = shop.post(f"{here}/wishes", data=form)
    assert refused.status_code == 409
    assert "A screen of the fund" in refused.text and 'value="7,5 %"' in refused.text


WISH = {
    "fund": "fnd_1 JPY",
    "what": "Coffee",
    "expected": "10000",
    "amount": "5000",
    "repay": "7.5",
    "due_on": "2027-01-01",
}


def test_who_orders_is_chosen_of_those_one_has_signed_with(shop: TestClient, lending: CannedApi) -> None:
    here, path = f"/desk/{DESK}/money/prefinance", f"/v1/organisations/{DESK}/prefinance"
    found = signed_in(shop).get(here).text
    assert found.count('<option value="org_ayllu">Ayllu &lt;b&gt;</option>') == 1
    assert '<option value="org_nim">' in found
    for nobody in (f'<option value="{DESK}">', "org_gone", "org_asked"):
        assert nobody not in found
    assert shop.post(f"{here}/wishes", data={**WISH, "buyer": "org_nim"}).status_code == 303
    assert sent(lending, "POST", path)["buyer_id"] == "org_nim"
    lending.answers[f"POST {path}"] = problem(404, "no_such_buyer")
    refused = shop.post(f"{here}/wishes", data={**WISH, "buyer": "org_nim"})
    assert "no such organisation" in refused.text
    assert '<option value="org_nim" selected>' in refused.text


def test_who_orders_is_named_by_the_address_of_a_page(shop: TestClient, lending: CannedApi) -> None:
    here, path = f"/desk/{DESK}/money/prefinance", f"/v1/organisations/{DESK}/prefinance"
    nowhere = signed_in(shop).post(f"{here}/wishes", data={**WISH, "buyer_page": "https://shop.example/producers/x"})
    assert nowhere.status_code == 422 and "no producer or network" in nowhere.text
    assert 'value="https://shop.example/producers/x"' in nowhere.text and 'value="Coffee"' in nowhere.text
    assert lending.asked("POST", path) == []
    lending.answers["GET /v1/networks/common-ground"] = {**NETWORK, "id": "org_ground", "slug": "common-ground"}
    named = {**WISH, "buyer": "org_nim", "buyer_page": "https://shop.example/networks/common-ground?a=1"}
    assert shop.post(f"{here}/wishes", data=named).status_code == 303
    assert sent(lending, "POST", path)["buyer_id"] == "org_ground"


def test_a_wish_says_who_orders(shop: TestClient, lending: CannedApi) -> None:
    lending.answers[f"GET /v1/organisations/{DESK}/prefinance"] = page_of({**PREFINANCE, "buyer_name": "Nim & co"})
    assert "(Nim &amp; co)" in signed_in(shop).get(f"/desk/{DESK}/money/prefinance").text


@pytest.mark.parametrize("changes", [{"amount": "50.5"}, {"repay": "101"}, {"interest": "much"}, {"expected": "-1"}])
def test_what_is_no_amount_or_share_is_said_at_once(
    shop: TestClient, lending: CannedApi, changes: dict[str, str]
) -> None:
    form = {"fund": "fnd_1 JPY", "amount": "5", "expected": "9", "repay": "7", "interest": "0", **changes}
    assert signed_in(shop).post(f"/desk/{DESK}/money/prefinance/wishes", data=form).status_code == 422
    assert lending.asked("POST", f"/v1/organisations/{DESK}/prefinance") == []


def test_stewards_decide_and_only_of_their_own_fund(shop: TestClient, lending: CannedApi) -> None:
    assert "/funds/fnd_1" in signed_in(shop).get(f"/desk/{DESK}/funds").text
    assert "One of two people has said so." in shop.get(HERE).text
    assert shop.get(f"/desk/{DESK}/funds/fnd_2").status_code == 404
    form = {"prefinance": "prf_1", "reason": "A good harvest", "act": "grant"}
    assert shop.post(f"{HERE}/decisions", data=form).status_code == 303
    assert sent(lending, "POST", "/v1/prefinance/prf_1/decide") == {"act": "grant", "reason": "A good harvest"}
    assert shop.post(f"{HERE}/decisions", data={**form, "act": "steal"}).status_code == 404
    lending.answers["POST /v1/prefinance/prf_1/decide"] = problem(409, "needs_another_person")
    refused = shop.post(f"{HERE}/decisions", data=form)
    assert refused.status_code == 409 and "Two people decide" in refused.text


def test_terms_screens_and_places(shop: TestClient, lending: CannedApi) -> None:
    signed_in(shop)
    assert shop.post(f"{HERE}/terms", data={"share": "60", "interest": "4,5"}).status_code == 303
    terms = sent(lending, "PUT", "/v1/funds/fnd_1/prefinance-terms")
    assert terms == {"share_cap_bps": 6_000, "interest_cap_bps": 450}
    assert shop.post(f"{HERE}/terms", data={"share": "", "interest": "1"}).status_code == 422
    screen = {"use": "placement", "side": "exclude", "term": "arms", "reason": "Members decided"}
    assert shop.post(f"{HERE}/screens", data=screen).status_code == 303
    assert sent(lending, "POST", "/v1/funds/fnd_1/screens") == screen
    assert shop.post(f"{HERE}/screens", data={"screen": "fsc_1"}).status_code == 303
    assert len(lending.asked("POST", "/v1/screens/fsc_1/end")) == 1
    there = {"place": "plc_1", "currency": "JPY", "amount": "200", "way": "back", "key": "once"}
    assert shop.post(f"{HERE}/placements", data=there).status_code == 303
    moved = sent(lending, "POST", "/v1/funds/fnd_1/placements")
    assert moved == {"place_id": "plc_1", "amount": -200, "currency": "JPY"}
    lending.answers["POST /v1/funds/fnd_1/placements"] = problem(409, "more_than_idle", idle_minor=1)
    refused = shop.post(f"{HERE}/placements", data=there)
    assert refused.status_code == 409 and "lies idle" in refused.text


def test_operators_name_places_and_book_what_the_bank_got(shop: TestClient, lending: CannedApi) -> None:
    lending.answers["GET /v1/me"] = {**ME, "is_operator": True}
    for path in ("/v1/money-places", "/v1/prefinance/prf_1/bank-repayments", "/v1/compensations/trx_1/pay"):
        lending.answers[f"POST {path}"] = {}
    here = "/operator/funds"
    assert "Coop bank" in signed_in(shop).get(here).text
    place = {"name": "Other bank", "country": "pe", "terms": "bank cooperative", "url": ""}
    assert shop.post(f"{here}/places", data=place).status_code == 303
    named = sent(lending, "POST", "/v1/money-places")
    assert named == {"name": "Other bank", "country": "PE", "terms": ["bank", "cooperative"], "url": ""}
    repaid = {"prefinance": "prf_1", "amount": "12.50", "currency": "eur", "reference": "TRX 1"}
    assert shop.post(f"{here}/repayments", data=repaid).status_code == 303
    booked = sent(lending, "POST", "/v1/prefinance/prf_1/bank-repayments")
    assert booked == {"amount": 1_250, "bank_reference": "TRX 1"}
    assert shop.post(f"{here}/repayments", data={**repaid, "currency": "JPY"}).status_code == 422
    paid = {"compensation": "trx_1", "reference": "TRX 2"}
    assert shop.post(f"{here}/compensations", data=paid).status_code == 303
    lending.answers["POST /v1/compensations/trx_1/pay"] = problem(409, "compensation_paid")
    assert "another bank reference" in shop.post(f"{here}/compensations", data=paid).text

"""Trade agreements and prefinance on the pages, without a script."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CannedApi, page_of, problem

DESK = "org_montero"
EUROS = {"amount": 2_000, "currency": "EUR"}
COMMITMENT = {
    "id": "trc_1",
    "giver_id": DESK,
    "giver": "Montero",
    "receiver_id": "org_other",
    "receiver": "Ayllu <b>",
    "what": "Coffee",
    "unit": "kg",
    "quantity": "200",
    "delivered": "90",
    "due_on": "2026-01-01",
    "is_late": True,
}
DELIVERY = {
    "id": "trd_1",
    "what": "Quinoa",
    "unit": "kg",
    "giver": "Ayllu <b>",
    "receiver": "Montero",
    "giver_id": "org_other",
    "receiver_id": DESK,
    "quantity": "40",
    "delivered_on": "2026-02-01",
    "stated_for": "org_other",
}
AGREEMENT: dict[str, Any] = {
    "id": "agr_1",
    "version": 2,
    "title": "Quinoa & coffee",
    "body": "We complement each other.",
    "currency": "EUR",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "sha256": "ab" * 32,
    "state": "in_force",
    "compensation_bps": 500,
    "compensation_fund_id": "fnd_1",
    "compensation_fund": "Fund of peoples",
    "signed_version_id": "agr_1",
    "parties": [
        {"id": DESK, "name": "Montero", "slug": "montero", "means": 4, "signed_at": None, "declined_at": None},
        {"id": "org_other", "name": "Ayllu <b>", "slug": "ayllu", "means": 3, "signed_at": "2026-01-01T00:00:00Z"},
    ],
    "goods": [{"name": "coffee", "slug": None, "terms": "roasted", "product_id": None, "category_code": "coffee"}],
    "commitments": [COMMITMENT],
    "packages": [
        {
            "title": "Tanks",
            "licence": "CC0",
            "url": "https://example.org/t",
            "giver_id": DESK,
            "giver": "Montero",
            "sha256": "cd" * 32,
        }
    ],
    "deliveries": [DELIVERY],
}
OPEN = {name: COMMITMENT[name] for name in ("giver", "receiver", "what", "unit", "quantity", "due_on", "is_late")}
ORDERED = {"quarter": "2026-01-01", "buyer": "Ayllu <b>", "producer": "Montero", "goods": {**EUROS, "amount": 12_300}}
OWED = {"id": "trx_1", "payer": "Montero", "amount": {**EUROS, "amount": 77}, "owed_on": "2026-02-02", "paid_on": None}
BALANCE = {
    "ordered": [ORDERED],
    "compensations": [OWED],
    "parties": [{"name": "Montero", "given": EUROS, "received": EUROS}],
    "still_open": [OPEN],
}
SHORT = {name: AGREEMENT[name] for name in ("id", "version", "title", "starts_on", "ends_on", "state")}
PREFINANCE = {
    "id": "prf_1",
    "fund_name": "Harvest fund",
    "organisation_slug": "montero",
    "organisation_name": "Montero",
    "expected": EUROS,
    "what": "The harvest",
    "amount": EUROS,
    "owed": EUROS,
    "owed_interest": {"amount": 15, "currency": "EUR"},
    "repay_bps": 3_000,
    "interest_bps": 200,
    "due_on": "2026-12-31",
    "state": "granted",
    "most_interest": {"amount": 40, "currency": "EUR"},
    "repayments": [{"on": "2026-03-01", "principal": EUROS, "interest": EUROS}],
}


@pytest.fixture
def agreed(api: CannedApi) -> CannedApi:
    api.answers |= {
        "GET /v1/funds": page_of(),
        "GET /v1/agreements": page_of({**SHORT, "parties": ["Ayllu <b>", "Montero"]}),
        "GET /v1/agreements/agr_1": AGREEMENT,
        "GET /v1/agreements/agr_1/balance": BALANCE,
        f"GET /v1/organisations/{DESK}/agreements": page_of({**SHORT, "parties": ["Montero"]}),
        f"GET /v1/organisations/{DESK}/prefinance": page_of(PREFINANCE),
        "POST /v1/agreements/agr_1/sign": {},
        "POST /v1/commitments/trc_1/deliveries": {},
        "POST /v1/deliveries/trd_1/answer": {},
        "POST /v1/prefinance/prf_1/repay": {},
    }
    return api


def signed_in(shop: TestClient) -> TestClient:
    shop.post("/sign-in", data={"email": "ana@example.org", "password": "a long and private phrase"})
    return shop


def test_everybody_reads_an_agreement_and_its_balance(shop: TestClient, agreed: CannedApi) -> None:
    assert "Quinoa &amp; coffee" in shop.get("/agreements").text
    found = shop.get("/agreements/agr_1").text
    for words in (
        "Ayllu &lt;b&gt;",
        "late",
        "has not signed yet",
        "5%",
        "Tanks",
        "€20.00",
        "€123.00",
        "€0.77",
        "owed since",
        "ab" * 32,
    ):
        assert words in found, words
    assert shop.get("/agreements/agr_2").status_code == 404


@pytest.mark.parametrize(("language", "words"), [("es", "Quién da qué"), ("fr", "Qui donne quoi"), ("pt", "Falta dar")])
def test_in_every_language(shop: TestClient, agreed: CannedApi, language: str, words: str) -> None:
    assert words in shop.get("/agreements/agr_1", headers={"Accept-Language": language}).text


def test_a_party_signs_what_it_has_read(shop: TestClient, agreed: CannedApi) -> None:
    agreed.answers["GET /v1/agreements/agr_1"] = {**AGREEMENT, "state": "proposed"}
    here = f"/desk/{DESK}/agreements/agr_1"
    assert "Quinoa &amp; coffee" in signed_in(shop).get(f"/desk/{DESK}/agreements").text
    assert 'value="sign"' in shop.get(here).text
    answer = shop.post(here, data={"answer": "sign", "sha256": "ab" * 32})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{here}?said=agreement-signed#notice")
    (asked,) = agreed.asked("POST", "/v1/agreements/agr_1/sign")
    assert json.loads(asked.content) == {"organisation_id": DESK, "sha256": "ab" * 32}


def test_what_was_delivered_is_stated_and_answered(shop: TestClient, agreed: CannedApi) -> None:
    here = f"/desk/{DESK}/agreements/agr_1"
    assert "Confirm it" in signed_in(shop).get(here).text
    form = {"commitment": "trc_1", "quantity": "12,5", "value": "30", "currency": "EUR", "delivered_on": "2026-02-02"}
    assert shop.post(f"{here}/deliveries", data=form).status_code == 303
    (asked,) = agreed.asked("POST", "/v1/commitments/trc_1/deliveries")
    said = json.loads(asked.content)
    assert (said["quantity"], said["value"], said["organisation_id"]) == ("12.5", 3_000, DESK)
    assert shop.post(f"{here}/deliveries", data={**form, "value": "much"}).status_code == 422
    assert shop.post(f"{here}/answers", data={"delivery": "trd_1", "answer": "confirm"}).status_code == 303
    agreed.answers["POST /v1/deliveries/trd_1/answer"] = problem(409, "delivery_answered")
    assert shop.post(f"{here}/answers", data={"delivery": "trd_1", "answer": "refuse"}).status_code == 409


def test_the_payday_page_says_what_is_owed_and_one_repays_sooner(shop: TestClient, agreed: CannedApi) -> None:
    money = signed_in(shop).get(f"/desk/{DESK}/money").text
    assert "Prefinance: €20.15 still owed; 30% of every payout repays it." in money
    here = f"/desk/{DESK}/money/prefinance"
    form = {"prefinance": "prf_1", "at_most": "5", "currency": "EUR", "act": "repay"}
    assert "It can never cost more than €0.40." in shop.get(here).text
    assert shop.post(here, data=form).status_code == 303
    (asked,) = agreed.asked("POST", "/v1/prefinance/prf_1/repay")
    assert json.loads(asked.content) == {"at_most": 500}
    assert shop.post(here, data={"prefinance": "prf_1", "at_most": "x", "act": "repay"}).status_code == 422

"""A producer's premium at its desk, without a script: four numbers, decisions and spendings."""

import json

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CannedApi, euros, problem

DESK = "org_montero"
HERE = f"/desk/{DESK}/money/premium"
NUMBERS = {"generated": euros(9000), "transferred": euros(8000), "allocated": euros(6000), "spent": euros(2500)}
USES = [{"use": "quality", "allocated": euros(6000), "spent": euros(2500)}]
DECISION = {
    "key": "k1",
    "amount": "20,00",
    "currency": "EUR",
    "use": "health",
    "purpose": "A nurse",
    "decided_on": "2026-10-04",
    "members": "412",
    "present": "230",
    "in_favour": "201",
}
SPENDING = {"key": "k2", "amount": "5", "currency": "EUR", "use": "quality", "note": "Cement <b>"}
_ALLOCATE, _SPEND = (f"/v1/organisations/{DESK}/premium/{what}" for what in ("allocations", "spendings"))


@pytest.fixture
def premium(api: CannedApi) -> CannedApi:
    found = {"organisation_id": DESK, "totals": [NUMBERS], "uses": USES}
    api.answers |= {
        f"GET /v1/producers/{DESK}/premium": found,
        f"POST {_ALLOCATE}": found,
        f"POST {_SPEND}": found,
    }
    return api


@pytest.fixture
def desk(shop: TestClient, premium: CannedApi) -> TestClient:
    shop.post("/sign-in", data={"email": "ana@example.org", "password": "a long and private phrase"})
    return shop


def test_four_numbers_and_what_it_is_for(desk: TestClient) -> None:
    assert HERE in desk.get(f"/desk/{DESK}/money").text
    found = desk.get(HERE).text
    for words in ("€90.00", "€80.00", "€60.00", "€25.00", "Quality and drying", "€25.00 spent of €60.00"):
        assert words in found, words


def test_without_premium_there_is_nothing_to_decide(desk: TestClient, premium: CannedApi) -> None:
    premium.answers[f"GET /v1/producers/{DESK}/premium"] = {"organisation_id": DESK, "totals": [], "uses": []}
    found = desk.get(HERE).text
    assert "No sale has brought a premium yet." in found
    assert '<form method="post" action="/desk/org_montero/money/premium' not in found


def test_a_decision_is_written_down_with_its_vote(desk: TestClient, premium: CannedApi) -> None:
    answer = desk.post(f"{HERE}/decisions", data=DECISION)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?said=premium-decided#notice")
    (asked,) = premium.asked("POST", _ALLOCATE)
    said = json.loads(asked.content)
    assert said == {
        "reference": "k1",
        "amount": 2000,
        "currency": "EUR",
        "use": "health",
        "purpose": "A nurse",
        "decided_on": "2026-10-04",
        "members": 412,
        "present": 230,
        "in_favour": 201,
        "is_for_more_cash": False,
    }


def test_what_a_scheme_binds_is_shown_and_more_cash_is_voted_for(desk: TestClient, premium: CannedApi) -> None:
    origin = {"scheme": "fairtrade", "source": "https://example.org/terms", "confirmed": False}
    premium.answers[f"GET /v1/producers/{DESK}/premium"] = {
        "organisation_id": DESK,
        "totals": [NUMBERS],
        "uses": USES,
        "earmarks": [
            {
                "use": "quality",
                "required": euros(7000),
                "allocated": euros(6000),
                "left": euros(1000),
                "origins": [origin],
            }
        ],
        "cash_caps": [{"most": euros(1600), "allocated": euros(0), "bps": 2000, "origin": origin}],
    }
    found = desk.get(HERE).text
    for words in ("at least €70.00", "€10.00 still to be decided on", "at most €16.00", "https://example.org/terms"):
        assert words in found, words
    assert "(not confirmed)" in found
    desk.post(f"{HERE}/decisions", data={**DECISION, "use": "cash", "is_for_more_cash": "1"})
    (asked,) = premium.asked("POST", _ALLOCATE)
    assert json.loads(asked.content)["is_for_more_cash"] is True


def test_a_spending_is_written_down(desk: TestClient, premium: CannedApi) -> None:
    assert desk.post(f"{HERE}/spendings", data=SPENDING).status_code == 303
    (asked,) = premium.asked("POST", _SPEND)
    said = json.loads(asked.content)
    assert (said["reference"], said["amount"], said["note"]) == ("k2", 500, "Cement <b>")


@pytest.mark.parametrize(
    "wrong", [{"amount": "much"}, {"use": "yacht"}, {"members": "many"}, {"in_favour": "-1"}, {"decided_on": ""}]
)
def test_what_cannot_be_is_said_where_it_was_typed(desk: TestClient, premium: CannedApi, wrong: dict[str, str]) -> None:
    answer = desk.post(f"{HERE}/decisions", data={**DECISION, **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="A nurse"' in answer.text
    assert premium.asked("POST", _ALLOCATE) == []


def test_a_refusal_keeps_what_was_typed_and_its_key(desk: TestClient, premium: CannedApi) -> None:
    premium.answers[f"POST {_SPEND}"] = problem(409, "more_premium_than_there_is")
    answer = desk.post(f"{HERE}/spendings", data=SPENDING)
    assert answer.status_code == 409
    for words in ("That is more than has arrived", "Cement &lt;b&gt;", 'value="k2"'):
        assert words in answer.text, words


@pytest.mark.parametrize(("language", "words"), [("es", "Anotar una decisión"), ("fr", "des ventes"), ("pt", "Prêmio")])
def test_in_every_language(desk: TestClient, language: str, words: str) -> None:
    assert words in desk.get(HERE, headers={"Accept-Language": language}).text

"""The page of a fund: its open books; of a labour investment fund who holds units, and the jobs it reports."""

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CannedApi, euros

FUND = {
    "id": "fnd_1",
    "kind": "labour_investment",
    "name": "Harvest fund",
    "currency": "EUR",
    "mandate": "Money ahead of harvests.",
    "uses": ["investment"],
    "bound_share_bps": 8000,
    "notice_days": 90,
    "admin_cap_bps": 0,
    "opened_on": "2026-01-01",
    "closed_on": None,
    "owner": {"slug": "market", "name": "The market"},
    "sponsor": {"slug": "andes", "name": "Andes <Istmo>"},
    "balance": euros(480000),
    "kept_aside": euros(0),
    "placed": euros(0),
    "promised": euros(0),
}
LINES = [
    {"what": "redemption", "amount": euros(-20000), "times": 1},
    {"what": "paid_in", "amount": euros(500000), "times": 2},
]
UNITS = {
    "fund_id": "fnd_1",
    "unit": euros(1000),
    "worth": euros(960),
    "issued": 500,
    "noticed": euros(10000),
    "holders": [
        {"slug": "andes", "name": "Andes <Istmo>", "units": 499, "noticed": 10},
        {"slug": "nim", "name": "Nim", "units": 1, "noticed": 0},
    ],
    "years": [
        {
            "year": 2025,
            "jobs_kept": 31,
            "jobs_created": 4,
            "evidence_url": "https://www.example.org/2025",
            "reported_at": "2026-02-01T00:00:00Z",
        }
    ],
}


@pytest.fixture
def funds(api: CannedApi) -> CannedApi:
    api.answers |= {
        "GET /v1/funds/fnd_1/book": {"fund": FUND, "totals": LINES, "lines": [], "next_until": None},
        "GET /v1/funds/fnd_1/units": UNITS,
    }
    return api


def test_who_holds_units_and_what_is_reported(shop: TestClient, funds: CannedApi) -> None:
    found = shop.get("/funds/fnd_1").text
    for words in (
        "sponsored by Andes &lt;Istmo&gt;",
        "500 units of €10.00 each.",
        "is paid €9.60",
        "€100.00 is kept for members",
        "499 units",
        "1 unit<",
        "31 kept, 4 created",
        'href="https://www.example.org/2025"',
        "Paid for units given back",
    ):
        assert words in found, words


def test_before_anybody_holds_one_there_is_only_the_price(shop: TestClient, funds: CannedApi) -> None:
    empty = {**UNITS, "worth": None, "issued": 0, "noticed": euros(0), "holders": [], "years": []}
    funds.answers["GET /v1/funds/fnd_1/units"] = empty
    found = shop.get("/funds/fnd_1").text
    assert "0 units of €10.00 each." in found
    assert "Jobs, as the fund reports them" not in found


def test_other_funds_are_not_asked_for_units(shop: TestClient, funds: CannedApi) -> None:
    solidarity = {**FUND, "kind": "solidarity", "sponsor": None}
    funds.answers["GET /v1/funds/fnd_1/book"] = {"fund": solidarity, "totals": [], "lines": [], "next_until": None}
    assert "Who holds it" not in shop.get("/funds/fnd_1").text
    assert funds.asked("GET", "/v1/funds/fnd_1/units") == []


@pytest.mark.parametrize(
    ("language", "words"), [("es", "500 participaciones"), ("fr", "500 parts"), ("pt", "500 quotas")]
)
def test_in_every_language(shop: TestClient, funds: CannedApi, language: str, words: str) -> None:
    assert words in shop.get("/funds/fnd_1", headers={"Accept-Language": language}).text

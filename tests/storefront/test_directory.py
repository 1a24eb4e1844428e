"""Organisations that others list: what a visitor, their own people and whoever decides can do, without a script."""

import json

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CannedApi, page_of

LISTED = {
    "id": "lst_1",
    "source": "ica_youth",
    "name": "Molino <del> Norte",
    "country": "PE",
    "country_said": "Peru",
    "place": "Piura",
    "website": "https://molino.example/?a=1&b=2",
    "organisation_id": None,
}
CLAIM = {"id": "lcl_1", "listed": LISTED, "state": "waiting", "note": "I keep its books.", "has_document": True}
WAITING = {**CLAIM, "claimant": "Ana Ruiz", "claimant_email": "ana@molino.example", "is_site_address": True}


@pytest.fixture
def listing(api: CannedApi) -> CannedApi:
    api.answers |= {
        "GET /v1/listed-organisations": page_of(LISTED),
        "GET /v1/listed-organisations/lst_1": LISTED,
        "GET /v1/listing-claims": page_of(),
        "GET /v1/listing-claims/waiting": page_of(WAITING),
        "POST /v1/listed-organisations/lst_1/claims": CLAIM,
        "POST /v1/listing-claims/lcl_1/decide": CLAIM,
    }
    return api


def signed_in(shop: TestClient) -> TestClient:
    shop.post("/sign-in", data={"email": "ana@example.org", "password": "a long and private phrase"})
    return shop


def test_what_is_listed_is_told_as_unchecked(shop: TestClient, listing: CannedApi) -> None:
    found = shop.get("/directory?q=molino").text
    assert "Nobody here has checked what these say" in found
    assert "Molino &lt;del&gt; Norte" in found
    one = shop.get("/directory/lst_1").text
    assert "So says the list “Youth-led co-operatives (ICA)”. Nobody here has checked it." in one
    assert 'rel="nofollow noopener noreferrer"' in one
    assert "/sign-in?next=/directory/lst_1" in one


@pytest.mark.parametrize(("language", "words"), [("es", "¿Son ustedes?"), ("fr", "Est-ce vous"), ("pt", "São vocês?")])
def test_in_every_language(shop: TestClient, listing: CannedApi, language: str, words: str) -> None:
    assert words in shop.get("/directory/lst_1", headers={"Accept-Language": language}).text


def test_its_own_people_say_so(shop: TestClient, listing: CannedApi) -> None:
    file = {"file": ("statutes.pdf", b"%PDF-1.7", "application/pdf")}
    answer = signed_in(shop).post("/directory/lst_1", data={"note": "I keep its books."}, files=file)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/directory/lst_1")
    assert b"statutes.pdf" in listing.requests[-1].content
    # Without a document it is the API that judges the address.
    shop.post("/directory/lst_1", data={"note": "me"})
    assert listing.requests[-1].content == b"note=me"
    listing.answers["GET /v1/listing-claims"] = page_of(CLAIM)
    assert "You have said so." in shop.get("/directory/lst_1").text


@pytest.mark.parametrize(
    ("form", "sent"),
    [
        ({"outcome": "found", "relation": "worker_coop"}, {"found": {"line": "enterprise", "relation": "worker_coop"}}),
        ({"outcome": "link", "organisation": "coop"}, {"link": {"organisation": "coop"}}),
        ({"outcome": "refuse"}, {}),
    ],
)
def test_somebody_decides(shop: TestClient, listing: CannedApi, form: dict, sent: dict) -> None:
    assert "a confirmed address at its own site" in signed_in(shop).get("/directory/claims").text
    answer = shop.post("/directory/claims/lcl_1", data={**form, "reason": "The statutes name her."})
    assert answer.status_code == 303
    assert json.loads(listing.requests[-1].content) == {**sent, "reason": "The statutes name her."}


def test_nothing_is_decided_without_an_outcome(shop: TestClient, listing: CannedApi) -> None:
    answer = signed_in(shop).post("/directory/claims/lcl_1", data={"reason": "Because."})
    assert answer.status_code == 422
    assert "Say what is to become of it." in answer.text
    assert "Because." in answer.text

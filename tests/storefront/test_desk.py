"""A producer's desk: parcels that cannot be sent, goods that come back, and what the page says of a refusal."""

import json

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import SENTENCE, CannedApi, asked_return, page_of, parcel, problem

DESK = "/desk/org_montero"
PARCELS = "GET /v1/organisations/org_montero/parcels"
RETURNS = "GET /v1/organisations/org_montero/returns"


@pytest.fixture(autouse=True)
def rosa(shop: TestClient) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")


def test_the_next_money_is_said_in_the_apis_words_and_the_pages_language(shop: TestClient, api: CannedApi) -> None:
    for path in (DESK, f"{DESK}/money"):
        assert SENTENCE in shop.get(path, headers={"Accept-Language": "fr"}).text
    asked = api.asked("GET", "/v1/organisations/org_montero/money")
    assert {one.headers["accept-language"] for one in asked} == {"fr"}


def test_a_parcel_that_cannot_be_sent_is_called_off_with_its_reason(shop: TestClient, api: CannedApi) -> None:
    api.answers[PARCELS] = page_of(parcel())
    assert "The buyer gets everything back for this parcel" in shop.get(DESK).text
    api.answers["POST /v1/parcels/pcl_one/cancel"] = {"parcel_ids": ["pcl_one"], "refund": None}
    answer = shop.post(f"{DESK}/cancel", data={"parcel": "pcl_one", "reason": " The harvest is late "})
    assert answer.headers["location"] == f"{DESK}?said=parcel-cancelled#notice"
    assert json.loads(api.asked("POST", "/v1/parcels/pcl_one/cancel")[0].content) == {"reason": "The harvest is late"}


def test_a_refusal_stands_at_the_parcel_and_the_reason_stays(shop: TestClient, api: CannedApi) -> None:
    api.answers[PARCELS] = page_of(parcel())
    api.answers["POST /v1/parcels/pcl_one/cancel"] = problem(409, "not_refundable")
    answer = shop.post(f"{DESK}/cancel", data={"parcel": "pcl_one", "reason": "The harvest is late"})
    assert answer.status_code == 409
    form = answer.text.split('id="cancel-pcl_one" open')[1].split("</form>")[0]
    assert "This order cannot be refunded now" in form and 'value="The harvest is late"' in form


def test_what_has_moved_on_is_said_even_where_its_form_is_gone(shop: TestClient, api: CannedApi) -> None:
    api.answers[PARCELS] = page_of(parcel("delivered"))
    api.answers["POST /v1/parcels/pcl_one/ship"] = problem(409, "wrong_parcel_step")
    answer = shop.post(f"{DESK}/ship", data={"parcel": "pcl_one", "tracking": "PE1"})
    assert answer.status_code == 409
    assert 'class="notice wrong">The parcel has moved on since you saw it.' in answer.text


def test_a_tracking_number_that_was_typed_stays(shop: TestClient, api: CannedApi) -> None:
    api.answers[PARCELS] = page_of(parcel())
    api.answers["POST /v1/parcels/pcl_one/ship"] = problem(409, "busy")
    answer = shop.post(f"{DESK}/ship", data={"parcel": "pcl_one", "tracking": "PE123"})
    form = answer.text.split('id="ship-pcl_one"')[1].split("</form>")[0]
    assert "Somebody else is changing the same thing" in form and 'value="PE123"' in form


def test_an_act_on_a_later_page_comes_back_to_that_page(shop: TestClient, api: CannedApi) -> None:
    api.answers[PARCELS] = page_of(parcel("shipped"))
    api.answers["POST /v1/parcels/pcl_one/deliver"] = {}
    assert f'action="{DESK}/deliver?cursor=a%2Fb#deliver-pcl_one"' in shop.get(f"{DESK}?cursor=a/b&said=shipped").text
    answer = shop.post(f"{DESK}/deliver?cursor=a%2Fb", data={"parcel": "pcl_one"})
    assert answer.headers["location"] == f"{DESK}?cursor=a%2Fb&said=delivered#notice"
    api.answers["POST /v1/parcels/pcl_one/deliver"] = problem(409, "wrong_parcel_step")
    shop.post(f"{DESK}/deliver?cursor=a%2Fb", data={"parcel": "pcl_one"})
    assert api.asked("GET", "/v1/organisations/org_montero/parcels")[-1].url.params["cursor"] == "a/b"


@pytest.mark.parametrize(("decision", "said"), [("accept", "return-accepted"), ("refuse", "return-refused")])
def test_a_buyer_is_answered(shop: TestClient, api: CannedApi, decision: str, said: str) -> None:
    api.answers[RETURNS] = page_of(asked_return("requested"))
    text = shop.get(f"{DESK}/returns").text
    assert "The grind is too coarse" in text and "Asks to send back" in text
    api.answers[f"POST /v1/returns/rtn_one/{decision}"] = asked_return("accepted")
    form = {"return": "rtn_one", "decision": decision, "answer": "To our store in Lyon"}
    assert shop.post(f"{DESK}/returns", data=form).headers["location"] == f"{DESK}/returns?said={said}#notice"
    asked = api.asked("POST", f"/v1/returns/rtn_one/{decision}")[0]
    assert json.loads(asked.content) == {"answer": "To our store in Lyon"}


def test_an_answer_that_is_refused_is_not_lost(shop: TestClient, api: CannedApi) -> None:
    api.answers[RETURNS] = page_of(asked_return("requested"))
    api.answers["POST /v1/returns/rtn_one/accept"] = problem(409, "busy")
    form = {"return": "rtn_one", "decision": "accept", "answer": "To <our> store"}
    answer = shop.post(f"{DESK}/returns", data=form)
    told = answer.text.split('id="return-rtn_one"')[1].split("</section>")[0]
    assert "Somebody else is changing the same thing" in told and ">To &lt;our&gt; store</textarea>" in told


@pytest.mark.parametrize(("form", "restock"), [({"restock": "yes"}, True), ({}, False)])
def test_goods_that_are_back_give_the_money_back(
    shop: TestClient, api: CannedApi, form: dict[str, str], restock: bool
) -> None:
    api.answers[RETURNS] = page_of(asked_return("accepted", "To our store in Lyon"))
    assert "The buyer’s money goes back as soon as" in shop.get(f"{DESK}/returns").text
    api.answers["POST /v1/returns/rtn_one/receive"] = asked_return("received")
    answer = shop.post(f"{DESK}/returns/received", data={"return": "rtn_one", **form})
    assert answer.headers["location"] == f"{DESK}/returns?said=return-received#notice"
    assert json.loads(api.asked("POST", "/v1/returns/rtn_one/receive")[0].content) == {"restock": restock}


def test_returns_that_are_over_are_listed_apart(shop: TestClient, api: CannedApi) -> None:
    api.answers[RETURNS] = page_of(asked_return("withdrawn"))
    text = shop.get(f"{DESK}/returns").text
    assert "The buyer kept it after all." in text and "<textarea" not in text


PRODUCTS = "GET /v1/organisations/org_montero/products"
PRODUCT = {"id": "prod_one", "slug": "soap", "name": "Soap", "state": "draft", "version": 7, "available": 3}


def test_a_product_is_put_on_sale_as_it_was_seen(shop: TestClient, api: CannedApi) -> None:
    api.answers[PRODUCTS] = page_of(PRODUCT)
    assert 'aria-label="Put on sale: Soap"' in shop.get(f"{DESK}/catalogue").text
    api.answers["PATCH /v1/products/prod_one"] = PRODUCT
    form = {"product": "prod_one", "version": "7", "state": "published"}
    answer = shop.post(f"{DESK}/catalogue/state", data=form)
    assert answer.headers["location"] == f"{DESK}/catalogue?said=on-sale#notice"
    (asked,) = api.asked("PATCH", "/v1/products/prod_one")
    assert (json.loads(asked.content), asked.headers["if-match"]) == ({"state": "published"}, '"7"')


def test_words_that_nothing_proves_come_back_with_what_can_be_said(shop: TestClient, api: CannedApi) -> None:
    finding = {
        "rule": "generic_claim",
        "article": "Annex I, point 4a",
        "words": "<eco>",
        "field": "description",
        "start": 0,
        "end": 5,
        "lang": "fr",
        "advice": "Dites ce qui est vrai.",
        "suggestion": "Ce produit est couvert par X : numéro 1.",
    }
    api.answers[PRODUCTS] = page_of(PRODUCT)
    api.answers["PATCH /v1/products/prod_one"] = problem(409, "unprovable_claim", facts={"findings": [finding]})
    answer = shop.post(f"{DESK}/catalogue/state", data={"product": "prod_one", "version": "7", "state": "published"})
    assert answer.status_code == 409
    told = answer.text.split('id="product-prod_one"')[1].split("</li>")[0]
    assert "These words promise what nothing proves" in told
    assert "&lt;eco&gt;" in told and "description · Annex I, point 4a" in told
    assert '<p lang="fr">Dites ce qui est vrai.</p>' in told
    assert '<q lang="fr">Ce produit est couvert par X : numéro 1.</q>' in told


def test_a_refusal_whose_findings_cannot_be_read_is_still_told(shop: TestClient, api: CannedApi) -> None:
    api.answers[PRODUCTS] = page_of(PRODUCT)
    for facts in ({}, {"findings": "none"}, {"findings": [{"words": 1}]}):
        api.answers["PATCH /v1/products/prod_one"] = problem(409, "unprovable_claim", facts=facts)
        form = {"product": "prod_one", "version": "x", "state": "published"}
        answer = shop.post(f"{DESK}/catalogue/state", data=form)
        assert answer.status_code == 409 and "These words promise what nothing proves" in answer.text

"""A product's pictures on its producer's desk: what became of each, in words, without JavaScript."""

import json

import pytest
from starlette.testclient import TestClient

from models.enums import PictureRefusal, PictureState
from storefront.words import WORDS
from tests.storefront.canned import CannedApi, problem
from tests.storefront.test_goods import OWN, PRODUCT

PAGE = "/desk/org_montero/products/prod_coffee/pictures"
API = "/v1/products/prod_coffee/pictures"


def picture(name: str, **facts: object) -> dict[str, object]:
    return {
        "id": f"med_{name}",
        "state": "ready",
        "refusal": None,
        "alt": {"es": f"Un <b>{name}</b>"},
        "width": 700,
        "height": 350,
        "widths": [320, 640, 700],
        "fetched_from": None,
        "consent_by": None,
        "consent_ends_on": None,
        "is_agreed": True,
        **facts,
    }


@pytest.fixture(autouse=True)
def rosa(shop: TestClient, api: CannedApi) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")
    api.answers[f"GET {PRODUCT}"] = OWN
    api.answers[f"GET {API}"] = {
        "data": [
            picture("saco"),
            picture("lejos", state="refused", refusal="address_refuses", fetched_from="https://farm.example/x.jpg"),
            picture("nuevo", state="queued"),
            picture("gente", consent_by="Rosa Quispe", consent_ends_on="2026-01-31", is_agreed=False),
        ]
    }


def of(page: str, name: str) -> str:
    return page.split(f'id="picture-med_{name}"')[1].split('<li class="parcel"')[0]


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_each_picture_says_what_became_of_it(shop: TestClient, language: str) -> None:
    assert shop.get(PAGE, headers={"Accept-Language": language}).status_code == 200


def test_pictures_are_shown_or_their_reason_is(shop: TestClient) -> None:
    page = shop.get(PAGE).text
    assert "<b>saco" not in page
    assert "This one stands in the lists." in of(page, "saco")
    assert 'srcset="/media/med_saco?w=320' in of(page, "saco")
    refused = of(page, "lejos")
    assert "There is no picture at this address" in refused
    assert "https://farm.example/x.jpg" in refused
    assert "/media/" not in refused
    assert "being made" in of(page, "nuevo")
    assert 'hx-trigger="every' in of(page, "nuevo")
    assert "hx-trigger" not in of(page, "saco")
    gone = of(page, "gente")
    assert "the consent of those in it has ended" in gone
    assert "/media/" not in gone


def test_a_picture_is_brought_with_its_words_and_its_consent(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"POST {API}"] = picture("neu", state="queued")
    form = {"alt": " Un saco ", "consent_by": "Rosa", "consent_ends_on": "2028-12-31"}
    answer = shop.post(PAGE, data=form, files={"file": ("a.png", b"\x89PNG", "image/png")})
    assert answer.headers["location"] == f"{PAGE}?said=picture-brought#notice"
    sent = api.asked("POST", API)[0].content
    for part in (b'name="alt"\r\n\r\nUn saco\r\n', b"Rosa", b"2028-12-31", b"\x89PNG"):
        assert part in sent


def test_without_a_file_nothing_is_sent_and_nothing_typed_is_lost(shop: TestClient, api: CannedApi) -> None:
    answer = shop.post(PAGE, data={"alt": "Un saco"}, files={"file": ("", b"", "application/octet-stream")})
    assert answer.status_code == 422
    assert "Choose a picture first." in answer.text
    assert 'value="Un saco"' in answer.text
    assert api.asked("POST", API) == []


def test_what_the_api_refuses_is_said_at_the_form(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"POST {API}"] = problem(422, "picture_not_taken")
    answer = shop.post(PAGE, data={"alt": "Un saco"}, files={"file": ("a.svg", b"<svg/>", "image/svg+xml")})
    form = answer.text.split('id="new"')[1].split("</form>")[0]
    assert answer.status_code == 422
    assert "This is no picture that we take" in form
    assert 'value="Un saco"' in form


@pytest.mark.parametrize(
    ("name", "to", "order"),
    [
        ("lejos", "earlier", ["lejos", "saco", "nuevo", "gente"]),
        ("lejos", "later", ["saco", "nuevo", "lejos", "gente"]),
        ("saco", "earlier", ["saco", "lejos", "nuevo", "gente"]),
        ("gente", "later", ["saco", "lejos", "nuevo", "gente"]),
    ],
)
def test_a_picture_moves_one_place(shop: TestClient, api: CannedApi, name: str, to: str, order: list[str]) -> None:
    api.answers[f"PUT {API}/order"] = {}
    answer = shop.post(f"{PAGE}/order", data={"picture": f"med_{name}", "to": to})
    assert answer.headers["location"] == f"{PAGE}?said=pictures-arranged#notice"
    assert json.loads(api.asked("PUT", f"{API}/order")[0].content) == {"pictures": [f"med_{one}" for one in order]}


def test_words_consent_and_taking_off_reach_the_api(shop: TestClient, api: CannedApi) -> None:
    at = f"{API}/med_saco"
    for call in (f"PATCH {at}", f"DELETE {at}", f"PUT {at}/consent", f"DELETE {at}/consent"):
        api.answers[call] = {}
    shop.post(f"{PAGE}/words", data={"picture": "med_saco", "alt_es": "Un saco", "alt_fr": "", "other": "x"})
    assert json.loads(api.asked("PATCH", at)[0].content) == {"alt": {"es": "Un saco", "fr": ""}}
    shop.post(f"{PAGE}/consent", data={"picture": "med_saco", "consent_by": "R", "consent_ends_on": "2028-12-31"})
    assert json.loads(api.asked("PUT", f"{at}/consent")[0].content) == {"given_by": "R", "ends_on": "2028-12-31"}
    shop.post(f"{PAGE}/consent", data={"picture": "med_saco", "mode": "withdraw"})
    assert len(api.asked("DELETE", f"{at}/consent")) == 1
    gone = shop.post(f"{PAGE}/take-off", data={"picture": "med_saco"})
    assert gone.headers["location"] == f"{PAGE}?said=picture-taken-off#notice"
    assert len(api.asked("DELETE", at)) == 1


NEW = {"name": "Coffee", "price": "8.90", "currency": "EUR", "value": "250", "unit": "g", "mode": "keep", "key": "k"}


def test_a_new_product_comes_with_its_photo(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/organisations/org_montero/products"] = OWN
    api.answers[f"POST {API}"] = picture("neu", state="queued")
    home = "/desk/org_montero/products"
    photo = {"photo": ("a.png", b"\x89PNG", "image/png")}
    answer = shop.post(f"{home}/new", data=NEW, files=photo)
    assert answer.headers["location"] == f"{home}/prod_coffee?said=product-made#notice"
    sent = api.asked("POST", API)[0].content
    assert b'name="alt"\r\n\r\nCoffee from Montero\r\n' in sent
    assert b"\x89PNG" in sent
    api.answers[f"POST {API}"] = problem(422, "picture_not_taken")
    answer = shop.post(f"{home}/new", data=NEW, files=photo)
    assert answer.headers["location"] == f"{home}/prod_coffee/pictures?said=photo-not-taken#notice"
    shop.post(f"{home}/new", data=NEW, files={"photo": ("", b"", "application/octet-stream")})
    assert len(api.asked("POST", API)) == 2


def test_a_desk_that_is_not_ones_own_is_not_there(shop: TestClient) -> None:
    assert shop.get(PAGE.replace("org_montero", "org_other")).status_code == 404


def test_every_state_and_every_reason_has_its_words() -> None:
    assert {*PictureState} == WORDS["picture"].keys()
    assert {*PictureRefusal} == WORDS["picture_refusal"].keys()

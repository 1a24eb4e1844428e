"""Every page renders from what the API answers, in every language, with the headers that keep its visitors safe."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import storefront
from storefront.language import ENDONYMS
from tests.storefront.canned import PICTURE, PRODUCT, CannedApi, order, page_of

PUBLIC = [
    "/",
    "/products",
    "/products?category=coffee&sort=price",
    "/products/cafe-lavado-montero",
    "/producers",
    "/producers/tres-quebradas",
    "/proof/crt_fair",
    "/proof/crt_gone",
    "/proof/crt_fair?on=2026-05-03",
    "/impact",
    "/accessibility",
    "/sign-in",
    "/sign-up",
]
PERSONAL = [
    "/cart",
    "/checkout",
    "/account",
    "/orders",
    "/orders/ord_one",
    "/thank-you/ord_one",
    "/desk/org_montero",
    "/desk/org_montero/returns",
    "/desk/org_montero/money",
    "/desk/org_montero/money/account",
    "/desk/org_montero/catalogue",
    "/desk/org_montero/certificates",
    "/desk/org_montero/certificates?renews=crt_fair",
    "/desk/org_montero/certificates/crt_fair",
]


def sign_in(shop: TestClient) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")
    shop.cookies.set("__Host-cart", "cart_one.crs_secret.2")


@pytest.mark.parametrize("language", ENDONYMS)
@pytest.mark.parametrize("path", PUBLIC + PERSONAL)
def test_a_page_is_there_in_every_language(shop: TestClient, path: str, language: str) -> None:
    if path in PERSONAL:
        sign_in(shop)
    answer = shop.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["content-language"] == language


@pytest.mark.parametrize("path", PERSONAL)
def test_a_personal_page_is_kept_nowhere(shop: TestClient, path: str) -> None:
    sign_in(shop)
    assert shop.get(path).headers["cache-control"] == "private, no-store"


def test_a_public_page_may_be_kept_until_somebody_is_known(shop: TestClient) -> None:
    assert shop.get("/products").headers["cache-control"].startswith("public")
    sign_in(shop)
    answer = shop.get("/products")
    assert answer.headers["cache-control"] == "private, no-store"
    assert "Cookie" in answer.headers["vary"]


def test_every_answer_carries_the_strict_policy(shop: TestClient) -> None:
    for path in ("/", "/nowhere", "/static/style.css", "/livez"):
        headers = shop.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self' http://sandbox.test http://connect.test;" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "max-age" in headers["strict-transport-security"]


def test_no_page_needs_inline_code_or_another_site(shop: TestClient) -> None:
    sign_in(shop)
    for path in PUBLIC + PERSONAL:
        text = shop.get(path).text
        assert " style=" not in text
        assert not re.search(r"<[^>]+ on[a-z]+=", text), path
        assert not re.search(r'(?:src|href)="(?:https?:)?//(?!api\.public\.test|example\.org|sandbox\.test)', text), (
            path
        )


def test_the_price_says_who_gets_what(shop: TestClient) -> None:
    text = shop.get("/products/cafe-lavado-montero").text
    assert "Of €8.90, <strong>€7.65</strong> goes to Cooperativa Agraria Tres Quebradas." in text
    assert "€35.60 / kg" in text
    assert "includes €0.46 VAT (France)" in text
    assert "The parts add up to the price, to the cent." in text


def test_parts_that_do_not_add_up_are_not_said_to(shop: TestClient, api: CannedApi) -> None:
    product = api.answers["GET /v1/products/cafe-lavado-montero"]
    variant = product["variants"][0]
    short = {**variant["breakdown"], "parts": variant["breakdown"]["parts"][1:]}
    api.answers["GET /v1/products/cafe-lavado-montero"] = {**product, "variants": [{**variant, "breakdown": short}]}
    assert "The parts add up to the price" not in shop.get("/products/cafe-lavado-montero").text


def test_linked_data_cannot_break_out_of_its_element(shop: TestClient) -> None:
    text = shop.get("/products/cafe-lavado-montero").text
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    assert data and "CertificationActive" in data.group(1)
    assert "\\u003c/script\\u003e" in data.group(1)
    assert "<b>not markup</b>" not in text


def test_a_withdrawn_certificate_says_so_and_why(shop: TestClient) -> None:
    text = shop.get("/proof/crt_gone").text
    assert "It is not shown on products today." in text
    assert "It has been withdrawn." in text
    assert "The audit found undeclared purchases." in text
    assert "It holds today." not in text


def test_a_picture_comes_from_our_own_address_and_can_run_nothing(shop: TestClient) -> None:
    assert 'src="/media/med_coffee"' in shop.get("/products").text
    answer = shop.get("/media/med_coffee")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "immutable" in answer.headers["cache-control"]


def test_a_browser_gets_the_size_and_format_that_it_asked_for(shop: TestClient, api: CannedApi) -> None:
    answer = shop.get("/media/med_coffee?w=320&format=webp&token=x", headers={"Accept": "image/avif"})
    asked = api.asked("GET", "/v1/media/med_coffee")[0]
    assert dict(asked.url.params) == {"w": "320", "format": "webp"}
    assert asked.headers["accept"] == "image/avif"
    again = shop.get("/media/med_coffee", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_photo_is_offered_in_every_size_and_a_drawing_in_one(shop: TestClient, api: CannedApi) -> None:
    assert "<picture>" not in shop.get("/products/cafe-lavado-montero").text
    photo = {"id": "med_photo", "url": "", "alt": "Rosa", "width": 700, "height": 350, "widths": [320, 640, 700]}
    product = api.answers["GET /v1/products/cafe-lavado-montero"]
    assert isinstance(product, dict)
    api.answers["GET /v1/products/cafe-lavado-montero"] = {**product, "picture": photo, "pictures": [photo, PICTURE]}
    page = shop.get("/products/cafe-lavado-montero").text
    for form in ("avif", "webp"):
        sizes = ", ".join(f"/media/med_photo?w={w}&amp;format={form} {w}w" for w in (320, 640, 700))
        assert f'srcset="{sizes}"' in page
    assert 'alt="Rosa" width="700" height="350"' in page
    assert page.count("/media/med_coffee") == 1


def test_the_chosen_language_is_kept(shop: TestClient) -> None:
    answer = shop.post("/language", data={"language": "es", "next": "/products?q=café"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/products?q=")
    assert "Ordenar por" in shop.get("/products", headers={"Accept-Language": "fr"}).text


def test_the_api_is_asked_in_the_visitors_language(shop: TestClient, api: CannedApi) -> None:
    shop.get("/products", headers={"Accept-Language": "de, pt-BR;q=0.8"})
    assert api.asked("GET", "/v1/products")[0].headers["accept-language"] == "pt"


def test_filters_reach_the_api_and_stay_in_the_address(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/products"] |= {"has_more": True, "next_cursor": "next+/page"}
    text = shop.get("/products?category=coffee&category=spices&origin=PE&sort=nonsense&utm=1").text
    asked = api.asked("GET", "/v1/products")[0].url.params
    assert asked.get_list("category") == ["coffee", "spices"]
    assert "sort" not in asked and "utm" not in asked
    assert "cursor=next%2B%2Fpage" in text
    assert 'href="/products?category=spices&amp;origin=PE"' in text


def test_a_search_is_in_the_order_of_what_was_meant_until_another_is_chosen(shop: TestClient) -> None:
    """What is chosen at first asks for no order of its own: the form may be sent with other words than it came with."""
    order_by = re.compile(r'<option value="([^"]*)"( selected)?>([^<]*)</option>')
    assert order_by.findall(shop.get("/products").text)[0] == ("", "", "most bought")
    offered = order_by.findall(shop.get("/products?q=coffee").text)
    assert offered[:2] == [("", "", "best match"), ("popular", "", "most bought")]
    assert ("price", " selected", "lowest price") in order_by.findall(shop.get("/products?q=coffee&sort=price").text)


def test_a_placed_order_waits_for_the_payment_pages_word(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/orders/ord_one"] = order("placed")
    text = shop.get("/thank-you/ord_one").text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in text
    assert 'hx-trigger="every 2s"' in text
    api.answers["GET /v1/orders/ord_one"] = order("paid")
    text = shop.get("/thank-you/ord_one").text
    assert "refresh" not in text and "hx-trigger" not in text
    assert "<strong>€15.30</strong> belongs to the people who made" in text


def test_an_expired_order_says_that_nothing_was_taken(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/orders/ord_one"] = order("expired")
    assert "Nothing was taken from your account." in shop.get("/thank-you/ord_one").text


def test_words_the_api_learns_later_are_shown_as_they_are(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/orders"] = page_of(order("partly_refunded"))
    sign_in(shop)
    assert "partly refunded" in shop.get("/orders").text


def test_the_script_is_the_one_that_was_chosen() -> None:
    # htmx.org 4.0.1 from npm, dist/htmx.min.js, Zero-Clause BSD.
    script = Path(storefront.__file__).parent / "static" / "htmx.min.js"
    digest = hashlib.sha256(script.read_bytes()).hexdigest()
    assert digest == "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"


def test_a_page_stays_light() -> None:
    home = Path(storefront.__file__).parent / "static"
    assert len(gzip.compress((home / "style.css").read_bytes())) <= 10_000
    assert len(gzip.compress((home / "htmx.min.js").read_bytes())) <= 18_000


def test_what_only_the_producer_says_stands_apart_from_what_is_proven(shop: TestClient, api: CannedApi) -> None:
    said = "The producer says “fair trade”. Nobody has checked it here."
    api.answers["GET /v1/products/cafe-lavado-montero"] = {**PRODUCT, "declared": [{"text": said}]}
    text = shop.get("/products/cafe-lavado-montero").text
    proven, own = text.index('<h2 id="claims">'), text.index('<h2 id="declared">')
    assert proven < text.index("Fairtrade covers the whole product.") < own < text.index(said)
    api.answers["GET /v1/products/cafe-lavado-montero"] = PRODUCT
    assert 'id="declared"' not in shop.get("/products/cafe-lavado-montero").text


def test_a_list_whose_counts_did_not_come_keeps_what_was_chosen(shop: TestClient, api: CannedApi) -> None:
    words = "could not be counted in time"
    assert words not in shop.get("/products?category=coffee").text
    listed = api.answers["GET /v1/products"]
    api.answers["GET /v1/products"] = {**listed, "facets": None}
    text = shop.get("/products?category=coffee&category=tea&q=mild").text
    assert words in text
    for value in ("coffee", "tea"):
        assert f'<input type="hidden" name="category" value="{value}">' in text
    assert 'name="in_stock" value="true"> <span>Only what is there now</span></label>' in text

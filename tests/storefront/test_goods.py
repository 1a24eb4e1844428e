"""A producer's goods: three fields to a product, prices taken apart, stock by buttons, a sheet, hubs."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import BREAKDOWN, CannedApi, euros, page_of, problem

DESK = "/desk/org_montero/products"
OF = "/v1/organisations/org_montero"
PRODUCT = f"{OF}/products/prod_coffee"
STOCK_LINE = {
    "product_id": "prod_coffee",
    "product_name": "Coffee <b>from</b> Montero",
    "lang": "en",
    "state": "published",
    "variant_id": "var_small",
    "variant_label": "250 g",
    "sku": None,
    "price": euros(890),
    "on_hand": 9,
    "held": 2,
    "available": 7,
    "threshold": None,
    "short": True,
}
OWN: dict[str, Any] = {
    "id": "prod_coffee",
    "slug": "cafe",
    "handle": "cafe",
    "name": "Coffee from Montero",
    "language": "es",
    "category": "coffee",
    "state": "draft",
    "version": 4,
    "price": euros(890),
    "available": 7,
    "short_line": "",
    "description": "In the cup",
    "origin_country": "PE",
    "origin_region": "Piura",
    "variants": [
        {
            "id": f"var_{size}",
            "label": label,
            "net": {"value": "250", "unit": "g"},
            "stock": {"on_hand": 9, "held": 2, "available": 7},
            "prices": [{"price": euros(890), "premium": euros(25), "since": "2026-01-01T00:00:00Z"}],
            "archived": False,
        }
        for size, label in (("small", "250 g"), ("large", "1 kg"))
    ],
    "texts": [{"lang": "fr", "field": "name", "body": "Café de Montero", "origin": "machine"}],
    "windows": [{"kind": "yearly", "opens": "11-01", "closes": "02-28", "ships_from": None}],
    "orderable_today": True,
}
PREVIEW = {**BREAKDOWN, "receives": 765, "minimum": None}
GRANT = {
    "id": "hgr_one",
    "producer_id": "org_montero",
    "producer_name": "Tres Quebradas",
    "hub_id": "org_hub",
    "hub_name": "Alianza",
    "hub_slug": "alianza",
    "covers_all": True,
    "valid_from": "2026-11-01T00:00:00Z",
}


@pytest.fixture(autouse=True)
def rosa(shop: TestClient, api: CannedApi) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")
    api.answers |= {
        f"GET {OF}/stock": {**page_of(STOCK_LINE), "currency": "EUR"},
        f"GET {OF}/stock-watches": {"data": [{"variant_id": None, "threshold": 5}]},
        f"GET {OF}/products": page_of(OWN),
        f"GET {PRODUCT}": OWN,
        f"GET {OF}/price-preview": PREVIEW,
        f"GET {OF}/hub-grants": {"data": [GRANT]},
        f"GET {OF}/hub-offers": page_of(),
        "GET /v1/categories": page_of({"code": "coffee", "label": "Coffee"}),
    }


def sent(api: CannedApi, method: str, path: str) -> Any:
    """The body of the newest request of this kind."""
    return json.loads(api.asked(method, path)[-1].content)


def test_three_fields_make_a_draft_and_open_it(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"POST {OF}/products"] = OWN
    page = shop.get(f"{DESK}/new").text
    assert 'aria-live="polite"' in page and 'hx-trigger="input changed delay:400ms"' in page
    form = {
        "name": "Coffee",
        "price": "8,90",
        "currency": "EUR",
        "value": "0,25",
        "unit": "kg",
        "key": "k",
        "mode": "keep",
    }
    answer = shop.post(f"{DESK}/new", data=form)
    assert answer.headers["location"] == f"{DESK}/prod_coffee?said=product-made#notice"
    assert sent(api, "POST", f"{OF}/products") == {
        "name": "Coffee",
        "price": {"amount": 890, "currency": "EUR"},
        "net": {"value": "0.25", "unit": "kg"},
    }
    assert api.asked("POST", f"{OF}/products")[0].headers["idempotency-key"] == "k"


def test_who_gets_what_is_shown_without_a_script_and_nothing_is_kept(shop: TestClient, api: CannedApi) -> None:
    form = {"name": "Coffee", "price": "8.90", "currency": "EUR", "value": "1", "unit": "piece", "mode": "show"}
    answer = shop.post(f"{DESK}/new", data=form)
    assert answer.status_code == 200
    assert "<strong>€7.65</strong> reaches you" in answer.text and 'class="bar"' in answer.text
    assert 'value="Coffee"' in answer.text and 'value="8.90"' in answer.text
    assert not api.asked("POST", f"{OF}/products")


def test_a_price_that_is_none_says_so_where_it_was_typed(shop: TestClient, api: CannedApi) -> None:
    form = {"name": "Coffee", "price": "about 9", "currency": "EUR", "mode": "keep"}
    answer = shop.post(f"{DESK}/new", data=form)
    assert answer.status_code == 422
    assert "Write an amount such as 12.50." in answer.text and 'value="Coffee"' in answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("price=8.90&currency=EUR", "reaches you"),
        ("price=8.90&premium=0.25&currency=EUR&variant=var_small", "reaches you"),
        ("price=&currency=EUR", "Write an amount such as 12.50."),
        ("price=x&currency=EUR", "Write an amount such as 12.50."),
        ("price=9", "reaches you"),
    ],
)
def test_the_part_that_changes_while_typing(shop: TestClient, query: str, said: str) -> None:
    answer = shop.get(f"{DESK}/receives?{query}")
    assert answer.status_code == 200 and said in answer.text
    assert "<html" not in answer.text


def test_while_typing_a_refusal_is_said_and_is_no_error(shop: TestClient, api: CannedApi) -> None:
    api.answers[f"GET {OF}/price-preview"] = problem(422, "price_too_low")
    answer = shop.get(f"{DESK}/receives?price=0.01&currency=EUR")
    assert answer.status_code == 200 and "nothing would be left" in answer.text


def test_the_list_is_searched_and_a_product_duplicated(shop: TestClient, api: CannedApi) -> None:
    api.answers["POST /v1/products/prod_coffee/duplicate"] = {**OWN, "id": "prod_copy"}
    page = shop.get(f"{DESK}?q=caf%C3%A9&state=draft&nonsense=1").text
    assert "Duplicate: Coffee from Montero" in page
    asked = api.asked("GET", f"{OF}/products")[-1].url.params
    assert (asked["q"], asked["state"]) == ("café", "draft")
    answer = shop.post(DESK, data={"product": "prod_coffee", "key": "k-1"})
    assert answer.headers["location"] == f"{DESK}/prod_copy?said=product-duplicated#notice"


def test_a_price_is_set_with_its_premium(shop: TestClient, api: CannedApi) -> None:
    api.answers["PUT /v1/variants/var_small/prices/EUR"] = {}
    page = shop.get(f"{DESK}/prod_coffee").text
    assert 'id="p-var_small"' in page and 'value="8.90"' in page and 'value="0.25"' in page
    form = {"variant": "var_small", "currency": "EUR", "price": "9,50", "premium": "0.30", "mode": "keep"}
    answer = shop.post(f"{DESK}/prod_coffee/price", data=form)
    assert answer.headers["location"] == f"{DESK}/prod_coffee?said=price-set#notice"
    assert sent(api, "PUT", "/v1/variants/var_small/prices/EUR") == {"amount": 950, "premium": 30}


def test_a_price_below_the_minimum_stays_in_its_form(shop: TestClient, api: CannedApi) -> None:
    api.answers["PUT /v1/variants/var_small/prices/EUR"] = problem(422, "price_not_allowed")
    form = {"variant": "var_small", "currency": "EUR", "price": "1", "premium": "", "mode": "keep"}
    answer = shop.post(f"{DESK}/prod_coffee/price", data=form)
    at = answer.text.split('id="price-var_small"')[1].split("</form>")[0]
    assert answer.status_code == 422
    assert "Less than the minimum price would reach you." in at and 'value="1"' in at


def test_words_are_changed_from_the_version_that_was_seen(shop: TestClient, api: CannedApi) -> None:
    api.answers["PATCH /v1/products/prod_coffee"] = problem(412, "precondition_failed")
    form = {"name": "Coffee, new", "description": "x", "version": "4"}
    answer = shop.post(f"{DESK}/prod_coffee", data=form)
    assert answer.status_code == 412 and "Somebody changed this since you saw it" in answer.text
    assert 'value="Coffee, new"' in answer.text
    request = api.asked("PATCH", "/v1/products/prod_coffee")[0]
    assert request.headers["if-match"] == '"4"'
    assert json.loads(request.content) == {"name": "Coffee, new", "description": "x"}


def test_a_text_a_window_and_a_size(shop: TestClient, api: CannedApi) -> None:
    api.answers |= {
        "PUT /v1/products/prod_coffee/texts/fr/name": {},
        "PUT /v1/products/prod_coffee/windows": {},
        "POST /v1/products/prod_coffee/variants": {},
        "PATCH /v1/variants/var_large": {},
    }
    page = shop.get(f"{DESK}/prod_coffee").text
    assert 'value="Café de Montero"' in page and 'value="11-01"' in page
    shop.post(f"{DESK}/prod_coffee/texts", data={"lang": "fr", "field": "name", "body": "Café"})
    assert sent(api, "PUT", "/v1/products/prod_coffee/texts/fr/name") == {"body": "Café", "origin": "human"}
    rows = {"kind": ["yearly", "dates"], "opens": ["11-01", ""], "closes": ["02-28", ""], "ships_from": ["", ""]}
    shop.post(f"{DESK}/prod_coffee/windows", data=rows)
    assert sent(api, "PUT", "/v1/products/prod_coffee/windows") == {
        "windows": [{"kind": "yearly", "opens": "11-01", "closes": "02-28", "ships_from": None}]
    }
    shop.post(f"{DESK}/prod_coffee/variants", data={"price": "3", "currency": "EUR", "value": "1", "unit": "kg"})
    assert sent(api, "POST", "/v1/products/prod_coffee/variants")["net"] == {"value": "1", "unit": "kg"}
    shop.post(f"{DESK}/prod_coffee/variants/keep", data={"variant": "var_large", "archived": "yes", "version": "4"})
    assert sent(api, "PATCH", "/v1/variants/var_large") == {"archived": True}


@pytest.mark.parametrize(("step", "change"), [("more", 1), ("fewer", -1)])
def test_one_button_is_one_piece_and_pressed_twice_still_one(
    shop: TestClient, api: CannedApi, step: str, change: int
) -> None:
    api.answers["POST /v1/variants/var_small/stock-changes"] = {}
    page = shop.get(f"{DESK}/stock").text
    assert "Coffee &lt;b&gt;from" in page and "running short" in page and "2 in open orders" in page
    for _ in range(2):
        answer = shop.post(f"{DESK}/stock", data={"variant": "var_small", "step": step, "key": "k", "on_hand": "9"})
    assert answer.headers["location"] == f"{DESK}/stock?said=counted#notice"
    keys = {one.headers["idempotency-key"] for one in api.asked("POST", "/v1/variants/var_small/stock-changes")}
    assert keys == {f"k{change:+d}"}
    assert sent(api, "POST", "/v1/variants/var_small/stock-changes") == {"change": change}


def test_a_count_and_a_threshold_are_whole_numbers(shop: TestClient, api: CannedApi) -> None:
    api.answers |= {
        "PUT /v1/variants/var_small/stock": problem(409, "stock_held"),
        f"PUT {OF}/stock-watches/all": {},
        f"PUT {OF}/stock-watches/var_small": {},
    }
    refused = shop.post(f"{DESK}/stock", data={"variant": "var_small", "step": "set", "on_hand": "1"})
    assert refused.status_code == 409 and "Open orders hold more than would be left." in refused.text
    assert shop.post(f"{DESK}/stock", data={"variant": "var_small", "on_hand": "a few"}).status_code == 422
    shop.post(f"{DESK}/stock/watch", data={"threshold": "6"})
    assert sent(api, "PUT", f"{OF}/stock-watches/all") == {"threshold": 6}
    shop.post(f"{DESK}/stock/watch", data={"variant": "var_small", "threshold": ""})
    assert sent(api, "PUT", f"{OF}/stock-watches/var_small") == {"threshold": None}
    assert shop.post(f"{DESK}/stock/watch", data={"threshold": "-1"}).status_code == 422


def test_today_says_what_runs_short(shop: TestClient, api: CannedApi) -> None:
    alert = {name: STOCK_LINE[name] for name in ("product_id", "product_name", "variant_id", "variant_label")}
    api.answers[f"GET {OF}/stock-alerts"] = page_of(
        {**alert, "id": "sal_one", "lang": "en", "threshold": 8, "available": 7, "raised_at": "2026-11-24T00:00:00Z"}
    )
    assert "Running short" in shop.get("/desk/org_montero").text


def test_a_sheet_is_looked_at_before_it_is_applied(shop: TestClient, api: CannedApi) -> None:
    row = {
        "line": 2,
        "variant_id": "var_small",
        "product_name": "Coffee",
        "variant_label": "250 g",
        "price_before": euros(890),
        "price_after": euros(950),
        "stock_before": None,
        "stock_after": None,
        "problem": None,
        "cell": "",
    }
    wrong = {**row, "line": 3, "price_after": None, "problem": "bad_price", "cell": "<i>9</i>"}
    sheet = {
        "id": "osh_one",
        "file_name": "s.csv",
        "changes": 1,
        "problems": 1,
        "rows": [row, wrong],
        "applied_at": None,
    }
    api.answers |= {
        f"POST {OF}/sheets": sheet,
        f"GET {OF}/sheets/osh_one": sheet,
        f"POST {OF}/sheets/osh_one/apply": {**sheet, "applied_at": "2026-11-24T00:00:00Z"},
    }
    assert shop.post(f"{DESK}/sheet", data={"file": ""}).status_code == 422
    answer = shop.post(f"{DESK}/sheet", files={"file": ("s.csv", b"Variant,Price\n")})
    assert answer.headers["location"] == f"{DESK}/sheet?sheet=osh_one#preview"
    page = shop.get(f"{DESK}/sheet?sheet=osh_one").text
    assert "<s>€8.90</s> → <strong>€9.50</strong>" in page and "&lt;i&gt;9" in page
    done = shop.post(f"{DESK}/sheet/apply?sheet=osh_one", data={"sheet": "osh_one"})
    assert done.headers["location"] == f"{DESK}/sheet?sheet=osh_one&said=sheet-applied#notice"


def test_a_hub_is_granted_and_the_grant_ended(shop: TestClient, api: CannedApi) -> None:
    api.answers |= {f"POST {OF}/hub-grants": GRANT, "POST /v1/hub-grants/hgr_one/end": GRANT}
    page = shop.get(f"{DESK}/hubs").text
    assert "waits for the hub" in page and "End it: Alianza" in page
    form = {"hub": "alianza", "category": "coffee", "last_day": "2027-01-31", "may_set_stock": "yes", "key": "k"}
    answer = shop.post(f"{DESK}/hubs", data=form)
    assert answer.headers["location"] == f"{DESK}/hubs?said=hub-granted#notice"
    assert sent(api, "POST", f"{OF}/hub-grants") == {
        "hub": "alianza",
        "covers_all": False,
        "categories": ["coffee"],
        "may_set_stock": True,
        "may_set_price": False,
        "valid_to": "2027-02-01T00:00:00Z",
    }
    shop.post(f"{DESK}/hubs/answer", data={"grant": "hgr_one", "answer": "nonsense"})
    assert api.asked("POST", "/v1/hub-grants/hgr_one/end")


@pytest.mark.parametrize("page", ["", "/new", "/stock", "/sheet", "/hubs", "/prod_coffee"])
@pytest.mark.parametrize("language", ["es", "fr", "pt"])
def test_every_page_is_there_in_every_language_and_for_members_alone(
    shop: TestClient, page: str, language: str
) -> None:
    assert shop.get(f"{DESK}{page}", headers={"Accept-Language": language}).status_code == 200
    assert shop.get(f"/desk/org_other/products{page}").status_code == 404


def test_a_hub_sets_what_it_may(shop: TestClient, api: CannedApi) -> None:
    offer: dict[str, object] = {"product_id": "prod_x", "name": "Honey", "producer_name": "Miel", "variant_id": "var_x"}
    offer |= {"variant_label": "250 g", "available": 3, "on_hand": 4, "may_set_stock": True}
    api.answers |= {
        f"GET {OF}/hub-offers": page_of({**offer, "price": euros(500), "may_set_price": True}),
        f"PUT {OF}/hub-offers/var_x/stock": {},
        f"PUT {OF}/hub-offers/var_x/prices/EUR": problem(404, "not_granted_to_hub"),
    }
    page = shop.get(f"{DESK}/hubs").text
    assert "Set the count: Honey, 250 g" in page and "Set the price: Honey, 250 g" in page
    assert shop.post(f"{DESK}/hubs/stock", data={"variant": "var_x", "on_hand": "9"}).status_code == 303
    assert sent(api, "PUT", f"{OF}/hub-offers/var_x/stock") == {"on_hand": 9}
    assert shop.post(f"{DESK}/hubs/stock", data={"variant": "var_x", "on_hand": "-9"}).status_code == 422
    answer = shop.post(f"{DESK}/hubs/price", data={"variant": "var_x", "currency": "EUR", "price": "6,20"})
    assert answer.status_code == 404 and "The producer does not let the hub do this now." in answer.text
    assert sent(api, "PUT", f"{OF}/hub-offers/var_x/prices/EUR") == {"amount": 620}


def test_everybody_sees_a_hub(shop: TestClient, api: CannedApi) -> None:
    producer = {"id": "org_montero", "slug": "tres-quebradas", "name": "Tres <Quebradas>"}
    one = {"id": "prod_x", "slug": "honey", "name": "Miel", "lang": "es", "producer": producer, "price": euros(500)}
    hub = {"id": "org_hub", "slug": "alianza", "name": "Alianza"}
    api.answers["GET /v1/hubs/alianza"] = {**page_of({**one, "in_stock": False}), "hub": hub}
    text = shop.get("/hubs/alianza").text
    assert '<a href="/products/honey?hub=alianza" lang="es"><strong>Miel' in text and "Tres &lt;Quebradas&gt;" in text
    assert "sold out for now" in text
    assert shop.get("/hubs/nobody").status_code == 404


@pytest.fixture
def tiered(api: CannedApi) -> CannedApi:
    found = {"product_id": "prod_coffee", "solidarity_bps": 2000, "supporter_bps": 1250, "variants": []}
    api.answers |= {"GET /v1/products/prod_coffee/tiers": found, "PUT /v1/products/prod_coffee/tiers": found}
    return api


def test_tiers_of_what_is_on_sale_are_kept(shop: TestClient, tiered: CannedApi) -> None:
    page = shop.get(f"{DESK}/prod_coffee").text
    assert 'name="solidarity" inputmode="numeric" maxlength="3" autocomplete="off" value="20"' in page
    assert 'value="12.5"' in page
    answer = shop.post(f"{DESK}/prod_coffee/tiers", data={"solidarity": "30", "supporter": ""})
    assert answer.status_code == 303
    assert "said=tiers-kept" in answer.headers["location"]
    assert sent(tiered, "PUT", "/v1/products/prod_coffee/tiers") == {"solidarity_bps": 3000, "supporter_bps": 0}


@pytest.mark.parametrize("typed", ["-1", "2,5", "many", "9999"])
def test_a_tier_that_is_no_whole_number_is_said_at_its_form(shop: TestClient, tiered: CannedApi, typed: str) -> None:
    answer = shop.post(f"{DESK}/prod_coffee/tiers", data={"solidarity": typed, "supporter": "10"})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    assert tiered.asked("PUT", "/v1/products/prod_coffee/tiers") == []


def test_a_tier_too_far_from_the_fair_price_is_refused_in_words(shop: TestClient, tiered: CannedApi) -> None:
    tiered.answers["PUT /v1/products/prod_coffee/tiers"] = problem(422, "tiers_out_of_range")
    answer = shop.post(f"{DESK}/prod_coffee/tiers", data={"solidarity": "51", "supporter": ""})
    assert answer.status_code == 422
    assert "At most half the price below, and as much again above." in answer.text


def test_a_draft_has_no_tiers_yet(shop: TestClient) -> None:
    assert 'id="tiers"' not in shop.get(f"{DESK}/prod_coffee").text

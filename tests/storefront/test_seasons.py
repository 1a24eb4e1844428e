"""What the product page says of seasons, of orders ahead, of harvests and of a price that was lowered."""

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import PRODUCT, CannedApi, euros

PAGE = "/products/cafe-lavado-montero"
SEASON = {"kind": "yearly", "opens": "11-01", "closes": "02-29", "ships_from": None}
AHEAD = {"kind": "preorder", "opens": "2026-11-01", "closes": "2026-12-24", "ships_from": "2027-01-15"}


def show(shop: TestClient, api: CannedApi, language: str = "en", **more: object) -> str:
    api.answers["GET /v1/products/cafe-lavado-montero"] = {**PRODUCT, **more}
    answer = shop.get(PAGE, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "every year from 1 November to 29 February"),
        ("fr", "chaque année du 1 novembre au 29 février"),
        ("es", "cada año del 1 de noviembre al 29 de febrero"),
        ("pt", "todos os anos de 1 de novembro a 29 de fevereiro"),
    ],
)
def test_out_of_season_the_page_says_when_and_offers_no_button(
    shop: TestClient, api: CannedApi, language: str, words: str
) -> None:
    page = show(shop, api, language, orderable=False, windows=[SEASON])
    assert words in page
    assert 'name="quantity"' not in page


def test_an_order_ahead_says_when_it_leaves(shop: TestClient, api: CannedApi) -> None:
    page = show(shop, api, orderable=True, windows=[AHEAD])
    assert "Ordered ahead: it leaves from 15 Jan 2027 on." in page
    assert 'name="quantity"' in page


def test_the_dates_of_a_window_are_written_out(shop: TestClient, api: CannedApi) -> None:
    page = show(
        shop, api, orderable=False, windows=[{**SEASON, "kind": "dates", "opens": "2027-03-01", "closes": "2027-04-01"}]
    )
    assert "from 1 Mar 2027 to 1 Apr 2027" in page


def test_a_lowered_price_stands_beside_what_it_was(shop: TestClient, api: CannedApi) -> None:
    variants = [{**PRODUCT["variants"][0], "lowest_30_days": euros(950)}, *PRODUCT["variants"][1:]]
    assert "Lowest price of the 30 days before it was lowered: €9.50" in show(shop, api, variants=variants)


def test_a_harvest_and_a_value_are_told_in_the_producers_words(shop: TestClient, api: CannedApi) -> None:
    harvest = {"code": "2026-A", "harvest_year": 2026, "season": "main", "best_before": "2028-06-30", "note": "<b>"}
    variants = [{**each, "harvest": harvest} for each in PRODUCT["variants"]]
    page = show(
        shop,
        api,
        lot="2026-A",
        variants=variants,
        values=[{"code": "trees", "label": "Trees", "statement": "One for every bag."}],
    )
    assert "2026-A, main, 2026; best before 30 Jun 2028. &lt;b&gt;" in page
    assert "Trees: One for every bag." in page

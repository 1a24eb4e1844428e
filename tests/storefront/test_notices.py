"""A label fell after somebody had bought under it: the order says so, and so does the account."""

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CARD, CannedApi, order, page_of, withdrawal

AFTERWARDS, BEFORE = "2026-11-23T00:00:00Z", "2026-11-01T00:00:00Z"
HELD = "It held when you bought."
SHOULD_NOT = "It was shown when you bought, and should not have been: that is known only since."


@pytest.fixture(autouse=True)
def camille(shop: TestClient) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_camille")


def text_of(shop: TestClient, path: str, language: str = "en") -> str:
    return " ".join(shop.get(path, headers={"Accept-Language": language}).text.split())


def test_nothing_is_said_where_nothing_fell(shop: TestClient) -> None:
    assert "withdrawn" not in text_of(shop, "/orders/ord_one")
    assert "withdrawn" not in text_of(shop, "/account")


@pytest.mark.parametrize(
    ("withdrawn_at", "said", "unsaid"), [(AFTERWARDS, HELD, SHOULD_NOT), (BEFORE, SHOULD_NOT, HELD)]
)
def test_the_order_says_what_fell_why_and_beside_what(
    shop: TestClient, api: CannedApi, withdrawn_at: str, said: str, unsaid: str
) -> None:
    api.answers["GET /v1/orders/ord_one"] = {**order("paid"), "notices": [withdrawal(withdrawn_at)]}
    text = text_of(shop, "/orders/ord_one")
    assert "A label of this order was withdrawn" in text
    assert "Fairtrade 990417 of Cooperativa Agraria Tres Quebradas was withdrawn as of" in text
    assert said in text and unsaid not in text
    assert "<blockquote>The audit found &lt;undeclared&gt; purchases.</blockquote>" in text
    assert f"It stood beside: <strong>{CARD['name']}</strong>; this order keeps what was shown." in text
    assert '<a href="/proof/crt_gone">How it stands today</a>' in text


def test_the_account_names_every_order_that_is_concerned(shop: TestClient, api: CannedApi) -> None:
    of_an_order = {"id": "ntc_1", "order_id": "ord_one", "placed_at": "2026-11-20T10:00:00Z"}
    api.answers["GET /v1/notices"] = page_of(withdrawal(AFTERWARDS, **of_an_order))
    text = text_of(shop, "/account")
    assert "Labels that were withdrawn after you had bought" in text and HELD in text
    assert '<a href="/orders/ord_one">Order of 20 November 2026</a>' in text
    assert "Older ones" not in text
    api.answers["GET /v1/notices"] |= {"has_more": True, "next_cursor": "x"}
    assert "Older ones stand at their orders." in text_of(shop, "/account")
    assert "Le label valait quand vous avez acheté." in text_of(shop, "/account", "fr")

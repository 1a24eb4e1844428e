"""The page of a statement checks it in the reader's browser: who signed it, and whether an order is in it."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from kit.clock import utc_now
from kit.ids import new_id
from market.impact.facts.rules import order_reference
from tests.browser.test_proof_check import outcomes
from tests.journeys.market import Market

pytestmark = pytest.mark.browser

Json = dict[str, Any]
Change = Callable[[Any], object]
_A_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def orders(market: Market) -> list[str]:
    """Two orders that were paid today."""
    coffee, chocolate = (market.get(f"/v1/products/{slug}")["variants"][0]["id"] for slug in ("cafe-montero", "kumasi"))
    bought = [market.buy({coffee: 1, chocolate: 2}), market.buy({coffee: 1})]
    for one in bought:
        market.wait_until_paid(one)
    return [one["order_id"] for one in bought]


@pytest.fixture(scope="module")
def statement(market: Market, orders: list[str]) -> str:
    """The market's statement of today, which holds them."""
    return published(market, "market")


def published(market: Market, subject: str, **about: str) -> str:
    """A statement of today, asked for and built; its id."""
    today, tomorrow = (str(utc_now().date() + days * _A_DAY) for days in (0, 1))
    asked = market.post(
        "/v1/statements",
        {"subject": subject, "period_start": today, "period_end": tomorrow, **about},
        by="operator",
    )
    market.eventually("the statement is ready", lambda: market.get(f"/v1/statements/{asked['id']}")["state"] == "ready")
    return str(asked["id"])


def bend(page: Page, address: str, change: Change) -> None:
    """Let somebody between the market and the browser change what is answered at this address."""

    def answer(route: Route) -> None:
        given = route.fetch()
        body = given.json()
        change(body)
        route.fulfill(response=given, body=json.dumps(body))

    page.route(address, answer)


def opened(page: Page, market: Market, statement_id: str) -> Page:
    page.goto(f"{market.storefront_url}/impact/{statement_id}")
    page.wait_for_selector("[data-statement][data-done]")
    return page


def look_for(page: Page, order_id: str) -> str | None:
    """What the page says about an order; its number stays in the browser."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    page.get_by_label("Number of your order").fill(f" {order_id} ")
    page.get_by_role("button", name="Look for it").click()
    expect(page.locator("[data-check=order] [data-if]:visible")).to_have_count(1)
    assert [url for url in asked if order_reference(order_id) in url]
    assert not [url for url in asked if order_id in url]
    return outcomes(page)["order"]


def test_an_order_is_followed_up_to_what_the_market_signed(
    page: Page, market: Market, statement: str, orders: list[str]
) -> None:
    opened(page, market, statement)
    assert outcomes(page) == {"signature": "yes"}
    assert page.is_hidden("[data-unable]")
    assert [look_for(page, order_id) for order_id in orders] == ["yes", "yes"]


def test_a_foreign_order_is_not_found(page: Page, market: Market, statement: str) -> None:
    assert look_for(opened(page, market, statement), new_id("ord")) == "unknown"
    assert outcomes(page)["signature"] == "yes"


def _figure(document: Json) -> None:
    figure = document["figures"][0]
    figure["value"] = f"{figure['value']}1"


def _root(document: Json) -> None:
    document["inputs"]["root"] = "00" * 32


def _another_issuer(document: Json) -> None:
    document["header"]["issuer"]["did"] = "did:web:evil.example"


@pytest.mark.parametrize("change", [_figure, _root, _another_issuer])
def test_a_document_that_was_changed_is_not_believed(
    page: Page, market: Market, statement: str, change: Change
) -> None:
    bend(page, "**/signed", change)
    opened(page, market, statement)
    assert outcomes(page) == {"signature": "no"}
    assert "Do not believe this document." in page.inner_text("#check")
    assert page.is_hidden("[data-order]")


def test_a_key_that_signs_no_longer_is_not_believed(page: Page, market: Market, statement: str) -> None:
    bend(page, "**/issuer-of-statements", lambda did: did.update(assertionMethod=[]))
    assert outcomes(opened(page, market, statement)) == {"signature": "no"}


def test_another_statement_in_its_place_is_not_believed(page: Page, market: Market, statement: str) -> None:
    """It is signed all right, and says something else than the page."""
    other = published(market, "producer", organisation_id=market.world.kuapa_id)
    genuine = market.get(f"/v1/statements/{other}/document")
    page.route("**/signed", lambda route: route.fulfill(json=genuine))
    assert outcomes(opened(page, market, statement)) == {"signature": "no"}


def _more_gross(found: Json) -> None:
    found["data"][0]["line"] = found["data"][0]["line"].replace('"gross":', '"gross":1')


def _another_place(found: Json) -> None:
    found["data"][-1]["in_inputs"]["index"] += 1


def _another_day(found: Json) -> None:
    found["data"][0]["day"]["root"] = "00" * 32


def _a_longer_path(found: Json) -> None:
    found["data"][0]["in_day"]["proof"].append("00" * 32)


def _nothing(found: Json) -> None:
    found["data"].clear()


@pytest.mark.parametrize("change", [_more_gross, _another_place, _another_day, _a_longer_path, _nothing])
def test_facts_that_do_not_lead_to_the_root_are_not_believed(
    page: Page, market: Market, statement: str, orders: list[str], change: Change
) -> None:
    bend(page, "**/inclusion?*", change)
    assert look_for(opened(page, market, statement), orders[0]) == "no"


def test_facts_of_another_order_are_not_believed(page: Page, market: Market, statement: str, orders: list[str]) -> None:
    """They are in the statement, but are not what was asked for."""
    path = f"/v1/statements/{statement}/inclusion?order={order_reference(orders[1])}"
    others = market.get(path)
    page.route("**/inclusion?*", lambda route: route.fulfill(json=others))
    assert look_for(opened(page, market, statement), orders[0]) == "no"

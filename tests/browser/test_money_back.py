"""What was bought and comes back: an unpaid order is cancelled, goods are sent back, an operator gives a line back."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS, sign_in_as
from tests.browser.test_every_screen import complaints_of, width_too_much
from tests.browser.test_purchase import buy_as_guest, cents, fill_address
from tests.journeys.market import Market

pytestmark = pytest.mark.browser


@contextmanager
def phone_of(chromium: Browser, market: Market, who: str) -> Iterator[Page]:
    """Somebody else's phone, signed in."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    sign_in_as(context, market, who)
    yield context.new_page()
    context.close()


def order_in(page: Page) -> str:
    """The order that the browser may read, by its cookie."""
    kept = next(one for one in page.context.cookies() if one["name"].endswith("orders"))
    found = re.search(r"ord_[a-z0-9]+", kept["value"])
    assert found
    return found.group()


def buy(page: Page, market: Market) -> str:
    """Two bags of coffee, bought and paid; the order."""
    buy_as_guest(page, market)
    expect(page.get_by_role("heading", name="Who got what")).to_be_visible()
    return order_in(page)


def amounts_of(page: Page) -> dict[str, int]:
    """The sums at the end of the receipt, in cents."""
    rows = page.locator(".receipt li:has(> .to)").all()
    told = [(row.locator(".to").inner_text(), cents(row.locator(".amount").inner_text())) for row in rows]
    return {name.splitlines()[0]: amount for name, amount in told}


def assert_nothing_is_wrong(page: Page) -> None:
    assert width_too_much(page) <= 0
    assert complaints_of(page) == []


def test_an_unpaid_order_is_cancelled_without_javascript(chromium: Browser, market: Market) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{market.storefront_url}/products/cafe-montero")
    page.click("form[action='/cart/lines'] button.strong")
    page.goto(f"{market.storefront_url}/checkout")
    fill_address(page)
    page.click("main button.strong")
    page.wait_for_url(f"{market.sandbox_url}/**")
    page.goto(f"{market.storefront_url}/orders/{order_in(page)}")
    page.click("#cancel summary")
    expect(page.locator("#cancel")).to_contain_text("Nothing has been charged.")
    page.fill("#cancel-reason", "Ordered twice")
    page.click("#cancel button")
    expect(page.locator("#notice")).to_have_text("The order is cancelled.")
    expect(page.locator("h1 .state")).to_have_text("Cancelled")
    expect(page.locator("main")).to_contain_text("Nothing was taken from your account.")
    assert page.locator("#cancel").count() == 0
    context.close()


def test_goods_go_back_and_their_money_follows(page: Page, chromium: Browser, market: Market) -> None:
    order_id = buy(page, market)
    order_page = f"{market.storefront_url}/orders/{order_id}"
    page.goto(order_page)
    expect(page.locator(".parcel .state")).to_have_text("To pack")
    assert page.locator("summary", has_text="Send something back").count() == 0
    page.locator("summary", has_text="What this price was made of").click()
    expect(page.locator(".parts").first).to_contain_text("Norandino")
    before = amounts_of(page)
    with phone_of(chromium, market, "norandino") as desk:
        desk.goto(f"{market.storefront_url}/desk/{market.world.norandino_id}")
        desk.locator("section.parcel", has_text=order_id).locator("form[action*='/ship'] button").click()
        expect(desk.locator("#notice")).to_have_text("Marked as sent.")

        page.goto(order_page)
        page.locator("summary", has_text="Send something back").click()
        page.locator("input[name^='units-']").fill("1")
        page.locator("input[name='reason'][required]").fill("The grind is too coarse")
        assert_nothing_is_wrong(page)
        page.locator("button", has_text="Ask the producer").click()
        expect(page.locator("#notice")).to_have_text("The producer has been asked, and answers here.")
        expect(page.locator(".return")).to_contain_text("The producer has not answered yet.")

        desk.goto(f"{market.storefront_url}/desk/{market.world.norandino_id}/returns")
        asked = desk.locator("section.parcel", has_text=order_id)
        expect(asked).to_contain_text("The grind is too coarse")
        asked.locator("textarea").fill("To our store in Lyon, please.")
        assert_nothing_is_wrong(desk)
        asked.locator("button[value='accept']").click()
        expect(desk.locator("#notice")).to_have_text("The buyer knows where to send it.")
        page.goto(order_page)
        expect(page.locator(".return")).to_contain_text("To our store in Lyon, please.")

        coming = desk.locator("section.parcel", has_text=order_id)
        coming.locator("input[name='restock']").check()
        coming.locator("button", has_text="The goods are back").click()
        expect(desk.locator("#notice")).to_have_text("The buyer’s money is on its way back.")

    market.eventually("the refund has left", lambda: refund_states(market, order_id) == ["succeeded"])
    page.goto(order_page)
    expect(page.locator(".return")).to_contain_text("It is back, and its money goes back.")
    after = amounts_of(page)
    assert after["You paid"] == before["You paid"]
    assert after["Went back to you"] == 890
    assert after["You paid in the end"] == before["You paid"] - 890
    assert page.locator(".bar .part-returned").count() == 1
    assert_nothing_is_wrong(page)


def refund_states(market: Market, order_id: str) -> list[str]:
    found = market.get("/v1/refunds", by="operator")["data"]
    return [one["state"] for one in found if one["order_id"] == order_id]


def test_a_producer_calls_off_what_cannot_be_sent(page: Page, chromium: Browser, market: Market) -> None:
    order_id = buy(page, market)
    with phone_of(chromium, market, "norandino") as desk:
        desk.goto(f"{market.storefront_url}/desk/{market.world.norandino_id}")
        parcel = desk.locator("section.parcel", has_text=order_id)
        parcel.locator("summary").click()
        parcel.locator("input[name='reason']").fill("The harvest is late")
        parcel.locator("form[action*='/cancel'] button").click()
        expect(desk.locator("#notice")).to_contain_text("The parcel is called off.")
    market.eventually("the refund has left", lambda: refund_states(market, order_id) == ["succeeded"])
    page.goto(f"{market.storefront_url}/orders/{order_id}")
    expect(page.locator("h1 .state")).to_have_text("Refunded")
    assert amounts_of(page)["You paid in the end"] == 0
    expect(page.locator("main")).to_contain_text("The harvest is late")


def test_an_operator_gives_a_line_back_and_lets_the_rest_wait(page: Page, chromium: Browser, market: Market) -> None:
    order_id = buy(page, market)
    with phone_of(chromium, market, "operator") as desk:
        desk.goto(f"{market.storefront_url}/operator")
        desk.fill("#order-id", order_id)
        desk.click("form[role='search'] button")
        expect(desk.locator("h1 .state")).to_have_text("Paid")
        expect(desk.locator(".life").first).to_contain_text("charge ch_")
        refund = desk.locator("#refund")
        refund.locator("input[name^='amount-']").fill("1.234")
        refund.locator("input[value='producer']").check()
        refund.locator("input[name='reason']").fill("The bag had burst")
        refund.locator("button").click()
        expect(refund.get_by_role("alert")).to_contain_text("Write amounts such as 12.50")
        assert refund.locator("input[name='reason']").input_value() == "The bag had burst"
        assert_nothing_is_wrong(desk)
        refund.locator("input[name^='amount-']").fill("2,50")
        refund.locator("button").click()
        expect(desk.locator("#notice")).to_contain_text("It goes back to the buyer")
        expect(desk.locator(".life").first).to_contain_text("2.50 EUR were given back")
        desk.locator("#hold input[name='note']").fill("The buyer reports mould")
        desk.locator("#hold button").click()
        expect(desk.locator("#notice")).to_have_text("The money waits.")
        desk.goto(f"{market.storefront_url}/operator/holds")
        held = desk.locator("section.parcel", has_text=order_id)
        expect(held).to_contain_text("The buyer reports mould")
        assert_nothing_is_wrong(desk)
        held.locator("input[name='note']").fill("It was flour")
        held.locator("button").click()
        expect(desk.locator("#notice")).to_contain_text("The money is free again")
    market.eventually("the refund has left", lambda: refund_states(market, order_id) == ["succeeded"])
    page.goto(f"{market.storefront_url}/orders/{order_id}")
    assert amounts_of(page)["Went back to you"] == 250

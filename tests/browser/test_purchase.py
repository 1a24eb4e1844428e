"""From the shelf through the simulated Stripe's own page to "who got what", as different people do it."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS, sign_in_as
from tests.browser.test_every_screen import complaints_of, width_too_much
from tests.journeys.market import Market

pytestmark = pytest.mark.browser


def fill_address(page: Page) -> None:
    page.fill("#email", "camille@example.org")
    page.fill("#full_name", "Camille Roux")
    page.fill("#line1", "12 rue de la Soie")
    page.fill("#postal_code", "69004")
    page.fill("#city", "Lyon")


def cents(text: str) -> int:
    """€1,234.50 -> 123450"""
    return int(re.sub(r"[^0-9]", "", text))


def assert_parts_make_the_total(page: Page) -> None:
    amounts = [cents(text) for text in page.locator(".receipt li .amount").all_inner_texts()]
    assert len(amounts) >= 6
    assert sum(amounts[:-1]) == amounts[-1]


def buy_as_guest(page: Page, market: Market) -> None:
    """The same steps with and without JavaScript."""
    page.goto(f"{market.storefront_url}/products/cafe-montero")
    page.fill("#quantity", "2")
    page.click("form[action='/cart/lines'] button.strong")
    expect(page.locator("#cart-link .count")).to_have_text("2")
    page.click("#cart-link")
    page.click("a[href='/checkout']")
    fill_address(page)
    page.click("main button.strong")
    page.wait_for_url(f"{market.sandbox_url}/**")
    page.click("form[method='post'] button.main")
    page.wait_for_url(f"{market.storefront_url}/thank-you/**")


def test_a_guest_buys_with_javascript_and_sees_who_got_what(page: Page, market: Market) -> None:
    buy_as_guest(page, market)
    expect(page.get_by_role("heading", name="Who got what")).to_be_visible()
    assert_parts_make_the_total(page)
    expect(page.locator(".receipt")).to_contain_text("Norandino")


def test_a_guest_buys_without_javascript(chromium: Browser, market: Market) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    buy_as_guest(page, market)
    # The page asks again by itself (meta refresh) until Stripe's event has come.
    expect(page.get_by_role("heading", name="Who got what")).to_be_visible()
    assert_parts_make_the_total(page)
    context.close()


def test_a_buyer_types_no_address_twice_without_javascript(chromium: Browser, market: Market) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="en-GB")
    sign_in_as(context, market, "consumer")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)

    def put_in_the_cart_and_go_on() -> None:
        page.goto(f"{market.storefront_url}/products/cafe-montero")
        page.click("form[action='/cart/lines'] button.strong")
        page.goto(f"{market.storefront_url}/checkout")

    for street in ("7 quai Saint-Vincent, bâtiment du fond de la cour, escalier de gauche", "8 place Colbert"):
        put_in_the_cart_and_go_on()
        fill_address(page)
        page.fill("#line1", street)
        page.click("main button.strong")
        page.wait_for_url(f"{market.sandbox_url}/**")
    put_in_the_cart_and_go_on()
    expect(page.locator("#line1")).to_have_value("8 place Colbert")
    page.get_by_role("button", name="Send it to Camille Roux, 7 quai Saint-Vincent").click()
    expect(page.locator("#line1")).to_have_value(re.compile("^7 quai"))
    expect(page.locator("#city")).to_have_value("Lyon")
    # What looks for faults is a script.
    seeing = chromium.new_context(
        storage_state=context.storage_state(), viewport={"width": 360, "height": 740}, locale="en-GB"
    )
    looked_at = seeing.new_page()
    looked_at.goto(f"{market.storefront_url}/checkout")
    assert width_too_much(looked_at) <= 0
    assert complaints_of(looked_at) == []
    seeing.close()
    page.get_by_role("button", name="Another address").click()
    expect(page.locator("#line1")).to_have_value("")
    expect(page.get_by_role("button", name="Send it to Camille Roux, 8 place Colbert")).to_be_visible()
    context.close()


def press_until(page: Page, selector: str) -> None:
    """Press Tab until what is wanted has the focus, and check that it can be seen that it has."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            assert page.evaluate("() => document.activeElement.matches(':focus-visible')")
            return
    raise AssertionError(f"the keyboard never reached {selector}")


def buy_by_keyboard(page: Page, market: Market, *, price: str, added: str) -> None:
    """From the product to the thank-you; `price` and `added` are how the page says them."""
    page.goto(f"{market.storefront_url}/products/cafe-montero")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    press_until(page, ".variant input")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".price-large:visible")).to_have_text(price)
    press_until(page, "form[action='/cart/lines'] button.strong")
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_have_text(added)
    page.goto(f"{market.storefront_url}/cart")
    press_until(page, "a[href='/checkout']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout")
    for selector, text in (
        ("#email", "camille@example.org"),
        ("#full_name", "Camille Roux"),
        ("#line1", "12 rue de la Soie"),
        ("#postal_code", "69004"),
        ("#city", "Lyon"),
    ):
        press_until(page, selector)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{market.sandbox_url}/**")
    press_until(page, "button.main")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{market.storefront_url}/thank-you/**")


def test_a_purchase_with_the_keyboard_alone(page: Page, market: Market) -> None:
    buy_by_keyboard(page, market, price="€31.90", added="Added to your cart.")
    expect(page.get_by_role("heading", name="Who got what")).to_be_visible()


def test_a_purchase_in_spanish_with_the_keyboard_alone_and_without_javascript(
    chromium: Browser, market: Market
) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="es-ES")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    buy_by_keyboard(page, market, price="31,90\N{NO-BREAK SPACE}€", added="Añadido a tu cesta.")
    expect(page.get_by_role("heading", name="Quién recibió qué")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    assert_parts_make_the_total(page)
    page.goto(f"{market.storefront_url}/products/cafe-montero")
    expect(page.get_by_role("heading", name="Café de Montero, en grano")).to_be_visible()
    context.close()


def test_the_quantity_changes_where_it_stands(page: Page, market: Market) -> None:
    page.goto(f"{market.storefront_url}/products/kumasi")
    page.click("form[action='/cart/lines'] button.strong")
    expect(page.locator("#notice")).to_have_text("Added to your cart.")
    page.goto(f"{market.storefront_url}/cart")
    page.fill(".quantity input[name='quantity']", "3")
    page.keyboard.press("Tab")
    expect(page.locator("#cart-link .count")).to_have_text("3")
    expect(page.locator(".cart-lines .amount")).to_have_text("€20.85")
    page.click("text=Remove")
    expect(page.locator(".empty")).to_be_visible()

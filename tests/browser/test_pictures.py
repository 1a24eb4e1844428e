"""A photo from the producer's phone to the shopper's: brought, made by a worker, shown in the size that fits."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import sign_in_as
from tests.browser.test_every_screen import complaints_of, width_too_much
from tests.journeys.market import Market

pytestmark = pytest.mark.browser


def photo(colour: str) -> dict[str, object]:
    grain = Image.effect_noise((1600, 1200), 30).convert("RGB")
    written = BytesIO()
    Image.blend(grain, Image.new("RGB", grain.size, colour), 0.7).save(written, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def pictures_of_coffee(page: Page, market: Market) -> None:
    coffee = market.get("/v1/products/cafe-montero")["id"]
    page.goto(f"{market.storefront_url}/desk/{market.world.norandino_id}/products/{coffee}/pictures")


def bring(page: Page, colour: str, alt: str) -> None:
    form = page.locator("#new")
    form.get_by_label("Picture").set_input_files(photo(colour))  # type: ignore[arg-type]
    form.get_by_label("What it shows, in words").fill(alt)
    form.get_by_role("button", name="Add the picture").click()
    expect(page.locator("#notice")).to_contain_text("The picture is here.")


def test_a_photo_goes_from_one_phone_to_the_other(chromium: Browser, market: Market) -> None:
    phone = chromium.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    try:
        sign_in_as(phone, market, "norandino")
        page = phone.new_page()
        pictures_of_coffee(page, market)
        bring(page, "green", "A sack of coffee in the sun")
        # It appears by itself: the page asks again while a worker makes the sizes.
        made = page.locator("ol li", has_text="A sack of coffee in the sun").locator("img")
        expect(made).to_be_visible()
        assert complaints_of(page) == [] and width_too_much(page) == 0
        page.goto(f"{market.storefront_url}/products/cafe-montero")
        shown = page.get_by_alt_text("A sack of coffee in the sun")
        expect(shown).to_be_visible()
        page.wait_for_function("() => document.querySelector('.frame.large img').naturalWidth > 0")
        source = shown.evaluate("image => image.currentSrc")
        assert source.endswith("w=960&format=avif") or source.endswith("w=640&format=avif"), source
        assert complaints_of(page) == [] and width_too_much(page) == 0
    finally:
        phone.close()


def test_order_words_and_consent_by_keyboard_and_without_a_script(context: BrowserContext, market: Market) -> None:
    plain = context.browser
    assert plain is not None
    phone = plain.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    try:
        sign_in_as(phone, market, "norandino")
        page = phone.new_page()
        pictures_of_coffee(page, market)
        for colour, alt in (("blue", "Rosa at the mill"), ("red", "Red cherries")):
            bring(page, colour, alt)
        market.eventually("both are made", lambda: _are_ready(page))
        page.get_by_role("button", name="Earlier: Red cherries").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#notice")).to_contain_text("They stand in this order now.")
        headings = page.locator("ol h3").all_inner_texts()
        assert next(one for one in headings if "cherries" in one or "Rosa" in one).startswith("Red cherries")
        rosa = page.locator("ol li", has_text="Rosa at the mill")
        rosa.locator("summary", has_text="It shows people").click()
        rosa.get_by_label("Who agreed").fill("Rosa Quispe")
        rosa.get_by_label("Last day").fill(str((datetime.now(UTC) + timedelta(days=365)).date()))
        rosa.get_by_role("button", name="They agree", exact=True).click()
        expect(page.locator("#notice")).to_contain_text("Their consent is written down.")
        rosa = page.locator("ol li", has_text="Rosa at the mill")
        rosa.locator("summary", has_text="It shows people").click()
        rosa.get_by_role("button", name="They no longer agree").click()
        expect(page.locator("ol li", has_text="Rosa at the mill")).to_contain_text("Nobody sees it")
        assert width_too_much(page) == 0
    finally:
        phone.close()


def _are_ready(page: Page) -> bool:
    page.reload()
    return page.locator("ol .state-queued").count() == 0


def test_the_picture_stays_beside_its_product_and_covers_nothing_below(chromium: Browser, market: Market) -> None:
    desktop = chromium.new_context(viewport={"width": 1200, "height": 500})
    try:
        page = desktop.new_page()
        page.goto(f"{market.storefront_url}/products/cafe-montero")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        frame, beside = page.locator(".face > .frame").bounding_box(), page.locator(".buy").bounding_box()
        assert frame is not None and beside is not None
        assert frame["y"] + frame["height"] <= beside["y"] + beside["height"] + 1
    finally:
        desktop.close()

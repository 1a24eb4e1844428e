"""A producer's goods on a phone: a price taken apart while it is typed, stock by buttons, and all of it by keyboard."""

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.conftest import sign_in_as
from tests.browser.test_every_screen import complaints_of, width_too_much
from tests.catalog.pictures.conftest import photo
from tests.journeys.market import Market

pytestmark = pytest.mark.browser


def own(market: Market, page: str = "") -> str:
    return f"{market.storefront_url}/desk/{market.world.norandino_id}/products{page}"


def test_who_gets_what_appears_while_a_price_is_typed(context: BrowserContext, market: Market) -> None:
    sign_in_as(context, market, "norandino")
    page = context.new_page()
    page.goto(own(market, "/new"))
    page.get_by_label("Name").fill("Honey of Piura")
    page.get_by_label("Price, VAT included").press_sequentially("12,50")
    live = page.locator("#receives")
    expect(live.locator("strong").first).to_contain_text("€")
    expect(live.locator("svg.bar")).to_be_visible()
    assert live.get_attribute("aria-live") == "polite"
    assert complaints_of(page) == [] and width_too_much(page) == 0
    page.get_by_label("Unit").select_option("g")
    page.get_by_label("for", exact=True).fill("250")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Honey of Piura")
    expect(page.locator("#notice")).to_contain_text("It is a draft")


def test_one_more_is_counted_where_it_stands_and_the_focus_stays(context: BrowserContext, market: Market) -> None:
    sign_in_as(context, market, "norandino")
    page = context.new_page()
    page.goto(own(market, "/stock?q=montero"))
    row = page.locator("ul.stock > li").first
    field = row.locator("input[name=on_hand]")
    before = int(field.input_value())
    more = row.get_by_role("button", name="One more")
    box = more.bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 44
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator("ul.stock > li").first.locator("input[name=on_hand]")).to_have_value(str(before + 1))
    expect(page.locator("#notice")).to_have_text("The stock is changed.")
    assert page.evaluate("() => document.activeElement.getAttribute('value')") == "more"
    assert complaints_of(page) == []


def test_without_a_script_the_same_forms_do(chromium: object, market: Market) -> None:
    from playwright.sync_api import Browser

    assert isinstance(chromium, Browser)
    plain = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    try:
        sign_in_as(plain, market, "norandino")
        page = plain.new_page()
        page.goto(own(market, "/new"))
        page.get_by_label("Name").fill("Panela of Piura")
        page.get_by_label("Price, VAT included").fill("4.20")
        page.get_by_role("button", name="Show who gets what").click()
        expect(page.locator("#receives svg.bar")).to_be_visible()
        page.get_by_role("button", name="Keep as a draft").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Panela of Piura")
    finally:
        plain.close()


def test_a_product_typed_without_a_connection_is_kept_with_its_photo(context: BrowserContext, market: Market) -> None:
    sign_in_as(context, market, "norandino")
    page = context.new_page()
    page.goto(own(market, "/new"))
    page.get_by_label("Name").fill("Cocoa husk tea")
    page.get_by_label("Price, VAT included").fill("3.60")
    page.get_by_label("Photo").set_input_files({"name": "husk.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    context.set_offline(True)
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.locator("[data-draft]")).to_contain_text("There is no connection")
    assert complaints_of(page) == [] and width_too_much(page) == 0
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(own(market, "/new"))
    expect(page.locator("[data-draft]")).to_contain_text("What you typed before is back")
    expect(page.get_by_label("Name")).to_have_value("Cocoa husk tea")
    assert page.get_by_label("Photo").evaluate("field => field.files[0].name") == "husk.jpg"
    # The page that says what was done is left before its device could forget anything.
    page.add_init_script("if (location.search.includes('said=')) indexedDB.open = () => ({})")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.locator("#notice")).to_contain_text("It is a draft")
    page.wait_for_load_state()
    page.goto(own(market, "/new"))
    expect(page.locator("[data-draft]")).to_be_hidden()
    expect(page.get_by_label("Name")).to_have_value("")


def lose_the_answer(route: Route) -> None:
    """What was sent arrives; what is answered does not."""
    route.fetch(max_redirects=0)
    route.abort()


def test_an_answer_that_was_lost_makes_no_second_product(context: BrowserContext, market: Market) -> None:
    sign_in_as(context, market, "norandino")
    page = context.new_page()
    page.goto(own(market, "/new"))
    page.get_by_label("Name").fill("Lost answer tea")
    page.get_by_label("Price, VAT included").fill("3.60")
    page.route("**/products/new", lose_the_answer, times=1)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Keep as a draft").click(no_wait_after=True)
    page.close()
    page = context.new_page()
    page.goto(own(market, "/new"))
    expect(page.get_by_label("Name")).to_have_value("Lost answer tea")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.locator("#notice")).to_contain_text("It is a draft")
    assert market.scalar("select count(*) from product where name = 'Lost answer tea'") == 1

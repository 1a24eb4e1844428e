"""Certificates on a phone without JavaScript: a question answered, a renewal, an objection, a look back, an alert."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kit.clock import utc_now
from market.orders.tell_buyers import tell_buyers
from tests.browser.conftest import PATIENCE_MS, certify, hand_in, sign_in_as
from tests.journeys.market import Market

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(chromium: Browser) -> Iterator[Page]:
    """A phone whose browser runs no scripts."""
    opened = chromium.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", java_script_enabled=False)
    opened.set_default_timeout(PATIENCE_MS)
    yield opened.new_page()
    opened.close()


def coffee_of(market: Market) -> str:
    return str(market.get("/v1/products/cafe-montero")["id"])


def decide(market: Market, certificate_id: str, decision: str, **more: str) -> None:
    body = {
        "federation_id": market.world.federation_id,
        "decision": decision,
        "method": "document",
        "reason": "Which lots are meant in annex three?",
        **more,
    }
    market.post(f"/v1/certificates/{certificate_id}/verifications", body, by="verifier")


def page_of(market: Market, certificate_id: str = "") -> str:
    certificates = f"{market.storefront_url}/desk/{market.world.norandino_id}/certificates"
    return f"{certificates}/{certificate_id}" if certificate_id else certificates


def test_a_question_is_answered_with_a_document(plain: Page, market: Market, tmp_path: Path) -> None:
    certificate_id = hand_in(market, "SPP-4801", coffee_of(market))
    decide(market, certificate_id, "ask", reason_code="document_missing")
    sign_in_as(plain.context, market, "norandino")
    plain.goto(page_of(market))
    row = plain.locator(".rows li", has_text="SPP-4801")
    expect(row).to_contain_text("Which lots are meant in annex three?")
    row.locator("a").click()
    expect(plain.locator(".said .theirs")).to_contain_text("Which lots are meant in annex three?")
    document = tmp_path / "lots.txt"
    document.write_text("Lots 3 and 4", encoding="utf-8")
    plain.fill("#words", "Lots 3 and 4, see the list.")
    plain.set_input_files("#file", document)
    plain.click("button[value='submit']")
    expect(plain.locator("#notice")).to_contain_text("handed in")
    expect(plain.locator(".said .ours")).to_contain_text("Lots 3 and 4, see the list.")
    expect(plain.locator(".evidence li")).to_have_count(2)
    expect(plain.locator("h1")).to_contain_text("In review")


def test_a_renewal_is_filled_in_from_the_running_certificate(plain: Page, market: Market) -> None:
    running = certify(market, "SPP-4802", coffee_of(market))
    sign_in_as(plain.context, market, "norandino")
    plain.goto(page_of(market, running))
    plain.click("text=Renew it")
    last = utc_now().date() + timedelta(days=300)
    expect(plain.locator("#valid_from")).to_have_value(str(last + timedelta(days=1)))
    expect(plain.locator("#number")).to_have_value("SPP-4802")
    expect(plain.get_by_label("Coffee from Montero, whole bean")).to_be_checked()
    plain.fill("#valid_to", str(last + timedelta(days=365)))
    plain.click("#add button.strong")
    expect(plain.locator("#notice")).to_contain_text("kept as a draft")
    expect(plain.locator("main")).to_contain_text("Coffee from Montero, whole bean")
    plain.goto(page_of(market, running))
    expect(plain.locator("main")).to_contain_text("The certificate that takes its place")


def test_a_holder_objects_to_a_rejection(plain: Page, market: Market) -> None:
    certificate_id = hand_in(market, "SPP-4803", coffee_of(market))
    decide(market, certificate_id, "reject", reason_code="not_in_register")
    sign_in_as(plain.context, market, "norandino")
    plain.goto(page_of(market, certificate_id))
    plain.fill("#appeal-reason", "The register shows us under our old name.")
    plain.click("#appeal button")
    expect(plain.locator("#notice")).to_contain_text("Your objection is filed.")
    expect(plain.locator("#appeal")).to_contain_text("Nobody has decided on it yet.")
    expect(plain.locator("#appeal-reason")).to_have_count(0)


def test_anybody_looks_back_and_says_what_is_wrong(plain: Page, market: Market) -> None:
    certificate_id = certify(market, "SPP-4804", coffee_of(market))
    plain.goto(f"{market.storefront_url}/proof/{certificate_id}")
    plain.fill("#on", str(utc_now().date()))
    plain.click("#then button")
    expect(plain.locator("#then .notice")).to_contain_text("The label was shown from some moment of that day on.")
    plain.fill("#on", str(utc_now().date() - timedelta(days=1)))
    plain.click("#then button")
    expect(plain.locator("#then .notice")).to_contain_text("The label was not shown.")
    plain.fill("#alert-body", "The beans come from a plantation in the next valley.")
    plain.click("#alert button")
    expect(plain.locator("#notice")).to_contain_text("Thank you.")
    alerts = market.get(f"/v1/organisations/{market.world.federation_id}/public-alerts", by="verifier")["data"]
    assert [one["outcome"] for one in alerts if one["certificate_id"] == certificate_id] == [None]


def test_a_word_to_the_federation_needs_no_mouse(context: BrowserContext, market: Market) -> None:
    certificate_id = hand_in(market, "SPP-4805", coffee_of(market))
    sign_in_as(context, market, "norandino")
    page = context.new_page()
    page.goto(page_of(market, certificate_id))
    reach(page, "words")
    page.keyboard.type("We have moved the store.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".said .ours")).to_contain_text("We have moved the store.")


def reach(page: Page, wanted: str) -> None:
    """Go on by the tab key until the element with this id has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.id") == wanted:
            return
    pytest.fail(f"the tab key does not reach #{wanted}")


def test_the_trap_for_programs_is_not_in_a_persons_way(context: BrowserContext, market: Market) -> None:
    page = context.new_page()
    page.goto(f"{market.storefront_url}/proof/{certify(market, 'SPP-4806', coffee_of(market))}")
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("() => document.activeElement.id"))
    assert {"on", "alert-body"} <= seen and "website" not in seen
    box = page.locator("#website").bounding_box()
    assert box is not None and box["x"] + box["width"] < 0


def test_a_buyer_reads_at_the_order_that_its_label_was_withdrawn(plain: Page, market: Market) -> None:
    with market.database.transaction() as session:
        market.world.session = session
        honey = market.world.product("miel-montero", "Honey from Montero", price=750, stock=9)
    certificate_id = certify(market, "SPP-4807", honey)
    bought = market.buy({market.get("/v1/products/miel-montero")["variants"][0]["id"]: 1})
    market.wait_until_paid(bought)
    withdrawal = {
        "federation_id": market.world.federation_id,
        "decision": "withdraw",
        "method": "register_lookup",
        "reason": "The register lists the holder as decertified.",
        "reason_code": "withdrawn_by_scheme",
    }
    proposal = market.post(f"/v1/certificates/{certificate_id}/verifications", withdrawal, by="verifier")
    market.post(f"/v1/proposals/{proposal['id']}/confirm", by="colleague")
    with market.database.transaction() as session:
        tell_buyers(session, now=utc_now())
    plain.context.add_cookies(
        [{"name": "orders", "value": f"{bought['order_id']}.{bought['secret']}", "url": market.storefront_url}]
    )
    plain.goto(f"{market.storefront_url}/orders/{bought['order_id']}")
    told = plain.locator(".changes")
    expect(told).to_contain_text("A label of this order was withdrawn")
    expect(told).to_contain_text("It held when you bought.")
    expect(told).to_contain_text("Honey from Montero")
    told.get_by_role("link", name="How it stands today").click()
    expect(plain.locator(".verdict")).to_contain_text("It has been withdrawn.")

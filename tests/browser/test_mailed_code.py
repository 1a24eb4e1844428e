"""A person signs in by a code, as it is mailed by real workers; with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from models.accounts import Person
from tests.browser.test_every_screen import complaints_of, width_too_much
from tests.journeys.market import Market

pytestmark = pytest.mark.browser


EMAIL = "somebody.new@example.org"


@pytest.fixture(autouse=True)
def somebody(market: Market) -> None:
    """Whoever first proves an address by a code loses earlier sessions: nobody whom other tests know."""
    with market.database.transaction() as session:
        if session.execute(text("select 1 from person where email = :email"), {"email": EMAIL}).first() is None:
            session.add(Person(email=EMAIL, full_name="Somebody New"))


def codes(market: Market) -> list[str]:
    """Ids of the codes that were mailed, newest first."""
    return [one["id"] for one in market.get("/v1/mailbox")["data"] if one["kind"] == "sign_in_code"]


def ask(page: Page, market: Market) -> None:
    page.goto(f"{market.storefront_url}/sign-in?next=/account")
    page.fill("#email", EMAIL)
    page.get_by_role("button", name="Mail me a code instead").click()
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()


def type_newest(page: Page, market: Market, *, already: int) -> None:
    market.eventually("a code is mailed", lambda: len(codes(market)) > already)
    words = market.get(f"/v1/mailbox/{codes(market)[0]}")["text"]
    (digits,) = re.findall(r"^ {4}([0-9]{6})$", words, re.MULTILINE)
    page.fill("#code", f"{digits[:3]} {digits[3:]}")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text(EMAIL)).to_be_visible()
    assert page.url.startswith(f"{market.storefront_url}/account")


def test_with_javascript(page: Page, market: Market) -> None:
    already = len(codes(market))
    ask(page, market)
    assert complaints_of(page) == []
    page.set_viewport_size({"width": 360, "height": 640})
    assert width_too_much(page) <= 0
    type_newest(page, market, already=already)


def test_without_javascript(chromium: Browser, market: Market) -> None:
    already = len(codes(market))
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    ask(page, market)
    type_newest(page, market, already=already)
    context.close()

"""A person adds a passkey and signs in with it: Chromium's own authenticator before the real market."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect
from sqlalchemy import text

from kit.clock import utc_now
from market.accounts.sign_in import start_session
from models.accounts import Person
from tests.browser.test_every_screen import complaints_of, width_too_much
from tests.journeys.market import Market

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def email(market: Market, context: BrowserContext, request: pytest.FixtureRequest) -> str:
    """Somebody whom no other test knows, signed in here; their address."""
    address = f"{request.node.name.replace('_', '-')}@example.org"
    with market.database.transaction() as session:
        person = Person(email=address, full_name="Somebody With A Phone")
        session.add(person)
        session.flush()
        started = start_session(session, person_id=person.id, agent="a browser", now=utc_now())
    context.add_cookies([{"name": "solifair", "value": started.token, "url": market.storefront_url}])
    return address


@pytest.fixture
def device(page: Page, context: BrowserContext) -> Iterator[CDPSession]:
    """The page's browser with an authenticator that finds its owner's finger right."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield session
    session.detach()


def add(page: Page, market: Market, name: str) -> None:
    page.goto(f"{market.storefront_url}/account")
    page.fill("#passkey_name", name)
    page.get_by_role("button", name="Add a passkey").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_passkey_is_added_used_and_removed(page: Page, device: CDPSession, market: Market, email: str) -> None:
    add(page, market, "Blue phone")
    expect(page.locator("#notice")).to_have_text("The passkey is there. From now on it signs you in.")
    passkeys = page.locator("#passkeys")
    expect(passkeys.get_by_text("Blue phone", exact=True)).to_be_visible()
    expect(passkeys.get_by_text("not used yet")).to_be_visible()
    assert complaints_of(page) == []
    assert width_too_much(page) <= 0
    sign_out(page)
    page.goto(f"{market.storefront_url}/sign-in?next=/account")
    assert complaints_of(page) == []
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text(email)).to_be_visible()
    expect(passkeys.get_by_text("last used")).to_be_visible()
    passkeys.get_by_role("button", name="Remove").click()
    expect(page.locator("#notice")).to_contain_text("The passkey opens nothing any more")
    sign_out(page)
    page.goto(f"{market.storefront_url}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("That passkey opens no account here")


def test_a_device_has_one_for_each_account(page: Page, device: CDPSession, market: Market, email: str) -> None:
    add(page, market, "Blue phone")
    expect(page.locator("#notice")).to_contain_text("The passkey is there.")
    add(page, market, "Blue phone again")
    expect(page.get_by_text("This device has a passkey for you already.")).to_be_visible()
    assert complaints_of(page) == []
    expect(page.locator("#passkey_name")).to_have_value("Blue phone again")


def test_an_old_sign_in_is_told_so_before_the_device_is_asked(
    page: Page, device: CDPSession, market: Market, email: str
) -> None:
    page.goto(f"{market.storefront_url}/account")
    page.fill("#passkey_name", "Blue phone")
    with market.database.transaction() as session:
        old = (
            "update sign_in_session set authenticated_at = now() - interval '16 minutes' "
            "where person_id = (select id from person where email = :email)"
        )
        session.execute(text(old), {"email": email})
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("For this we ask for a sign-in of the last fifteen minutes.")).to_be_visible()


def test_without_javascript_nothing_is_offered_that_does_not_work(
    chromium: Browser, market: Market, email: str, context: BrowserContext
) -> None:
    silent = chromium.new_context(java_script_enabled=False, storage_state=context.storage_state())
    page = silent.new_page()
    page.goto(f"{market.storefront_url}/account")
    expect(page.locator("#passkeys noscript p")).to_be_visible()
    expect(page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    silent.clear_cookies()
    page.goto(f"{market.storefront_url}/sign-in")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(page.get_by_role("button", name="Mail me a code instead")).to_be_visible()
    silent.close()


def test_under_another_address_it_says_where_to_go(page: Page, market: Market) -> None:
    page.goto(market.storefront_url.replace("localhost", "127.0.0.1") + "/sign-in")
    expect(page.get_by_role("button", name="Mail me a code instead")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()

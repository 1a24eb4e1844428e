"""What each of them comes for, told from sign-in to outcome on a phone of 360 pixels. Nobody does their own part by
another way than the pages; what others do meanwhile is done for them."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import text

from kit.clock import IsoWeek, utc_now
from market.accounts.invite_by_link import invite_by_link
from market.fund.rounds.count_round import count_round
from tests.browser.conftest import hand_in
from tests.browser.test_proof_check import FINE, outcomes
from tests.browser.test_purchase import assert_parts_make_the_total, fill_address
from tests.browser.votes import let_days_pass, vote_that_takes_proposals
from tests.journeys.market import Market

pytestmark = pytest.mark.browser


def sign_in(context: BrowserContext, market: Market, who: str) -> Page:
    """By a link that was sent to them, to the page on which they work."""
    with market.database.transaction() as session:
        person_id = session.execute(
            text("select id from person where email = :email"), {"email": f"{who}@example.org"}
        ).scalar_one()
        secret = invite_by_link(session, person_id=person_id, lasts=timedelta(hours=1), uses=1, now=utc_now())
    page = context.new_page()
    page.goto(f"{market.storefront_url}/sign-in/link?token={secret}")
    said(page, "You are signed in.")
    return page


def said(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator("#notice")).to_have_text(words)


def order_in(page: Page) -> str:
    found = re.search(r"ord_[a-z0-9]+", page.url)
    assert found
    return found.group()


def test_a_consumer_finds_reads_buys_and_follows(context: BrowserContext, market: Market) -> None:
    page = context.new_page()
    page.goto(f"{market.storefront_url}/sign-up")
    page.get_by_label("Name").fill("Camille Roux")
    page.get_by_label("E-mail").fill("camille.roux@example.org")
    page.get_by_label("Password").fill("a long walk in the hills")
    page.get_by_role("button", name="Open an account").click()
    said(page, "Your account is ready. Sign in to use it.")
    page.get_by_label("E-mail").fill("camille.roux@example.org")
    page.get_by_label("Password").fill("a long walk in the hills")
    page.get_by_role("button", name="Sign in", exact=True).click()
    said(page, "You are signed in.")

    page.get_by_role("link", name="Products", exact=True).click()
    page.get_by_label("Search products").fill("chocolate")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Chocolate of Kumasi").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chocolate of Kumasi")
    expect(page.locator(".breakdown figcaption:visible")).to_contain_text("The parts add up to the price, to the cent.")
    to_the_producer = page.locator(".sentence:visible strong").first.inner_text()

    page.get_by_role("button", name="Add to cart").click()
    said(page, "Added to your cart.")
    page.locator("#cart-link").click()
    page.locator("a[href='/checkout']").click()
    fill_address(page)
    page.locator("main button.strong").click()
    page.wait_for_url(f"{market.sandbox_url}/**")
    page.locator("form[method='post'] button.main").click()
    page.wait_for_url(f"{market.storefront_url}/thank-you/**")
    order_id = order_in(page)
    expect(page.get_by_role("heading", name="Who got what")).to_be_visible()
    assert_parts_make_the_total(page)
    expect(page.locator("#thanks .lead strong")).to_have_text(to_the_producer)

    page.get_by_role("link", name="Follow your parcels").click()
    expect(page.locator(".parcel .state")).to_have_text("To pack")
    parcels = market.get(f"/v1/organisations/{market.world.kuapa_id}/parcels", by="kuapa")["data"]
    (parcel,) = [one for one in parcels if one["order_id"] == order_id]
    market.post(f"/v1/parcels/{parcel['id']}/ship", {"tracking": "GH 77 FR"}, by="kuapa")
    page.reload()
    expect(page.locator(".parcel .state")).to_have_text("On its way")
    expect(page.locator(".parcel")).to_contain_text("Tracking number: GH 77 FR")
    page.goto(f"{market.storefront_url}/orders")
    expect(page.locator(f"a[href='/orders/{order_id}']")).to_be_visible()


def test_a_producer_lists_packs_sends_and_is_paid(context: BrowserContext, market: Market) -> None:
    page = sign_in(context, market, "norandino")
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    page.locator(".tabs a[href$='/products']").first.click()
    page.locator("main a.button.strong", has_text="New product").click()
    page.get_by_label("Name").fill("Panela of the highest farms")
    page.get_by_label("Price, VAT included").fill("14.80")
    page.get_by_label("Unit").select_option("g")
    page.get_by_label("for", exact=True).fill("500")
    page.get_by_role("button", name="Keep as a draft").click()
    said(page, re.compile("It is a draft"))
    page.get_by_role("link", name="Change the stock").click()
    page.locator("ul.stock input[name=on_hand]").fill("6")
    page.get_by_role("button", name="Set the count: Panela of the highest farms").click()
    said(page, "The stock is changed.")
    page.locator("ul.stock a", has_text="Panela of the highest farms").click()
    page.get_by_role("button", name="Put on sale").click()
    said(page, "It is on sale now.")
    page.get_by_role("link", name="See it in the shop").click()
    expect(page.locator(".price-large:visible")).to_have_text("€14.80")
    slug = page.url.rpartition("/")[2]

    panela = market.get(f"/v1/products/{slug}")["variants"][0]["id"]
    bought = market.buy({panela: 2})
    market.wait_until_paid(bought)
    page.goto(f"{market.storefront_url}/desk/{market.world.norandino_id}")
    parcel = page.locator("section.parcel", has_text=bought["order_id"])
    expect(parcel).to_contain_text("2 × Panela of the highest farms")
    expect(parcel).to_contain_text("12 rue de la Soie")
    slip = context.request.get(
        market.storefront_url + str(parcel.get_by_role("link", name="Packing slip").get_attribute("href"))
    )
    assert (slip.status, slip.headers["content-type"]) == (200, "application/pdf")
    parcel.locator("input[name='tracking']").fill("PE 88 FR")
    parcel.get_by_role("button", name="It is sent").click()
    said(page, "Marked as sent.")

    page.locator(".tabs a[href$='/money']").click()
    owed = page.locator(".numbers p", has_text="yours for goods, not yet sent").locator("strong")
    expect(owed).not_to_have_text("€0.00")
    before = page.locator("table .state-paid").count()
    fall_due(market, bought["order_id"])
    week = {"period": str(IsoWeek.of(utc_now()))}
    market.post("/v1/payout-runs", week, by="operator", headers={"Idempotency-Key": f"run-{bought['order_id']}"})
    market.eventually("it has arrived", lambda: nothing_is_on_its_way(market))
    page.reload()
    expect(page.locator("table .state-paid").nth(before)).to_be_visible()
    expect(page.locator("table .state-in_transit")).to_have_count(0)


def fall_due(market: Market, order_id: str) -> None:
    """Let the days pass after which what an order earned may leave, in the books and at Stripe."""
    known = "select count(*) > 0 and bool_and(eligible_at is not null) from payable_item where order_id = :id"
    market.eventually("it is known when it may leave", lambda: market.scalar(known, id=order_id))
    with market.database.transaction() as session:
        session.execute(text("update payable_item set eligible_at = now() where order_id = :id"), {"id": order_id})
    market.settle_funds()


def nothing_is_on_its_way(market: Market) -> bool:
    return market.scalar("select count(*) from payout where state = 'in_transit' and rail = 'stripe_connect'") == 0


def test_a_verifier_reads_decides_and_suspends(context: BrowserContext, market: Market) -> None:
    slug = "te-de-altura"
    market.world.session.close()
    with market.database.transaction() as session:
        market.world.session = session
        tea = market.world.product(slug, "Tea of the heights", stock=5)
    certificate = hand_in(market, "SPP-4901", tea)
    label = f"a[href='/proof/{certificate}']"
    page = sign_in(context, market, "verifier")
    expect(page.get_by_role("heading", name="Certificates to verify")).to_be_visible()
    page.locator(f"a[href$='{certificate}']").click()
    expect(page.frame_locator(".document iframe").locator("body")).to_contain_text("Certificate, valid")
    expect(page.locator(".facts").first).to_contain_text("SPP-4901")
    page.locator("input[value='verify']").check()
    page.get_by_label("Reason", exact=True).fill("Number found in the register; holder and scope agree.")
    page.get_by_role("button", name="Record the decision").click()
    said(page, "Your decision is recorded, with its reason.")
    page.goto(f"{market.storefront_url}/products/{slug}")
    expect(page.locator(f"[aria-labelledby='claims'] {label}")).to_be_visible()
    expect(page.locator(".ended")).to_have_count(0)

    page.goto(f"{market.storefront_url}/review/{market.world.federation_id}/{certificate}")
    page.locator("input[value='suspend']").check()
    page.locator("#reason_code").select_option(label="The scheme has suspended it.")
    page.get_by_label("Reason", exact=True).fill("The register lists it as suspended since this morning.")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.locator("main")).to_contain_text("1 listing loses the claim.")
    page.locator("main button.strong").click()
    said(page, "Your decision is recorded, with its reason.")
    page.goto(f"{market.storefront_url}/products/{slug}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tea of the heights")
    # Among those that it carries no more, and nowhere else.
    expect(page.locator(f".ended {label}")).to_be_visible()
    expect(page.locator(label)).to_have_count(1)
    page.goto(f"{market.storefront_url}/proof/{certificate}")
    expect(page.locator(".verdict")).to_contain_text("It is not shown on products today.")
    expect(page.locator(".verdict")).to_contain_text("The register lists it as suspended since this morning.")


def test_an_operator_looks_refunds_pays_compares_and_replays(context: BrowserContext, market: Market) -> None:
    coffee, chocolate = (market.get(f"/v1/products/{slug}")["variants"][0]["id"] for slug in ("cafe-montero", "kumasi"))
    bought = market.buy({coffee: 1, chocolate: 4})
    market.wait_until_paid(bought)
    order_id = bought["order_id"]
    yesterday = str(utc_now().date() - timedelta(days=1))
    # By night a worker reads Stripe's movements of the day.
    market.solifair("reconcile", "stripe", "--day", yesterday)

    page = sign_in(context, market, "operator")
    expect(page.locator(".verdict")).to_contain_text("The books balance")
    page.locator(".tabs a[href='/operator/health']").click()
    expect(page.get_by_role("heading", name="Is all well?")).to_be_visible()
    expect(page.locator("li", has=page.locator("a[href='/operator']"))).to_contain_text("0 violations")

    page.locator(".tabs a[href='/operator']").click()
    page.locator("#order-id").fill(order_id)
    page.locator("form[role='search'] button").click()
    expect(page.locator("h1 .state")).to_have_text("Paid")
    refund = page.locator("#refund")
    refund.locator("input[name^='amount-']").first.fill("1.50")
    refund.locator("input[value='producer']").first.check()
    refund.locator("input[name='reason']").fill("The bag had burst")
    refund.locator("button").click()
    said(page, re.compile("It goes back to the buyer"))
    expect(page.locator(".life").first).to_contain_text("1.50 EUR were given back")

    fall_due(market, order_id)
    page.locator(".tabs a[href='/operator/payouts']").click()
    page.get_by_label("Week").fill(str(IsoWeek.of(utc_now())))
    page.get_by_role("button", name="Start a run").click()
    said(page, "The payout run has started.")
    market.eventually("everybody is paid", lambda: nothing_is_on_its_way(market))
    page.reload()
    expect(page.locator(".parcel .state-paid").first).to_be_visible()
    expect(page.locator(".parcel .state-in_transit")).to_have_count(0)

    page.locator(".tabs a[href='/operator/reconciliation']").click()
    page.get_by_label("Day, in UTC").fill(yesterday)
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".verdict")).to_contain_text(
        "Every movement has its entry, and every amount and every sum agrees."
    )

    page.locator(".tabs a[href='/operator/events']").click()
    page.get_by_label("Which").select_option("handled")
    page.get_by_label("Kind").fill("checkout.session.completed")
    page.get_by_role("button", name="Show").click()
    page.locator("main .rows a.code").first.click()
    tried = page.locator("li", has_text="Tried how often").locator("span").last
    times = int(tried.inner_text())
    page.get_by_role("button", name="Handle it again").click()
    said(page, "A worker handles it again now.")
    market.eventually("it is handled again", lambda: page.reload() and int(tried.inner_text()) > times)
    expect(page.locator("main .state").first).to_have_text("done")
    page.locator(".tabs a[href='/operator']").click()
    expect(page.locator(".verdict")).to_contain_text("The books balance")


def test_anybody_opens_the_proof_of_a_label_and_checks_a_statement(page: Page, market: Market) -> None:
    page.goto(market.storefront_url)
    page.get_by_role("link", name="Coffee from Montero, whole bean").first.click()
    page.locator(".claims a[href^='/proof/']").first.click()
    expect(page.locator(".verdict")).to_contain_text("It holds today.")
    expect(page.locator("[data-credential][data-done]")).to_be_visible()
    assert outcomes(page) == FINE
    page.get_by_role("link", name="Impact statements").click()
    page.locator("main a[href^='/impact/imp_']").first.click()
    expect(page.locator("[data-statement][data-done]")).to_be_visible()
    assert outcomes(page)["signature"] == "yes"


def test_a_member_of_a_fund_proposes_votes_and_sees_the_result(context: BrowserContext, market: Market) -> None:
    round_id = vote_that_takes_proposals(market)
    page = sign_in(context, market, "norandino")
    page.goto(f"{market.storefront_url}/rounds/{round_id}")
    for title in ("A solar dryer for the upper valley", "A second well"):
        page.get_by_label("What it is").fill(title)
        page.get_by_label("What it costs (EUR)").fill("200")
        page.get_by_role("button", name="Propose it").click()
        expect(page.locator("#proposals ~ ol")).to_contain_text(title)
    let_days_pass(market, round_id, 1)
    page.goto(f"{market.storefront_url}/rounds/{round_id}")
    page.get_by_role("link", name="Vote", exact=True).click()
    page.get_by_label(re.compile("A solar dryer")).check()
    page.get_by_role("button", name="Cast it").click()
    expect(page.get_by_role("heading", name="Your vote is in the urn")).to_be_visible()
    receipt = page.locator("code.hash").first.inner_text()

    let_days_pass(market, round_id, 1)
    count_round(market.database, round_id, now=utc_now())
    page.goto(f"{market.storefront_url}/rounds/{round_id}")
    expect(page.locator("section", has=page.locator("#result"))).to_contain_text("1 of 1 voted.")
    expect(page.locator("li", has_text="A solar dryer")).to_contain_text("Won")
    expect(page.locator("li", has_text="A second well")).to_contain_text("Not this time")
    page.get_by_label("Your receipt").fill(receipt)
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("main")).to_contain_text("It was counted as it stands here.")
    expect(page.locator("main ol")).to_contain_text("A solar dryer for the upper valley")

"""Trade agreements and prefinance by hand, as docs/agreements.md and docs/prefinance.md tell them, without a script."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import text

from kit.clock import IsoWeek, utc_now
from kit.ids import new_id
from market.fund.money.open_fund import NewFund, open_fund
from market.fund.units.issue_units import issue_units
from models.enums import FundKind, FundUse
from tests.browser.conftest import PATIENCE_MS, sign_in_as
from tests.browser.test_every_screen import complaints_of, width_too_much
from tests.browser.votes import holds_votes
from tests.fund.rounds.hall import fill
from tests.journeys.market import Market

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

_TODAY = utc_now().date()
_LENDS = text("update fund set uses = array_append(uses, 'investment') where id = :id and not 'investment' = any(uses)")
_COLLEAGUE = text(
    """
    insert into membership (id, person_id, organisation_id, role)
    select :id, p.id, :market_id, 'steward' from person p where p.email = 'colleague@example.org'
    on conflict do nothing
    """
)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A phone of 360 pixels' width that runs no script but axe's."""
    opened = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-GB", reduced_motion="reduce")
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    opened.close()


def at(context: BrowserContext, market: Market, path: str, *, by: str) -> Page:
    """A page as somebody sees it, with nothing wrong on it."""
    sign_in_as(context, market, by)
    page = context.new_page()
    answer = page.goto(market.storefront_url + path)
    assert answer is not None and answer.status == 200, path
    assert_nothing_wrong(page)
    return page


def assert_nothing_wrong(page: Page) -> None:
    assert width_too_much(page) <= 0, page.url
    assert complaints_of(page) == [], page.url


def said(page: Page, words: str) -> None:
    expect(page.locator("#notice")).to_have_text(words)
    assert_nothing_wrong(page)


def one_row(page: Page, words: str) -> Locator:
    return page.locator(".rows > li", has_text=words)


def test_an_agreement_is_proposed_signed_amended_kept_and_ended(context: BrowserContext, market: Market) -> None:
    norandino, kuapa = market.world.norandino_id, market.world.kuapa_id
    holds_votes(market)
    page = at(context, market, f"/desk/{norandino}/agreements", by="norandino")
    page.get_by_role("link", name="Propose an agreement").click()
    page.fill("#with-1", f"{market.storefront_url}/producers/kuapa?x=1")
    page.get_by_role("button", name="Go on").click()
    page.fill("#title", "Coffee for cocoa")
    page.fill("#body", "We complement each other.")
    page.fill("#starts_on", str(_TODAY - timedelta(days=1)))
    page.fill("#ends_on", str(_TODAY + timedelta(days=300)))
    page.fill("#currency", "eur")
    page.fill("#means-1", "400")
    page.fill("#means-2", "100")
    page.select_option("#good-1", value="category coffee")
    commit(page, 1, "Washed arabica", "100", value="600")
    page.get_by_role("button", name="Propose and sign it").click()
    expect(page.get_by_role("alert")).to_have_text("Each commitment is from one party to another.")
    assert_nothing_wrong(page)
    page.select_option("#receiver-1", value=kuapa)
    page.fill("#compensation", "10")
    page.select_option("#fund", label="Solidarity fund (EUR)")
    page.get_by_role("button", name="Propose and sign it").click()
    said(page, "It is proposed, and signed for your side. It holds when all have signed.")
    here = page.url.partition("?")[0].removeprefix(market.storefront_url)
    agreement = here.rpartition("/")[2]

    page = at(context, market, f"/desk/{kuapa}/agreements/{agreement}", by="kuapa")
    page.get_by_role("button", name="Sign").click()
    said(page, "You have signed.")
    page.get_by_role("link", name="Propose the next version").click()
    assert page.input_value("#value-1") == "600.00"
    assert page.input_value("#receiver-1") == kuapa
    commit(page, 2, "Cocoa beans", "80,5", answers="1")
    page.select_option("#giver-2", value=kuapa)
    page.select_option("#receiver-2", value=norandino)
    page.get_by_role("button", name="Propose and sign it").click()
    said(page, "It is proposed, and signed for your side. It holds when all have signed.")
    second = page.url.partition("?")[0].rpartition("/")[2]

    page = at(context, market, f"/desk/{norandino}/agreements/{second}", by="norandino")
    page.get_by_role("button", name="Sign").click()
    said(page, "You have signed.")
    arabica = one_row(page, "Washed arabica")
    arabica.get_by_label("How much, in kg").fill("40")
    arabica.get_by_label("Worth how much").fill("240")
    arabica.get_by_label("Day").fill(str(_TODAY))
    arabica.get_by_role("button", name="Say that it was delivered").click()
    said(page, "It is written down. It counts when the other side confirms it.")

    page = at(context, market, f"/desk/{kuapa}/agreements/{second}", by="kuapa")
    page.get_by_role("button", name="Confirm it").click()
    said(page, "Your answer is written down.")
    page.get_by_role("link", name="What everybody sees").click()
    expect(page.locator("main")).to_contain_text("Version 2")
    expect(page.locator("tr", has_text="Norandino")).to_contain_text("€240.00")
    owed = one_row(page, "owed since")
    expect(owed).to_contain_text("€18.00")
    assert_nothing_wrong(page)
    found = re.search(r"trx_[a-z0-9]+", owed.inner_text())
    assert found, "whoever pays can name it"

    page = at(context, market, "/operator/funds", by="operator")
    page.locator("#compensation").get_by_label("Number of the compensation").fill(found.group())
    page.locator("#compensation").get_by_label("The bank’s reference").fill("BANK-TRX-1")
    page.locator("#compensation button").click()
    said(page, "It is booked.")

    page = at(context, market, f"/desk/{norandino}/agreements/{second}", by="norandino")
    page.get_by_label("Why you end it").fill("The harvest failed.")
    page.get_by_role("button", name="End the agreement").click()
    said(page, "The agreement has ended.")
    page.goto(f"{market.storefront_url}/agreements/{second}")
    expect(page.locator("main")).to_contain_text("The harvest failed.")
    expect(one_row(page, "Norandino").filter(has_text="€18.00")).to_contain_text("paid on")
    assert_nothing_wrong(page)


def commit(page: Page, number: int, what: str, quantity: str, *, value: str = "", answers: str = "") -> None:
    page.fill(f"#what-{number}", what)
    page.fill(f"#quantity-{number}", quantity)
    page.fill(f"#unit-{number}", "kg")
    page.fill(f"#due_on-{number}", str(_TODAY + timedelta(days=30)))
    page.fill(f"#value-{number}", value)
    if answers:
        page.fill(f"#answers-{number}", answers)


def test_a_fund_lends_ahead_and_is_repaid(context: BrowserContext, market: Market) -> None:
    owner, norandino = holds_votes(market), market.world.norandino_id
    with market.database.transaction() as session:
        session.execute(_COLLEAGUE, {"id": new_id("mbr"), "market_id": owner})
        fund_id = str(session.execute(text("select id from fund where kind = 'solidarity'")).scalar_one())
        session.execute(_LENDS, {"id": fund_id})
        fill(session, fund_id, 60_000)
    desk = f"/desk/{owner}/funds/{fund_id}"
    screen_and_place(context, market, desk)

    page = at(context, market, f"/desk/{norandino}/money/prefinance", by="norandino")
    page.get_by_label("What is expected to be ordered").fill("The coffee of this harvest")
    page.get_by_label("Or another organisation").fill(f"{market.storefront_url}/producers/kuapa")
    page.get_by_label("What it will be worth").fill("200")
    page.get_by_label("How much you need ahead of it").fill("150")
    page.get_by_label("Share of every payout").fill("50")
    page.get_by_label("Interest a year").fill("0")
    page.get_by_label("The whole is due on").fill(str(_TODAY + timedelta(days=200)))
    page.get_by_role("button", name="Ask the fund").click()
    expect(page.get_by_role("alert")).to_contain_text("more than the fund sends ahead")
    assert_nothing_wrong(page)
    page.get_by_label("How much you need ahead of it").fill("5")
    page.get_by_role("button", name="Ask the fund").click()
    said(page, "The fund has been asked. Two of its stewards decide.")
    for steward in ("operator", "colleague"):
        page = at(context, market, desk, by=steward)
        wish = one_row(page, "The coffee of this harvest")
        expect(wish).to_contain_text("(Kuapa Kokoo)")
        wish.get_by_label("Your reason").fill("They always delivered.")
        wish.get_by_role("button", name="Grant it").click()
        said(page, "It is written down that you said so.")
    expect(one_row(page, "The coffee of this harvest")).to_contain_text("being repaid")

    pay_out(context, market)
    coffee = market.get("/v1/products/cafe-montero")["variants"][0]["id"]
    market.wait_until_paid(market.buy({coffee: 1}))
    market.settle_funds()
    page = at(context, market, f"/desk/{norandino}/money/prefinance", by="norandino")
    expect(page.locator("main")).to_contain_text("Still owed: €5.00")
    page.get_by_label("Repay sooner, at most").fill("2")
    page.get_by_role("button", name="Repay out of what I earned").click()
    said(page, "It is repaid out of what you earned.")
    expect(page.locator("main")).to_contain_text("Still owed: €3.00")
    found = re.search(r"prf_[a-z0-9]+", page.locator("main").inner_text())
    assert found, "whoever repays by bank can name it"

    page = at(context, market, "/operator/funds", by="operator")
    for label, typed in (
        ("Number of the prefinance", found.group()),
        ("Amount", "3"),
        ("Currency", "EUR"),
        ("The bank’s reference", "BANK-PRF-1"),
    ):
        page.locator("#repayment").get_by_label(label).fill(typed)
    page.locator("#repayment button").click()
    said(page, "It is booked.")
    page = at(context, market, f"/desk/{norandino}/money/prefinance", by="norandino")
    expect(one_row(page, "The coffee of this harvest").locator(".state")).to_have_text("repaid")
    market.solifair("ledger", "verify")


@pytest.fixture
def telefono(chromium: Browser, market: Market) -> Iterator[Page]:
    """The producer's phone, in Spanish, whose browser runs no scripts."""
    opened = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="es-ES")
    opened.set_default_timeout(PATIENCE_MS)
    sign_in_as(opened, market, "norandino")
    yield opened.new_page()
    opened.close()


def test_units_are_given_back_in_spanish_without_javascript(telefono: Page, market: Market) -> None:
    norandino, page = market.world.norandino_id, telefono
    new = NewFund(
        kind=FundKind.LABOUR_INVESTMENT,
        owner=market.world.market_id,
        sponsor=market.world.federation_id,
        name="Fondo del trabajo",
        currency="EUR",
        mandate="Money ahead of harvests.",
        uses=frozenset({FundUse.INVESTMENT}),
        notice_days=90,
        unit_minor=1000,
    )
    with market.database.transaction() as session:
        fund = open_fund(session, new, by=None, now=utc_now())
        issue_units(session, fund, holder=norandino, units=12, reference="desk", by=None, now=utc_now())
        fund_id = fund.id
    page.goto(f"{market.storefront_url}/desk/{norandino}/money")
    page.get_by_role("link", name="Participaciones en fondos").click()
    own = one_row(page, "Fondo del trabajo")
    expect(own).to_contain_text("12 participaciones de 10,00")
    own.get_by_label("Cuántas devolver, 12 como máximo").fill("5")
    own.get_by_role("button", name="Devolverlas").click()
    expect(page.locator("#notice")).to_contain_text("El preaviso está dado.")
    expect(own).to_contain_text("5 participaciones devueltas")
    expect(own.get_by_label("Cuántas devolver, 7 como máximo")).to_have_attribute("max", "7")
    assert width_too_much(page) <= 0
    told = market.get(f"/v1/funds/{fund_id}/units?holder={norandino}")
    assert [(one["units"], one["noticed"]) for one in told["holders"]] == [(12, 5)]


def in_public(page: Page, market: Market) -> str:
    """What everybody reads of Norandino."""
    page.goto(f"{market.storefront_url}/producers/norandino")
    return page.locator("main").inner_text()


def test_families_are_said_corrected_read_by_all_and_taken_away(telefono: Page, market: Market) -> None:
    norandino, page = market.world.norandino_id, telefono

    here = f"{market.storefront_url}/desk/{norandino}/impact/families"
    for number in ("410", "412"):
        page.goto(here)
        page.get_by_label("Cuántas familias").fill(number)
        page.get_by_role("button", name="Decirlo, a día de hoy").click()
        expect(page.locator("main strong").first).to_have_text(f"{number} familias")
    assert "412" not in in_public(page, market)
    page.goto(here)
    page.get_by_label("Quién estuvo de acuerdo").fill("La asamblea")
    page.fill("#ends_on", str(_TODAY + timedelta(days=300)))
    page.get_by_role("button", name="Que lo lea todo el mundo").click()
    expect(page.get_by_text("La asamblea")).to_be_visible()
    assert width_too_much(page) <= 0
    assert "412" in in_public(page, market)
    page.goto(here)
    page.get_by_role("button", name="Quitarlo").click()
    expect(page.get_by_text("Todavía no lo has dicho.")).to_be_visible()
    assert "412" not in in_public(page, market)


def test_a_head_count_is_said_and_each_part_of_it_read_only_once_agreed_to(telefono: Page, market: Market) -> None:
    norandino, page = market.world.norandino_id, telefono

    here = f"{market.storefront_url}/desk/{norandino}/impact/members"
    page.goto(here)
    for label, number in (("Todos los miembros", "1204"), ("Mujeres", "480"), ("Hombres", "700")):
        page.get_by_label(label).fill(number)
    page.get_by_role("button", name="Decirlo, a día de hoy").click()
    expect(page.get_by_text("480 mujeres, 700 hombres, 24 sin registrar")).to_be_visible()
    assert "1.204" not in in_public(page, market)
    for subject, is_read in (("members_total", False), ("members_by_gender", True)):
        page.goto(here)
        page.select_option("#subject", subject)
        page.get_by_label("Quién estuvo de acuerdo").fill("La asamblea")
        page.fill("#ends_on", str(_TODAY + timedelta(days=300)))
        page.get_by_role("button", name="Que lo lea todo el mundo").click()
        assert width_too_much(page) <= 0
        found = in_public(page, market)
        assert "1.204" in found and ("480 mujeres" in found) is is_read
    for _ in range(2):
        page.goto(here)
        page.get_by_role("button", name="Que ya no lo lea nadie más").first.click()
    assert "1.204" not in in_public(page, market)
    page.goto(here)
    page.get_by_role("button", name="Quitarlo").click()
    expect(page.get_by_text("Todavía no lo has dicho.")).to_be_visible()


def test_who_orders_is_chosen_in_spanish_without_javascript(telefono: Page, market: Market) -> None:
    norandino, kuapa, page = market.world.norandino_id, market.world.kuapa_id, telefono
    holds_votes(market)
    with market.database.transaction() as session:
        fund_id = str(session.execute(text("select id from fund where kind = 'solidarity'")).scalar_one())
        session.execute(_LENDS, {"id": fund_id})
    terms = {"share_cap_bps": 6_000, "interest_cap_bps": 600}
    assert market.call("PUT", f"/v1/funds/{fund_id}/prefinance-terms", by="operator", json=terms).ok
    content = {
        "title": "Café por cacao",
        "body": "Nos complementamos.",
        "currency": "EUR",
        "starts_on": str(_TODAY),
        "ends_on": str(_TODAY + timedelta(days=300)),
        "parties": [{"organisation_id": norandino}, {"organisation_id": kuapa}],
        "goods": [{"category": "coffee"}],
    }
    made = market.post(f"/v1/organisations/{norandino}/agreements", content, by="norandino")
    signature = {"organisation_id": kuapa, "sha256": made["sha256"]}
    market.post(f"/v1/agreements/{made['id']}/sign", signature, by="kuapa")
    page.goto(f"{market.storefront_url}/desk/{norandino}/money/prefinance")
    page.get_by_label("Quién lo encarga").select_option(label="Kuapa Kokoo")
    for name, typed in (
        ("what", "El café de la próxima cosecha"),
        ("expected", "200"),
        ("amount", "5"),
        ("repay", "50"),
        ("due_on", str(_TODAY + timedelta(days=200))),
    ):
        page.fill(f"#{name}", typed)
    page.click("#ask button.strong")
    expect(one_row(page, "El café de la próxima cosecha")).to_contain_text("(Kuapa Kokoo)")
    assert width_too_much(page) <= 0
    asked = market.get(f"/v1/organisations/{norandino}/prefinance", by="norandino")["data"]
    assert asked[0]["buyer_id"] == kuapa
    market.post(f"/v1/prefinance/{asked[0]['id']}/withdraw", by="norandino")
    ending = {"organisation_id": norandino, "reason": "It was for one harvest."}
    market.post(f"/v1/agreements/{made['id']}/end", ending, by="norandino")


def screen_and_place(context: BrowserContext, market: Market, desk: str) -> None:
    """The fund gets terms, a screen, and money in a place and back."""
    page = at(context, market, "/operator/funds", by="operator")
    for label, typed in (("Name", "Coop bank of the north"), ("Country", "fr"), ("Terms", "cooperative_bank")):
        page.locator("#place").get_by_label(label).fill(typed)
    page.locator("#place button").click()
    said(page, "Funds can choose this place now.")
    page = at(context, market, desk, by="operator")
    page.fill("#terms-share", "60")
    page.fill("#terms-interest", "6")
    page.get_by_role("button", name="Set these terms").click()
    said(page, "These terms hold for what is asked from now on.")
    page.fill("#screen-term", "country:GH")
    page.fill("#screen-reason", "Members decided so.")
    page.get_by_role("button", name="Add the screen").click()
    said(page, "The screen holds from now on.")
    for way, amount in (("there", "50"), ("back", "20")):
        page.select_option("#place-way", value=way)
        page.fill("#place-amount", amount)
        page.get_by_role("button", name="Write it down").click()
        said(page, "It is written down. What sits elsewhere is taken back before it is used.")
    page.fill("#place-amount", "99999")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("alert")).to_contain_text("more than lies idle")
    page.get_by_role("link", name="What everybody sees").click()
    for words in ("60%", "country:GH", "Coop bank of the north", "€30.00"):
        expect(page.locator("main")).to_contain_text(words)
    assert_nothing_wrong(page)


def pay_out(context: BrowserContext, market: Market) -> None:
    """This week's run sends what the fund gave. What a fund has is at Stripe once somebody has bought something."""
    chocolate = market.get("/v1/products/kumasi")["variants"][0]["id"]
    market.wait_until_paid(market.buy({chocolate: 20}))
    market.settle_funds()
    page = at(context, market, "/operator/payouts", by="operator")
    page.fill("#period", str(IsoWeek.of(utc_now())))
    page.get_by_role("button", name="Start a run").click()
    asked = f"/v1/organisations/{market.world.norandino_id}/prefinance"
    market.eventually("the money has left", lambda: market.get(asked, by="norandino")["data"][0]["sent_on"])

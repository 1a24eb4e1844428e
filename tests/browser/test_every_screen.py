"""Every screen: nothing wrong that axe finds, nothing to scroll sideways on a small phone, no line too long to read, no
button upon another, no error in the console."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import text

from market.accounts.directories.import_listings import import_listings
from market.fund.money.open_fund import NewFund, open_fund
from market.fund.units.issue_units import issue_units
from models.enums import BallotKind, FundKind, FundUse
from models.fund_units import FundYear
from tests.browser.conftest import certify, sign_in_as
from tests.browser.looks import controls_that_touch, lines_too_long
from tests.browser.votes import decided_vote, holds_votes, open_vote
from tests.journeys.market import Market
from tests.shop import NOW

pytestmark = pytest.mark.browser

_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}

Address = Callable[[Market], str]

SCREENS: dict[str, tuple[str | None, Address]] = {
    "home": (None, lambda market: "/"),
    "products": (None, lambda market: "/products"),
    "products filtered": (None, lambda market: "/products?category=coffee&q=montero&sort=price"),
    "products none": (None, lambda market: "/products?q=zzzzzz"),
    "product": (None, lambda market: "/products/cafe-montero"),
    "product without a claim": (None, lambda market: "/products/kumasi"),
    "product whose label ended": (None, lambda market: f"/products/{ended_label_of(market)}"),
    "past prices": (None, lambda market: "/products/cafe-montero/prices"),
    "producers": (None, lambda market: "/producers"),
    "producer": (None, lambda market: "/producers/norandino"),
    "proof": (None, lambda market: f"/proof/{claim_of(market)}"),
    "proof on a day": (None, lambda market: f"/proof/{claim_of(market)}?on=2026-01-01"),
    "empty cart": (None, lambda market: "/cart"),
    "sign in": (None, lambda market: "/sign-in"),
    "sign in by link": (None, lambda market: "/sign-in/link"),
    "sign up": (None, lambda market: "/sign-up"),
    "labels": (None, lambda market: "/labels"),
    "statements": (None, lambda market: "/impact"),
    "funds": (None, lambda market: "/funds"),
    "labour fund": (None, lambda market: f"/funds/{labour_fund_of(market)}"),
    "statement": (None, lambda market: f"/impact/{statement_of(market)}"),
    "own statements": ("consumer", lambda market: "/impact/own"),
    "statements of a desk": ("norandino", lambda market: f"/desk/{market.world.norandino_id}/impact"),
    "comparison": (None, lambda market: "/impact/comparison"),
    "listed elsewhere": (None, lambda market: listing_of(market).rpartition("/")[0]),
    "listed organisation": ("consumer", lambda market: listing_of(market)),
    "claims to listed ones": ("operator", lambda market: listing_of(market).rpartition("/")[0] + "/claims"),
    "self-identified": (None, lambda market: "/self-identified"),
    "all networks": (None, lambda market: "/networks"),
    "network": (None, lambda market: f"/networks/{market.world.federation_id}"),
    "record": ("norandino", lambda market: f"/desk/{market.world.norandino_id}/record"),
    "agreements": (None, lambda market: "/agreements"),
    "own agreements": ("norandino", lambda market: f"/desk/{market.world.norandino_id}/agreements"),
    "premium": ("norandino", lambda market: f"/desk/{market.world.norandino_id}/money/premium"),
    "prefinance": ("norandino", lambda market: f"/desk/{market.world.norandino_id}/money/prefinance"),
    "families": ("norandino", lambda market: f"/desk/{market.world.norandino_id}/impact/families"),
    "head count": ("norandino", lambda market: f"/desk/{market.world.norandino_id}/impact/members"),
    "units of funds": ("norandino", lambda market: units_at_desk(market)),
    "lending of a fund": (None, lambda market: f"/funds/{fund_of(market)}/lending"),
    "fund": (None, lambda market: f"/funds/{fund_of(market)}"),
    "own funds": ("operator", lambda market: f"/desk/{holds_votes(market)}/funds"),
    "lending of one's fund": ("operator", lambda market: f"/desk/{holds_votes(market)}/funds/{fund_of(market)}"),
    "agreement with whom": ("norandino", lambda market: proposal(market)),
    "agreement proposed": ("norandino", lambda market: proposal(market, "?with=kuapa")),
    "privacy": (None, lambda market: "/privacy"),
    "whether the shop is open": (None, lambda market: "/status"),
    "erasure": ("consumer", lambda market: "/account/erasure"),
    "accessibility": (None, lambda market: "/accessibility"),
    "missing": (None, lambda market: "/nowhere"),
    "account": ("consumer", lambda market: "/account"),
    "orders": ("consumer", lambda market: "/orders"),
    "desk": ("norandino", lambda market: f"/desk/{market.world.norandino_id}"),
    "money": ("norandino", lambda market: f"/desk/{market.world.norandino_id}/money"),
    "catalogue": ("norandino", lambda market: f"/desk/{market.world.norandino_id}/catalogue"),
    "own products": ("norandino", lambda market: own_goods(market)),
    "new product": ("norandino", lambda market: own_goods(market, "/new")),
    "own product": ("norandino", lambda market: own_goods(market, f"/{product_of(market)}")),
    "pictures": ("norandino", lambda market: own_goods(market, f"/{product_of(market)}/pictures")),
    "stock": ("norandino", lambda market: own_goods(market, "/stock")),
    "sheet": ("norandino", lambda market: own_goods(market, "/sheet")),
    "votes on money": (None, lambda market: "/rounds"),
    "vote that is open": ("norandino", lambda market: f"/rounds/{open_vote(market)}"),
    "ballot": ("norandino", lambda market: f"/rounds/{open_vote(market)}/ballot"),
    "ballot with points": (
        "norandino",
        lambda market: f"/rounds/{open_vote(market, BallotKind.CUMULATIVE)}/ballot",
    ),
    "members who vote by a link": (
        "norandino",
        lambda market: f"/desk/{market.world.norandino_id}/rounds/{open_vote(market)}/links",
    ),
    "voting link that is none": (None, lambda market: "/vote?token=x"),
    "vote that is decided": ("norandino", lambda market: f"/rounds/{decided_vote(market)}"),
    "minutes of a vote": (None, lambda market: f"/rounds/{decided_vote(market)}/minutes"),
    "votes that one holds": ("operator", lambda market: f"/desk/{holds_votes(market)}/rounds"),
    "vote that one holds": ("operator", lambda market: f"/desk/{holds_votes(market)}/rounds/{decided_vote(market)}"),
    "hubs": ("norandino", lambda market: own_goods(market, "/hubs")),
    "people of a desk": ("norandino", lambda market: f"/desk/{market.world.norandino_id}/members"),
    "invitation that opens nothing": ("consumer", lambda market: "/join?token=x"),
    "webhooks": ("norandino", lambda market: webhook_of(market).rpartition("/")[0]),
    "webhook": ("norandino", lambda market: webhook_of(market)),
    "webhooks of the market": ("operator", lambda market: "/operator/webhooks"),
    "message to a webhook": ("norandino", lambda market: message_of(market)),
    "hub of a federation": ("verifier", lambda market: f"/desk/{market.world.federation_id}/products/hubs"),
    "certificates": ("norandino", lambda market: f"/desk/{market.world.norandino_id}/certificates"),
    "certificate": ("norandino", lambda market: certificate_of(market, claim_of(market))),
    "certificate handed in": ("norandino", lambda market: certificate_of(market, waiting_of(market))),
    "renewal": (
        "norandino",
        lambda market: f"/desk/{market.world.norandino_id}/certificates?renews={claim_of(market)}",
    ),
    "queue": ("verifier", lambda market: f"/review/{market.world.federation_id}"),
    "review": ("verifier", lambda market: f"/review/{market.world.federation_id}/{waiting_of(market)}"),
    "queue of one scheme": ("verifier", lambda market: f"/review/{market.world.federation_id}?scheme=spp"),
    "what runs out": ("verifier", lambda market: f"/review/{market.world.federation_id}?view=ending"),
    "objections": ("verifier", lambda market: f"/review/{market.world.federation_id}/objections"),
    "verifier's year": ("verifier", lambda market: f"/review/{market.world.federation_id}/year"),
    "networks": ("verifier", lambda market: f"/review/{market.world.federation_id}/networks"),
    "returns": ("norandino", lambda market: f"/desk/{market.world.norandino_id}/returns"),
    "payout account": ("norandino", lambda market: f"/desk/{market.world.norandino_id}/money/account"),
    "operator": ("operator", lambda market: "/operator"),
    "alerts": ("operator", lambda market: "/operator/alerts"),
    "mails": ("operator", lambda market: "/operator/mails"),
    "mailbox of the demo": (None, lambda market: "/mailbox"),
    "mail": (None, lambda market: f"/mailbox/{receipt_mail_of(market)}"),
    "own mails": ("consumer", lambda market: "/account/mails"),
    "find an order": ("operator", lambda market: "/operator/orders"),
    "story": ("operator", lambda market: f"/operator/orders/{paid_order_of(market)}"),
    "refunds": ("operator", lambda market: "/operator/refunds"),
    "holds": ("operator", lambda market: "/operator/holds"),
    "money of funds": ("operator", lambda market: "/operator/funds"),
    "disputes": ("operator", lambda market: "/operator/disputes"),
    "payout runs": ("operator", lambda market: "/operator/payouts"),
    "mandates": (
        "operator",
        lambda market: f"/operator/mandates?organisation={market.world.federation_id}",
    ),
    "health": ("operator", lambda market: "/operator/health"),
    "people": ("operator", lambda market: "/operator/people"),
    "person": ("operator", lambda market: f"/operator/people/{somebody_of(market)}"),
    "events": ("operator", lambda market: "/operator/events"),
    "tasks": ("operator", lambda market: "/operator/tasks"),
    "audit log": ("operator", lambda market: "/operator/audit?verify=yes"),
    "prices": (None, lambda market: "/prices"),
    "fees": ("operator", lambda market: "/operator/fees"),
    "reconciliation": ("operator", lambda market: "/operator/reconciliation"),
}

# Screens that say that there is nothing of the kind.
MISSING = frozenset({"missing", "voting link that is none", "invitation that opens nothing"})


def claim_of(market: Market) -> str:
    return str(market.get("/v1/products/cafe-montero")["claims"][0]["certificate_id"])


def ended_label_of(market: Market) -> str:
    """A product whose label was suspended a moment ago."""
    with market.database.transaction() as session:
        market.world.session = session
        product_id = market.world.product("cafe-sin-sello", "Coffee from Ayabaca, ground")
    certificate_id = certify(market, "SPP-4790", product_id)
    decision = {
        "federation_id": market.world.federation_id,
        "decision": "suspend",
        "method": "register_lookup",
        "reason": "The register holds it as suspended.",
        "reason_code": "suspended_by_scheme",
    }
    market.post(f"/v1/certificates/{certificate_id}/verifications", decision, by="verifier")
    assert market.get(f"/v1/products/{product_id}/ended-claims")["data"]
    return "cafe-sin-sello"


def fund_of(market: Market) -> str:
    return str(market.get("/v1/funds")["data"][0]["id"])


def proposal(market: Market, query: str = "") -> str:
    return f"/desk/{market.world.norandino_id}/agreements/new{query}"


def receipt_mail_of(market: Market) -> str:
    """A receipt, once the worker has written it."""
    paid_order_of(market)

    def written() -> list[str]:
        return [str(one["id"]) for one in market.get("/v1/mailbox")["data"] if one["subject"]]

    return str(market.eventually("a receipt is written", written)[0])


def own_goods(market: Market, page: str = "") -> str:
    return f"/desk/{market.world.norandino_id}/products{page}"


def listing_of(market: Market) -> str:
    """A listed organisation, which somebody has claimed once it was asked for."""
    row = (
        "Organization Type,Name,name,Region,Country,City,Latitude,Longitude,Type,Sector,Website\n"
        "x,Cooperativa de Trabajo y Consumo de los Molinos Harineros del Norte,,,,Ayabaca,,,,Agriculture,"
        "https://molinos.example/a-very-long-address-that-does-not-fit-on-a-small-phone-without-a-break\n"
    )
    with market.database.transaction() as session:
        import_listings(session, row.encode(), is_dry_run=False, now=NOW)
        listed_id = session.execute(text("select min(id) from listed_organisation")).scalar_one()
        person_id = session.execute(text("select min(id) from person where not is_operator")).scalar_one()
        session.execute(
            text(
                "insert into listing_claim (id, listed_id, person_id, state, note, is_site_address, reason) "
                "values ('lcl_screen', :listed, :person, 'waiting', 'I keep its books.', true, '') "
                "on conflict do nothing"
            ),
            {"listed": listed_id, "person": person_id},
        )
    return f"/directory/{listed_id}"


def webhook_of(market: Market) -> str:
    """A webhook that nobody answers, with a message that waits."""
    organisation_id = market.world.norandino_id
    found = market.get("/v1/webhooks", by="norandino")["data"]
    if not found:
        body = {
            "organisation_id": organisation_id,
            "url": "https://norandino.example/a/very/long/address/that-does-not-fit-on-a-small-phone-without-a-break",
            "kinds": ["order.paid", "payout.paid"],
        }
        opened = market.post("/v1/webhooks", body, by="norandino")
        market.post(f"/v1/webhooks/{opened['webhook']['id']}/test", by="norandino")
        return webhook_of(market)
    return f"/desk/{organisation_id}/webhooks/{found[0]['id']}"


def message_of(market: Market) -> str:
    path = webhook_of(market)
    webhook_id = path.rpartition("/")[2]
    deliveries = market.get(f"/v1/webhooks/{webhook_id}/deliveries", by="norandino")["data"]
    return f"{path}/{deliveries[0]['id']}"


def somebody_of(market: Market) -> str:
    return str(market.get("/v1/people?which=verifiers", by="operator")["data"][0]["id"])


def product_of(market: Market) -> str:
    return str(market.get("/v1/products/cafe-montero")["id"])


def waiting_of(market: Market) -> str:
    path = f"/v1/organisations/{market.world.federation_id}/verification-queue"
    return str(market.get(path, by="verifier")["data"][0]["id"])


def certificate_of(market: Market, certificate_id: str) -> str:
    return f"/desk/{market.world.norandino_id}/certificates/{certificate_id}"


def statement_of(market: Market) -> str:
    return str(market.get("/v1/statements")["data"][0]["id"])


def labour_fund_of(market: Market) -> str:
    """A fund with members' units, and a year that it reported on."""
    new = NewFund(
        kind=FundKind.LABOUR_INVESTMENT,
        owner=market.world.market_id,
        sponsor=market.world.federation_id,
        name="Fondo de inversión para las cosechas de los productores organizados",
        currency="EUR",
        mandate="Money ahead of harvests.",
        uses=frozenset({FundUse.INVESTMENT}),
        notice_days=90,
        unit_minor=1000,
    )
    with market.database.transaction() as session:
        fund = open_fund(session, new, by=None, now=NOW)
        issue_units(session, fund, holder=market.world.norandino_id, units=9000, reference="b1", by=None, now=NOW)
        person_id = session.execute(text("select min(id) from person")).scalar_one()
        year = FundYear(
            fund_id=fund.id,
            year=2025,
            jobs_kept=31,
            jobs_created=4,
            evidence_url="https://www.example.org/jobs",
            reported_by=person_id,
            reported_at=NOW,
        )
        session.add(year)
        return fund.id


def units_at_desk(market: Market) -> str:
    labour_fund_of(market)
    return f"/desk/{market.world.norandino_id}/money/units"


def paid_order_of(market: Market) -> str:
    coffee = market.get("/v1/products/cafe-montero")["variants"][0]["id"]
    bought = market.buy({coffee: 1})
    market.wait_until_paid(bought)
    return bought["order_id"]


def complaints_of(page: Page) -> list[str]:
    found = Axe().run(page, options=_RULES).response["violations"]
    return [f"{one['id']}: {one['help']} {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


def width_too_much(page: Page) -> int:
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_has_nothing_wrong(screen: str, context: BrowserContext, market: Market) -> None:
    who, address = SCREENS[screen]
    if who:
        sign_in_as(context, market, who)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(market.storefront_url + address(market))
    assert answer is not None
    assert who is None or "/sign-in" not in page.url, "the session is over: it is another screen that is looked at"
    is_missing = screen in MISSING
    assert answer.status == (404 if is_missing else 200)
    assert width_too_much(page) <= 0
    assert complaints_of(page) == []
    assert controls_that_touch(page) == []
    page.emulate_media(color_scheme="dark")
    assert complaints_of(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert width_too_much(page) <= 0
    page.set_viewport_size({"width": 1280, "height": 800})
    assert width_too_much(page) <= 0
    assert lines_too_long(page) == []
    assert controls_that_touch(page) == []
    assert complaints_of(page) == []
    assert [url for url in asked if not url.startswith((market.storefront_url, "data:", "blob:"))] == []
    assert [one for one in said if not is_missing or "404" not in one] == []


def test_the_cart_the_form_and_the_receipt_have_nothing_wrong(page: Page, market: Market) -> None:
    page.goto(f"{market.storefront_url}/products/cafe-montero")
    page.click("form[action='/cart/lines'] button.strong")
    page.locator("#notice:not(:empty)").wait_for()
    for path in ("/cart", "/checkout"):
        page.goto(market.storefront_url + path)
        assert width_too_much(page) <= 0, path
        assert complaints_of(page) == [], path
    page.fill("#email", "not an address")
    page.eval_on_selector("main form", "form => form.noValidate = true")
    page.click("main button.strong")
    assert page.locator("[role='alert']").count() == 1
    assert complaints_of(page) == []
    page.fill("#email", "camille@example.org")
    page.fill("#full_name", "Camille Roux")
    page.fill("#line1", "12 rue de la Soie")
    page.fill("#postal_code", "69004")
    page.fill("#city", "Lyon")
    page.click("main button.strong")
    page.wait_for_url(f"{market.sandbox_url}/**")
    page.click("form[method='post'] button.main")
    page.wait_for_url(f"{market.storefront_url}/thank-you/**")
    page.locator(".receipt").wait_for()
    assert width_too_much(page) <= 0
    assert complaints_of(page) == []
    bought = re.search(r"ord_[a-z0-9]+", page.url)
    assert bought
    page.goto(f"{market.storefront_url}/orders/{bought.group()}")
    assert width_too_much(page) <= 0
    assert complaints_of(page) == []

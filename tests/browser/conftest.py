"""Chromium before a whole market of real processes."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright
from redis import Redis
from sqlalchemy import text

from kit.broker import client_url
from kit.clock import utc_now
from tests.journeys.market import Market, running_market
from tests.services import Services

CHROMIUM = Path(os.environ.get("SOLIFAIR_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 60_000
# A machine that stands still for some seconds is no fault of a page.
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file: while it runs, this process can run no other event loop.

    Without Chromium these tests are skipped, and fail where CI=true.
    """
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no Chromium at {CHROMIUM}")
        pytest.skip(f"no Chromium at {CHROMIUM}; name another in SOLIFAIR_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def market(services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """A market with two producers' goods, a verified certificate, one that waits, and a statement."""
    with (
        services.clone() as database_url,
        running_market(tmp_path_factory.mktemp("market"), database_url=database_url) as running,
    ):
        furnish(running)
        yield running


def furnish(market: Market) -> None:
    """Two producers' goods, a certificate that is verified and one that waits, and a statement."""
    market.world.session.close()
    with market.database.transaction() as session:
        market.world.session = session
        market.world.product(
            "cafe-montero",
            "Coffee from Montero, whole bean",
            language="en",
            price=(890, 3190),
            premium=25,
            stock=60,
            values=("women",),
            description="In the cup: cane sugar, orange, almond.",
            translations={
                ("es", "name"): "Café de Montero, en grano",
                ("es", "description"): "En taza: panela, naranja, almendra.",
            },
        )
        market.world.product(
            "kumasi",
            "Chocolate of Kumasi",
            producer_id=market.world.kuapa_id,
            category="chocolate",
            price=695,
            premium=12,
            stock=60,
            origin="GH",
        )
        market.world.learn_words()
    coffee = market.get("/v1/products/cafe-montero")["id"]
    certify(market, "SPP-4711", coffee)
    hand_in(market, "SPP-4712", coffee)
    today = utc_now().date()
    market.post(
        "/v1/statements",
        {"subject": "market", "period_start": str(today - timedelta(days=30)), "period_end": str(today)},
        by="operator",
    )
    market.eventually("the statement is there", lambda: market.get("/v1/statements")["data"])


@pytest.fixture(autouse=True)
def fresh_sign_ins(market: Market) -> None:
    """Everybody has just signed in, and nobody has tried too often: a market may stand for longer than a sign-in counts
    as fresh, and all who come to it come from one address."""
    with market.database.transaction() as session:
        session.execute(text("update sign_in_session set authenticated_at = now()"))
    with Redis.from_url(client_url(market.environment["SOLIFAIR_REDIS_URL"])) as valkey:
        for key in valkey.scan_iter("LIMITS*"):
            valkey.delete(key)


def hand_in(market: Market, number: str, product_id: str) -> str:
    """A certificate with its document, handed in by Norandino; its id."""
    today = utc_now().date()
    draft = market.post(
        f"/v1/organisations/{market.world.norandino_id}/certificates",
        {
            "scheme": "spp",
            "number": number,
            "statement": "Small producers' coffee",
            # An address that no phone has room for in one line.
            "issued_by": "webgate.bodies.example/tracesnt/directory/publication/organic-operators/index",
            "valid_from": str(today - timedelta(days=200)),
            "valid_to": str(today + timedelta(days=300)),
            "subjects": [{"kind": "product", "ref": product_id}],
        },
        by="norandino",
    )
    certificate = f"/v1/certificates/{draft['id']}"
    evidence = market.call(
        "POST",
        f"{certificate}/evidence",
        by="norandino",
        files={"file": ("certificate.txt", b"Certificate, valid", "text/plain")},
        data={"title": "Certificate"},
    )
    assert evidence.status_code == 201, evidence.text
    market.post(f"{certificate}/submit", by="norandino")
    return str(draft["id"])


def certify(market: Market, number: str, product_id: str) -> str:
    """The same, verified; its id."""
    certificate_id = hand_in(market, number, product_id)
    decision = {
        "federation_id": market.world.federation_id,
        "decision": "verify",
        "method": "register_lookup",
        "reason": "Number found in the register, holder and scope agree.",
    }
    market.post(f"/v1/certificates/{certificate_id}/verifications", decision, by="verifier")
    return certificate_id


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A phone of 360 pixels' width, with nothing in its memory. Its browser has nothing to complain of at the end."""
    opened = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-GB", reduced_motion="reduce")
    opened.set_default_timeout(PATIENCE_MS)
    reports = reports_of(opened)
    yield opened
    opened.close()
    assert reports == [], "a page did what the Content-Security-Policy forbids"


def reports_of(context: BrowserContext) -> list[str]:
    """What the browser will have told of things that the Content-Security-Policy forbids; it fills as it goes."""
    told: list[str] = []
    context.on("request", lambda request: told.append(request.post_data or "") if is_report(request) else None)
    return told


def is_report(request: Request) -> bool:
    return request.url.endswith("/policy-reports")


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def sign_in_as(context: BrowserContext, market: Market, who: str) -> None:
    """Put somebody's session into the browser, as signing in would."""
    context.add_cookies([{"name": "solifair", "value": market.tokens[who], "url": market.storefront_url}])

"""The reviewed references of every screen: docs/screens/, three widths of each, and an index that says what was seen.

`python -m tests.browser.references [screen …]` takes them anew from a market of its own, the one of the browser tests.
Each screen has a note in the index on what was looked at; a screen without one is not yet reviewed, and a test says so.
"""

import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, furnish, sign_in_as
from tests.browser.test_every_screen import SCREENS
from tests.browser.test_purchase import fill_address
from tests.journeys.market import Market, running_market
from tests.services import running_services

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "screens"
INDEX = FOLDER / "README.md"
# Width of the screen in CSS pixels, and what its picture is scaled by.
WIDTHS: dict[int, float] = {360: 0.6, 768: 0.5, 1280: 0.5}
_HEIGHTS = {360: 740, 768: 1024, 1280: 800}
# A long page is kept so far down; the rest is more of the same. The footer is the same everywhere: one screen has it.
_MOST_PIXELS = 1600
_HAS_FOOTER = "home"
_QUALITY = 28
MOST_BYTES = 25_000
"""Of one picture."""

ROLES: dict[str | None, str] = {
    None: "Anybody",
    "consumer": "Consumers",
    "norandino": "Producers",
    "verifier": "Federations",
    "operator": "Operators and stewards",
}

PURCHASE = ("cart", "checkout", "who got what", "order of a guest")
"""Screens on the way of a purchase: each is there once the one before was gone through."""

REFERENCED: dict[str, str | None] = {screen: who for screen, (who, _) in SCREENS.items()} | dict.fromkeys(PURCHASE)
"""Every screen that has references, and whose it is."""

_HEAD = """# Every screen, as it was reviewed

Each screen of the storefront at 360, 768 and 1280 pixels, taken from the market of the browser tests with
`python -m tests.browser.references`, and what was looked at. A part of them was looked at in the dark and in Spanish
too. The pictures are for eyes: a test asks only that each screen has its three and its note
(`tests/architecture/test_screens.py`), and `tests/browser/test_every_screen.py` asks of the live ones what can be
measured. Whoever changes a screen takes its pictures anew, looks at them and rewrites its note.
"""
_ROW = re.compile(r"^\| (?P<screen>[^|]+) \| .+ \| (?P<note>[^|]*) \|$")


def file_of(screen: str, width: int) -> str:
    """The name of a reference's file."""
    return f"{re.sub('[^a-z0-9]+', '-', screen)}-{width}.webp"


def notes() -> dict[str, str]:
    """What the index says of each screen; empty where nobody has looked yet."""
    lines = INDEX.read_text().splitlines() if INDEX.exists() else []
    rows = [_ROW.match(line) for line in lines]
    return {row["screen"].strip(): row["note"].strip() for row in rows if row and row["screen"].strip() in REFERENCED}


def write_index(seen: Mapping[str, str]) -> None:
    """Write the index anew, with the notes that it had."""
    parts = [_HEAD]
    for role, title in ROLES.items():
        parts.append(f"## {title}\n\n| screen | 360 · 768 · 1280 | looked at |\n|---|---|---|")
        for screen in (screen for screen, who in REFERENCED.items() if who == role):
            pictures = " ".join(f"[{width}]({file_of(screen, width)})" for width in WIDTHS)
            first = f'<img src="{file_of(screen, 360)}" alt="" width="90">'
            wide = f'<img src="{file_of(screen, 1280)}" alt="" width="220">'
            parts.append(f"| {screen} | {first} {wide}<br>{pictures} | {seen.get(screen, '')} |")
        parts.append("")
    INDEX.write_text("\n".join(parts))


def take(names: Sequence[str]) -> None:
    """Write the references of all screens, or of those named, and the index."""
    FOLDER.mkdir(exist_ok=True)
    with (
        running_services() as services,
        services.clone() as database_url,
        tempfile.TemporaryDirectory(prefix="solifair-screens-") as folder,
        running_market(Path(folder), database_url=database_url) as market,
        sync_playwright() as playwright,
    ):
        furnish(market)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        # First what is bought: the desks have something to pack then.
        with _opened(browser) as context:
            page = context.new_page()
            for screen in _purchase(page, market):
                if not names or screen in names:
                    _photograph(page, screen)
        for screen, (who, address) in SCREENS.items():
            if names and screen not in names:
                continue
            with _opened(browser) as context:
                if who:
                    sign_in_as(context, market, who)
                page = context.new_page()
                page.goto(market.storefront_url + address(market), wait_until="networkidle")
                _photograph(page, screen)
        browser.close()
    write_index(notes())


def _purchase(page: Page, market: Market) -> Iterator[str]:
    """A guest's purchase from two producers; the name of each screen on its way, while it is there."""
    for product in ("cafe-montero", "kumasi"):
        page.goto(f"{market.storefront_url}/products/{product}")
        page.click("form[action='/cart/lines'] button.strong")
        page.locator("#notice:not(:empty)").wait_for()
    page.goto(f"{market.storefront_url}/cart")
    yield "cart"
    page.goto(f"{market.storefront_url}/checkout")
    yield "checkout"
    fill_address(page)
    page.click("main button.strong")
    page.wait_for_url(f"{market.sandbox_url}/**")
    page.click("form[method='post'] button.main")
    page.wait_for_url(f"{market.storefront_url}/thank-you/**")
    page.locator(".receipt").wait_for()
    yield "who got what"
    page.goto(page.url.replace("/thank-you/", "/orders/"))
    yield "order of a guest"


def _opened(browser: Browser) -> BrowserContext:
    return browser.new_context(locale="en-GB", color_scheme="light", reduced_motion="reduce")


def _photograph(page: Page, screen: str) -> None:
    last = "body" if screen == _HAS_FOOTER else "main"
    for width, scale in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": _HEIGHTS[width]})
        height = page.locator(last).first.evaluate("it => it.getBoundingClientRect().bottom + window.scrollY")
        shot = page.screenshot(
            full_page=True, clip={"x": 0, "y": 0, "width": width, "height": min(height, _MOST_PIXELS)}
        )
        picture = Image.open(BytesIO(shot)).convert("RGB")
        small = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)
        (FOLDER / file_of(screen, width)).write_bytes(_packed(small))


def _packed(picture: Image.Image) -> bytes:
    """As WebP, the better the less there is in it."""
    for quality in (_QUALITY, 16, 8):
        written = BytesIO()
        picture.save(written, "WEBP", quality=quality, method=6)
        if len(written.getvalue()) <= MOST_BYTES:
            break
    return written.getvalue()


if __name__ == "__main__":
    take(sys.argv[1:])

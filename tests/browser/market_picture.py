"""The picture at the top of the README, taken from a running demo so that it never lies.

Start the demo (`make run`), then: `python -m tests.browser.market_picture [http://127.0.0.1:8100]`.
"""

import base64
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "market.png"
PRODUCT = "/products/cafe-lavado-montero"
_WIDTH, _HEIGHT = 390, 844

_FRAME = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 56px 64px; width: fit-content; display: flex; gap: 48px; background: #e3eddf; }}
img {{ display: block; width: {width}px; height: {height}px; border-radius: 28px; border: 8px solid #20261f; }}
</style><img src="data:image/png;base64,{left}"><img src="data:image/png;base64,{middle}"><img
src="data:image/png;base64,{right}">"""


def take(shop: str) -> None:
    """Three screens of a phone side by side: the product, who gets what of its price, the proof of its label."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        phone = browser.new_context(
            viewport={"width": _WIDTH, "height": _HEIGHT}, device_scale_factor=2, locale="en-GB", color_scheme="light"
        )
        page = phone.new_page()
        page.goto(shop + PRODUCT, wait_until="networkidle")
        product = page.screenshot()
        page.evaluate("document.querySelector('#who').scrollIntoView()")
        page.evaluate("window.scrollBy(0, -12)")
        shares = page.screenshot()
        page.goto(shop + proof_of(page), wait_until="networkidle")
        proof = page.screenshot()
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        _beside(browser, product, shares, proof).screenshot(path=PICTURE, full_page=True)
        browser.close()


def proof_of(page: Page) -> str:
    """The address behind the product's last label."""
    address = page.locator(".claims a").last.get_attribute("href")
    if not address:
        raise SystemExit(f"{PRODUCT} carries no label: is the demo market seeded?")
    return address


def _beside(browser: Browser, *screens: bytes) -> Page:
    left, middle, right = (base64.b64encode(screen).decode() for screen in screens)
    page = browser.new_page(viewport={"width": 1400, "height": 972})
    page.set_content(_FRAME.format(left=left, middle=middle, right=right, width=_WIDTH, height=_HEIGHT))
    return page


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8100")

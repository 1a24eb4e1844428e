"""The pictures of the README and of the page for each role, taken from a running demo so that they never lie.

Start the demo (`make run`), then: `python -m tests.browser.pictures [http://127.0.0.1:8100] [name …]`.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "images"
PRODUCT = "/products/cafe-lavado-montero"
_WIDTH, _HEIGHT = 390, 844
# Drawings and letters need no more colours, and a third of the bytes.
_COLOURS = 128

_FRAME = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 56px 64px; width: fit-content; display: flex; gap: 48px; background: #e3eddf; }}
img {{ display: block; width: {width}px; height: {height}px; border-radius: 28px; border: 8px solid #20261f; }}
</style>"""
_SCREEN = '<img src="data:image/png;base64,{screen}">'

Go = Callable[[Page], None]
"""Brings a phone to a screen. Addresses are paths of the shop."""


@dataclass(frozen=True)
class Picture:
    """Three screens of somebody's phone, side by side. `who` is a person of the demo, nobody when empty."""

    name: str
    who: str
    screens: tuple[Go, ...]


def at(path: str, *, below: str = "") -> Go:
    """A page; from the part `below` on, where that is a selector."""

    def go(page: Page) -> None:
        page.goto(path, wait_until="networkidle")
        if below:
            page.evaluate("what => document.querySelector(what).scrollIntoView()", below)
            page.evaluate("window.scrollBy(0, -12)")

    return go


def follow(path: str, *links: str, below: str = "") -> Go:
    """From a page along the first link of each kind. Raises SystemExit where the demo has none."""

    def go(page: Page) -> None:
        page.goto(path, wait_until="networkidle")
        for link in links:
            address = page.locator(link).first.get_attribute("href", timeout=5000)
            if not address:
                raise SystemExit(f"{page.url} has no {link}: is the demo market seeded?")
            page.goto(address, wait_until="networkidle")
        if below:
            at(page.url, below=below)(page)

    return go


def fill_cart(page: Page) -> None:
    page.goto(PRODUCT, wait_until="networkidle")
    page.click("form[action='/cart/lines'] button.strong")
    page.locator("#notice:not(:empty)").wait_for()
    page.goto("/cart", wait_until="networkidle")


def new_product(page: Page) -> None:
    follow("/account", "main a[href^='/desk/org_']", "nav.tabs a[href$='/products']", "nav.tabs a[href$='/new']")(page)
    page.get_by_label("Name").fill("Granulated panela")
    page.get_by_label("Price, VAT included").press_sequentially("4.90")
    page.locator("#receives strong").first.wait_for()
    page.evaluate("document.querySelector('#price').scrollIntoView()")


_DESK = "main a[href^='/desk/org_']"
_QUEUE = "main a[href^='/review/org_']"

PICTURES = (
    Picture("market", "", (at(PRODUCT), at(PRODUCT, below="#who"), follow(PRODUCT, ".claims a[href^='/proof/']"))),
    Picture(
        "shoppers",
        "Camille Roussel",
        (at("/products"), fill_cart, follow("/orders", "main a[href^='/orders/ord_']", below=".receipt")),
    ),
    Picture(
        "producers",
        "Rosa Elvira Calle",
        (follow("/account", _DESK), new_product, follow("/account", _DESK, "nav.tabs a[href$='/money']")),
    ),
    Picture(
        "federations",
        "Lucía Quispe",
        (
            follow("/account", _QUEUE),
            follow("/account", _QUEUE, "main a[href*='/crt_']"),
            follow("/account", _QUEUE, "nav.tabs a[href$='/year']"),
        ),
    ),
    Picture("operators", "Inês Valente", (at("/operator"), at("/operator/payouts"), at("/operator/reconciliation"))),
    Picture(
        "anyone",
        "",
        (
            follow("/impact", "main a[href^='/impact/imp_']"),
            follow("/rounds", "main a[href^='/rounds/rnd_']"),
            at("/networks"),
        ),
    ),
)


def take(shop: str, names: Sequence[str]) -> None:
    """Write docs/images/<name>.png, of all pictures or of those named."""
    doors = _doors()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for picture in PICTURES:
            if names and picture.name not in names:
                continue
            phone = _phone(browser, shop)
            if picture.who:
                _sign_in(phone, doors[picture.who])
            screens = []
            for go in picture.screens:
                page = phone.new_page()
                go(page)
                screens.append(page.screenshot())
                page.close()
            _write(picture.name, _beside(browser, screens))
            phone.close()
        browser.close()


def _phone(browser: Browser, shop: str) -> BrowserContext:
    return browser.new_context(
        base_url=shop,
        viewport={"width": _WIDTH, "height": _HEIGHT},
        device_scale_factor=2,
        locale="en-GB",
        color_scheme="light",
        reduced_motion="reduce",
    )


def _doors() -> dict[str, str]:
    """The paths that sign the demo's people in, by name."""
    command = [sys.executable, "-m", "cli", "seed", "links", "--json"]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    return {one["name"]: one["url_path"] for one in json.loads(told[told.index("{") :])["links"]}


def _sign_in(phone: BrowserContext, path: str) -> None:
    page = phone.new_page()
    page.goto(path)
    page.locator("main form button").first.click()
    page.wait_for_load_state("networkidle")
    page.close()


def _beside(browser: Browser, screens: Sequence[bytes]) -> bytes:
    page = browser.new_page(viewport={"width": 1400, "height": 972})
    shown = "".join(_SCREEN.format(screen=base64.b64encode(screen).decode()) for screen in screens)
    page.set_content(_FRAME.format(width=_WIDTH, height=_HEIGHT) + shown)
    try:
        return page.screenshot(full_page=True)
    finally:
        page.close()


def _write(name: str, screenshot: bytes) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture = Image.open(BytesIO(screenshot)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    picture.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    is_address = bool(given) and given[0].startswith("http")
    take(given[0].rstrip("/") if is_address else "http://127.0.0.1:8100", given[1:] if is_address else given)

"""`python -m bench.pages`: what a page costs a shopper's phone, and the server behind it.

First the demo market as `make run` starts it, in Chromium on the line and the processor of a cheap phone: 9 Mbit/s
down, 3 up, 100 ms there and back, a processor four times slower. Each page is opened cold, several times; the median
counts. Then the storefront and the API before a catalogue of 100,000 invented products: how long the server needs for
a page of it, by any category and any values, nearly all asked for the first time. Each limit is met or missed, and the
command fails when one is missed. Wall times: the machine should have nothing else to do.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx2
from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, sync_playwright

from bench.catalogue_calls import draw_calls
from bench.catalogue_fill import fill_catalogue
from bench.catalogue_servers import served_api, served_storefront
from bench.verdicts import Verdict, print_verdicts
from kit.embedded import ValkeyServer
from kit.embedded.postgres import PostgresServer
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.services import migrate

_ROOT = Path(__file__).parents[1]
_STARTS_WITHIN_S = 180
_MEGABIT = 1_000_000 / 8
# Small phone, as most shoppers hold it.
_VIEWPORT = ViewportSize(width=360, height=760)
_SLOWER = 4
_READS = 300

# What the page has drawn and moved, noted by the browser from the first byte on.
_WATCH = """
window.drawn = {largest: 0, moved: 0, answered: 0};
const watch = (type, options, note) =>
  new PerformanceObserver(list => list.getEntries().forEach(note)).observe({type, buffered: true, ...options});
watch('largest-contentful-paint', {}, one => { drawn.largest = one.startTime; });
watch('layout-shift', {}, one => { if (!one.hadRecentInput) drawn.moved += one.value; });
watch('event', {durationThreshold: 16}, one => { drawn.answered = Math.max(drawn.answered, one.duration); });
"""


@dataclass(frozen=True)
class Opened:
    """A page opened cold. Milliseconds until its largest part stood, how much moved, how long a touch waited; kilobytes
    over the line by kind; how many requests, and to others than the shop. Each may be the median of several."""

    largest_ms: float
    moved: float
    touch_ms: float
    html_kb: float
    css_kb: float
    js_kb: float
    largest_image_kb: float
    requests: float
    elsewhere: float


_LIMITS: dict[str, float] = {
    "largest_ms": 1800,
    "moved": 0.05,
    "touch_ms": 150,
    "html_kb": 25,
    "css_kb": 10,
    "js_kb": 18,
    "largest_image_kb": 70,
    "requests": 12,
    "elsewhere": 0,
}
_WORDS = {
    "largest_ms": "largest part drawn, ms",
    "moved": "layout moved",
    "touch_ms": "a touch waits, ms",
    "html_kb": "HTML, kB",
    "css_kb": "CSS, kB",
    "js_kb": "JavaScript, kB",
    "largest_image_kb": "largest picture, kB",
    "requests": "requests",
    "elsewhere": "requests to others",
}
# A list shows a picture for each of its products; the limit is for a page about one.
_MANY_PICTURES = frozenset({"home", "catalogue", "search"})
_P95_MS = 120.0


def measure(*, products: int, times: int) -> bool:
    """Print a table of the pages and one of the limits; whether all are met."""
    verdicts = _measure_pages(times)
    if products:
        verdicts.append(_measure_server(products))
    return print_verdicts(verdicts)


def _measure_pages(times: int) -> list[Verdict]:
    with _demo_market() as shop, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        print(f"{'':16}" + "".join(f"{_WORDS[name]:>25}" for name in _LIMITS))
        verdicts = []
        for name, path in _pages(shop).items():
            opened = _median([_open(browser, shop + path) for _ in range(times)])
            print(f"{name:16}" + "".join(f"{getattr(opened, one):25.2f}" for one in _LIMITS), flush=True)
            verdicts += [
                Verdict(f"{name}: {_WORDS[one]}", limit, getattr(opened, one))
                for one, limit in _LIMITS.items()
                if not (one == "requests" and name in _MANY_PICTURES)
            ]
        browser.close()
        return verdicts


def _median(opened: Sequence[Opened]) -> Opened:
    return Opened(**{name: statistics.median(getattr(one, name) for one in opened) for name in _LIMITS})


def _pages(shop: str) -> dict[str, str]:
    """The pages that most shoppers see, of the first product of the list that has a label."""
    with httpx2.Client(base_url=shop, follow_redirects=True) as client:
        listed = client.get("/products?category=coffee").text
        product = _first(listed, "/products/")
        page = client.get(product).text
        return {
            "home": "/",
            "catalogue": "/products?category=coffee",
            "search": "/products?q=cofee",
            "product": product,
            "producer": _first(page, "/producers/"),
            "proof": _first(page, "/proof/"),
            "statement": _first(client.get("/impact").text, "/impact/imp_"),
        }


def _first(html: str, start: str) -> str:
    """The first link that begins so."""
    return start + html.split(f'href="{start}', 1)[1].split('"', 1)[0]


def _open(browser: Browser, address: str) -> Opened:
    context = browser.new_context(viewport=_VIEWPORT, device_scale_factor=2, locale="en")
    page = context.new_page()
    page.add_init_script(_WATCH)
    line = context.new_cdp_session(page)
    came = _slow_down(line)
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(300)
    _touch(page)
    drawn = page.evaluate("drawn")
    context.close()
    host = urlsplit(address).netloc
    sizes = {
        kind: [size for of, _, size in came.values() if of == kind]
        for kind in ("Document", "Stylesheet", "Script", "Image")
    }
    return Opened(
        largest_ms=drawn["largest"],
        moved=drawn["moved"],
        touch_ms=drawn["answered"],
        html_kb=sum(sizes["Document"]),
        css_kb=sum(sizes["Stylesheet"]),
        js_kb=sum(sizes["Script"]),
        largest_image_kb=max(sizes["Image"], default=0),
        requests=len(came),
        elsewhere=sum(urlsplit(where).netloc != host for _, where, _ in came.values()),
    )


def _slow_down(line: CDPSession) -> dict[str, tuple[str, str, float]]:
    """The line and the processor of a cheap phone. Kind, address and kilobytes of each answer, by request."""
    came: dict[str, tuple[str, str, float]] = {}

    def begun(event: dict[str, object]) -> None:
        answer = event["response"]
        assert isinstance(answer, dict)
        if not str(answer["url"]).startswith("data:"):
            came[str(event["requestId"])] = (str(event["type"]), str(answer["url"]), 0.0)

    def ended(event: dict[str, object]) -> None:
        kind, where, _ = came.get(str(event["requestId"]), ("", "", 0.0))
        if kind:
            came[str(event["requestId"])] = (kind, where, float(str(event["encodedDataLength"])) / 1000)

    line.on("Network.responseReceived", begun)
    line.on("Network.loadingFinished", ended)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 100,
            "downloadThroughput": 9 * _MEGABIT,
            "uploadThroughput": 3 * _MEGABIT,
        },
    )
    line.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    return came


def _touch(page: Page) -> None:
    """What a shopper would touch: a size, else a part that opens. How long it waits is noted by the page."""
    for what in (".variants input:not(:disabled)", "summary"):
        found = page.locator(what).locator("visible=true")
        if found.count():
            found.last.click()
            page.wait_for_timeout(400)
            return


def _measure_server(products: int) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="solifair-bench-") as name:
        folder = Path(name)
        with (
            PostgresServer(folder / "postgres", folder, durable=False) as postgres,
            ValkeyServer(folder / "valkey", folder, durable=False) as valkey,
        ):
            postgres.create_database("solifair")
            migrate(postgres.url)
            filled = fill_catalogue(postgres.url, products)
            print(f"\n{filled.products:,} products, {filled.producers:,} producers.")
            with served_api(postgres.url, valkey.celery_url) as api, served_storefront(api.port) as shop:
                paths = draw_calls(postgres.url, api.port).lists[:_READS]
                waits = sorted(_waits(shop.port, [_as_page(path) for path in paths]))
    p50, p95 = waits[len(waits) // 2], waits[len(waits) * 95 // 100]
    print(f"A page of the catalogue, asked one at a time: half within {p50:.0f} ms, 95 of 100 within {p95:.0f} ms.")
    print(f"Load average {os.getloadavg()[0]:.1f} at the end, of {os.cpu_count()} processors.")
    return Verdict(f"{products:,} products: a page of the catalogue, p95, ms", _P95_MS, p95)


def _as_page(path: str) -> str:
    """The storefront's page of an API's list."""
    asked = httpx2.URL(path).params
    kept = [(name, value) for name, value in asked.multi_items() if name in {"category", "value"}]
    return f"/products?{urlencode(kept)}"


def _waits(port: int, paths: Sequence[str]) -> Iterator[float]:
    """Milliseconds until a page was there whole, one after another."""
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        for path in paths:
            begun = time.perf_counter()
            answer = client.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code}")
            yield (time.perf_counter() - begun) * 1000


@contextmanager
def _demo_market() -> Iterator[str]:
    """The market of `make run` in a folder of its own; the shop's address."""
    port = 8700
    with tempfile.TemporaryDirectory(prefix="solifair-bench-") as folder:
        runner = subprocess.Popen(
            [sys.executable, "-m", "cli.market_runner", "--port", str(port), "--var", folder],
            cwd=_ROOT,
            stdout=subprocess.DEVNULL,
        )
        try:
            shop = f"http://127.0.0.1:{port}"
            _await(shop, runner)
            yield shop
        finally:
            runner.terminate()
            runner.wait()


def _await(shop: str, runner: "subprocess.Popen[bytes]") -> None:
    ends_at = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < ends_at:
        if runner.poll() is not None:
            raise RuntimeError("the demo market did not start")
        try:
            if "/impact/imp_" in httpx2.get(f"{shop}/impact", timeout=5).text:
                return
        except httpx2.HTTPError:
            pass
        time.sleep(0.5)
    raise TimeoutError("the demo market did not start in time")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="bench.pages", description=__doc__)
    parser.add_argument("--products", type=int, default=100_000, help="size of the catalogue; 0 leaves that part out")
    parser.add_argument("--times", type=int, default=5, help="how often each page is opened")
    arguments = parser.parse_args()
    raise SystemExit(not measure(products=arguments.products, times=arguments.times))

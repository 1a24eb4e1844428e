"""A browser tells what it did not run: one line of the log, in which nobody who looked at a page can be found."""

import json
from collections.abc import Iterator

import httpx2
import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from storefront.app import create_storefront
from storefront.policy_reports import PATH, PolicyReports
from storefront.settings import Settings
from tests.storefront.canned import CannedApi

TYPE = {"Content-Type": "application/csp-report"}


def report(**told: object) -> str:
    usual = {
        "document-uri": "https://shop.test/orders/ord_mine?token=secret#part",
        "effective-directive": "script-src-elem",
        "blocked-uri": "inline",
    }
    return json.dumps({"csp-report": usual | {name.replace("_", "-"): value for name, value in told.items()}})


def lines_of(shop: TestClient, body: str | bytes) -> tuple[int, list[dict[str, object]]]:
    with capture_logs() as lines:
        status = shop.post(PATH, content=body, headers=TYPE).status_code
    return status, [dict(one) for one in lines if one["event"] == "blocked_by_policy"]


def test_the_policy_says_where_to_tell(shop: TestClient) -> None:
    assert shop.get("/").headers["content-security-policy"].endswith(f"; report-uri {PATH}")


def test_a_report_is_one_line_without_whose_page_it_was(shop: TestClient) -> None:
    status, lines = lines_of(shop, report())
    assert status == 204
    assert lines == [
        {
            "event": "blocked_by_policy",
            "log_level": "warning",
            "page": "/orders/{order_id}",
            "directive": "script-src-elem",
            "blocked": "inline",
        }
    ]


@pytest.mark.parametrize(
    ("told", "page", "directive", "blocked"),
    [
        ({"document_uri": "https://shop.test/"}, "/", "script-src-elem", "inline"),
        ({"document_uri": "https://shop.test/nowhere/camille@example.org"}, "other", "script-src-elem", "inline"),
        ({"document_uri": "http://[::1"}, "other", "script-src-elem", "inline"),
        ({"document_uri": None}, "other", "script-src-elem", "inline"),
        (
            {"effective_directive": None, "violated_directive": "img-src 'self'"},
            "/orders/{order_id}",
            "img-src",
            "inline",
        ),
        ({"effective_directive": "camille@example.org"}, "/orders/{order_id}", "other", "inline"),
        (
            {"blocked_uri": "https://who:pass@Evil.example:8443/a?b=c"},
            "/orders/{order_id}",
            "script-src-elem",
            "https://evil.example:8443",
        ),
        ({"blocked_uri": "data:text/html,x"}, "/orders/{order_id}", "script-src-elem", "data"),
        ({"blocked_uri": "chrome-extension"}, "/orders/{order_id}", "script-src-elem", "chrome-extension"),
        ({"blocked_uri": "https://a.example\n2026 [info] forged"}, "/orders/{order_id}", "script-src-elem", "other"),
        ({"blocked_uri": "http://[::1"}, "/orders/{order_id}", "script-src-elem", "other"),
        ({"blocked_uri": ["x"]}, "/orders/{order_id}", "script-src-elem", "other"),
        ({"blocked_uri": ""}, "/orders/{order_id}", "script-src-elem", "other"),
    ],
)
def test_what_is_kept_of_it(shop: TestClient, told: dict[str, object], page: str, directive: str, blocked: str) -> None:
    _, lines = lines_of(shop, report(**told))
    assert [(one["page"], one["directive"], one["blocked"]) for one in lines] == [(page, directive, blocked)]


@pytest.mark.parametrize(
    "body",
    [b"", b"no JSON", b"\xff\xfe", b"[]", b"1", b'{"csp-report": 1}', b"[" * 9_000],
    ids=["nothing", "no JSON", "no text", "a list", "a number", "no report in it", "deep"],
)
def test_what_is_no_report_is_refused(shop: TestClient, body: bytes) -> None:
    assert lines_of(shop, body) == (400, [])


def test_a_report_has_a_largest_size(shop: TestClient) -> None:
    assert lines_of(shop, report(original_policy="x" * 17_000)) == (413, [])


def test_another_sites_page_may_not_write_into_the_log(shop: TestClient) -> None:
    refused = shop.post(PATH, content=report(), headers={**TYPE, "Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403


def test_it_is_only_told_never_asked(shop: TestClient) -> None:
    assert shop.get(PATH).status_code == 405


@pytest.fixture
def at() -> list[float]:
    """The clock, in seconds."""
    return [120.0]


@pytest.fixture
def timed(settings: Settings, at: list[float]) -> Iterator[TestClient]:
    app = create_storefront(settings, httpx2.MockTransport(CannedApi()), PolicyReports(lambda: at[0]))
    with TestClient(app, base_url=settings.storefront_url, headers={"Sec-Fetch-Site": "same-origin"}) as client:
        yield client


def test_sixty_a_minute_are_enough(timed: TestClient, at: list[float]) -> None:
    told = [timed.post(PATH, content=report(), headers=TYPE) for _ in range(61)]
    assert [one.status_code for one in told] == [204] * 60 + [429]
    assert told[-1].headers["retry-after"] == "60"
    at[0] += 60
    assert timed.post(PATH, content=report(), headers=TYPE).status_code == 204

"""A script that somebody slips into a page does not run, and the shop is told."""

import json

import pytest
from playwright.sync_api import Browser, Route

from tests.browser.conftest import PATIENCE_MS, is_report, reports_of
from tests.journeys.market import Market

pytestmark = pytest.mark.browser


def slip_in(route: Route) -> None:
    """The page as the storefront sends it, policy and all, with one script more."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("</head>", "<script>window.ran = true</script></head>"))


def test_a_script_that_was_slipped_in_does_not_run_and_is_told_of(chromium: Browser, market: Market) -> None:
    context = chromium.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    reports = reports_of(context)
    page = context.new_page()
    page.goto(f"{market.storefront_url}/products/cafe-montero")
    assert reports == []
    page.route("**/products/kumasi?*", slip_in)
    with page.expect_event("requestfinished", is_report) as telling:
        page.goto(f"{market.storefront_url}/products/kumasi?whose=secret")
    answer = telling.value.response()
    assert answer is not None and answer.status == 204
    assert page.evaluate("() => window.ran === undefined")
    told = json.loads(reports[0])["csp-report"]
    assert (told["effective-directive"], told["blocked-uri"]) == ("script-src-elem", "inline")
    assert len(reports) == 1
    context.close()

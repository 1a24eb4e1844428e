"""When the API refuses, is silent, or says what nobody can read: a page for people, never a traceback."""

import asyncio
from pathlib import Path

import httpx2
import pytest
import uvicorn
from starlette.testclient import TestClient

from storefront.transport import IDLE_S, ApiUnavailable, Transport, open_http
from tests.storefront.canned import CannedApi, problem

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.ConnectError("refused"),
        httpx2.ReadTimeout("slow"),
        httpx2.Response(500, content=b"boom"),
        httpx2.Response(503, content=b"{}"),
        httpx2.Response(200, content=b"not json"),
        httpx2.Response(200, content=b'{"data": [{"id": 1}]}'),
    ],
)
def test_an_api_in_trouble_is_a_page_that_says_so(shop: TestClient, api: CannedApi, answer: object) -> None:
    api.answers["GET /v1/products"] = answer
    page = shop.get("/products")
    assert page.status_code == 503
    assert page.headers["retry-after"] == "5"
    assert "The market does not answer right now." in page.text
    assert "Traceback" not in page.text and "boom" not in page.text


@pytest.mark.parametrize("error", [httpx2.RemoteProtocolError("hung up"), httpx2.ReadError("reset")])
@pytest.mark.parametrize(
    ("how", "times", "asked"), [("GET", 1, 2), ("GET", 2, 2), ("POST", 1, 1), ("file", 1, 2), ("file", 2, 2)]
)
def test_a_line_that_was_cut_is_asked_on_again_by_who_only_reads(
    error: Exception, how: str, times: int, asked: int
) -> None:
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.method)
        if len(seen) <= times:
            raise error
        return httpx2.Response(200, content=b"{}")

    async def ask() -> None:
        async with open_http("http://api.test", httpx2.MockTransport(answer)) as http:
            visitor = Transport(http, "en")
            await (visitor.download("/v1/file") if how == "file" else visitor.act(how, "/v1/thing"))

    if times < asked:
        asyncio.run(ask())
    else:
        with pytest.raises(ApiUnavailable):
            asyncio.run(ask())
    assert seen == ["GET" if how == "file" else how] * asked


def test_idle_lines_are_left_before_the_api_hangs_up() -> None:
    """The API is started with uvicorn's own patience, by whatever starts it."""
    assert uvicorn.Config("api.app:create_app").timeout_keep_alive > 2 * IDLE_S
    for start in ("cli/market_runner/plan.py", "docker-compose.yml", "bench/api.py"):
        assert "keep-alive" not in (ROOT / start).read_text(encoding="utf-8")


def test_what_is_not_there_is_not_there(shop: TestClient) -> None:
    for path in ("/nowhere", "/products/nothing", "/proof/crt_nothing", "/orders/ord_nothing", "/media/med_nothing"):
        page = shop.get(path)
        assert page.status_code == 404
        assert "This page is not here" in page.text


@pytest.mark.parametrize("step", ["%2e", "%2e%2e"])
@pytest.mark.parametrize("path", ["/proof/{}", "/status-lists/{}", "/issuers/{}", "/proof/{}/credential", "/media/{}"])
def test_no_address_walks_about_in_the_api(shop: TestClient, api: CannedApi, path: str, step: str) -> None:
    assert shop.get(path.format(step)).status_code == 404
    assert not [one for one in api.requests if one.url.path in {"/v1/", "/v1/certificates/"}]


def test_no_form_walks_about_in_the_api(shop: TestClient, api: CannedApi) -> None:
    shop.post("/review/org_fed/objections/appeal", data={"appeal": "..", "outcome": "upheld", "answer": "It is right."})
    assert not api.asked("POST", "/v1/decide")


def test_a_place_in_a_list_that_is_lost_is_said_in_the_visitors_language(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/products"] = problem(400, "bad_cursor", title="This cursor was not made by us.")
    page = shop.get("/products?cursor=old", headers={"Accept-Language": "es"})
    assert page.status_code == 400 and "Esta parte de la lista ya no se encuentra." in page.text


def test_a_wrong_way_of_asking_is_said_so(shop: TestClient) -> None:
    assert shop.post("/products").status_code == 405
    assert shop.get("/cart/lines").status_code == 405


def test_too_often_is_said_in_the_visitors_language(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/products"] = problem(429, "too_many_requests")
    page = shop.get("/products", headers={"Accept-Language": "es"})
    assert page.status_code == 429
    assert "Demasiadas veces." in page.text


def test_a_refusal_we_have_no_words_for_keeps_the_apis(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/products"] = problem(403, "scope_missing", title="The key has no such <scope>.")
    page = shop.get("/products")
    assert page.status_code == 403
    assert "The key has no such &lt;scope&gt;." in page.text


def test_an_unreadable_form_is_a_client_error(shop: TestClient) -> None:
    page = shop.post("/cart/lines", content=b"--x\r\nnonsense", headers={"Content-Type": "multipart/form-data"})
    assert page.status_code == 400


def test_a_body_beyond_the_limit_is_refused(shop: TestClient, api: CannedApi) -> None:
    answer = shop.post("/cart/lines", content=b"x", headers={"Content-Length": str(20 * 1024 * 1024)})
    assert answer.status_code == 413
    assert api.requests == []


def test_the_visitors_address_goes_along(shop: TestClient, api: CannedApi) -> None:
    shop.get("/products")
    assert api.asked("GET", "/v1/products")[0].headers["x-forwarded-for"] == "testclient"

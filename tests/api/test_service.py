"""What holds for every route: headers, problems, limits, documentation; and hostile input that must stay a 4xx."""

import hashlib
import json
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient

from api.problems import all_problems
from api.resources import RESOURCES
from api.tools import Tools
from cli.openapi import openapi_text, problems_text
from market.impact.indicators.describe import as_markdown
from models.catalog import Media
from tests.api.conftest import Scene
from tests.api.people import People
from tests.shop import Shop

ROOT = Path(__file__).parents[2]


def test_every_answer_carries_its_id_and_the_security_headers(scene: Scene) -> None:
    for path in ("/livez", "/v1/products", "/v1/me", "/nowhere"):
        answer = scene.client.get(path)
        assert answer.headers["X-Request-Id"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert scene.client.get("/livez", headers={"X-Request-Id": "my-own-id-1"}).headers["X-Request-Id"] == "my-own-id-1"


def test_what_is_personal_is_not_kept_by_caches(scene: Scene) -> None:
    assert scene.client.get("/v1/me", headers=scene.people.consumer.headers).headers["Cache-Control"] == (
        "private, no-store"
    )
    assert scene.client.get("/v1/products").headers["Cache-Control"].startswith("public")


def test_a_page_that_did_not_change_is_not_sent_again(scene: Scene) -> None:
    first = scene.client.get("/v1/products/coffee")
    again = scene.client.get("/v1/products/coffee", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_refusal_says_where_to_read_about_it(scene: Scene) -> None:
    refusal = scene.client.get("/v1/me")
    assert refusal.headers["Content-Type"] == "application/problem+json"
    page = scene.client.get("/problems/" + refusal.json()["type"].rpartition("/")[2])
    assert page.status_code == 200 and refusal.json()["title"] in page.text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/nowhere", b""),
        ("DELETE", "/livez", b""),
        ("POST", "/v1/carts", b"{"),
        ("POST", "/v1/carts", b"x" * 300_000),
    ],
)
def test_what_the_framework_refuses_by_itself_has_a_page_too(scene: Scene, method: str, path: str, body: bytes) -> None:
    refusal = scene.client.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert 400 <= refusal.status_code < 500
    page = scene.client.get("/problems/" + refusal.json()["type"].rpartition("/")[2])
    assert page.status_code == 200 and refusal.json()["title"] in page.text


def test_every_code_that_the_api_can_say_has_its_page(scene: Scene) -> None:
    for problem in all_problems():
        assert scene.client.get(f"/problems/{problem.code}").status_code == 200


def test_a_typing_error_in_a_parameter_does_not_return_everything(scene: Scene) -> None:
    answer = scene.client.get("/v1/products?categroy=coffee")
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")
    assert "category" in answer.json()["facts"]["known"]


def test_an_id_of_another_kind_is_told_so(scene: Scene) -> None:
    answer = scene.client.get(f"/v1/orders/{scene.people.consumer.cart_id}", headers=scene.people.consumer.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "id_wrong_type")


def test_a_cart_that_somebody_changed_is_not_overwritten(client: TestClient, people: People, shop: Shop) -> None:
    path, headers = f"/v1/carts/{people.consumer.cart_id}", people.consumer.headers
    seen = client.get(path, headers=headers).headers["ETag"]
    line = f"{path}/lines/{shop.coffee}"
    changed = client.put(line, json={"quantity": 2}, headers={**headers, "If-Match": seen})
    assert changed.status_code == 200 and changed.headers["ETag"] != seen
    stale = client.put(line, json={"quantity": 3}, headers={**headers, "If-Match": seen})
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")
    assert stale.json()["facts"]["current"] == changed.headers["ETag"]
    assert client.get(path, headers=headers).json()["item_count"] == 2


def test_health_names_what_is_missing(scene: Scene) -> None:
    answer = scene.client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["database"] == "ok" and answer.json()["checks"]["migrations"] == "ok"


def test_a_database_that_is_behind_is_not_ready(client: TestClient, shop: Shop) -> None:
    with shop.database.transaction() as session:
        session.connection().exec_driver_sql("update alembic_version set version_num = '0001'")
    assert client.get("/readyz").status_code == 503


def test_a_picture_is_served_so_that_nothing_in_it_runs(
    client: TestClient, people: People, shop: Shop, tools: Tools
) -> None:
    data = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    stored = tools.files.put(data, suffix=".svg")
    with shop.database.transaction() as session:
        picture = Media(
            path=stored.path,
            media_type="image/svg+xml",
            sha256=hashlib.sha256(data).digest(),
            width=800,
            height=600,
            alt={"en": "Test"},
            owner_id=people.producer.organisation_id,
        )
        session.add(picture)
        session.flush()
        session.execute(
            text("update organisation set picture_id = :picture where id = :id"),
            {"picture": picture.id, "id": picture.owner_id},
        )
    answer = client.get(f"/v1/media/{picture.id}")
    assert answer.content == data
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_documentation_comes_from_here_alone(scene: Scene) -> None:
    page = scene.client.get("/docs")
    assert page.status_code == 200 and "//" not in page.text.replace("<!doctype html>", "")
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css", "start.js"):
        assert scene.client.get(f"/docs/{asset}").status_code == 200
    assert scene.client.get("/docs/..%2f..%2fapp.py").status_code == 404


def operations(client: TestClient) -> list[tuple[str, str, dict]]:
    app = client.app
    assert isinstance(app, FastAPI)
    return [
        (method.upper(), path, operation)
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_operation_is_described_and_named(scene: Scene) -> None:
    found = operations(scene.client)
    names = [operation["operationId"] for _, _, operation in found]
    assert len(set(names)) == len(names)
    for method, path, operation in found:
        assert operation.get("summary") and operation.get("description"), (method, path)
        assert "__" not in operation["operationId"], operation["operationId"]


def examples(client: TestClient) -> list[tuple[str, str, object]]:
    """Every example of a request body that the description shows."""
    app = client.app
    assert isinstance(app, FastAPI)
    schemas = app.openapi()["components"]["schemas"]
    shown = []
    for method, path, operation in operations(client):
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        name = body.get("$ref", "").rpartition("/")[2]
        shown += [(method, path, example) for example in schemas.get(name, {}).get("examples", [])]
    return shown


def test_the_examples_of_the_description_are_accepted(scene: Scene) -> None:
    """No example is refused for its shape: at most because the ids in a real call are not those of the example."""
    shown = examples(scene.client)
    assert len(shown) >= 8
    for method, path, example in shown:
        answer = scene.client.request(
            method,
            path.format_map(_AnyId()),
            json=example,
            headers={**scene.people.operator.headers, "Idempotency-Key": f"{method}{path}", "If-Match": "*"},
        )
        assert answer.status_code not in {400, 500}, (method, path, answer.text)
        assert answer.status_code != 422 or answer.json()["code"] != "invalid_request", (method, path, answer.text)


class _AnyId(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "none"


def test_the_committed_description_is_the_codes_own(scene: Scene) -> None:
    assert (ROOT / "openapi.json").read_text(encoding="utf-8") == openapi_text(), "run `solifair openapi export`"
    assert (ROOT / "docs/problems.md").read_text(encoding="utf-8") == problems_text(), "run `solifair openapi export`"
    assert (ROOT / "docs/indicators.md").read_text(encoding="utf-8") == as_markdown(), "run `solifair openapi export`"


HOSTILE: list[object] = [
    None, True, 0, -1, 2**31, 2**63, 10**30, 1e400, "", "1", "1_0", "\u0000", "\ud800", "x" * 10_000, [], {}, [[]],
    {"a": 1}, "' or 1=1 --", "{{7*7}}", "../../etc/passwd", "=cmd()", "٣",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=[repr(value)[:20] for value in HOSTILE])
def test_hostile_values_in_every_body_are_4xx(scene: Scene, value: object) -> None:
    for method, path, example in examples(scene.client):
        assert isinstance(example, dict)
        for name in example:
            spoiled = json.dumps({**example, name: value}).encode("utf-8", "surrogatepass")
            answer = scene.client.request(
                method,
                path.format_map(_AnyId()),
                content=spoiled,
                headers={
                    **scene.people.operator.headers,
                    "Content-Type": "application/json",
                    "Idempotency-Key": hashlib.sha256(spoiled).hexdigest(),
                    "If-Match": "*",
                },
            )
            assert answer.status_code < 500, (method, path, name, value, answer.text)


BAD_TEXT = [
    "%00",
    "%ff",
    "%ed%a0%80",
    "' or 1=1 --",
    "x" * 3000,
    "-1",
    "99999999999999999999",
    "1e400",
    "NaN",
    "%2e%2e%2f",
]


@pytest.mark.parametrize("value", BAD_TEXT)
def test_hostile_values_in_every_parameter_are_4xx(scene: Scene, value: str) -> None:
    for method, path, operation in operations(scene.client):
        if method != "GET":
            continue
        for parameter in operation.get("parameters", []):
            filled = path.format_map(_AnyId())
            if parameter["in"] == "query":
                target = f"{filled}?{parameter['name']}={value}"
            elif parameter["in"] == "path":
                target = path.replace("{" + parameter["name"] + "}", value.replace("/", "%2f")).format_map(_AnyId())
            else:
                continue
            answer = scene.client.get(target, headers=scene.people.operator.headers)
            assert answer.status_code < 500, (target, answer.text)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff",
        b'{"country":"FR","country":"DE"}',
        b'{"country":NaN}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_not_what_it_should_be_is_4xx(scene: Scene, body: bytes) -> None:
    answer = scene.client.post("/v1/carts", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_body_without_a_type_or_of_another_type_is_not_json(scene: Scene) -> None:
    for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
        answer = scene.client.post("/v1/carts", content=b'{"country":"FR"}', headers={"Content-Type": kind})
        assert answer.status_code in {415, 422}, kind


def test_a_body_that_is_too_large_is_refused_before_it_is_read(scene: Scene) -> None:
    answer = scene.client.post("/v1/carts", content=b"x" * 300_000, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_an_unknown_field_is_not_silently_ignored(scene: Scene) -> None:
    answer = scene.client.post("/v1/carts", json={"country": "FR", "is_admin": True})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/body/is_admin"


def test_no_request_waits_for_routes_to_be_made(scene: Scene) -> None:
    """`include_router` would make each anew when the first one comes."""
    app = scene.client.app
    assert isinstance(app, FastAPI)
    mounted = {id(route) for route in app.routes}
    assert {id(route) for resource in RESOURCES for route in resource.router.routes} <= mounted

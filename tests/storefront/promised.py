"""What openapi.json says of requests: a canned answer is given only to what the API would listen to."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
from jsonschema import Draft202012Validator

_DOCUMENT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "openapi.json").read_text(encoding="utf-8"))
_SLOT = re.compile(r"\\\{[^}]*\\\}")
# As api/ describes the header where it must be there, and answers 428 where it is not.
_VERSION_IS_WANTED = "428 without it"


def complaints(request: httpx2.Request) -> list[str]:
    """Why the API would not take a request, whatever its rows are: another path or method, a query that it does not
    know, a header that is not there, a body of another shape."""
    operation = _operation(request.method, request.url.raw_path.decode().partition("?")[0])
    if operation is None:
        return [f"there is no {request.method} {request.url.path}"]
    return [*_of_query(request, operation), *_of_headers(request, operation), *_of_body(request, operation)]


def _of_query(request: httpx2.Request, operation: Any) -> Iterator[str]:
    known = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
    yield from (f"the query {name} is not known" for name in request.url.params if name not in known)


def _of_headers(request: httpx2.Request, operation: Any) -> Iterator[str]:
    for one in operation.get("parameters", ()):
        is_wanted = one["required"] or one.get("description", "").endswith(_VERSION_IS_WANTED)
        if one["in"] == "header" and is_wanted and one["name"] not in request.headers:
            yield f"the header {one['name']} is not there"


def _of_body(request: httpx2.Request, operation: Any) -> Iterator[str]:
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if request.headers.get("content-type") != "application/json" or schema is None:
        return
    validator = Draft202012Validator({**schema, "components": _DOCUMENT["components"]})
    yield from (error.message for error in validator.iter_errors(json.loads(request.content)))


@cache
def _paths() -> list[tuple[re.Pattern[str], Any]]:
    """The fewest slots first: /orders/told is not an order's."""
    found = [(path.count("{"), path, operations) for path, operations in _DOCUMENT["paths"].items()]
    return [
        (re.compile(_SLOT.sub("[^/]+", re.escape(path))), operations)
        for _, path, operations in sorted(found, key=lambda one: one[:2])
    ]


def _operation(method: str, path: str) -> Any:
    candidates = (operations for pattern, operations in _paths() if pattern.fullmatch(path))
    return next((found for operations in candidates if (found := operations.get(method.lower()))), None)

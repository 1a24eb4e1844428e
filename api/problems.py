"""The only place where a refusal becomes a status code: RFC 9457 `application/problem+json`."""

import importlib
import json
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response

import certification
import gateways
import market
from api.attempts import keep_refusal
from api.errors import (
    BadJson,
    BadShape,
    Busy,
    Fault,
    HttpRefusal,
    IdempotencyInProgress,
    MethodNotAllowed,
    OutOfRange,
    TooManyRequests,
)
from kit.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    Unavailable,
)
from kit.log import get_log

_KINDS: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (NotAuthenticated, 401),
    (NotAllowed, 403),
    (Conflict, 409),
    (Invalid, 422),
    (Unavailable, 503),
)
_BY_STATUS: Mapping[int, type[DomainError]] = {404: NotFound, 405: MethodNotAllowed, 422: BadShape}
# SQLSTATEs that input or the moment brings about, not a fault of ours.
_LOCK_NOT_AVAILABLE = "55P03"
_SERIALIZATION = {"40001", "40P01"}
_STATEMENT_CANCELLED = "57014"
_OUT_OF_RANGE = {"22003", "22008"}

_log = get_log("api")


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal; each kind has one."""
    if isinstance(error, HttpRefusal):
        return error.status
    return next((status for kind, status in _KINDS if isinstance(error, kind)), 500)


_SPEAKING = frozenset({"api", "market", "certification", "gateways", "kit"})


@cache
def _load_refusals() -> None:
    """Import every module of refusals, so that the list does not depend on who has imported what."""
    for package in (certification, gateways, market):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.endswith(".errors"):
                importlib.import_module(module.name)


def all_problems() -> list[type[DomainError]]:
    """Every refusal that the API can answer, by code; those of the command line are not among them.

    Raises RuntimeError when two different classes claim one code.
    """

    def below(kind: type[DomainError]) -> Iterable[type[DomainError]]:
        for child in kind.__subclasses__():
            if child.__module__.partition(".")[0] in _SPEAKING:
                yield child
            yield from below(child)

    _load_refusals()
    by_code: dict[str, type[DomainError]] = {}
    for problem in below(DomainError):
        other = by_code.setdefault(problem.code, problem)
        if other is not problem and not issubclass(problem, other) and not issubclass(other, problem):
            raise RuntimeError(f"{problem.__qualname__} and {other.__qualname__} share the code {problem.code!r}")
    return [by_code[code] for code in sorted(by_code)]


def problem_status(problem: type[DomainError]) -> int:
    """The status of a class of refusal, for the documentation."""
    if issubclass(problem, HttpRefusal):
        return problem.status
    return next((status for kind, status in _KINDS if issubclass(problem, kind)), 500)


def problem_title(problem: type[DomainError]) -> str:
    return (problem.__doc__ or problem.code).strip().splitlines()[0]


def problem(
    request: Request,
    *,
    status: int,
    code: str,
    title: str,
    facts: dict[str, object] | None = None,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """A problem document. `type` is the address of a page that explains the code."""
    document: dict[str, object] = {
        "type": f"{request.app.state.tools.settings.api_url}/problems/{code}",
        "title": title,
        "status": status,
        "code": code,
        "instance": request.url.path,
        "request_id": request.scope.get("request_id", ""),
    }
    if facts:
        document["facts"] = facts
    if errors:
        document["errors"] = errors
    return Response(
        json.dumps(document, default=str, ensure_ascii=True),
        status_code=status,
        media_type="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


async def _on_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    await keep_refusal(request, error)
    headers: dict[str, str] = {}
    if isinstance(error, NotAuthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="solifair"'
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, (IdempotencyInProgress, Unavailable)):
        headers["Retry-After"] = "2"
    return problem(
        request,
        status=status_of(error),
        code=error.code,
        title=error.title,
        facts=error.facts,
        headers=headers,
    )


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    complaints = [
        {
            "pointer": "/" + "/".join(str(step) for step in complaint["loc"]),
            "code": str(complaint["type"]),
            "detail": str(complaint["msg"]).encode("ascii", "replace").decode()[:300],
        }
        for complaint in error.errors()[:50]
    ]
    is_not_json = any(complaint["code"] == "json_invalid" for complaint in complaints)
    if is_not_json:
        return _plain(request, BadJson())
    return _plain(request, BadShape(), errors=complaints)


async def _on_http(request: Request, error: Exception) -> Response:
    """What the framework refuses by itself: no such path, no such method, a body it cannot take."""
    assert isinstance(error, HTTPException)
    refusal = _BY_STATUS.get(error.status_code, HttpRefusal)()
    return problem(
        request,
        status=error.status_code,
        code=refusal.code,
        title=refusal.title,
        headers=dict(error.headers or {}),
    )


def _plain(
    request: Request,
    refusal: DomainError,
    *,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """The problem document of a refusal that has no facts."""
    return problem(
        request,
        status=status_of(refusal),
        code=refusal.code,
        title=refusal.title,
        errors=errors,
        headers=headers,
    )


async def _on_database(request: Request, error: Exception) -> Response:
    """A lock that could not be had, or a value the column cannot hold, is said so; anything else is a fault."""
    assert isinstance(error, DBAPIError)
    state = getattr(error.orig, "sqlstate", None)
    if state == _LOCK_NOT_AVAILABLE or state in _SERIALIZATION:
        return _plain(request, Busy(), headers={"Retry-After": "1"})
    if state in _OUT_OF_RANGE:
        return _plain(request, OutOfRange())
    if isinstance(error, OperationalError) or state == _STATEMENT_CANCELLED or error.connection_invalidated:
        _log.error("database_unavailable", sqlstate=state)
        return _unavailable(request)
    return await _on_fault(request, error)


async def _on_pool_timeout(request: Request, error: Exception) -> Response:
    _log.error("database_pool_exhausted")
    return _unavailable(request)


def _unavailable(request: Request) -> Response:
    return _plain(request, Unavailable(), headers={"Retry-After": "2"})


async def _on_fault(request: Request, error: Exception) -> Response:
    structlog.contextvars.bind_contextvars(request_id=request.scope.get("request_id", ""))
    _log.error("fault", exc_info=error, path=request.url.path)
    return _plain(request, Fault())


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(DomainError, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(DBAPIError, _on_database)
    app.add_exception_handler(PoolTimeout, _on_pool_timeout)
    app.add_exception_handler(Exception, _on_fault)

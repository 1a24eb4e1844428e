"""How the storefront speaks to the API: one request, one typed answer or one refusal."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, TypeVar, cast

import httpx2
import structlog
from pydantic import JsonValue, TypeAdapter, ValidationError

Shape = TypeVar("Shape")
Query = Mapping[str, str | int | Sequence[str] | None]
Upload = tuple[str, bytes, str]
"""File name, bytes, media type."""
LargeUpload = tuple[str, BinaryIO, str]
"""The same of a file that is not held whole."""

_log = structlog.get_logger("storefront")
_TIMEOUT = httpx2.Timeout(10.0, connect=2.0)
# A statement over years is written whole before its first byte comes.
_FILE_TIMEOUT = httpx2.Timeout(60.0, connect=2.0)
# The API hangs up a line on which nobody asks (uvicorn's `timeout_keep_alive`). Ours are left sooner, lest both come at
# once.
IDLE_S = 2.0
# The line was cut before an answer came.
_CUT_OFF = (httpx2.RemoteProtocolError, httpx2.ReadError)


class ApiUnavailable(Exception):
    """The API did not answer, or answered what nobody can read."""


@dataclass(frozen=True)
class FieldProblem:
    """Which field of a body was refused (JSON pointer), and why."""

    pointer: str
    detail: str
    code: str = ""


@dataclass(eq=False)
class ApiRefused(Exception):
    """The API said no: RFC 9457, `code` is stable."""

    status: int
    code: str
    title: str
    detail: str = ""
    errors: tuple[FieldProblem, ...] = ()
    facts: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return self.detail or self.title


@dataclass(frozen=True)
class _Problem:
    status: int
    title: str = ""
    code: str = "unknown"
    detail: str | None = None
    errors: tuple[FieldProblem, ...] = ()
    facts: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Bytes:
    """A file as the API served it."""

    content: bytes
    media_type: str
    etag: str | None = None
    cache_control: str | None = None


@dataclass(frozen=True)
class Download:
    """A file as it comes, piece by piece. Whoever opens it closes it, read or not."""

    answer: httpx2.Response

    @property
    def media_type(self) -> str:
        return str(self.answer.headers.get("content-type", "application/octet-stream"))

    def header(self, name: str) -> str | None:
        return self.answer.headers.get(name)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The bytes in order. A connection that breaks off breaks off here too: no half file looks whole."""
        async for piece in self.answer.aiter_bytes():
            yield piece

    async def close(self) -> None:
        await self.answer.aclose()


def open_http(api_url: str, transport: httpx2.AsyncBaseTransport | None = None) -> httpx2.AsyncClient:
    """The connection pool to the API. Follows no redirects: the API has none for us."""
    return httpx2.AsyncClient(
        base_url=api_url,
        timeout=_TIMEOUT,
        limits=httpx2.Limits(keepalive_expiry=IDLE_S),
        transport=transport,
        follow_redirects=False,
    )


@dataclass(frozen=True)
class Transport:
    """The API as one visitor may use it: in their language, with their token, from their address."""

    http: httpx2.AsyncClient
    language: str
    token: str | None = None
    visitor: str | None = None

    async def get(self, shape: type[Shape], path: str, query: Query | None = None, secret: str | None = None) -> Shape:
        """Raises ApiRefused or ApiUnavailable, as do all of these."""
        return _read(shape, await self._send("GET", path, query=query, headers=_secret(path, secret)))

    async def send(
        self,
        shape: type[Shape],
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        secret: str | None = None,
        key: str | None = None,
    ) -> Shape:
        """`key` is the Idempotency-Key: the same form sent twice is one act."""
        return _read(shape, await self._send(method, path, body=body, headers=_secret(path, secret) | _key(key)))

    async def act(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        secret: str | None = None,
        key: str | None = None,
        version: int | None = None,
    ) -> None:
        """Send and need no answer but success. `version` is the one that was seen: a newer one refuses."""
        headers = _secret(path, secret) | _key(key) | ({} if version is None else {"If-Match": f'"{version}"'})
        await self._send(method, path, body=body, headers=headers)

    async def upload(
        self,
        shape: type[Shape],
        path: str,
        file: Upload | LargeUpload | None,
        fields: Mapping[str, str],
        key: str | None = None,
    ) -> Shape:
        files = {"file": file} if file else None
        return _read(shape, await self._send("POST", path, files=files, fields=fields, headers=_key(key)))

    async def fetch(
        self, path: str, query: Query | None = None, *, accept: str | None = None, secret: str | None = None
    ) -> Bytes:
        """A file: a picture, a document, the exact bytes of a statement."""
        headers = ({} if accept is None else {"Accept": accept}) | _secret(path, secret)
        answer = await self._send("GET", path, query=query, headers=headers)
        return Bytes(
            answer.content,
            answer.headers.get("content-type", "application/octet-stream"),
            answer.headers.get("etag"),
            answer.headers.get("cache-control"),
        )

    async def download(self, path: str, query: Query | None = None, *, secret: str | None = None) -> Download:
        """A file of any size, never held whole. Refusals come before its first byte."""
        headers = {**self._own_headers(), **_secret(path, secret)}
        request = self.http.build_request("GET", path, params=_given(query), headers=headers, timeout=_FILE_TIMEOUT)
        try:
            answer = await _read_again(lambda: self.http.send(request, stream=True))
            if answer.status_code >= 300:
                await answer.aread()
                await answer.aclose()
        except httpx2.HTTPError as error:
            raise _unavailable("GET", path, error) from error
        return Download(_checked("GET", path, answer))

    async def _send(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Mapping[str, object] | None = None,
        files: Mapping[str, Upload | LargeUpload] | None = None,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx2.Response:
        async def ask() -> httpx2.Response:
            return await self.http.request(
                method,
                path,
                params=_given(query),
                json=body,
                files=dict(files) if files else None,
                data=dict(fields) if fields else None,
                headers={**self._own_headers(), **(headers or {})},
                timeout=_FILE_TIMEOUT if files else _TIMEOUT,
            )

        try:
            answer = await (_read_again(ask) if method == "GET" else ask())
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise _unavailable(method, path, error) from error
        return _checked(method, path, answer)

    def _own_headers(self) -> dict[str, str]:
        headers = {"Accept-Language": self.language}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.visitor:
            headers["X-Forwarded-For"] = self.visitor
        return headers


async def _read_again(ask: Callable[[], Awaitable[httpx2.Response]]) -> httpx2.Response:
    """What is asked for, a second time where the line was cut: to read twice changes nothing."""
    try:
        return await ask()
    except _CUT_OFF:
        return await ask()


def _given(query: Query | None) -> dict[str, str | int | Sequence[str]]:
    """A query without what was not chosen."""
    return {name: value for name, value in (query or {}).items() if value not in (None, "", (), [])}


def _unavailable(method: str, path: str, error: Exception) -> ApiUnavailable:
    _log.warning("api_unavailable", method=method, path=path, reason=type(error).__name__)
    return ApiUnavailable()


def _checked(method: str, path: str, answer: httpx2.Response) -> httpx2.Response:
    """An answer that is one. Raises ApiRefused, ApiUnavailable."""
    if answer.status_code >= 500:
        _log.warning("api_failed", method=method, path=path, status=answer.status_code)
        raise ApiUnavailable()
    if answer.status_code >= 300:
        raise _refusal(answer)
    return answer


def _secret(path: str, secret: str | None) -> dict[str, str]:
    if secret is None:
        return {}
    return {"Cart-Secret" if path.startswith("/v1/carts") else "Order-Secret": secret}


def _key(key: str | None) -> dict[str, str]:
    return {"Idempotency-Key": key} if key else {}


_ADAPTERS: dict[object, TypeAdapter[object]] = {}


def _adapter(shape: type[Shape]) -> TypeAdapter[Shape]:
    """The reader of a shape, built once."""
    if shape not in _ADAPTERS:
        _ADAPTERS[shape] = TypeAdapter(shape)
    return cast("TypeAdapter[Shape]", _ADAPTERS[shape])


def _read(shape: type[Shape], answer: httpx2.Response) -> Shape:
    try:
        return _adapter(shape).validate_json(answer.content)
    except ValidationError as error:
        _log.error(
            "api_answer_unreadable",
            path=answer.request.url.path,
            shape=getattr(shape, "__name__", str(shape)),
            where=[".".join(str(step) for step in one["loc"]) for one in error.errors()[:5]],
        )
        raise ApiUnavailable() from error


def _refusal(answer: httpx2.Response) -> ApiRefused:
    try:
        problem = _adapter(_Problem).validate_json(answer.content)
    except ValidationError:
        problem = _Problem(status=answer.status_code, title=answer.reason_phrase)
    return ApiRefused(
        status=answer.status_code,
        code=problem.code,
        title=problem.title,
        detail=problem.detail or "",
        errors=problem.errors,
        facts=problem.facts,
    )

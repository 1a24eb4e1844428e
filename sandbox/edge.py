"""The API's edge: key, parameters, idempotency, faults, answer."""

import asyncio
import json
import logging
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from sandbox.config import API_VERSION
from sandbox.due import tick
from sandbox.errors import ApiError, malformed
from sandbox.faults import Fault
from sandbox.idempotency import Answer, IdempotencyKeys, fingerprint_of
from sandbox.ids import new_id
from sandbox.params import decode_form, items, text
from sandbox.routing import Call, Operation, Router
from sandbox.store import Body
from sandbox.world import Cause, World

_log = logging.getLogger("sandbox.api")
_MOST_BYTES = 1_000_000
_EXPAND = items(text(), most=20)


@dataclass(frozen=True)
class _Asked:
    """One request as it came."""

    id: str
    method: str
    path: str
    headers: Mapping[str, str]
    query: str
    body: bytes | None
    base_url: str

    @property
    def is_v2(self) -> bool:
        return self.path.startswith("/v2/")

    @property
    def key(self) -> str:
        return self.headers.get("idempotency-key", "") if self.method == "POST" else ""


class Edge:
    """An ASGI app for /v1 and /v2."""

    def __init__(self, world: World, router: Router):
        self._world = world
        self._router = router
        self._keys = IdempotencyKeys(world)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            body = await _read(request)
        except ClientDisconnect:
            return
        asked = _Asked(
            id=new_id("request"),
            method=request.method,
            path=request.url.path,
            headers=request.headers,
            query=request.url.query,
            body=body,
            base_url=base_url(self._world, request),
        )
        tick(self._world)
        fault = self._world.faults.take(asked.method, asked.path)
        try:
            answer, is_replay = await self._answer(asked, fault, receive)
        except ApiError as error:
            answer, is_replay = Answer(error.status, error.envelope(is_v2=asked.is_v2), asked.id), False
        except _NoAnswer:
            await _drop(send)
            return
        await self._send(send, receive, asked, answer, is_replay, fault)

    async def _answer(self, asked: _Asked, fault: Fault | None, receive: Receive) -> tuple[Answer, bool]:
        if fault is not None:
            _refuse_by_fault(fault)
        account = self._authorise(asked)
        raw = _raw_params(asked)
        fingerprint = fingerprint_of(asked.method, asked.path, raw)
        if asked.key:
            kept = self._keys.begin(account, asked.key, fingerprint)
            if kept is not None:
                return kept, True
        answer: Answer | None = None
        is_kept = False
        try:
            if fault is not None and fault.mode == "slow":
                await asyncio.sleep(fault.seconds)
            if fault is not None and fault.mode == "hang_before":
                await _hang(receive, fault.seconds)
                raise _NoAnswer
            if fault is not None and fault.mode == "stored_500":
                answer, is_kept = _breakdown(asked), True
                return answer, False
            answer, is_kept = self._execute(asked, account, raw)
            return answer, False
        finally:
            if asked.key:
                with self._world.change():
                    is_kept = is_kept and answer is not None and not (asked.is_v2 and answer.status >= 400)
                    self._keys.end(account, asked.key, fingerprint, answer if is_kept else None)

    def _authorise(self, asked: _Asked) -> str:
        """The connected account that the call is for ("" is the platform). Raises ApiError 401 or 403."""
        key = _api_key(asked.headers.get("authorization", ""))
        if not key:
            message = "You did not provide an API key. Provide it in the Authorization header, using Bearer auth."
            raise ApiError(401, message, is_executed=False)
        if key.startswith(("sk_live_", "rk_live_")):
            message = "This is a sandbox that moves no money. It refuses live keys: never send one to it."
            raise ApiError(401, message, code="api_key_live", is_executed=False)
        if not re.fullmatch(r"sk_test_[A-Za-z0-9_]+", key):
            raise ApiError(401, "Invalid API Key provided. The sandbox takes any sk_test_ key.", is_executed=False)
        account = asked.headers.get("stripe-account", "") or asked.headers.get("stripe-context", "")
        if account and self._world.store.find("account", account) is None:
            message = (
                f"The provided key does not have access to account '{account[:60]}' (or that account does not exist)."
            )
            raise ApiError(403, message, code="account_invalid", is_executed=False)
        version = asked.headers.get("stripe-version", API_VERSION)
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}(\.[a-z]+)?", version):
            raise malformed(f"Invalid Stripe API version: {version[:40]}")
        return account

    def _execute(self, asked: _Asked, account: str, raw: Body) -> tuple[Answer, bool]:
        """The answer, and whether the endpoint began to execute."""
        try:
            operation, path = self._find(asked)
            if account and operation.is_platform_only:
                message = "The sandbox simulates this call for the platform only, not with a Stripe-Account header."
                raise ApiError(403, message, is_executed=False)
            shape = operation.shape if asked.is_v2 else operation.shape.with_fields({"expand": _EXPAND})
            params = shape(raw, "")
            call = Call(self._world, params, path, account, asked.base_url)
            with self._world.change(Cause(asked.id, asked.key or None)):
                return Answer(200, operation.handler(call), asked.id), True
        except ApiError as error:
            return Answer(error.status, error.envelope(is_v2=asked.is_v2), asked.id), error.is_executed
        except Exception:
            _log.exception("%s %s broke down", asked.method, asked.path)
            return _breakdown(asked, "The sandbox broke down; its log says where."), True

    def _find(self, asked: _Asked) -> tuple[Operation, dict[str, str]]:
        found = self._router.find(asked.method, asked.path)
        if found is None:
            message = (
                f"Unrecognized request URL ({asked.method}: {asked.path[:200]}). The sandbox does not simulate it."
            )
            raise ApiError(404, message, is_executed=False)
        return found

    async def _send(
        self, send: Send, receive: Receive, asked: _Asked, answer: Answer, is_replay: bool, fault: Fault | None
    ) -> None:
        mode = fault.mode if fault else ""
        if mode == "apply_then_hang" and fault is not None:
            await _hang(receive, fault.seconds)
            return await _drop(send)
        if mode == "apply_then_reset":
            return await _drop(send)
        if mode == "apply_then_500":
            answer, is_replay = _breakdown(asked), False
        headers = {
            "content-type": "application/json",
            "request-id": asked.id,
            "stripe-version": asked.headers.get("stripe-version", API_VERSION),
            "cache-control": "no-cache, no-store",
        }
        if asked.key:
            headers["idempotency-key"] = asked.key
            headers["original-request"] = answer.request_id
        if is_replay:
            headers["idempotent-replayed"] = "true"
        payload = json.dumps(answer.body, indent=2).encode()
        headers["content-length"] = str(len(payload))
        encoded = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
        if mode == "cut_body":
            await send({"type": "http.response.body", "body": payload[: len(payload) // 2], "more_body": True})
            await asyncio.sleep(0.05)
            return await _drop(send)
        await send({"type": "http.response.body", "body": payload})


class _NoAnswer(Exception):
    """The connection is to be dropped without an answer."""


def base_url(world: World, request: Request) -> str:
    """Where a browser finds the hosted pages."""
    return world.config.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"


async def _read(request: Request) -> bytes | None:
    """The body, or None when it is too large to be kept."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size <= _MOST_BYTES:
            parts.append(part)
    return b"".join(parts) if size <= _MOST_BYTES else None


def _api_key(header: str) -> str:
    kind, _, value = header.partition(" ")
    return value.strip() if kind.lower() == "bearer" else ""


def _raw_params(asked: _Asked) -> Body:
    if asked.method in {"GET", "DELETE"}:
        return decode_form(asked.query)
    if asked.body is None:
        raise ApiError(413, "The request body is too large.", is_executed=False)
    if not asked.is_v2:
        try:
            return decode_form(asked.body.decode())
        except UnicodeDecodeError as error:
            raise malformed("The request body must be form-encoded UTF-8.") from error
    try:
        raw = json.loads(asked.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise malformed("The request body must be JSON.", code="invalid_json") from error
    if not isinstance(raw, dict):
        raise malformed("The request body must be a JSON object.", code="invalid_json")
    return raw


def _refuse_by_fault(fault: Fault) -> None:
    """Raise what the fault asks for, if it is one that acts before everything else."""
    answers = {
        "error_500_before": (500, "api_error", None, "An unknown error occurred (sandbox fault)."),
        "conflict_409": (409, "invalid_request_error", "lock_timeout", "This object cannot be accessed right now."),
        "rate_limit_429": (429, "invalid_request_error", "rate_limit", "Too many requests hit the API too quickly."),
        "unauthorized_401": (401, "invalid_request_error", None, "Invalid API Key provided (sandbox fault)."),
        "unavailable_503": (503, "api_error", None, "The API is briefly unavailable (sandbox fault)."),
    }
    if fault.mode in answers:
        status, type_, code, message = answers[fault.mode]
        raise ApiError(status, message, type_=type_, code=code, is_executed=False)


def _breakdown(asked: _Asked, message: str = "An unknown error occurred (sandbox fault).") -> Answer:
    error = ApiError(500, message, type_="api_error")
    return Answer(500, error.envelope(is_v2=asked.is_v2), asked.id)


async def _hang(receive: Receive, seconds: float) -> None:
    """Say nothing until the client goes away or the time is over."""

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(gone(), seconds)
    except TimeoutError:
        return


async def _drop(send: Send) -> None:
    """Reset the connection. ASGI has no word for it, so this reaches for the transport of the server's own `send`."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("sandbox fault: the connection is dropped")
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    transport.abort()
    # The server learns of the loss in its next turn; returning before would make it answer 500.
    await asyncio.sleep(0.05)

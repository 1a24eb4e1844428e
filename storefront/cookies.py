"""The cookies: who is signed in, which cart, which orders a guest may read, which code or passkey was asked for, which
address was typed. No script can read them.

With TLS they carry the `__Host-` prefix, so that no other host and no plain connection can set or read them.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

_WORD = re.compile(r"^[A-Za-z0-9_-]{1,200}$")
# JSON can spell half a character, and no page can hold it.
_HALF = re.compile(r"[\ud800-\udfff]")
_MOST_ORDERS = 12
_SESSION_DAYS = 30
_CART_DAYS = 30
_ORDER_DAYS = 90
_DAY = 86_400
_CODE_SECONDS = 600
# Browsers take about 4000 characters; an address that needs more is typed again.
_LONGEST = 3000
_PASSKEY_SECONDS = 300


@dataclass(frozen=True)
class CartKey:
    """Which cart, the secret that opens it (None: it belongs to who is signed in), and how many items it held."""

    id: str
    secret: str | None
    item_count: int = 0


@dataclass(frozen=True)
class Jar:
    """Reads and writes our cookies. `is_https` decides the prefix and Secure."""

    is_https: bool

    def token(self, request: Request) -> str | None:
        return _word(request.cookies.get(self._name("solifair")))

    def keep_token(self, response: Response, token: str) -> None:
        """Whoever typed an address here before need not be who signs in."""
        self._set(response, "solifair", token, _SESSION_DAYS * _DAY)
        self.drop_address(response)

    def drop_token(self, response: Response) -> None:
        """Nor is it the business of who comes after them."""
        self._drop(response, "solifair")
        self.drop_address(response)

    def code(self, request: Request) -> str | None:
        """What goes with the digits that were mailed."""
        return _word(request.cookies.get(self._name("code")))

    def keep_code(self, response: Response, token: str) -> None:
        self._set(response, "code", token, _CODE_SECONDS)

    def drop_code(self, response: Response) -> None:
        self._drop(response, "code")

    def passkey(self, request: Request) -> str | None:
        """What goes with the answer of a device that was asked for a passkey."""
        return _word(request.cookies.get(self._name("passkey")))

    def keep_passkey(self, response: Response, token: str) -> None:
        self._set(response, "passkey", token, _PASSKEY_SECONDS)

    def drop_passkey(self, response: Response) -> None:
        self._drop(response, "passkey")

    def cart(self, request: Request) -> CartKey | None:
        parts = request.cookies.get(self._name("cart"), "").split(".")
        if len(parts) != 3 or not _WORD.match(parts[0]) or not parts[2].isdecimal() or len(parts[2]) > 6:
            return None
        return CartKey(parts[0], _word(parts[1]), int(parts[2]))

    def keep_cart(self, response: Response, cart: CartKey) -> None:
        self._set(response, "cart", f"{cart.id}.{cart.secret or ''}.{cart.item_count}", _CART_DAYS * _DAY)

    def drop_cart(self, response: Response) -> None:
        self._drop(response, "cart")

    def order_secret(self, request: Request, order_id: str) -> str | None:
        return dict(self._orders(request)).get(order_id)

    def keep_order(self, request: Request, response: Response, order_id: str, secret: str) -> None:
        """Remember the secret; the oldest is forgotten when there are too many."""
        others = [one for one in self._orders(request) if one[0] != order_id]
        newest = [*others, (order_id, secret)][-_MOST_ORDERS:]
        self._set(response, "orders", "!".join(f"{name}.{word}" for name, word in newest), _ORDER_DAYS * _DAY)

    def address(self, request: Request) -> dict[str, str]:
        """The fields of the checkout as they were typed last, while the browser is open; empty when none were."""
        packed = request.cookies.get(self._name("address"), "")[:_LONGEST]
        try:
            fields = json.loads(urlsafe_b64decode(packed.encode() + b"=="))
        except (ValueError, RecursionError):
            return {}
        if not isinstance(fields, dict):
            return {}
        return {name: value for name, value in fields.items() if isinstance(value, str) and not _HALF.search(value)}

    def keep_address(self, response: Response, fields: Mapping[str, str]) -> None:
        """Until the browser is closed, or somebody signs in or out of it."""
        told = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        packed = urlsafe_b64encode(told.encode()).decode().rstrip("=")
        if len(packed) <= _LONGEST:
            self._set(response, "address", packed, None)
        else:
            self.drop_address(response)

    def drop_address(self, response: Response) -> None:
        self._drop(response, "address")

    def is_known(self, request: Request) -> bool:
        """Whether the visitor carries anything that makes pages their own."""
        return any(self._name(name) in request.cookies for name in ("solifair", "cart", "orders"))

    def _orders(self, request: Request) -> list[tuple[str, str]]:
        pairs = (part.split(".") for part in request.cookies.get(self._name("orders"), "").split("!"))
        return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2 and all(_WORD.match(word) for word in pair)]

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self.is_https else name

    def _set(self, response: Response, name: str, value: str, seconds: int | None) -> None:
        response.set_cookie(
            self._name(name),
            value,
            max_age=seconds,
            path="/",
            secure=self.is_https,
            httponly=True,
            samesite="lax",
        )

    def _drop(self, response: Response, name: str) -> None:
        response.delete_cookie(self._name(name), path="/", secure=self.is_https, httponly=True, samesite="lax")


def _word(text: str | None) -> str | None:
    return text if text and _WORD.match(text) else None

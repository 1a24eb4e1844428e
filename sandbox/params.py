"""Parameters: Stripe's bracketed forms (or JSON for v2), checked against a declared shape.

A parameter that no shape names is refused, as Stripe does. So is one that Stripe knows and the sandbox does not
simulate, since ignoring it would answer something untrue.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.currencies import SUPPORTED
from sandbox.errors import ApiError, malformed
from sandbox.store import Body

MAX_AMOUNT = 99_999_999
_KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_MAX_DEPTH = 8

# A shape turns what came over the wire into a value, or raises ApiError naming the parameter.
Shape = Callable[[Any, str], Any]


def decode_form(text: str) -> Body:
    """`a[b][0]=1` becomes {"a": {"b": {"0": "1"}}}; lists stay keyed by index, or by order for `a[]`."""
    root: Body = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=False, max_num_fields=5_000, errors="strict")
    except ValueError as error:
        raise malformed("The request's parameters could not be read.") from error
    for key, value in pairs:
        match = _KEY.match(key)
        if match is None:
            raise malformed(f"Invalid parameter name: {key[:100]}")
        path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        if len(path) > _MAX_DEPTH:
            raise malformed(f"Parameter nested too deeply: {key[:100]}")
        _place(root, path, value, key)
    return root


def _place(root: Body, path: list[str], value: str, key: str) -> None:
    node = root
    for step in path[:-1]:
        below = node.setdefault(step or str(len(node)), {})
        if not isinstance(below, dict):
            raise malformed(f"Parameter given both as a value and as a hash: {key[:100]}")
        node = below
    node[path[-1] or str(len(node))] = value


def _text_of(raw: object, name: str) -> str:
    if isinstance(raw, str):
        if "\x00" in raw:
            raise malformed(f"Invalid string: {name} holds a NUL character", param=name)
        return raw
    raise malformed(f"Invalid string: {str(raw)[:80]}", param=name)


def text(*, longest: int = 5_000, one_of: Iterable[str] = (), may_be_empty: bool = False) -> Shape:
    choices = tuple(one_of)

    def check(raw: Any, name: str) -> str:
        value = _text_of(raw, name)
        if not value and not may_be_empty:
            message = (
                f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter"
            )
            raise malformed(f"{message}; however '{name}' cannot be unset.", code="parameter_invalid_empty", param=name)
        if len(value) > longest:
            message = f"Invalid string: {value[:20]}...; must be at most {longest} characters"
            raise malformed(message, code="parameter_invalid_string_length", param=name)
        if choices and value not in choices:
            raise malformed(f"Invalid {name}: must be one of {', '.join(choices)}", param=name)
        return value

    return check


def integer(*, least: int | None = None, most: int = 2**53) -> Shape:
    def check(raw: Any, name: str) -> int:
        if isinstance(raw, int) and not isinstance(raw, bool):
            value = raw
        elif isinstance(raw, str) and re.fullmatch(r"-?[0-9]{1,18}", raw):
            value = int(raw)
        else:
            raise malformed(f"Invalid integer: {str(raw)[:80]}", code="parameter_invalid_integer", param=name)
        if least is not None and value < least:
            message = (
                "Invalid positive integer" if least == 1 else f"This value must be greater than or equal to {least}"
            )
            raise malformed(message, code="parameter_invalid_integer", param=name)
        if value > most:
            raise malformed(f"This value must be less than or equal to {most}", code="amount_too_large", param=name)
        return value

    return check


def amount() -> Shape:
    """A positive number of minor units, at most eight digits."""
    return integer(least=1, most=MAX_AMOUNT)


def flag() -> Shape:
    def check(raw: Any, name: str) -> bool:
        if raw in (True, "true"):
            return True
        if raw in (False, "false"):
            return False
        raise malformed(f"Invalid boolean: {str(raw)[:80]}", param=name)

    return check


def currency() -> Shape:
    def check(raw: Any, name: str) -> str:
        value = _text_of(raw, name)
        if not re.fullmatch(r"[A-Za-z]{3}", value):
            raise malformed(f"Invalid currency: {value[:20]}", param=name)
        if value.lower() not in SUPPORTED:
            message = f"Invalid currency: {value.lower()}. Stripe currently supports these currencies: "
            raise malformed(message + ", ".join(sorted(SUPPORTED)), param=name)
        return value.lower()

    return check


def url() -> Shape:
    def check(raw: Any, name: str) -> str:
        value = _text_of(raw, name)
        try:
            parts = urlsplit(value)
        except ValueError as error:
            raise malformed("Not a valid URL", code="url_invalid", param=name) from error
        if parts.scheme not in {"http", "https"} or not parts.netloc or len(value) > 5_000 or re.search(r"\s", value):
            raise malformed("Not a valid URL", code="url_invalid", param=name)
        return value

    return check


def email() -> Shape:
    def check(raw: Any, name: str) -> str:
        value = _text_of(raw, name)
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) or len(value) > 800:
            raise malformed(f"Invalid email address: {value[:80]}", code="email_invalid", param=name)
        return value

    return check


def metadata() -> Shape:
    """Up to 50 keys of 40 characters with values of 500; "" unsets a key, or all of them."""

    def check(raw: Any, name: str) -> dict[str, str]:
        if raw == "":
            return {"": ""}
        if not isinstance(raw, dict):
            raise malformed("Invalid hash", param=name)
        if len(raw) > 50:
            raise malformed("You can store at most 50 keys in metadata", param=name)
        kept: dict[str, str] = {}
        for key, value in raw.items():
            if len(key) > 40:
                raise malformed(f"Metadata keys must be at most 40 characters: {key[:60]}", param=name)
            kept[key] = text(longest=500, may_be_empty=True)(value, f"{name}[{key}]")
        return kept

    return check


def merge_metadata(old: dict[str, str], change: dict[str, str]) -> dict[str, str]:
    if change == {"": ""}:
        return {}
    return {key: value for key, value in (old | change).items() if value != ""}


def items(shape: Shape, *, most: int = 100, least: int = 0) -> Shape:
    def check(raw: Any, name: str) -> list[Any]:
        if isinstance(raw, dict) and all(key.isdigit() for key in raw):
            raw = [raw[key] for key in sorted(raw, key=int)]
        if not isinstance(raw, list):
            raise malformed("Invalid array", param=name)
        if not least <= len(raw) <= most:
            raise malformed(f"{name} must hold {least} to {most} elements", param=name)
        return [shape(value, f"{name}[{index}]") for index, value in enumerate(raw)]

    return check


@dataclass(frozen=True)
class Group:
    """A hash with named parameters. Calling it checks a value; the answer holds only what was given."""

    required: tuple[str, ...] = ()
    fields: dict[str, Shape] = field(default_factory=dict)

    def __call__(self, raw: Any, name: str) -> Body:
        if not isinstance(raw, dict):
            raise malformed("Invalid hash", param=name)
        for key in raw:
            if key not in self.fields:
                full = f"{name}[{key}]" if name else key
                raise malformed(f"Received unknown parameter: {full[:120]}", code="parameter_unknown", param=full[:120])
        for key in self.required:
            if key not in raw:
                full = f"{name}[{key}]" if name else key
                raise malformed(f"Missing required param: {full}.", code="parameter_missing", param=full)
        return {key: self.fields[key](value, f"{name}[{key}]" if name else key) for key, value in raw.items()}

    def with_fields(self, fields: dict[str, Shape]) -> "Group":
        return Group(self.required, self.fields | fields)


def group(*required: str, **fields: Shape) -> Group:
    """`group("amount", amount=amount(), note=text())`: amount must be given, note may be."""
    return Group(required, fields)


def either(*shapes: Shape) -> Shape:
    """The first shape that accepts; the last one's complaint if none does."""

    def check(raw: Any, name: str) -> Any:
        for shape in shapes[:-1]:
            try:
                return shape(raw, name)
            except ApiError:
                continue
        return shapes[-1](raw, name)

    return check


TIME_WINDOW: Shape = either(integer(least=0), group(gt=integer(), gte=integer(), lt=integer(), lte=integer()))


def is_within(moment: int, window: int | Body | None) -> bool:
    """Whether a time fits a `created` filter: an exact second, or gt, gte, lt, lte bounds."""
    if window is None:
        return True
    if isinstance(window, int):
        return moment == window
    earliest = max(int(window.get("gt", moment - 1)) + 1, int(window.get("gte", moment)))
    latest = min(int(window.get("lt", moment + 1)) - 1, int(window.get("lte", moment)))
    return earliest <= moment <= latest

"""Which operations of the public API each form of the storefront uses, read from the storefront's own source.

`python -m tests.architecture.parity` writes docs/parity.md. Nothing is run: a method of `storefront/client` names its
path in one place, and a form's handler reaches those methods by name, directly or through what it calls.
"""

import ast
import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from types import FunctionType
from typing import cast

from starlette.routing import Route

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/parity.md"

_HEAD = """\
# What the storefront does, the API does

The storefront is a client of the public API and imports nothing else of it, so whatever a person can do on a page, any
other program can do too. Here is each form of the storefront with the operations by which it changes something. This
page is made by `python -m tests.architecture.parity`, and a test holds it to the code.
"""

# What a method of the transport sends; the others are told.
_VERBS = {"get": ["GET"], "fetch": ["GET"], "download": ["GET"], "upload": ["POST"]}
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, order=True)
class Operation:
    """A request as the API describes it: `POST /v1/carts/{}/checkout`, slots left blank."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class Form:
    """A form of the storefront, and what it asks of the API."""

    path: str
    operations: frozenset[Operation]


@cache
def described() -> dict[Operation, str]:
    """Every operation of openapi.json with its own path, names of slots and all."""
    document = json.loads((ROOT / "openapi.json").read_text(encoding="utf-8"))
    return {
        Operation(method.upper(), _blank(path)): path
        for path, methods in document["paths"].items()
        for method in methods
    }


def twins(sent: Operation) -> set[Operation]:
    """The operations that this can be: a slot of ours may stand for several words of the API, a word for its slot."""
    exact = {sent} & set(described())
    return exact or {one for one in described() if one.method == sent.method and _can_be(sent.path, one.path)}


def _can_be(sent: str, path: str) -> bool:
    ours, theirs = sent.split("/"), path.split("/")
    return len(ours) == len(theirs) and all(map(_same_segment, ours, theirs))


def _same_segment(ours: str, theirs: str) -> bool:
    return theirs == "{}" or re.fullmatch(re.escape(ours).replace(r"\{\}", "[^/]+"), theirs) is not None


def _blank(path: str) -> str:
    """`/v1/carts/{cart_id}` → `/v1/carts/{}`."""
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


@dataclass(frozen=True)
class _Module:
    """A file of the client: its methods, and what stands for a piece of a path in it."""

    methods: list[ast.AsyncFunctionDef]
    helpers: dict[str, ast.expr]

    def sent(self, method: ast.AsyncFunctionDef) -> Iterator[Operation]:
        """Requests that are written in a method: `self.transport.send(Cart, "POST", path)`."""
        named = self.helpers | {
            target.id: node.value
            for node in ast.walk(method)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in _calls(method):
            if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "self.transport":
                texts = [text for argument in call.args for text in _texts(argument, named)]
                paths = [text for text in texts if text.startswith("/")]
                verbs = _VERBS.get(call.func.attr) or [text for text in texts if text in _UNSAFE]
                assert paths and verbs, f"{method.name} hides its method or its path"
                yield from (Operation(verb, _blank(path)) for verb in verbs for path in paths)


def _modules() -> Iterator[_Module]:
    for file in sorted((ROOT / "storefront/client").glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        yield _Module(
            [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)],
            {
                node.name: node.body[-1].value
                for node in tree.body
                if isinstance(node, ast.FunctionDef)
                and isinstance(node.body[-1], ast.Return)
                and node.body[-1].value is not None
            },
        )


@cache
def client() -> dict[str, frozenset[Operation]]:
    """What each method of the storefront's client sends, itself or by another one."""
    modules = list(_modules())
    methods = [method for module in modules for method in module.methods]
    sent = {method.name: set(module.sent(method)) for module in modules for method in module.methods}
    assert len(sent) == len(methods), "two methods of the client share a name"
    for method in methods:
        for call in _calls(method):
            if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "self":
                sent[method.name] |= sent[call.func.attr]
    return {name: frozenset(operations) for name, operations in sent.items()}


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (one for one in ast.walk(node) if isinstance(one, ast.Call))


def _texts(node: ast.expr, named: dict[str, ast.expr]) -> list[str]:
    """What an argument can be: a text, a pattern, one of two, or what a name or a helper of the file stands for."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return ["".join(_piece(one, named) for one in values)]
        case ast.IfExp(body=body, orelse=other):
            return [*_texts(body, named), *_texts(other, named)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [one + other for one in _texts(left, named) for other in _texts(right, named)]
        case ast.Name(id=name) | ast.Call(func=ast.Name(id=name)) if name in named:
            return _texts(named[name], named)
        case _:
            return []


def _piece(node: ast.expr, named: dict[str, ast.expr]) -> str:
    """A part of a pattern: its text, or the blank of a slot."""
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    return next(iter(_texts(inner, named)), "{}")


@dataclass(frozen=True)
class _Reader:
    """Follows a handler through what it calls, within the storefront."""

    sent: dict[str, frozenset[Operation]]
    seen: set[FunctionType]

    def operations(self, function: FunctionType) -> set[Operation]:
        if function in self.seen:
            return set()
        self.seen.add(function)
        found: set[Operation] = set()
        tree = ast.parse(dedent(inspect.getsource(function)))
        for node in ast.walk(tree):
            match node:
                case ast.Attribute(value=ast.Name(id="api") | ast.Attribute(attr="api"), attr=name):
                    found |= self.sent.get(name, frozenset())
            found |= self._called(function, node)
        return found

    def _called(self, function: FunctionType, node: ast.AST) -> set[Operation]:
        """What a function of ours, named here, asks in its turn."""
        here = function.__globals__
        match node:
            case ast.Name(id=name):
                named = here.get(name)
            case ast.Attribute(value=ast.Name(id=module), attr=name):
                named = getattr(here.get(module), name, None)
            case _:
                return set()
        if isinstance(named, FunctionType) and named.__module__.startswith("storefront."):
            return self.operations(named)
        return set()


def forms() -> list[Form]:
    """Every form, in the order of its page's address."""
    from storefront.routes import ROUTES

    return sorted(
        (
            Form(route.path, frozenset(_Reader(client(), set()).operations(cast("FunctionType", route.endpoint))))
            for route in ROUTES
            if isinstance(route, Route) and "POST" in (route.methods or ())
        ),
        key=lambda form: form.path,
    )


def _named(operations: frozenset[Operation]) -> list[str]:
    """As the page shows them: those that change something."""
    found = sorted({twin for sent in operations for twin in twins(sent) if twin.method != "GET"})
    return [f"`{one.method} {described()[one]}`" for one in found]


def as_markdown() -> str:
    """docs/parity.md."""
    rows = "\n".join(f"| `{form.path}` | {'<br>'.join(_named(form.operations))} |" for form in forms())
    return f"{_HEAD}\n| form | operations of the API |\n|---|---|\n{rows}\n"


if __name__ == "__main__":
    PAGE.write_text(as_markdown(), encoding="utf-8")

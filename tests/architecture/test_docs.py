"""What the pages for readers name is there: commands with their options, routes, targets of make, and other pages."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
import typer

from cli.main import build
from tests.architecture.parity import ROOT, described

PAGES = {
    page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8")
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
}
# A command ends with its line, its quotation, a comment or a cell; `solifair order/…` is a text that is hashed.
_COMMAND = re.compile(r"\bsolifair (?![\w-]+/)([a-z][^`\n#]*)")
_ROUTE = re.compile(r"(?:\b(GET|POST|PUT|PATCH|DELETE)\s+)?(/v1(?:/(?:\{\w+\}|[\w….:-])+)+)")
_TARGET = re.compile(r"`make ([a-z-]+)|^make ([a-z-]+)", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@cache
def _options() -> dict[str, set[str]]:
    """Every command and group of commands, `fund open`, with its options."""
    found: dict[str, set[str]] = {}
    waiting = [("", typer.main.get_command(build([])))]
    while waiting:
        name, command = waiting.pop()
        found[name] = {"--help", *(flag for each in command.params for flag in (*each.opts, *each.secondary_opts))}
        inner = getattr(command, "commands", {})
        waiting += [(f"{name} {word}".strip(), inner[word]) for word in inner]
    return found


def unknown_commands(text: str) -> Iterator[str]:
    for said in _COMMAND.findall(text.replace("\\\n", " ")):
        words = [word.strip(".,;:") for word in said.split()]
        known = _options()
        name = max((" ".join(words[:count]) for count in range(4) if " ".join(words[:count]) in known), key=len)
        rest = words[len(name.split()) :]
        is_group = any(other.startswith(f"{name} ") for other in known) or not name
        if is_group and rest and re.fullmatch(r"[a-z][a-z-]*", rest[0]):
            yield " ".join(["solifair", *words[: len(name.split()) + 1]])
        flags = set(re.findall(r"--[a-z][a-z-]*", said)) - known[name]
        yield from (f"solifair {name} {flag}" for flag in sorted(flags))


def unknown_routes(text: str) -> Iterator[str]:
    for method, path in _ROUTE.findall(text):
        wanted = path.rstrip(".:")
        if not any(method in ("", one.method) and _is_like(theirs, wanted) for one, theirs in described().items()):
            yield f"{method} {wanted}".strip()


def _is_like(route: str, path: str) -> bool:
    """A slot of the route stands for any word: `/v1/orders/ord_…` is `/v1/orders/{order_id}`."""
    return re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route)), path) is not None


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_routes_are_there(page: str) -> None:
    assert [*unknown_commands(PAGES[page]), *unknown_routes(PAGES[page])] == []


@pytest.mark.parametrize("page", PAGES)
def test_targets_and_pages_are_there(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {first or second for first, second in _TARGET.findall(PAGES[page])}
    assert {target for target in targets if f"\n{target}:" not in makefile} == set()
    assert [link for link in _LINK.findall(PAGES[page]) if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [page.name[:4] for page in (ROOT / "docs/adr").glob("*.md")]
    assert len(numbers) == len(set(numbers))
    titles = {page: text.split(".", 1)[0] for page, text in PAGES.items() if page.startswith("docs/adr/")}
    assert {page for page, title in titles.items() if title != f"# {int(page.split('/')[-1][:4])}"} == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`solifair ledger verify` and `solifair alerts`", []),
        ("`solifair ledger mend`", ["solifair ledger mend"]),
        ("`solifair bribe`", ["solifair bribe"]),
        ("solifair fund open Name --kind x --unti 3", ["solifair fund open --unti"]),
        ("`POST /v1/carts/{id}/checkout`, `/v1/statements/imp_…/document.pdf`", []),
        ("`DELETE /v1/carts/{id}/checkout`", ["DELETE /v1/carts/{id}/checkout"]),
        ("`/v1/secret/door`", ["/v1/secret/door"]),
    ],
)
def test_what_is_not_there_is_seen(text: str, found: list[str]) -> None:
    assert [*unknown_commands(text), *unknown_routes(text)] == found

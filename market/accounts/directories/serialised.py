"""RDF statements as Turtle and as JSON-LD, an organisation at a time."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from market.accounts.directories.organisations import DirectoryEntry
from market.accounts.directories.statements import PREFIXES, Address, Directory, Statement, Words, statements_of

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_UNSAFE = re.compile(r"[\x00-\x1f\\\"\x7f]")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$")


def write_turtle(entries: Iterable[DirectoryEntry], directory: Directory) -> Iterator[bytes]:
    """https://www.w3.org/TR/turtle/"""
    yield "".join(f"@prefix {prefix}: <{address}> .\n" for prefix, address in PREFIXES.items()).encode()
    for entry in entries:
        for subject, statements in groupby(statements_of(entry, directory), key=lambda one: one.subject):
            told = " ;\n  ".join(f"{one.predicate} {_turtle(one.object)}" for one in statements)
            yield f"\n<{subject}>\n  {told} .\n".encode()


def write_json_ld(entries: Iterable[DirectoryEntry], directory: Directory) -> Iterator[bytes]:
    """The same statements; its context stands in it, so that nothing is fetched."""
    yield f'{{"@context":{json.dumps(PREFIXES)},"@graph":['.encode()
    separator = ""
    for entry in entries:
        for subject, statements in groupby(statements_of(entry, directory), key=lambda one: one.subject):
            node = json.dumps(_node(subject, statements), ensure_ascii=False, separators=(",", ":"))
            yield f"{separator}{node}".encode()
            separator = ",\n"
    yield b"]}\n"


def _node(subject: str, statements: Iterable[Statement]) -> dict[str, object]:
    node: dict[str, object] = {"@id": subject}
    for predicate, told in groupby(statements, key=lambda one: one.predicate):
        objects = [one.object for one in told]
        if predicate == "a":
            node["@type"] = [one.iri for one in objects if isinstance(one, Address)]
        else:
            node[predicate] = [_json(one) for one in objects]
    return node


def _json(told: Address | Words) -> dict[str, str]:
    if isinstance(told, Address):
        return {"@id": told.iri}
    if told.lang and _LANGUAGE.match(told.lang):
        return {"@value": told.text, "@language": told.lang}
    return {"@value": told.text, "@type": told.datatype} if told.datatype else {"@value": told.text}


def _turtle(told: Address | Words) -> str:
    if isinstance(told, Address):
        return f"<{told.iri}>"
    text = _UNSAFE.sub(lambda found: _ESCAPES.get(found[0], f"\\u{ord(found[0]):04X}"), told.text)
    suffix = ""
    if told.lang and _LANGUAGE.match(told.lang):
        suffix = f"@{told.lang}"
    elif told.datatype:
        suffix = f"^^{told.datatype}"
    return f'"{text}"{suffix}'

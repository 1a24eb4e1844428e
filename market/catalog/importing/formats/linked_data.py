"""The nodes of a JSON-LD document by what their terms are called, whatever prefix, address or alias they come with.

Nothing is fetched: a context that is only named by its address is taken to be the one everybody uses. Nodes are kept
in a file and found by their place in it.
"""

import json
import tempfile
import weakref
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TypeGuard

from kit.text import is_storable
from market.catalog.errors import ImportFileRefused
from market.catalog.importing.formats.json_stream import Json, JsonStream

Node = dict[str, Json]
"""Terms without their prefixes, folded: dfc-b:hasUnit is hasunit. `@id` and `@type` as they are called in JSON-LD."""

_MOST_NODES = 1_000_000
_DEEPEST = 20
_LONGEST_NAME = 500
_KEYWORDS = {"id": "@id", "type": "@type"}
_EMPTY: Node = {}


class Nodes:
    """Every node of a document, inner ones too. Raises ImportFileRefused when it is made, if it is no JSON."""

    def __init__(self, path: Path, *, wanted: str):
        """`wanted` is the folded type of the nodes that `wanted` goes through, in their order."""
        # Open as long as somebody has the nodes.
        self._spool = tempfile.TemporaryFile("w+b")  # noqa: SIM115
        weakref.finalize(self, self._spool.close)
        self._places: dict[str, int] = {}
        self._wanted: list[tuple[str, int]] = []
        self._type = wanted
        self._base = ""
        self._aliases: dict[str, str] = {}
        self._count = 0
        with JsonStream(path) as stream:
            self._read(stream)

    @property
    def wanted_total(self) -> int:
        return len(self._wanted)

    def wanted(self) -> Iterator[tuple[Node, int]]:
        """Each node of the wanted type with the line on which it begins, as far as anybody knows."""
        for identity, line in self._wanted:
            yield self.at(identity), line

    def identities(self) -> list[str]:
        """The ids of all nodes, each in one spelling."""
        return list(self._places)

    def at(self, identity: str) -> Node:
        """The node of this id; empty when the document has none."""
        place = self._places.get(self.key(identity))
        if place is None:
            return _EMPTY
        self._spool.seek(place)
        node: Node = json.loads(self._spool.readline())
        return node

    def linked(self, value: Json) -> list[Node]:
        """The nodes that a property links to or holds, at most 100; one of which only the id is known has only that."""
        return [self._node(each) for each in islice(values(value), 100)]

    def key(self, identity: str) -> str:
        """One spelling of an id: /item/1 and item/1 are the same below the document's base."""
        if identity.startswith("_:") or ":" in identity.partition("/")[0]:
            return identity
        return f"{self._base.rstrip('/')}/{identity.lstrip('./')}"

    def _node(self, value: Json) -> Node:
        if isinstance(value, str):
            return self.at(value) or {"@id": value}
        if not isinstance(value, dict):
            return _EMPTY
        identity = value.get("@id")
        if len(value) == 1 and isinstance(identity, str):
            return self.at(identity) or value
        return value

    def _read(self, stream: JsonStream) -> None:
        if stream.is_array_next():
            for element in stream.elements():
                self._add(element, stream.line)
        elif stream.is_object_next():
            whole: dict[str, Json] = {}
            for key in stream.members():
                if key == "@graph" and stream.is_array_next():
                    for element in stream.elements():
                        self._add(element, stream.line)
                elif key == "@context":
                    self._learn(stream.value())
                else:
                    whole[key] = stream.value()
            self._add(whole, 1)
        else:
            raise ImportFileRefused("malformed", "it begins with neither { nor [")
        stream.end()

    def _learn(self, context: Json) -> None:
        for each in values(context):
            if not isinstance(each, dict):
                continue
            base = each.get("@base")
            if isinstance(base, str):
                self._base = base
            for term, meaning in each.items():
                named = meaning.get("@id") if isinstance(meaning, dict) else meaning
                if isinstance(named, str) and not term.startswith("@") and not named.endswith(("#", "/")):
                    self._aliases[term] = named

    def _add(self, element: Json, line: int) -> None:
        if isinstance(element, dict) and isinstance(element.get("@graph"), list):
            self._learn(element.get("@context"))
            for each in values(element["@graph"]):
                self._add(each, line)
            return
        self._keep(self._folded(element, line, 0), line)

    def _folded(self, value: Json, line: int, depth: int) -> Json:
        """The value with its terms folded; the nodes inside it are kept by themselves too."""
        if depth > _DEEPEST:
            raise ImportFileRefused("malformed", f"near line {line}: nodes within more than {_DEEPEST} others")
        if isinstance(value, list):
            return [self._folded(each, line, depth + 1) for each in value]
        if isinstance(value, str):
            return storable(value)
        if not isinstance(value, dict):
            return value
        node: Node = {}
        for term, inner in value.items():
            if term == "@context":
                self._learn(inner)
                continue
            name = self._name(term)
            # The first versions leave it to the link to say what is supplied.
            folded = self._folded(_typed(inner, self._type) if name == "supplies" else inner, line, depth + 1)
            node[name] = folded if name not in node else [*values(node[name]), *values(folded)]
            for each in values(folded):
                self._keep(each, line)
        return node

    def _keep(self, node: Json, line: int) -> None:
        if not isinstance(node, dict) or len(node) < 2 or "@value" in node:
            return
        is_wanted = self._type in types(node)
        identity = node.get("@id")
        if not isinstance(identity, str):
            if not is_wanted:
                return
            identity = f"_:unnamed-{self._count}"
        self._count += 1
        if self._count > _MOST_NODES:
            raise ImportFileRefused("too_many_rows", f"at most {_MOST_NODES} nodes")
        key = self.key(identity)
        before = self.at(key) if key in self._places else _EMPTY
        if before:
            node = _merged(before, node)
        self._spool.seek(0, 2)
        self._places[key] = self._spool.tell()
        self._spool.write(json.dumps({**node, "@id": identity}).encode() + b"\n")
        if is_wanted and self._type not in types(before):
            self._wanted.append((key, line))

    def _name(self, term: str) -> str:
        return _KEYWORDS.get(term) or local(self._aliases.get(term, term)).casefold()


def values(value: Json) -> Iterator[Json]:
    """A property has none, one or several: always as several."""
    if isinstance(value, list):
        yield from value
    elif value is not None:
        yield value


def local(name: str) -> str:
    """The last part of a name: dfc-b:name and …owl#name are name. Of a text too long for a name there is none."""
    return _local(name) if len(name) <= _LONGEST_NAME else ""


@lru_cache(maxsize=4096)
def _local(name: str) -> str:
    return name if name.startswith(("@", "_:")) else name.rpartition("#")[2].rpartition(":")[2].rpartition("/")[2]


def types(node: Node) -> set[str]:
    """What a node is, folded: suppliedproduct."""
    return {local(each).casefold() for each in values(node.get("@type")) if isinstance(each, str)}


def storable(text: str) -> str:
    """The text without what no database holds: NUL, and halves of pairs of surrogates."""
    return text if is_storable(text) else text.replace("\x00", "").encode("utf-8", "ignore").decode()


def _typed(value: Json, kind: str) -> Json:
    """The nodes of a property, those without a type being of this one."""
    return [{"@type": kind, **each} if _is_untyped(each) else each for each in values(value)]


def _is_untyped(value: Json) -> TypeGuard[dict[str, Json]]:
    return isinstance(value, dict) and len(value) > 1 and not {"@type", "type"} & set(value)


def _merged(before: Node, node: Node) -> Node:
    """What is said of one node in two places."""
    both = dict(before)
    for name, value in node.items():
        if name not in both or both[name] == value:
            both[name] = value
        elif not name.startswith("@"):
            both[name] = [*values(both[name]), *(each for each in values(value) if each not in values(both[name]))]
    return both

"""Counts as facets: each value under the name that a shopper reads, those with the most products first."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from heapq import nlargest, nsmallest
from typing import TypeVar

from market.catalog.shelf.columns import Counts
from market.catalog.shelf.names_queries import Kind, Names, Words

_VALUES_AT_MOST = 50

# How many products have each value.
Each = Mapping[str, int]
# A value, what it is called, and how many products it would leave.
_Told = tuple[str, str, int]
Trait = TypeVar("Trait", bound=Hashable)


def tell_facets(counts: Counts, names: Names, lang: str) -> str:
    """Counts told as JSON: for each facet its values, fifty at most, with label and count. What is gone since it was
    counted is left out."""
    known = _Known(names, names.words[lang])
    listed = {
        facet: [
            {"value": value, "label": label, "count": count} for value, label, count in tell(counts.of(facet), known)
        ]
        for facet, tell in _FACETS.items()
    }
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


class _Known:
    """What is known of all that was counted for one answer. Many producers are of few kinds, many combinations of
    certificates stand for few labels: each such count is put together once, for all facets that are made of it."""

    def __init__(self, names: Names, words: Words):
        self.names, self.words = names, words
        self._kinds: dict[int, Mapping[Kind, int]] = {}
        self._live: dict[int, Mapping[tuple[str, ...], int]] = {}

    def kinds(self, producers: Each) -> Mapping[Kind, int]:
        """What the producers say of themselves, and where they are."""
        if id(producers) not in self._kinds:
            makers = self.names.makers
            self._kinds[id(producers)] = _alike(
                (makers[id_].kind, count) for id_, count in producers.items() if id_ in makers
            )
        return self._kinds[id(producers)]

    def live(self, labels: Each) -> Mapping[tuple[str, ...], int]:
        """The schemes of which claims stand together."""
        if id(labels) not in self._live:
            live = self.names.live
            self._live[id(labels)] = _alike((live[id_], count) for id_, count in labels.items() if id_ in live)
        return self._live[id(labels)]


def _alike(counted: Iterable[tuple[Trait, int]]) -> Mapping[Trait, int]:
    """Counts by what many have in common."""
    alike: defaultdict[Trait, int] = defaultdict(int)
    for trait, count in counted:
        alike[trait] += count
    return alike


def _most(told: Iterable[_Told]) -> list[_Told]:
    """The most products first, then by name."""
    return nsmallest(_VALUES_AT_MOST, told, key=lambda one: (-one[2], one[1]))


def _categories(counts: Each, known: _Known) -> list[_Told]:
    """Each with what lies in the categories below it."""
    words = known.words
    of_all: Counter[str] = Counter()
    for code, count in counts.items():
        above: str | None = code
        while above is not None:
            of_all[above] += count
            above = words.parents.get(above)
    return _most((code, words.categories[code], n) for code, n in of_all.items() if code in words.categories)


def _producers(counts: Each, known: _Known) -> list[_Told]:
    makers = known.names.makers
    told = {id_: count for id_, count in counts.items() if id_ in makers}
    # Thousands may have some, and hardly any of them is told.
    least = min(nlargest(_VALUES_AT_MOST, told.values()), default=0)
    return _most((makers[id_].slug, makers[id_].name, count) for id_, count in told.items() if count >= least)


def _said(what: Callable[[Kind], str | None]) -> "_Tell":
    """What producers say of themselves."""

    def tell(counts: Each, known: _Known) -> list[_Told]:
        of_all: Counter[str] = Counter()
        for kind, count in known.kinds(counts).items():
            if (said := what(kind)) is not None:
                of_all[said] += count
        return _most((said, said, count) for said, count in of_all.items())

    return tell


def _ships_to(counts: Each, known: _Known) -> list[_Told]:
    of_all: Counter[str] = Counter()
    for kind, count in known.kinds(counts).items():
        for destination in known.words.ships_to.get(kind.country, ()):
            of_all[destination] += count
    return _countries(of_all, known)


def _countries(counts: Each, known: _Known) -> list[_Told]:
    return _most((code, known.words.countries.get(code) or code, count) for code, count in counts.items())


def _values(counts: Each, known: _Known) -> list[_Told]:
    values = known.words.values
    return _most((code, values[code], count) for code, count in counts.items() if code in values)


def _schemes(counts: Each, known: _Known) -> list[_Told]:
    of_all: Counter[str] = Counter()
    for live, count in known.live(counts).items():
        for scheme in live:
            of_all[scheme] += count
    schemes = known.words.schemes
    told = ((schemes[id_], count) for id_, count in of_all.items() if id_ in schemes)
    return _most((scheme.code, scheme.name, count) for scheme, count in told)


def _assurance(counts: Each, known: _Known) -> list[_Told]:
    """A product with claims of two schemes of one class counts once."""
    of_all: Counter[str] = Counter()
    schemes = known.words.schemes
    for live, count in known.live(counts).items():
        for each in {schemes[scheme].assurance_class for scheme in live if scheme in schemes}:
            of_all[each] += count
    return _most((each, each, count) for each, count in of_all.items())


def _stock(counts: Each, known: _Known) -> list[_Told]:
    return [(said, said, counts[said]) for said in ("true", "false") if said in counts]


def _prices(counts: Each, known: _Known) -> list[_Told]:
    """All steps, the lowest first."""
    return [(step, step, counts[step]) for step in sorted(counts, key=int)]


_Tell = Callable[[Each, _Known], list[_Told]]
_FACETS: Mapping[str, _Tell] = {
    "category": _categories,
    "producer": _producers,
    "structure": _said(lambda kind: kind.structure),
    "line": _said(lambda kind: kind.line),
    "relation": _said(lambda kind: kind.relation),
    "scheme": _schemes,
    "assurance": _assurance,
    "origin": _countries,
    "value": _values,
    "ships_to": _ships_to,
    "stock": _stock,
    "price": _prices,
}

"""Counts as facets: each value under the name that a shopper reads, those with the most products first."""

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from heapq import nsmallest
from typing import TypeVar

from market.catalog.shelf.facets_queries import counted_for
from market.catalog.shelf.names_queries import Kind, Names, Words

_VALUES_AT_MOST = 50

Counts = Mapping[str, int]
# A value, what it is called, and how many products it would leave.
_Told = tuple[str, str, int]
Named = TypeVar("Named")
Trait = TypeVar("Trait", bound=Hashable)


def tell_facets(counts: Mapping[str, Counts], names: Names, lang: str) -> str:
    """Counts as `counting_of` has them told as JSON: for each facet its values, fifty at most, with label and count.
    What is gone since it was counted is left out."""
    words = names.words[lang]
    told = {facet: tell(counted_for(facet, counts), names, words) for facet, tell in _FACETS.items()}
    listed = {
        facet: [{"value": value, "label": label, "count": count} for value, label, count in values]
        for facet, values in told.items()
    }
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def _most(told: Iterable[_Told]) -> list[_Told]:
    """The most products first, then by name."""
    return nsmallest(_VALUES_AT_MOST, told, key=lambda one: (-one[2], one[1]))


def _categories(counts: Counts, names: Names, words: Words) -> list[_Told]:
    """Each with what lies in the categories below it."""
    of_all: Counter[str] = Counter()
    for code, count in counts.items():
        above: str | None = code
        while above is not None:
            of_all[above] += count
            above = words.parents.get(above)
    return _most((code, words.categories[code], n) for code, n in of_all.items() if code in words.categories)


def _producers(counts: Counts, names: Names, words: Words) -> list[_Told]:
    return _most((maker.slug, maker.name, count) for maker, count in _known(counts, names.makers))


def _said(what: Callable[[Kind], str | None]) -> "_Tell":
    """What producers say of themselves."""

    def tell(counts: Counts, names: Names, words: Words) -> list[_Told]:
        of_all: Counter[str] = Counter()
        for kind, count in _kinds(counts, names).items():
            if (said := what(kind)) is not None:
                of_all[said] += count
        return _most((said, said, count) for said, count in of_all.items())

    return tell


def _ships_to(counts: Counts, names: Names, words: Words) -> list[_Told]:
    of_all: Counter[str] = Counter()
    for kind, count in _kinds(counts, names).items():
        for destination in words.ships_to.get(kind.country, ()):
            of_all[destination] += count
    return _countries(of_all, names, words)


def _countries(counts: Counts, names: Names, words: Words) -> list[_Told]:
    return _most((code, words.countries.get(code) or code, count) for code, count in counts.items())


def _values(counts: Counts, names: Names, words: Words) -> list[_Told]:
    return _most((code, words.values[code], count) for code, count in counts.items() if code in words.values)


def _schemes(counts: Counts, names: Names, words: Words) -> list[_Told]:
    of_all: Counter[str] = Counter()
    for live, count in _alike(_known(counts, names.live)).items():
        for scheme in live:
            of_all[scheme] += count
    known = ((words.schemes[id_], count) for id_, count in of_all.items() if id_ in words.schemes)
    return _most((scheme.code, scheme.name, count) for scheme, count in known)


def _assurance(counts: Counts, names: Names, words: Words) -> list[_Told]:
    """A product with claims of two schemes of one class counts once."""
    of_all: Counter[str] = Counter()
    for live, count in _alike(_known(counts, names.live)).items():
        for each in {words.schemes[scheme].assurance_class for scheme in live if scheme in words.schemes}:
            of_all[each] += count
    return _most((each, each, count) for each, count in of_all.items())


def _kinds(counts: Counts, names: Names) -> Mapping[Kind, int]:
    return _alike((maker.kind, count) for maker, count in _known(counts, names.makers))


def _known(counts: Counts, names: Mapping[str, Named]) -> Iterator[tuple[Named, int]]:
    return ((names[value], count) for value, count in counts.items() if value in names)


def _alike(counted: Iterable[tuple[Trait, int]]) -> Mapping[Trait, int]:
    """Counts by what many have in common; there are few of these."""
    alike: Counter[Trait] = Counter()
    for trait, count in counted:
        alike[trait] += count
    return alike


def _stock(counts: Counts, names: Names, words: Words) -> list[_Told]:
    return [(said, said, counts[said]) for said in ("true", "false") if said in counts]


def _prices(counts: Counts, names: Names, words: Words) -> list[_Told]:
    """All steps, the lowest first."""
    return [(step, step, counts[step]) for step in sorted(counts, key=int)]


_Tell = Callable[[Counts, Names, Words], list[_Told]]
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

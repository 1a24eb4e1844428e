"""Counts as facets: each value under the name that a shopper reads, those with the most products first."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from pydantic_core import to_json

from market.catalog.shelf.columns import Counts
from market.catalog.shelf.names_queries import Kind, Names, Words
from market.catalog.shelf.tally import Tally

_VALUES_AT_MOST = 50

# A value, what it is called, and how many products it would leave.
_Told = tuple[str, str, int]


def tell_facets(counts: Counts, names: Names, lang: str) -> str:
    """Counts told as JSON: for each facet its values, fifty at most, with label and count. What is gone since it was
    counted is left out."""
    words = names.words[lang]
    told = {facet: tell(counts.of(facet), names, words) for facet, tell in _FACETS.items()}
    listed = {
        facet: [{"value": value, "label": label, "count": count} for value, label, count in values]
        for facet, values in told.items()
    }
    return to_json(listed).decode()


def _most(told: Iterable[_Told]) -> list[_Told]:
    """The most products first, then by name."""
    return sorted(told, key=lambda one: (-one[2], one[1]))[:_VALUES_AT_MOST]


def _categories(counts: Tally, names: Names, words: Words) -> list[_Told]:
    """Each with what lies in the categories below it."""
    of_all: Counter[str] = Counter()
    for code, count in counts.items():
        above: str | None = code
        while above is not None:
            of_all[above] += count
            above = words.parents.get(above)
    return _most((code, words.categories[code], n) for code, n in of_all.items() if code in words.categories)


def _producers(counts: Tally, names: Names, words: Words) -> list[_Told]:
    # Thousands may have some, and hardly any of them is told.
    most, makers = counts.most(_VALUES_AT_MOST), names.makers
    return _most((makers[id_].slug, makers[id_].name, count) for id_, count in most.items() if id_ in makers)


def _said(what: Callable[[Kind], str | None]) -> "_Tell":
    """What producers say of themselves."""

    def tell(counts: Tally, names: Names, words: Words) -> list[_Told]:
        of_all: Counter[str] = Counter()
        for kind, count in names.kinds.by(counts).items():
            if (said := what(kind)) is not None:
                of_all[said] += count
        return _most((said, said, count) for said, count in of_all.items())

    return tell


def _ships_to(counts: Tally, names: Names, words: Words) -> list[_Told]:
    of_all: Counter[str] = Counter()
    for kind, count in names.kinds.by(counts).items():
        for destination in words.ships_to.get(kind.country, ()):
            of_all[destination] += count
    return _countries(Tally.of(of_all), names, words)


def _countries(counts: Tally, names: Names, words: Words) -> list[_Told]:
    return _most((code, words.countries.get(code) or code, count) for code, count in counts.items())


def _values(counts: Tally, names: Names, words: Words) -> list[_Told]:
    values = words.values
    return _most((code, values[code], count) for code, count in counts.items() if code in values)


def _schemes(counts: Tally, names: Names, words: Words) -> list[_Told]:
    of_all: Counter[str] = Counter()
    for live, count in names.live.by(counts).items():
        for scheme in live:
            of_all[scheme] += count
    schemes = words.schemes
    told = ((schemes[id_], count) for id_, count in of_all.items() if id_ in schemes)
    return _most((scheme.code, scheme.name, count) for scheme, count in told)


def _assurance(counts: Tally, names: Names, words: Words) -> list[_Told]:
    """A product with claims of two schemes of one class counts once."""
    of_all: Counter[str] = Counter()
    schemes = words.schemes
    for live, count in names.live.by(counts).items():
        for each in {schemes[scheme].assurance_class for scheme in live if scheme in schemes}:
            of_all[each] += count
    return _most((each, each, count) for each, count in of_all.items())


def _stock(counts: Tally, names: Names, words: Words) -> list[_Told]:
    each = dict(counts.items())
    return [(said, said, each[said]) for said in ("true", "false") if said in each]


def _prices(counts: Tally, names: Names, words: Words) -> list[_Told]:
    """All steps, the lowest first."""
    return sorted(((step, step, count) for step, count in counts.items()), key=lambda one: int(one[0]))


_Tell = Callable[[Tally, Names, Words], list[_Told]]
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

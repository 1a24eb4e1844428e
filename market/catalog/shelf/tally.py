"""How many products have what, and what many of these have in common."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

_UNKNOWN, _NONE = -2, -1

Trait = TypeVar("Trait", bound=Hashable)


@dataclass(frozen=True)
class Tally:
    """How many products have each of some texts, by the place of the text among all; none has none of them."""

    texts: Sequence[str]
    places: NDArray[np.intp]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, counted: Mapping[str, int]) -> Self:
        return cls(list(counted), np.arange(len(counted)), np.fromiter(counted.values(), dtype=np.int64))

    def items(self) -> Iterator[tuple[str, int]]:
        """Each text and its count."""
        texts = self.texts
        return ((texts[place], n) for place, n in zip(self.places.tolist(), self.counts.tolist(), strict=True))

    def most(self, many: int) -> "Tally":
        """Those with the most products, so many of them, and those that have as many as the last of these."""
        if len(self.counts) <= many:
            return self
        least = np.partition(self.counts, -many)[-many]
        chosen = self.counts >= least
        return Tally(self.texts, self.places[chosen], self.counts[chosen])

    def __len__(self) -> int:
        return len(self.places)


class Traits(Generic[Trait]):
    """What is known of the texts of one column: a trait that others may have too, or that there is none."""

    def __init__(self) -> None:
        self._texts: Sequence[str] = ()
        self._traits: list[Trait] = []
        self._numbers: dict[Trait, int] = {}
        self._of = np.zeros(0, dtype=np.int32)

    def unknown(self, tallies: Iterable[Tally]) -> list[str]:
        """The texts that nothing is known of, each once."""
        found: set[str] = set()
        for tally in tallies:
            self._make_room(tally)
            places = tally.places[self._of[tally.places] == _UNKNOWN]
            found.update(tally.texts[place] for place in places.tolist())
        return sorted(found)

    def learn(self, tallies: Iterable[Tally], known: Mapping[str, Trait]) -> None:
        """The traits of all that is unknown in the tallies; of what is not among the known there is none."""
        for tally in tallies:
            for place in tally.places[self._of[tally.places] == _UNKNOWN].tolist():
                text = tally.texts[place]
                self._of[place] = self._number(known[text]) if text in known else _NONE

    def by(self, tally: Tally) -> dict[Trait, int]:
        """How many products have each trait. Of what is unknown nothing is told."""
        self._make_room(tally)
        numbers = self._of[tally.places]
        is_any = numbers >= 0
        counted = np.bincount(numbers[is_any], weights=tally.counts[is_any])
        found = counted.nonzero()[0].tolist()
        return {self._traits[number]: int(counted[number]) for number in found}

    def _number(self, trait: Trait) -> int:
        number = self._numbers.get(trait)
        if number is None:
            number = self._numbers[trait] = len(self._traits)
            self._traits.append(trait)
        return number

    def _make_room(self, tally: Tally) -> None:
        if tally.texts is not self._texts:
            # Another column, in which places mean other texts.
            self._texts, self._of = tally.texts, np.zeros(0, dtype=np.int32)
        if len(self._of) < len(tally.texts):
            of = np.full(len(tally.texts), _UNKNOWN, dtype=np.int32)
            of[: len(self._of)] = self._of
            self._of = of

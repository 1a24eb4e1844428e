"""What lists are counted and narrowed by, of every product, as columns in memory: a product's number is its place in
each. Counting reads the columns of the products that are left, and nothing else."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from market.catalog.shelf.tally import Tally

# Numbers of products, the least first; and for each of some products, whether it is one of those that are meant.
Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]
NONE: Numbers = np.zeros(0, dtype=np.int32)
# Number, whether it is shown, whether it is in stock, popularity, least price or None, category, producer, combination
# of certificates, country of origin, values line by line.
Row = tuple[int, bool, bool, int, int | None, str, str, str, str, str]

# Of which count each facet is made.
MADE_OF: Mapping[str, str] = {
    "category": "category",
    "producer": "producer",
    "structure": "producer",
    "line": "producer",
    "relation": "producer",
    "scheme": "labels",
    "assurance": "labels",
    "origin": "origin",
    "value": "value",
    "ships_to": "producer",
    "stock": "stock",
    "price": "price",
}
_SOURCES = tuple(dict.fromkeys(MADE_OF.values()))
# 1, 2, 5, 10, 20, 50 …
_STEPS = np.array([digit * 10**zeros for zeros in range(13) for digit in (1, 2, 5)], dtype=np.int64)
_NO_PRICE, _NO_STEP = -1, len(_STEPS)

Held = TypeVar("Held", bound=np.generic)


class Texts:
    """A text of each product. Each is held once, whoever has it."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._codes: dict[str, int] = {}
        # The lines of each text, one text's after the other: which, and where each text's begin.
        self._lines: dict[str, int] = {}
        self._held_lines = array("i")
        self._starts = array("q", [0])
        self._held = np.zeros(0, dtype=np.int32)

    def put(self, numbers: Numbers, texts: Iterable[str], size: int) -> None:
        """These products have these texts, of `size` that there are at most."""
        self._held = resized(self._held, size)
        self._held[numbers] = [self._code(text) for text in texts]

    def count(self, numbers: Numbers) -> Tally:
        """How many of these products have each text."""
        counted = np.bincount(self._held[numbers], minlength=len(self._texts))
        places = counted.nonzero()[0]
        return Tally(self._texts, places, counted[places])

    def count_lines(self, numbers: Numbers) -> Tally:
        """How many of these products have each line in their text."""
        tally, starts = self.count(numbers), np.array(self._starts)
        first, many = starts[tally.places], np.diff(starts)[tally.places]
        # Where the lines of the texts that were counted are: from the first of each text on.
        places = np.arange(many.sum()) + np.repeat(first - np.cumsum(many) + many, many)
        lines = np.array(self._held_lines)[places]
        counted = np.bincount(lines, weights=np.repeat(tally.counts, many)).astype(np.int64)
        found = counted.nonzero()[0]
        return Tally(list(self._lines), found, counted[found])

    def are_among(self, numbers: Numbers, texts: Iterable[str]) -> Mask:
        """Which of these products have one of the texts."""
        wanted = np.zeros(len(self._texts), dtype=np.bool_)
        wanted[[self._codes[text] for text in texts if text in self._codes]] = True
        return wanted[self._held[numbers]]

    def have_line(self, numbers: Numbers, lines: Iterable[str]) -> Mask:
        """Of which of these products the text has one of the lines."""
        wanted = [self._lines[line] for line in lines if line in self._lines]
        places = np.isin(np.array(self._held_lines), wanted).nonzero()[0]
        with_any = np.zeros(len(self._texts), dtype=np.bool_)
        with_any[np.searchsorted(np.array(self._starts), places, side="right") - 1] = True
        return with_any[self._held[numbers]]

    def _code(self, text: str) -> int:
        code = self._codes.get(text)
        if code is None:
            code = self._codes[text] = len(self._texts)
            self._texts.append(text)
            self._held_lines.extend([self._lines.setdefault(line, len(self._lines)) for line in text.splitlines()])
            self._starts.append(len(self._held_lines))
        return code


@dataclass(frozen=True)
class Counts:
    """How many products have each value, by what is counted (`each`); and by facets that are filtered by, of what these
    are made without their own filter (`alone`)."""

    each: Mapping[str, Tally]
    alone: Mapping[str, Tally]

    def of(self, facet: str) -> Tally:
        """What this facet is made of."""
        return self.alone.get(facet, self.each[MADE_OF[facet]])

    def counted_as(self, source: str) -> list[Tally]:
        """All that was counted of this, for whatever facet."""
        return [self.each[source], *(tally for facet, tally in self.alone.items() if MADE_OF[facet] == source)]

    def __len__(self) -> int:
        """About how many bytes: two numbers of eight for each value."""
        return 16 * sum(len(tally) for tally in (*self.each.values(), *self.alone.values()))


class Columns:
    """Of every product what it is counted by."""

    def __init__(self) -> None:
        self.size = 0
        self._is_shown = np.zeros(0, dtype=np.bool_)
        self._in_stock = np.zeros(0, dtype=np.bool_)
        self._popularity = np.zeros(0, dtype=np.int32)
        self._prices = np.zeros(0, dtype=np.int64)
        # Which step each price is on: to find it again for each count would take longer than all else that is counted.
        self._steps = np.zeros(0, dtype=np.uint8)
        self._texts = {name: Texts() for name in ("category", "producer", "labels", "origin", "value")}

    def put(self, rows: Sequence[Row]) -> Numbers:
        """Products that are new, or not as they were; their numbers."""
        if not rows:
            return NONE
        listed, is_shown, in_stock, popularity, prices, *texts = zip(*rows, strict=True)
        numbers = np.array(listed, dtype=np.int32)
        self._reserve(int(numbers.max()) + 1)
        self._is_shown[numbers] = is_shown
        self._in_stock[numbers] = in_stock
        self._popularity[numbers] = popularity
        each = np.array([_NO_PRICE if price is None else price for price in prices], dtype=np.int64)
        self._prices[numbers] = each
        steps = np.maximum(np.searchsorted(_STEPS, each, side="right") - 1, 0)
        self._steps[numbers] = np.where(each == _NO_PRICE, _NO_STEP, steps)
        for column, words in zip(self._texts.values(), texts, strict=True):
            column.put(numbers, words, self.size)
        return numbers

    def shown(self, numbers: Numbers | None = None) -> Numbers:
        """Those on sale of these products, of all where none are named."""
        if numbers is None:
            return numbers_of(self._is_shown)
        numbers = numbers[numbers < self.size]
        return numbers[self._is_shown[numbers]]

    def most_popular(self, numbers: Numbers, is_first: Mask, most: int) -> Numbers:
        """So many of them, the least number first: those that come first before the others, then the most popular, then
        those with the greatest number."""
        if len(numbers) <= most:
            return numbers
        # In one number: whether it comes first, how popular it is, which it is.
        order = self._popularity[numbers].astype(np.int64) - np.iinfo(np.int32).min
        order = is_first.astype(np.uint64) << 63 | order.astype(np.uint64) << 31 | numbers.astype(np.uint64)
        return np.sort(numbers[np.argpartition(order, -most)[-most:]])

    def are(self, facet: str, numbers: Numbers, values: Iterable[str]) -> Mask:
        """Which of these products have one of the values, of what the facet is made of."""
        column = self._texts[MADE_OF[facet]]
        return column.have_line(numbers, values) if facet == "value" else column.are_among(numbers, values)

    def are_in_stock(self, numbers: Numbers) -> Mask:
        """Which of these products there are some of."""
        return self._in_stock[numbers]

    def cost(self, numbers: Numbers, least: int | None, most: int | None) -> Mask:
        """Which of these products have a price within the bounds, in minor units."""
        prices = self._prices[numbers]
        return (prices >= max(0, least or 0)) & (prices <= (np.iinfo(np.int64).max if most is None else most))

    def count(self, numbers: Numbers, narrowed: Mapping[str, Mask]) -> Counts:
        """What the filters leave of these products, counted; `narrowed` are the facets that are filtered by."""
        left = numbers[meet(numbers, narrowed)]
        each = {source: self._count(source, left) for source in _SOURCES}
        alone = {}
        for facet in narrowed:
            others = {name: mask for name, mask in narrowed.items() if name != facet}
            alone[facet] = self._count(MADE_OF[facet], numbers[meet(numbers, others)])
        return Counts(each, alone)

    def _count(self, source: str, numbers: Numbers) -> Tally:
        match source:
            case "stock":
                some = int(self._in_stock[numbers].sum())
                return Tally.of({word: n for word, n in (("true", some), ("false", len(numbers) - some)) if n})
            case "price":
                counted = np.bincount(self._steps[numbers], minlength=_NO_STEP + 1)[:_NO_STEP].tolist()
                return Tally.of({str(step): n for step, n in zip(_STEPS.tolist(), counted, strict=True) if n})
            case "value":
                return self._texts["value"].count_lines(numbers)
            case _:
                return self._texts[source].count(numbers)

    def _reserve(self, size: int) -> None:
        if size <= self.size:
            return
        # With room for more: nothing is moved for each product that comes.
        self.size = size + size // 8
        self._is_shown, self._in_stock = resized(self._is_shown, self.size), resized(self._in_stock, self.size)
        self._popularity, self._prices = resized(self._popularity, self.size), resized(self._prices, self.size)
        self._steps = resized(self._steps, self.size)


def meet(numbers: Numbers, narrowed: Mapping[str, Mask]) -> Mask:
    """Which of these products all filters leave."""
    left = np.ones(len(numbers), dtype=np.bool_)
    for mask in narrowed.values():
        left &= mask
    return left


def resized(held: NDArray[Held], size: int) -> NDArray[Held]:
    """The same, for so many products; nothing of those that are new."""
    if len(held) >= size:
        return held
    larger = np.zeros(size, dtype=held.dtype)
    larger[: len(held)] = held
    return larger


def distinct(numbers: Numbers, size: int) -> Numbers:
    """The same, each once, of so many that there are at most. A few are sorted; many are marked and gathered."""
    if len(numbers) < size // 64:
        return np.unique(numbers)
    return numbers_of(marked(numbers, size))


def marked(numbers: Numbers, size: int) -> Mask:
    """Whether each product, of so many that there are at most, is one of these."""
    mask = np.zeros(size, dtype=np.bool_)
    mask[numbers] = True
    return mask


def numbers_of(mask: Mask) -> Numbers:
    """Which of all products are meant."""
    return mask.nonzero()[0].astype(np.int32)

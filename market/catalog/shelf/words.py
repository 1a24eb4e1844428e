"""In which products a word is found, held in memory: an index of words for each range of products' numbers."""

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Self

import numpy as np
from numpy.typing import NDArray

from kit.kept import Kept
from market.catalog.shelf.columns import NONE, Mask, Numbers

# So many products to an index: their places in it are numbers of two bytes.
SPAN = 8192
# Each thing of a `tsquery` as PostgreSQL writes it: a word, which may only begin so, or "and".
_ASKED = re.compile(r"'((?:''|\\\\|[^'\\])*)'(:\*)?|&")


@dataclass(frozen=True)
class Word:
    """What may be found, as it stands or as a beginning."""

    text: str
    is_begun: bool = False

    def means(self, text: str) -> bool:
        """Whether a word is this one."""
        return text.startswith(self.text) if self.is_begun else text == self.text


AnyOf = tuple[Word, ...]


def read_query(query: str) -> tuple[AnyOf, ...]:
    """Of a `tsquery` whose words are alternatives for each other, all of which alternatives must be found."""
    alternatives: list[list[Word]] = [[]]
    for asked in _ASKED.finditer(query):
        if asked[0] == "&":
            alternatives.append([])
        else:
            text = asked[1].replace("''", "'").replace("\\\\", "\\")
            alternatives[-1].append(Word(text, asked[2] is not None))
    return tuple(tuple(each) for each in alternatives)


def write_query(words: AnyOf) -> str:
    """As PostgreSQL reads it."""
    quoted = (word.text.replace("\\", "\\\\").replace("'", "''") for word in words)
    return " | ".join(f"'{text}'{':*' if word.is_begun else ''}" for text, word in zip(quoted, words, strict=True))


@dataclass(frozen=True)
class Found:
    """Products that something is found in, in no order, some more than once; in titles also what it is worth each
    time."""

    numbers: Numbers
    worths: NDArray[np.int32]

    def __len__(self) -> int:
        """How many bytes."""
        return self.numbers.nbytes + self.worths.nbytes

    @classmethod
    def of(cls, worths: Iterable[tuple[int, int]]) -> Self:
        """Of numbers of products, each with a worth."""
        numbers, each = np.array([*worths], dtype=np.int32).reshape(-1, 2).T
        return cls(numbers, each)


NOWHERE = Found(NONE, NONE)


@dataclass(frozen=True)
class _Where:
    """Where a word is in an index: rows of a span, the first of its places there, and the one behind the last."""

    rows: NDArray[np.int64]

    def __len__(self) -> int:
        return self.rows.nbytes


@dataclass(frozen=True)
class Words:
    """Every word of some products in order, and the places of the products that have it, one word's after the other. Of
    titles, beside each place what the word is worth there."""

    texts: Sequence[str]
    starts: NDArray[np.int64]
    places: NDArray[np.int16]
    worths: NDArray[np.int32]

    @classmethod
    def of(cls, rows: Sequence[tuple[str, bytes, bytes]]) -> Self:
        """Of words in the order of their code points, each with its places as two bytes and its worths, if it has any,
        as four, the greater byte first."""
        lengths = [len(places) // 2 for _, places, _ in rows]
        starts = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
        places = np.frombuffer(b"".join(places for _, places, _ in rows), dtype=">i2").astype(np.int16)
        worths = np.frombuffer(b"".join(worths for _, _, worths in rows), dtype=">i4").astype(np.int32)
        # Most words are those of other spans too.
        return cls([sys.intern(text) for text, _, _ in rows], starts, places, worths)

    def find(self, word: Word) -> tuple[int, int]:
        """Which of the words is this one: the first, and the one behind the last of those that begin so."""
        first = bisect_left(self.texts, word.text)
        if word.is_begun:
            end = bisect_left(self.texts, word.text + "\U0010ffff", lo=first)
        else:
            end = first + (first < len(self.texts) and self.texts[first] == word.text)
        return first, end


class WordIndex:
    """What is known of the words of products, or of those in their titles, one span of numbers after the other. Where a
    word is in all of them is kept until a span is put anew: there are many spans, and the same words are asked for."""

    def __init__(self) -> None:
        self._spans: dict[int, Words] = {}
        # All words of all spans, and some that are in none any more: most of what is mistyped is in none.
        self._texts: list[str] = []
        self._times = 0
        self._where: Kept[_Where] = Kept(most=32 * 1024 * 1024)
        # A search asks for the same words of a title twice or thrice.
        self._found: Kept[Found] = Kept(most=8 * 1024 * 1024)

    def put(self, span: int, words: Words) -> None:
        self._spans[span] = words
        # Two lists that are in order already: to sort them is to go through both once.
        self._texts = list(dict.fromkeys(sorted([*self._texts, *words.texts])))
        self._times += 1

    def find(self, word: Word) -> Found:
        """In which products this word is found, or any that begins so."""
        first = bisect_left(self._texts, word.text)
        if first == len(self._texts) or not word.means(self._texts[first]):
            return NOWHERE
        name, state = write_query((word,)), str(self._times)
        found = self._found.find(name, state)
        if found is None:
            where = self._where.find(name, state)
            if where is None:
                where = self._look(word)
                self._where.put(name, state, where)
            found = self._gather(where)
            self._found.put(name, state, found)
        return found

    def masks(self, asked: Sequence[AnyOf], size: int) -> list[Mask]:
        """For each of what is asked for, which of the products up to a number have any of it."""
        # Room for all that any span may have.
        room = max([size, *((span + 1) * SPAN for span in self._spans)])
        masks = [np.zeros(room, dtype=np.bool_) for _ in asked]
        for mask, any_of in zip(masks, asked, strict=True):
            for word in any_of:
                mask[self.find(word).numbers] = True
        return [mask[:size] for mask in masks]

    def _look(self, word: Word) -> _Where:
        found = ((span, words.starts, words.find(word)) for span, words in self._spans.items())
        rows = [(span, starts[first], starts[end]) for span, starts, (first, end) in found if end > first]
        return _Where(np.array(rows, dtype=np.int64).reshape(-1, 3))

    def _gather(self, where: _Where) -> Found:
        """From all spans at once: there are many."""
        if not len(where.rows):
            return NOWHERE
        rows = [(self._spans[span], first, end) for span, first, end in where.rows.tolist()]
        places = np.concatenate([words.places[first:end] for words, first, end in rows])
        before = (where.rows[:, 0] * SPAN).astype(np.int32)
        numbers = places + np.repeat(before, where.rows[:, 2] - where.rows[:, 1])
        return Found(numbers, np.concatenate([words.worths[first:end] for words, first, end in rows]))


def worth(found: Sequence[Found], numbers: Numbers) -> NDArray[np.int64]:
    """What some words are worth in the titles of these products, on the average of the words."""
    total = np.zeros(len(numbers), dtype=np.int64)
    if not len(numbers):
        return total
    # Which of these each product is, counted from one; zero for all others.
    places = np.zeros(int(numbers.max()) + 1, dtype=np.int32)
    places[numbers] = np.arange(1, len(numbers) + 1)
    for each in found:
        is_within = each.numbers < len(places)
        at = places[each.numbers[is_within]]
        total += np.bincount(at, weights=each.worths[is_within], minlength=len(numbers) + 1)[1:].astype(np.int64)
    return total // max(1, len(found))


def queries_of(asked: Sequence[AnyOf]) -> list[str]:
    """What asks PostgreSQL for the same as these: for everything, for all but one of three things and more, for any."""
    each = [f"({write_query(any_of)})" for any_of in asked]
    queries = [" & ".join(each)]
    if len(each) > 2:
        fewer = (each[:left_out] + each[left_out + 1 :] for left_out in range(len(each)))
        queries.append(" | ".join(f"({' & '.join(some)})" for some in fewer))
    return [*queries, " | ".join(each)] if len(each) > 1 else queries


def with_all(masks: Sequence[Mask]) -> Mask:
    """Which products have everything that is asked for, one thing at least."""
    return reduce(np.logical_and, masks)


def with_all_but_one(masks: Sequence[Mask]) -> Mask:
    """Which have all of three things and more, or all but one of them."""
    held = np.sum(masks, axis=0, dtype=np.int32)
    return np.asarray(held >= len(masks) - (len(masks) > 2), dtype=np.bool_)


def with_any(masks: Sequence[Mask]) -> Mask:
    """Which have anything that is asked for."""
    return reduce(np.logical_or, masks)

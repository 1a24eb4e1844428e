"""In which products a word is found, held in memory: an index of words for each range of products' numbers."""

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Self

import numpy as np
from numpy.typing import NDArray

from kit.kept import Kept
from market.catalog.shelf.columns import NONE, Mask, Numbers, marked

# So many products are read at once, and so many such spans are looked through at once: the places of their products
# are numbers of two bytes.
SPAN, SPANS = 8192, 8
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
class Having:
    """Products that have any of some words. Where they have several of them, they may be told more than once."""

    numbers: Numbers
    are_distinct: bool = False

    def told_anew(self, those: Mask, found: Numbers) -> "Having":
        """The same, but of those only the ones that were found."""
        others = self.numbers[~those[self.numbers]]
        return Having(np.concatenate([others, found]), self.are_distinct)


@dataclass(frozen=True)
class _Where:
    """Where a word is in an index: rows of a block, the first of its places there, and the one behind the last."""

    rows: NDArray[np.int64]

    def __len__(self) -> int:
        return self.rows.nbytes


@dataclass(frozen=True)
class Words:
    """Every word of some products in order, and the places of the products that have it, one word's after the other. Of
    titles, beside each place what the word is worth there."""

    texts: Sequence[str]
    starts: NDArray[np.int64]
    places: NDArray[np.uint16]
    worths: NDArray[np.int32]

    @classmethod
    def of(cls, rows: Sequence[tuple[str, bytes, bytes]], before: int = 0) -> Self:
        """Of words in the order of their code points, each with its places as two bytes and its worths, if it has any,
        as four, the greater byte first. The first place is counted as the one behind so many others."""
        lengths = [len(places) // 2 for _, places, _ in rows]
        starts = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
        places = np.frombuffer(b"".join(places for _, places, _ in rows), dtype=">u2").astype(np.uint16)
        worths = np.frombuffer(b"".join(worths for _, _, worths in rows), dtype=">i4").astype(np.int32)
        # Most words are those of other blocks too.
        return cls([sys.intern(text) for text, _, _ in rows], starts, places + np.uint16(before), worths)

    def without(self, first: int, end: int) -> "Words":
        """The same but for places from the first to the one before the end."""
        is_left = (self.places < first) | (self.places >= end)
        starts = np.concatenate(([0], np.cumsum(is_left)))[self.starts]
        are_left = np.diff(starts) > 0
        texts = [*compress(self.texts, are_left.tolist())]
        worths = self.worths[is_left] if len(self.worths) else self.worths
        return Words(texts, np.concatenate(([0], starts[1:][are_left])), self.places[is_left], worths)

    def joined(self, other: "Words") -> "Words":
        """Together with those of other products."""
        both, texts = (self, other), merged(self.texts, other.texts)
        at = {text: place for place, text in enumerate(texts)}
        codes = [np.fromiter((at[text] for text in each.texts), np.int64, len(each.texts)) for each in both]
        lengths = np.zeros(len(texts), dtype=np.int64)
        for each, code in zip(both, codes, strict=True):
            lengths[code] += np.diff(each.starts)
        starts = np.concatenate(([0], np.cumsum(lengths)))
        places = np.empty(starts[-1], dtype=np.uint16)
        worths = np.empty(starts[-1] if len(self.worths) or len(other.worths) else 0, dtype=np.int32)
        free = starts[:-1].copy()
        for each, code in zip(both, codes, strict=True):
            many = np.diff(each.starts)
            to = np.arange(len(each.places)) + np.repeat(free[code] - each.starts[:-1], many)
            places[to] = each.places
            if len(worths):
                worths[to] = each.worths
            free[code] += many
        return Words(texts, starts, places, worths)

    def find(self, word: Word) -> tuple[int, int]:
        """Which of the words is this one: the first, and the one behind the last of those that begin so."""
        first = bisect_left(self.texts, word.text)
        if word.is_begun:
            end = bisect_left(self.texts, word.text + "\U0010ffff", lo=first)
        else:
            end = first + (first < len(self.texts) and self.texts[first] == word.text)
        return first, end


@dataclass(frozen=True)
class WordIndex:
    """What is known of the words of products, or of those in their titles. It is read span by span, of `span` products,
    and looked through block by block, of which there are fewer. Where a word is in all of them is kept until a span is
    read anew: the same words are asked for.

    `texts` are all words of all blocks, and some that are in none any more: most of what is mistyped is in none.
    """

    span: int = SPAN
    blocks: Mapping[int, Words] = field(default_factory=dict)
    texts: Sequence[str] = ()
    times: int = 0
    _where: Kept[_Where] = field(default_factory=lambda: Kept(most=32 * 1024 * 1024))
    # A search asks for the same words of a title twice or thrice.
    _found: Kept[Found] = field(default_factory=lambda: Kept(most=8 * 1024 * 1024))

    def read(self, span: int, rows: Sequence[tuple[str, bytes, bytes]]) -> "WordIndex":
        """With the words of the products of a span (`Words.of`), in place of those that were known. Takes a tenth of a
        second, and nobody need wait for it."""
        block, before = span // SPANS, span % SPANS * self.span
        words, known = Words.of(rows, before), self.blocks.get(block)
        all_words = known.without(before, before + self.span).joined(words) if known else words
        blocks, texts = {**self.blocks, block: all_words}, merged(self.texts, words.texts)
        return replace(self, blocks=blocks, texts=texts, times=self.times + 1)

    def find(self, word: Word) -> Found:
        """In which products this word is found, or any that begins so."""
        first = bisect_left(self.texts, word.text)
        if first == len(self.texts) or not word.means(self.texts[first]):
            return NOWHERE
        name, state = write_query((word,)), str(self.times)
        found = self._found.find(name, state)
        if found is None:
            where = self._where.find(name, state)
            if where is None:
                where = self._look(word)
                self._where.put(name, state, where)
            found = self._gather(where)
            self._found.put(name, state, found)
        return found

    @property
    def size(self) -> int:
        """How many products there may be in its blocks."""
        return (max(self.blocks, default=-1) + 1) * SPANS * self.span

    def having(self, any_of: AnyOf) -> Having:
        """Which products have any of these words."""
        found = {word: there.numbers for word in any_of if len(there := self.find(word))}
        numbers = np.concatenate([NONE, *found.values()]) if len(found) != 1 else next(iter(found.values()))
        return Having(numbers, are_distinct=[word.is_begun for word in found] == [False])

    def _look(self, word: Word) -> _Where:
        found = ((block, words.starts, words.find(word)) for block, words in self.blocks.items())
        rows = [(block, starts[first], starts[end]) for block, starts, (first, end) in found if end > first]
        return _Where(np.array(rows, dtype=np.int64).reshape(-1, 3))

    def _gather(self, where: _Where) -> Found:
        """From all blocks at once."""
        if not len(where.rows):
            return NOWHERE
        rows = [(self.blocks[block], first, end) for block, first, end in where.rows.tolist()]
        places = np.concatenate([words.places[first:end] for words, first, end in rows])
        before = (where.rows[:, 0] * SPANS * self.span).astype(np.int32)
        numbers = places + np.repeat(before, where.rows[:, 2] - where.rows[:, 1])
        return Found(numbers, np.concatenate([words.worths[first:end] for words, first, end in rows]))


def merged(texts: Sequence[str], others: Sequence[str]) -> Sequence[str]:
    """Texts of two lists in order, each once and in order: to sort them is to go through both once."""
    return list(dict.fromkeys(sorted([*texts, *others])))


def placed(numbers: Numbers) -> NDArray[np.uint16]:
    """Of each product which of these it is, counted from one; zero for all others. They are 65,535 at most."""
    places = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=np.uint16)
    places[numbers] = np.arange(1, len(numbers) + 1)
    return places


def worth(found: Sequence[Found], places: NDArray[np.uint16], many: int) -> NDArray[np.int64]:
    """What some words are worth in the titles of so many products that are `placed`, on the average of the words."""
    total = np.zeros(many, dtype=np.int64)
    for each in found:
        is_within = each.numbers < len(places)
        at = places[each.numbers[is_within]]
        total += np.bincount(at, weights=each.worths[is_within], minlength=many + 1)[1:].astype(np.int64)
    return total // max(1, len(found))


def queries_of(asked: Sequence[AnyOf]) -> list[str]:
    """What asks PostgreSQL for the same as these: for everything, for all but one of three things and more, for any."""
    each = [f"({write_query(any_of)})" for any_of in asked]
    queries = [" & ".join(each)]
    if len(each) > 2:
        fewer = (each[:left_out] + each[left_out + 1 :] for left_out in range(len(each)))
        queries.append(" | ".join(f"({' & '.join(some)})" for some in fewer))
    return [*queries, " | ".join(each)] if len(each) > 1 else queries


def with_all(asked: Sequence[Having], size: int) -> Having:
    """The products that have everything that is asked for, one thing at least, of so many that there are at most. Those
    that have the rarest are marked, and looked for among the others."""
    left, *others = sorted(asked, key=lambda each: len(each.numbers))
    for each in others:
        left = Having(each.numbers[marked(left.numbers, size)[each.numbers]], each.are_distinct)
    return left


def how_many(asked: Sequence[Having], size: int) -> NDArray[np.int32]:
    """Of how much that is asked for each product has any, of so many products that there are at most."""
    held = np.zeros(size, dtype=np.int32)
    for each in asked:
        held += marked(each.numbers, size)
    return held

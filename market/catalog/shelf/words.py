"""In which products a word is found, held in memory: an index of words for each range of products' numbers."""

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from market.catalog.shelf.columns import Mask

# So many products to an index: their places in it are numbers of two bytes.
SPAN = 8192
# Each thing of a `tsquery` as PostgreSQL writes it: a word, which may only begin so, or "and".
_ASKED = re.compile(r"'((?:''|\\\\|[^'\\])*)'(:\*)?|&")


@dataclass(frozen=True)
class Word:
    """What may be found, as it stands or as a beginning."""

    text: str
    is_begun: bool = False


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
class Words:
    """Every word of some products in order, and the places of the products that have it, one word's after the other."""

    texts: Sequence[str]
    starts: NDArray[np.int64]
    places: NDArray[np.int16]

    @classmethod
    def of(cls, rows: Sequence[tuple[str, bytes]]) -> Self:
        """Of words in the order of their code points, each with its places as two bytes, the greater first."""
        lengths = [len(places) // 2 for _, places in rows]
        starts = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
        places = np.frombuffer(b"".join(places for _, places in rows), dtype=">i2").astype(np.int16)
        # Most words are those of other spans too.
        return cls([sys.intern(text) for text, _ in rows], starts, places)

    def find(self, words: AnyOf) -> Iterable[NDArray[np.int16]]:
        """The places of each of these words."""
        for word in words:
            first = bisect_left(self.texts, word.text)
            if word.is_begun:
                end = bisect_left(self.texts, word.text + "\U0010ffff", lo=first)
            else:
                end = first + (first < len(self.texts) and self.texts[first] == word.text)
            if end > first:
                yield self.places[self.starts[first] : self.starts[end]]


class WordIndex:
    """What is known of the words of products, or of those in their titles, one span of numbers after the other."""

    def __init__(self) -> None:
        self._spans: dict[int, Words] = {}

    def put(self, span: int, words: Words) -> None:
        self._spans[span] = words

    def masks(self, asked: Sequence[AnyOf], size: int) -> list[Mask]:
        """For each of what is asked for, which of the products up to a number have any of it."""
        masks = [np.zeros(size, dtype=np.bool_) for _ in asked]
        for span, words in self._spans.items():
            for mask, each in zip(masks, asked, strict=True):
                of_span = mask[span * SPAN : (span + 1) * SPAN]
                for places in words.find(each):
                    of_span[places if len(of_span) == SPAN else places[places < len(of_span)]] = True
        return masks


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
    return np.asarray(np.all(masks, axis=0), dtype=np.bool_)


def with_all_but_one(masks: Sequence[Mask]) -> Mask:
    """Which have all of three things and more, or all but one of them."""
    held = np.sum(masks, axis=0, dtype=np.int32)
    return np.asarray(held >= len(masks) - (len(masks) > 2), dtype=np.bool_)


def with_any(masks: Sequence[Mask]) -> Mask:
    """Which have anything that is asked for."""
    return np.asarray(np.any(masks, axis=0), dtype=np.bool_)

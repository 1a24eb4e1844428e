"""Words as they are asked for, and where they are found."""

from collections import Counter
from struct import pack

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from kit.database import Database
from market.catalog.shelf.columns import Numbers, distinct, marked
from market.catalog.shelf.words import (
    SPAN,
    SPANS,
    Having,
    Word,
    WordIndex,
    how_many,
    placed,
    queries_of,
    read_query,
    with_all,
    worth,
    write_query,
)


def test_questions_are_read_and_written_as_postgresql_does(services) -> None:
    asked = ((Word("caf"), Word("cafe", is_begun=True)), (Word("o'b"), Word("a\\b")), (Word("x"),))
    with services.clone() as database_url:
        database = Database(database_url, pool_size=1)
        with database.transaction() as session:
            for query in queries_of(asked):
                assert session.execute(text("select cast(:q as tsquery)"), {"q": query}).scalar_one()
            told = session.execute(text("select cast(:q as tsquery)::text"), {"q": queries_of(asked)[0]}).scalar_one()
        database.close()
    assert read_query(told) == asked
    assert read_query(write_query(asked[1])) == asked[1:2]
    assert len(queries_of(asked)) == 3 and len(queries_of(asked[:2])) == 2 and len(queries_of(asked[:1])) == 1


# Of two blocks, the second of which is not full.
_READ = st.sampled_from([0, 1, SPANS - 1, SPANS, SPANS + 1])
_TEXTS = st.sampled_from(["te", "tea", "team", "teapot", "coffee", "zest"])
_AT = st.dictionaries(st.sampled_from([0, 1, 2, SPAN - 1]), st.integers(1, 300), min_size=1)
_READS = st.lists(st.tuples(_READ, st.dictionaries(_TEXTS, _AT)), max_size=12)
# A product in which a word is found, and what it is worth there.
Worths = dict[int, int]


@given(reads=_READS, titles=st.booleans())
def test_a_word_is_found_where_it_was_read_last(*, reads: list[tuple[int, dict[str, Worths]]], titles: bool) -> None:
    index, known = WordIndex(), dict[int, dict[str, Worths]]()
    for span, words in reads:
        index = index.read(span, [_sent(word, at, titles=titles) for word, at in sorted(words.items())])
        known[span] = words
        held_in = {block: {*own.texts} for block, own in index.blocks.items()}
        assert held_in == {block: _texts_of(block, known) for block in held_in}
        for word in (Word("te"), Word("tea"), Word("te", is_begun=True), Word("coffee"), Word("tee", is_begun=True)):
            found = index.find(word)
            expected: Counter[int] = Counter()
            for other, held in known.items():
                for said, at in held.items():
                    if word.means(said):
                        expected.update({other * SPAN + place: worth for place, worth in at.items()})
            assert set(found.numbers.tolist()) == set(expected)
            if titles:
                numbers = np.unique(found.numbers)
                assert (
                    dict(zip(numbers.tolist(), worth([found], placed(numbers), len(numbers)).tolist(), strict=True))
                    == expected
                )


@given(_READS, st.lists(st.builds(Word, _TEXTS, st.booleans()), max_size=3, unique=True))
def test_any_of_some_words_is_told_once_where_that_is_said(
    reads: list[tuple[int, dict[str, Worths]]], words: list[Word]
) -> None:
    index = WordIndex()
    for span, read in reads:
        index = index.read(span, [_sent(word, at, titles=False) for word, at in sorted(read.items())])
    having = index.having(tuple(words))
    expected = {number for word in words for number in index.find(word).numbers.tolist()}
    assert set(having.numbers.tolist()) == expected
    assert not having.are_distinct or len(having.numbers) == len(expected)


def _texts_of(block: int, known: dict[int, dict[str, Worths]]) -> set[str]:
    return {text for span, words in known.items() if span // SPANS == block for text in words}


def _sent(word: str, at: Worths, *, titles: bool) -> tuple[str, bytes, bytes]:
    worths = b"".join(pack(">i", each) for each in at.values()) if titles else b""
    return word, b"".join(pack(">h", place) for place in at), worths


_SOME = st.lists(st.integers(0, 30), max_size=20)


@given(st.lists(st.tuples(_SOME, st.booleans()), min_size=1, max_size=4), _SOME, st.data())
def test_what_is_asked_for_is_had_wholly_or_in_part(
    asked: list[tuple[list[int], bool]], anew: list[int], data: st.DataObject
) -> None:
    """Also of products that were asked for anew."""
    sets = [set(numbers) for numbers, _ in asked]
    having = [Having(_numbers(sorted({*numbers}) if once else numbers), are_distinct=once) for numbers, once in asked]
    for place in range(len(asked)):
        found = data.draw(st.sets(st.sampled_from(anew))) if anew else set[int]()
        sets[place] = sets[place] - {*anew} | found
        having[place] = having[place].told_anew(marked(_numbers(anew), 40), _numbers(sorted(found)))

    assert how_many(having, 40).tolist() == [sum(number in each for each in sets) for number in range(40)]
    wholly = with_all(having, 40)
    assert set(wholly.numbers.tolist()) == set.intersection(*sets)
    assert not wholly.are_distinct or len(wholly.numbers) == len(set.intersection(*sets))


@given(_SOME, st.sampled_from([31, 2000]))
def test_each_number_is_told_once(numbers: list[int], size: int) -> None:
    assert distinct(_numbers(numbers), size).tolist() == sorted(set(numbers))


def _numbers(numbers: list[int]) -> Numbers:
    return np.array(numbers, dtype=np.int32)

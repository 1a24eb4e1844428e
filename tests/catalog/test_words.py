"""Words as they are asked for, and where they are found."""

from struct import pack

import numpy as np
from sqlalchemy import text

from kit.database import Database
from market.catalog.shelf.words import SPAN, Word, WordIndex, Words, queries_of, read_query, worth, write_query


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


def test_a_word_is_found_in_every_span_and_again_when_one_is_read_anew() -> None:
    def words(**places: list[tuple[int, int]]) -> Words:
        return Words.of(
            [
                (word, b"".join(pack(">h", place) for place, _ in at), b"".join(pack(">i", worth) for _, worth in at))
                for word, at in sorted(places.items())
            ]
        )

    def found(word: Word) -> dict[int, int]:
        there = index.find(word)
        numbers = np.unique(there.numbers)
        return dict(zip(numbers.tolist(), worth([there], numbers).tolist(), strict=True))

    index = WordIndex()
    assert found(Word("tea")) == {}
    index.put(1, words(tea=[(3, 100), (0, 200)], team=[(3, 10)]))
    index.put(0, words(coffee=[(1, 100)], teapot=[(5, 40)]))
    assert found(Word("tea")) == {SPAN: 200, SPAN + 3: 100}
    assert found(Word("tea", is_begun=True)) == {5: 40, SPAN: 200, SPAN + 3: 110}
    assert found(Word("te")) == found(Word("zest", is_begun=True)) == {}
    assert [mask.nonzero()[0].tolist() for mask in index.masks([(Word("tea"), Word("coffee"))], SPAN + 1)] == [
        [1, SPAN]
    ]
    index.put(0, words(tea=[(2, 1)]))
    assert found(Word("tea")) == {2: 1, SPAN: 200, SPAN + 3: 100}
    assert found(Word("coffee")) == {}, "what is in no span any more"

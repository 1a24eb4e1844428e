"""Answers that are kept while they are true."""

import tracemalloc

from kit.kept import OVERHEAD, Answer, Kept


def test_an_answer_holds_in_its_own_state_alone() -> None:
    kept: Kept[Answer] = Kept()
    kept.put("list", "1", Answer.of(b"one"))
    assert kept.find("list", "1") == Answer.of(b"one")
    assert kept.find("list", "2") is None
    kept.put("list", "2", Answer.of(b"two"))
    assert kept.find("list", "1") is None
    assert kept.find("list", "2") == Answer.of(b"two")


def test_what_was_not_asked_for_longest_goes_first() -> None:
    kept: Kept[Answer] = Kept(most=8 * (OVERHEAD + 10))
    for name in "abcdefgh":
        kept.put(name, "1", Answer.of(b"123456789"))
    assert kept.find("a", "1") is not None
    kept.put("i", "1", Answer.of(b"123456789"))
    assert kept.find("b", "1") is None
    assert kept.find("a", "1") is not None


def test_the_largest_are_not_kept() -> None:
    kept: Kept[Answer] = Kept(most=8 * OVERHEAD)
    kept.put("small", "1", Answer.of(b"12345"))
    kept.put("large", "1", Answer.of(b"x" * (OVERHEAD + 1)))
    assert kept.find("large", "1") is None
    assert kept.find("small", "1") is not None


def test_many_small_answers_take_no_more_room_than_they_are_given() -> None:
    most = 1_000_000
    kept: Kept[Answer] = Kept(most=most)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for number in range(10_000):
            kept.put(f"en /v1/products?q={number}", f"{number}-{number}", Answer.of(f'{{"data":[{number}]}}'.encode()))
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 1_000 < len(kept) < 10_000
    assert after - before < 1.2 * most


def test_the_same_bytes_have_the_same_tag() -> None:
    assert Answer.of(b"x").etag == Answer.of(b"x").etag != Answer.of(b"y").etag

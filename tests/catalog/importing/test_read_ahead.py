"""Reading while the database writes: in order, one list ahead and no more, and a fault when its turn comes."""

import threading
from collections.abc import Iterator

import pytest

from market.catalog.importing.products import FileProduct
from market.catalog.importing.read_ahead import read_ahead


def product(number: int) -> FileProduct:
    return FileProduct(str(number), number, "", "", None, False, ())


def test_in_order_and_one_list_ahead() -> None:
    seen: list[int] = []

    def products() -> Iterator[FileProduct]:
        for number in range(10):
            seen.append(number)
            yield product(number)

    taken = []
    for chunk in read_ahead(products(), 3):
        taken.append([each.row for each in chunk])
        assert len(seen) <= 3 * (len(taken) + 1)
    assert taken == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]


def test_a_fault_comes_when_it_is_its_turn_and_no_thread_stays() -> None:
    def products() -> Iterator[FileProduct]:
        yield product(1)
        raise ValueError("line 2")

    chunks = read_ahead(products(), 1)
    assert [each.row for each in next(chunks)] == [1]
    with pytest.raises(ValueError, match="line 2"):
        next(chunks)
    stopped = read_ahead((product(number) for number in range(100)), 1)
    next(stopped)
    stopped.close()
    assert not any(thread.name.startswith("read-ahead") for thread in threading.enumerate())

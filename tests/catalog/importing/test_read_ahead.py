"""Reading while the database writes: in order, one list ahead and no more, and a fault when its turn comes."""

import threading
import time
from collections.abc import Iterator

import pytest

from market.catalog.importing.products import FileProduct
from market.catalog.importing.read_ahead import ReadAhead


def product(number: int) -> FileProduct:
    return FileProduct(str(number), number, "", "", None, False, ())


def test_in_order_and_one_list_ahead_where_that_is_asked_for() -> None:
    seen: list[int] = []

    def products() -> Iterator[FileProduct]:
        for number in range(10):
            seen.append(number)
            yield product(number)

    taken = []
    with ReadAhead(products(), 3) as chunks:
        for chunk in chunks:
            taken.append([each.row for each in chunk])
            assert len(seen) == min(3 * len(taken), 10)
            if len(taken) == 2:
                chunks.go_on()
                chunks.go_on()
                until = time.monotonic() + 10
                while len(seen) < 9 and time.monotonic() < until:
                    time.sleep(0.001)
                assert len(seen) == 9
    assert taken == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]


def test_a_fault_comes_when_it_is_its_turn_and_no_thread_stays() -> None:
    def products() -> Iterator[FileProduct]:
        yield product(1)
        raise ValueError("line 2")

    with ReadAhead(products(), 1) as chunks:
        one_by_one = iter(chunks)
        assert [each.row for each in next(one_by_one)] == [1]
        chunks.go_on()
        with pytest.raises(ValueError, match="line 2"):
            next(one_by_one)
    assert not any(thread.name.startswith("read-ahead") for thread in threading.enumerate())

"""Read the next products of a file while the database writes the last ones."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from types import TracebackType
from typing import Self

from market.catalog.importing.products import FileProduct


class ReadAhead:
    """The products, `at_once` in a list, read by a thread of their own; use it as a context manager.

    Two threads of Python take turns, so that to read at any time only keeps the other from asking the database. Who has
    asked for something long says so (`go_on`), and the next list is read while it waits. Nothing is read beyond that.
    """

    def __init__(self, products: Iterable[FileProduct], at_once: int):
        self._rest, self._at_once = iter(products), at_once
        self._reader = ThreadPoolExecutor(1, "read-ahead")
        self._following: Future[list[FileProduct]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._reader.shutdown()

    def __iter__(self) -> Iterator[list[FileProduct]]:
        """Raises what reading raises, when its turn comes."""
        while chunk := self._take():
            yield chunk

    def go_on(self) -> None:
        """Begin to read the next list, unless that has begun."""
        if self._following is None:
            self._following = self._reader.submit(lambda: list(islice(self._rest, self._at_once)))

    def _take(self) -> list[FileProduct]:
        self.go_on()
        assert self._following is not None
        taken, self._following = self._following.result(), None
        return taken

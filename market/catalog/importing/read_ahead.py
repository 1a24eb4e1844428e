"""Read the next products of a file while the database writes the last ones."""

from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from market.catalog.importing.products import FileProduct


def read_ahead(products: Iterable[FileProduct], at_once: int) -> Generator[list[FileProduct], None, None]:
    """The products, `at_once` in a list; while one list is worked on, another thread reads the next, and no more.

    Raises what reading raises, when its turn comes.
    """
    rest = iter(products)
    with ThreadPoolExecutor(1, "read-ahead") as reader:
        following = reader.submit(_take, rest, at_once)
        while chunk := following.result():
            following = reader.submit(_take, rest, at_once)
            yield chunk


def _take(products: Iterator[FileProduct], count: int) -> list[FileProduct]:
    return list(islice(products, count))

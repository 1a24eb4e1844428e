"""A feed of what is on sale: everything, or one producer's, as it is at a moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from kit.database import Database
from market.catalog.errors import NoSuchProducer
from market.catalog.exporting.offer_queries import (
    find_producer,
    fingerprint_offers,
    list_offered,
    list_own_words,
)
from market.catalog.exporting.offers import Audience, OfferedProduct, OwnWord

_PAGE = 250


@dataclass(frozen=True)
class Feed:
    """`fingerprint` is another one as soon as anything in it is."""

    producer_id: str | None
    fingerprint: str


def find_feed(database: Database, audience: Audience, *, producer: str | None) -> Feed:
    """The market's feed, or that of a producer by slug or id. Raises NoSuchProducer."""
    with database.reading() as session:
        producer_id = None if producer is None else find_producer(session, producer)
        if producer is not None and producer_id is None:
            raise NoSuchProducer()
        return Feed(producer_id, fingerprint_offers(session, audience, producer_id=producer_id))


def read_offered(database: Database, audience: Audience, *, producer_id: str | None) -> Iterator[OfferedProduct]:
    """Every product on sale, by id. A page is read in a transaction of its own, the first one at once.

    Prices, labels and rates are those of the audience's moment on every page; words and stock are as they are read.
    """
    products = _each(database, audience, producer_id)
    first = next(products, None)
    return products if first is None else chain([first], products)


def read_own_words(database: Database, *, producer_id: str | None, lang: str) -> dict[str, list[OwnWord]]:
    """What producers say of themselves and consented to have told, by organisation; of one, or of all."""
    with database.reading() as session:
        return list_own_words(session, producer_id=producer_id, lang=lang)


def _each(database: Database, audience: Audience, producer_id: str | None) -> Iterator[OfferedProduct]:
    after: str | None = None
    while True:
        with database.reading() as session:
            page = list_offered(session, audience, producer_id=producer_id, after=after, limit=_PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].id

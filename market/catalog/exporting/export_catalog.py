"""A producer's products as a file that comes back in unchanged, here or at a shop that reads the same format."""

from collections.abc import Iterator
from itertools import chain

from kit.currencies import currency_facts
from kit.database import Database
from market.catalog.exporting.formats import EXPORTS, ExportCode
from market.catalog.exporting.goods import ExportProduct, Tender
from market.catalog.exporting.queries import list_goods

_PAGE = 500


def export_catalog(database: Database, *, producer_id: str, code: ExportCode, currency: str) -> Iterator[bytes]:
    """The file of all products that are not archived, piece by piece; no cell can run as a formula.

    Each page of products is read in a transaction of its own: who reads slowly holds none open, and a product that
    changes meanwhile is in the file as it was or as it is. The first page is read at once, so that a database that does
    not answer is a refusal and not half a file.
    """
    tender = Tender(currency, currency_facts(currency).exponent)
    goods = _each(database, producer_id, currency)
    first = next(goods, None)
    return EXPORTS[code].write(goods if first is None else chain([first], goods), tender)


def _each(database: Database, producer_id: str, currency: str) -> Iterator[ExportProduct]:
    after: str | None = None
    while True:
        with database.reading() as session:
            page = list_goods(session, producer_id=producer_id, currency=currency, after=after, limit=_PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].handle

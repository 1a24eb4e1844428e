"""What leaves comes back unchanged: per format, through the engine that imports everybody's files."""

import pytest
from sqlalchemy import select

from gateways.files import FilesInMemory
from kit.database import Database
from market.catalog.exporting.export_catalog import export_catalog
from market.catalog.exporting.formats import ExportCode
from market.catalog.importing.formats import FORMATS
from market.catalog.importing.import_catalog import import_catalog
from market.catalog.importing.import_chunk import ImportTerms
from market.catalog.importing.report import ImportReport
from market.catalog.importing.start_import import ImportWish
from models.catalog import Product, Variant
from tests.catalog.world import NOW, market_in

READERS = {
    ExportCode.OFN_XLSX: "ofn",
    ExportCode.GOOGLE_TSV: "google",
    ExportCode.GOOGLE_RSS: "google",
    **{code: code.value for code in ExportCode if code.value in FORMATS},
}
# These say everything of a product; the others have no place for a handle, a weight or the absence of a SKU.
WHOLE = (ExportCode.SHOPIFY, ExportCode.WOOCOMMERCE, ExportCode.SHEET)
SOURCE = (
    "Handle,Title,Body (HTML),Type,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,"
    "Variant Grams,Variant Inventory Qty,Variant Price,Variant Barcode,Net Quantity,Net Unit\r\n"
    'cafe-de-altura,Café de altura,"<p>Del norte.</p><p>A &lt; B &amp; ""C"", 1/2</p>",Coffee,true,Size,250 g,Grind,'
    '"Whole, dark",CAF-1,280,5,9.99,4006381333931,250,g\r\n'
    "cafe-de-altura,,,,,,1 kg,,Ground,CAF-2,1080,0,34.50,,1,kg\r\n"
    "sum,=SUM(A1:A9),@home,Honey,true,Title,Default Title,,,-sum,300,9,0.50,,1,piece\r\n"
    "pot,'+Pot,,,true,Title,Default Title,,,,1500,1,1200,,1,piece\r\n"
    "oil,Oil,,,true,Size,Bottle,,,oil,1100,2,12,,75,cl\r\n"
)


class Shelf:
    """Two producers, and files between them."""

    def __init__(self, database: Database, url: str):
        self.database, self.files = database, FilesInMemory()
        with market_in(url) as world:
            self.first, self.second = world.norandino_id, world.kuapa_id

    def bring(self, producer_id: str, data: bytes, reader: str, name: str = "catalogue") -> ImportReport:
        return import_catalog(
            self.database,
            self.files,
            producer_id=producer_id,
            person_id=None,
            file_name=name,
            data=data,
            file_format=reader,
            terms=ImportTerms("EUR", "FR"),
            wish=ImportWish(),
            now=NOW,
        )

    def take(self, producer_id: str, code: ExportCode) -> bytes:
        return b"".join(export_catalog(self.database, producer_id=producer_id, code=code, currency="EUR"))


@pytest.fixture
def shelf(clean_database: Database, fresh_database_url: str) -> Shelf:
    shelf = Shelf(clean_database, fresh_database_url)
    brought = shelf.bring(shelf.first, SOURCE.encode(), "shopify")
    assert (brought.created, brought.refused) == (4, 0)
    return shelf


@pytest.mark.parametrize("code", WHOLE)
def test_a_whole_format_changes_nothing(shelf: Shelf, code: ExportCode) -> None:
    again = shelf.bring(shelf.first, shelf.take(shelf.first, code), READERS[code])
    assert (again.unchanged, again.created, again.updated, again.refused) == (4, 0, 0, 0)


@pytest.mark.parametrize("code", list(READERS))
def test_what_came_in_a_format_leaves_in_it_and_comes_back(shelf: Shelf, code: ExportCode) -> None:
    data = shelf.take(shelf.first, code).replace(b"Norandino", b"Kuapa Kokoo")
    if code is ExportCode.OFN_XLSX:  # its words are compressed
        data = shelf.take(shelf.first, ExportCode.OFN).replace(b"Norandino", b"Kuapa Kokoo")
    brought = shelf.bring(shelf.second, data, READERS[code])
    assert (brought.created, brought.refused) == (4, 0)
    left = shelf.take(shelf.second, code)
    again = shelf.bring(shelf.second, left, READERS[code])
    assert (again.unchanged, again.created, again.updated, again.refused) == (4, 0, 0, 0)


@pytest.mark.parametrize("code", WHOLE)
def test_variants_that_people_only_gave_a_name_keep_having_no_options(shelf: Shelf, code: ExportCode) -> None:
    forget_options(shelf)
    again = shelf.bring(shelf.first, shelf.take(shelf.first, code), READERS[code])
    assert (again.unchanged, again.created, again.updated, again.refused) == (4, 0, 0, 0)


def test_a_size_more_of_what_has_no_options_has_none_either(shelf: Shelf) -> None:
    forget_options(shelf)
    more = SOURCE + "oil,,,,,,Can,,,can,5100,1,50,,5,l\r\n"
    shelf.bring(shelf.first, more.encode(), "shopify")
    with shelf.database.transaction() as session:
        options = {variant.label: variant.option_values for variant in session.scalars(select(Variant))}
    assert (options["Bottle"], options["Can"]) == ([], [])


def forget_options(shelf: Shelf) -> None:
    with shelf.database.transaction() as session:
        for product in session.scalars(select(Product)):
            product.option_names = []
        for variant in session.scalars(select(Variant)):
            variant.option_values = []


def test_every_format_that_is_read_is_written() -> None:
    assert set(FORMATS) == set(READERS.values())

"""A producer with files, and what they leave behind."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import text

from gateways.files import FilesInMemory
from kit.database import Database
from market.catalog.importing.import_catalog import import_catalog
from market.catalog.importing.import_chunk import ImportTerms
from market.catalog.importing.read_report import read_report
from market.catalog.importing.report import ImportReport, ReportRow
from market.catalog.importing.report_queries import list_rows
from market.catalog.importing.start_import import ImportWish
from tests.catalog.world import NOW

TERMS = ImportTerms("EUR", "FR")
HEADER = (
    "Handle,Title,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Price"
)

# What of a product an import decides, without ids and moments.
_LEFT = """
    select p.handle, p.slug, p.name, p.description, p.category_code, p.state, p.version, p.option_names,
           v.label, v.option_values, v.sku, v.net_quantity, v.net_unit, v.weight_grams, v.position,
           v.archived_at is not null, s.on_hand,
           (select array_agg((c.amount_minor, c.valid_to is null) order by c.valid_from) from price c
            where c.variant_id = v.id)::text
    from product p join variant v on v.product_id = p.id left join stock s on s.variant_id = v.id
    order by p.handle, v.position, v.label
    """


@dataclass
class Producer:
    """A producer, its market's database and the store of its files."""

    database: Database
    producer_id: str
    files: FilesInMemory = field(default_factory=FilesInMemory)

    def bring(
        self, data: bytes, *, name: str = "catalogue.csv", file_format: str | None = None, at_once: int = 500, **wish
    ) -> ImportReport:
        """Import the file, wait for it, and answer its report."""
        return import_catalog(
            self.database,
            self.files,
            producer_id=self.producer_id,
            person_id=None,
            file_name=name,
            data=data,
            file_format=file_format,
            terms=TERMS,
            wish=ImportWish(**wish),
            now=NOW,
            at_once=at_once,
        )

    def report(self, import_id: str) -> ImportReport:
        with self.database.reading() as session:
            return read_report(session, import_id)

    def told(self, import_id: str) -> list[ReportRow]:
        """The whole report, product by product."""
        with self.database.reading() as session:
            return list_rows(session, import_id, limit=1_000_000)

    def left(self) -> list[tuple[object, ...]]:
        """Everything that imports have left."""
        return self.rows(_LEFT)

    def rows(self, sql: str, **arguments: object) -> list[tuple[object, ...]]:
        with self.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql), arguments)]

    def execute(self, sql: str) -> None:
        with self.database.transaction() as session:
            session.execute(text(sql))


def sheet(rows: Sequence[str], header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def products(count: int) -> list[str]:
    """Rows of so many products, each of its own."""
    return [f"p{n},Product {n},true,Size,250 g,S-{n},280,{n % 9},{n + 1}.50" for n in range(count)]

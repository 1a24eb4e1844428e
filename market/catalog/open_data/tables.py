"""The tables of an open-data dump: each column with its type, its unit and what it says."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds; the value is DuckDB's word for it."""

    TEXT = "VARCHAR"
    TEXTS = "VARCHAR[]"
    WHOLE = "BIGINT"
    DECIMAL = "DECIMAL(12, 3)"
    TRUTH = "BOOLEAN"
    DAY = "DATE"
    MOMENT = "TIMESTAMP"

    @property
    def frictionless(self) -> str:
        """The same in the words of a Table Schema."""
        return {
            Kind.TEXT: "string",
            Kind.TEXTS: "array",
            Kind.WHOLE: "integer",
            Kind.DECIMAL: "number",
            Kind.TRUTH: "boolean",
            Kind.DAY: "date",
            Kind.MOMENT: "datetime",
        }[self]


@dataclass(frozen=True)
class Column:
    """`unit` is empty for what has none."""

    name: str
    kind: Kind
    says: str
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """Rows come in the order of `key`."""

    name: str
    says: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


_TEXT, _WHOLE, _DAY, _MOMENT = Kind.TEXT, Kind.WHOLE, Kind.DAY, Kind.MOMENT
_MINOR = "the currency's smallest unit"

ORGANISATIONS = Table(
    "organisations",
    "Producers, federations, networks and the market itself. Where a person works alone, no place is told. Members are "
    "counted where somebody who may say so agreed to it; women and men where they agreed to that too and no count is "
    "so small that it tells of single people. Families likewise, where they are five or more.",
    ("id",),
    (
        Column("id", _TEXT, "the same in every table"),
        Column("slug", _TEXT, "its name in addresses"),
        Column("kind", _TEXT, "producer, federation, network, market"),
        Column("name", _TEXT, "what it is called"),
        Column("country", _TEXT, "where it is", "ISO 3166-1 alpha-2"),
        Column("region", _TEXT, "as it writes it"),
        Column("place", _TEXT, "as it writes it"),
        Column("line", _TEXT, "agrarian, enterprise, indigenous_collective; none ranks above another"),
        Column("relation", _TEXT, "where it stands on its line; descriptive, never a score"),
        Column("legal_form", _TEXT, "a concept of http://purl.org/essglobal/standard/legal-form/"),
        Column("structure", _TEXT, "a concept of http://purl.org/essglobal/standard/organisational-structure/"),
        Column("languages", Kind.TEXTS, "that it writes in, its own first", "ISO 639-1"),
        Column("founded_year", _WHOLE, "when it was founded", "year"),
        Column("members_total", _WHOLE, "how many belong to it", "people"),
        Column("members_women", _WHOLE, "how many of them are women", "people"),
        Column("members_men", _WHOLE, "how many of them are men", "people"),
        Column("families_total", _WHOLE, "how many producing families stand behind it, by its own word", "families"),
        Column("values", Kind.TEXTS, "codes of the values that it consented to have told; its own word"),
        Column("networks", Kind.TEXTS, "ids of those that it belongs to"),
    ),
)
PRODUCTS = Table(
    "products",
    "What is on sale.",
    ("id",),
    (
        Column("id", _TEXT, "the same in every table"),
        Column("slug", _TEXT, "its name in addresses"),
        Column("producer_id", _TEXT, "who makes it"),
        Column("category", _TEXT, "its shelf"),
        Column("name", _TEXT, "in its own language"),
        Column("language", _TEXT, "of its name", "ISO 639-1"),
        Column("origin_country", _TEXT, "where it was grown or made", "ISO 3166-1 alpha-2"),
        Column("origin_region", _TEXT, "as its producer writes it"),
        Column("published_at", _MOMENT, "when it came on sale", "UTC"),
    ),
)
PRICES = Table(
    "prices",
    "Each variant of a product on sale with the price in force, VAT included.",
    ("variant_id",),
    (
        Column("variant_id", _TEXT, "the same in every table"),
        Column("product_id", _TEXT, "whose variant it is"),
        Column("label", _TEXT, "what the variant is called"),
        Column("gtin", _TEXT, "its GTIN where it has a valid one"),
        Column("net_quantity", Kind.DECIMAL, "how much is in it", "net_unit"),
        Column("net_unit", _TEXT, "g, kg, ml, cl, l, piece …"),
        Column("weight_grams", _WHOLE, "with its packing", "g"),
        Column("currency", _TEXT, "of the price", "ISO 4217"),
        Column("amount_minor", _WHOLE, "what one costs", _MINOR),
        Column("premium_minor", _WHOLE, "the fair-trade premium inside it", _MINOR),
        Column("valid_from", _MOMENT, "since when", "UTC"),
        Column("is_in_stock", Kind.TRUTH, "whether there is any, and it may be ordered on this day"),
    ),
)
PRICE_PARTS = Table(
    "price_parts",
    "Who gets what of one unit sent to the market's own country. The parts of a variant sum exactly to its price; what "
    "the market adds is there twice, once with each sign. A price that no rules fit has no parts.",
    ("variant_id", "position"),
    (
        Column("variant_id", _TEXT, "whose price it is a part of"),
        Column("position", _WHOLE, "its place among the parts, from 1"),
        Column("kind", _TEXT, "producer, premium, market_fee, federation_dues, solidarity, vat …"),
        Column("payer", _TEXT, "buyer, market or producer"),
        Column("beneficiary_id", _TEXT, "the organisation that gets it; none for the tax office"),
        Column("amount_minor", _WHOLE, "how much", _MINOR),
        Column("currency", _TEXT, "of the amount", "ISO 4217"),
        Column("country", _TEXT, "where it is sent", "ISO 3166-1 alpha-2"),
        Column("rule", _TEXT, "by which rule, in words"),
    ),
)
CLAIMS = Table(
    "claims",
    "Which certificates products carried at the moment of the dump, never what a producer says of itself. A claim ends "
    "by itself: ask its proof before you repeat it.",
    ("product_id", "certificate_id"),
    (
        Column("product_id", _TEXT, "what carries it"),
        Column("certificate_id", _TEXT, "by which certificate"),
        Column("scheme", _TEXT, "code of the scheme"),
        Column("assurance_class", _TEXT, "who vouches, in kind"),
        Column("covers", _TEXT, "whole_product, ingredient or enterprise"),
        Column("number", _TEXT, "the certificate's own number"),
        Column("valid_to", _DAY, "its last day"),
        Column("proof_url", _TEXT, "its proof, for people"),
        Column("data_url", _TEXT, "its status at the second of asking, as linked data"),
    ),
)
TABLES = (ORGANISATIONS, PRODUCTS, PRICES, PRICE_PARTS, CLAIMS)

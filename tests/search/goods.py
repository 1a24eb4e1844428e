"""A shelf to search: the demo's products and, where it lies beside the project, a register of 2,900 real ones.

The register is of what was on sale in one country in one year, in English. Its names stay outside the project.
"""

import csv
import re
import unicodedata
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import text

from cli.demo.content import load_content
from cli.demo.goods import put_on_shelves, store_drawings
from cli.demo.ground import lay_ground
from cli.demo.rows import insert_rows
from gateways.files import FilesInMemory
from kit.database import Database
from models.catalog import Category, Price, Product, Stock, Variant
from models.enums import OrganisationKind, ProductionLine, ProductionRelation, ProductState, VatClass
from models.organisations import Organisation

NAMES = Path(__file__).parents[3] / "shared" / "data" / "fairtrade" / "uk_fairtrade_products_2012.csv"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
_MOST_POPULAR = 1000
_APOSTROPHE = re.compile("[’‘']")
_WORD = re.compile("[a-z0-9]+")

_OURS = {
    "coffee": "coffee",
    "chocolate": "cocoa_chocolate",
    "hot_chocolate": "cocoa_chocolate",
    "cocoa": "cocoa_chocolate",
    "tea": "tea_infusions",
    "tea_herbal_tea": "tea_infusions",
    "honey": "honey_spreads",
    "jams_spreads": "honey_spreads",
    "sugar": "honey_spreads",
    "syrup": "honey_spreads",
    "molasses": "honey_spreads",
    "olives_olive_oil": "oils",
    "nuts_nut_oil": "grains_pulses",
    "quinoa": "grains_pulses",
    "rice": "grains_pulses",
    "pulses": "grains_pulses",
    "herbs_spices": "spices",
    "beauty": "body_care",
    "cosmetics": "body_care",
    "cotton": "textiles",
    "wine": "wine",
    "beer_ale": "beer",
    "spirits": "beer",
    "flowers": "flowers",
    "fresh_fruits": "fruit",
    "fresh_veg": "fruit",
    "dried_fruit": "fruit",
    "juice_soft_drinks": "juices",
    "sweets": "sweets",
    "cakes_brownies": "bakery",
    "biscuits": "bakery",
    "cereals_bars": "bakery",
    "ice_cream": "dairy",
    "yoghurt": "dairy",
}
_MORE_CATEGORIES = {
    "wine": {"en": "Wine", "fr": "Vins", "es": "Vinos", "pt": "Vinhos"},
    "beer": {"en": "Beer & spirits", "fr": "Bières et alcools", "es": "Cervezas y licores", "pt": "Cervejas e licores"},
    "flowers": {"en": "Flowers", "fr": "Fleurs", "es": "Flores", "pt": "Flores"},
    "fruit": {"en": "Fruit", "fr": "Fruits", "es": "Frutas", "pt": "Frutas"},
    "juices": {"en": "Juices", "fr": "Jus", "es": "Zumos", "pt": "Sumos"},
    "sweets": {"en": "Sweets", "fr": "Bonbons", "es": "Caramelos", "pt": "Doces"},
    "bakery": {
        "en": "Biscuits, cakes & cereals",
        "fr": "Biscuits, gâteaux et céréales",
        "es": "Galletas, pasteles y cereales",
        "pt": "Biscoitos, bolos e cereais",
    },
    "dairy": {"en": "Ice cream", "fr": "Glaces", "es": "Helados", "pt": "Gelados"},
    "other": {"en": "Other things", "fr": "Autres", "es": "Otros", "pt": "Outros"},
}


@dataclass(frozen=True)
class Good:
    """A product as a judge sees it. `words` are those of its name, folded; the demo's have no brand."""

    slug: str
    words: str
    brand: str
    category: str


def fold(said: str) -> str:
    """Lower case, no accents, no marks, a space before and after: `Café d'été` is ` cafe dete `."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", said) if not unicodedata.combining(letter))
    return " " + " ".join(_WORD.findall(_APOSTROPHE.sub("", bare.lower()))) + " "


def fill_shelf(database_url: str, *, with_register: bool) -> tuple[Good, ...]:
    """Write the demo's products, and the register's if so wished, into a migrated, empty database; what was written.

    How popular a product is says nothing about what it is, as in a shop that has just opened.
    """
    content = load_content()
    database = Database(database_url, pool_size=1)
    goods = [
        Good(product.slug, fold(" ".join(product.name.values())), "", product.category)
        for _, product in content.products
    ]
    with database.transaction() as session:
        session.execute(text("select shelve_later()"))
        ground = lay_ground(session, content, now=NOW)
        put_on_shelves(session, content, ground.organisations, store_drawings(FilesInMemory(), content))
        if with_register:
            register = _read_register()
            insert_rows(
                session,
                [
                    Category(code=code, parent_code="food", labels=labels, vat_class=VatClass.FOOD)
                    for code, labels in _MORE_CATEGORIES.items()
                ],
            )
            brands = {name: _brand(place, name) for place, name in enumerate(sorted({row.brand for row in register}))}
            insert_rows(session, list(brands.values()))
            products = [_product(row, brands[row.brand].id) for row in register]
            variants = [_variant(product) for product in products]
            insert_rows(session, products)
            insert_rows(session, variants)
            insert_rows(session, [_price(variant) for variant in variants])
            insert_rows(session, [Stock(variant_id=variant.id, on_hand=5) for variant in variants])
            goods += [Good(row.slug, fold(row.name), fold(row.brand).strip(), row.category) for row in register]
        session.execute(text("select shelve_now(array(select id from product))"))
        session.execute(text("select rebuild_search_words()"))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum analyze"))
    database.close()
    return tuple(goods)


@dataclass(frozen=True)
class _Entry:
    slug: str
    name: str
    brand: str
    category: str


def _read_register() -> list[_Entry]:
    """Without the headings of the register's categories, which nobody sells."""
    with NAMES.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["brand"] and not row["source_key"].endswith("-generic")]
    return [
        _Entry(
            row["source_key"].replace("_", "-"),
            row["name"].strip(),
            row["brand"].strip(),
            _OURS.get(row["category"].rpartition("> ")[2], "other"),
        )
        for row in rows
    ]


def _brand(place: int, name: str) -> Organisation:
    return Organisation(
        slug=f"brand-{place}",
        kind=OrganisationKind.PRODUCER,
        name=name,
        line=ProductionLine.ENTERPRISE,
        relation=ProductionRelation.SMALL_LOCAL_BUSINESS,
        country="GB",
    )


def _product(entry: _Entry, brand_id: str) -> Product:
    return Product(
        slug=entry.slug,
        handle=entry.slug,
        producer_id=brand_id,
        category_code=entry.category,
        name=entry.name,
        language="en",
        origin_country="GB",
        state=ProductState.PUBLISHED,
        popularity=zlib.crc32(entry.slug.encode()) % _MOST_POPULAR,
        published_at=_SINCE,
        created_at=_SINCE,
        updated_at=_SINCE,
    )


def _variant(product: Product) -> Variant:
    return Variant(
        product_id=product.id,
        label="1",
        net_quantity=Decimal(1),
        net_unit="piece",
        weight_grams=500,
        vat_class=VatClass.FOOD,
    )


def _price(variant: Variant) -> Price:
    return Price(variant_id=variant.id, currency="EUR", amount_minor=499, valid_from=_SINCE)

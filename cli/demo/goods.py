"""What is for sale: products in their own and other languages, with a drawing, sizes, prices and stock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import text
from sqlalchemy.orm import Session

from cli.demo.content import picture_of
from cli.demo.content_types import DemoContent
from cli.demo.content_types import Product as ProductContent
from cli.demo.content_types import Variant as VariantContent
from cli.demo.ground import texts
from cli.demo.plain_types import Words
from cli.demo.rows import insert_rows
from gateways.files import Files, StoredFile
from models.catalog import Media, Price, Product, ProductValue, Stock, Variant
from models.enums import ProductState, VatClass
from models.organisations import Translation
from models.pictures import ProductPicture
from models.pricing import PriceTier

_WIDTH, _HEIGHT = 800, 600
_FIRST_SENTENCE = re.compile(r"^.*?[.!?।](?=\s|$)", re.DOTALL)
_GIVE_PICTURES = text(
    """
    update organisation set picture_id = given.picture_id
    from unnest(cast(:ids as text[]), cast(:pictures as text[])) as given (id, picture_id)
    where organisation.id = given.id
    """
)
_LEARN_WORDS = text("select rebuild_search_words()")
_PLACE_ALT = {"en": "Drawing of the place: {}", "fr": "Dessin du lieu : {}", "es": "Dibujo del lugar: {}"}


@dataclass(frozen=True)
class Drawings:
    """Stored drawings by the name of their file without its ending."""

    stored: Mapping[str, StoredFile]

    def media(self, name: str, *, owner_id: str, alt: Words) -> Media:
        drawing = self.stored[name]
        return Media(
            path=drawing.path,
            media_type="image/svg+xml",
            sha256=drawing.sha256,
            width=_WIDTH,
            height=_HEIGHT,
            alt=dict(alt),
            owner_id=owner_id,
        )


def store_drawings(files: Files, content: DemoContent) -> Drawings:
    """Put every drawing into the store; the same bytes are kept once however often this runs."""
    names = [product.slug for _, product in content.products]
    names += [f"org-{producer.slug}" for producer in content.producers]
    return Drawings({name: files.put(picture_of(name).read_bytes(), suffix=".svg") for name in names})


def put_on_shelves(
    session: Session, content: DemoContent, organisations: Mapping[str, str], drawings: Drawings
) -> Mapping[str, str]:
    """Write every product, published since the market opened; the ids of products by slug."""
    opened = datetime.combine(content.market.opened_on, time(), UTC)
    places = {
        producer.slug: drawings.media(
            f"org-{producer.slug}",
            owner_id=organisations[producer.slug],
            alt={lang: words.format(f"{producer.place}, {producer.region}") for lang, words in _PLACE_ALT.items()},
        )
        for producer in content.producers
    }
    pictures = {
        product.slug: drawings.media(product.slug, owner_id=organisations[producer.slug], alt=product.alt)
        for producer, product in content.products
    }
    insert_rows(session, [*places.values(), *pictures.values()])
    session.execute(
        _GIVE_PICTURES,
        {"ids": [organisations[slug] for slug in places], "pictures": [media.id for media in places.values()]},
    )
    products: dict[str, Product] = {}
    wordings: list[Translation] = []
    values: list[ProductValue] = []
    variants: list[Variant] = []
    prices: list[Price] = []
    stocks: list[Stock] = []
    for producer, product in content.products:
        row = _product(product, organisations[producer.slug], producer.own_language, pictures[product.slug].id, opened)
        products[product.slug] = row
        wordings += _translations(product, row)
        values += [ProductValue(product_id=row.id, term_code=code) for code in product.values]
        for position, size in enumerate(product.variants):
            variant = _variant(size, product, row.id, position)
            variants.append(variant)
            prices.append(
                Price(
                    variant_id=variant.id,
                    currency=content.market.currency,
                    amount_minor=size.price_minor,
                    premium_minor=size.premium_minor,
                    valid_from=opened,
                )
            )
            stocks.append(Stock(variant_id=variant.id, on_hand=size.stock))
    insert_rows(session, list(products.values()))
    insert_rows(
        session,
        [ProductPicture(product_id=row.id, media_id=pictures[slug].id, position=1) for slug, row in products.items()],
    )
    insert_rows(session, values)
    insert_rows(session, variants)
    insert_rows(session, prices)
    insert_rows(session, stocks)
    insert_rows(session, _tiers(list(products.values()), opened))
    insert_rows(session, wordings)
    session.execute(_LEARN_WORDS)
    return {slug: row.id for slug, row in products.items()}


def _tiers(products: list[Product], opened: datetime) -> list[PriceTier]:
    """Every third product may be had for a fifth less or a tenth more."""
    return [
        PriceTier(product_id=product.id, solidarity_bps=2_000, supporter_bps=1_000, set_at=opened)
        for product in products[::3]
    ]


def _product(
    content: ProductContent, producer_id: str, language: str, picture_id: str, published_at: datetime
) -> Product:
    return Product(
        slug=content.slug,
        handle=content.slug,
        producer_id=producer_id,
        category_code=content.category,
        name=content.name[language],
        short_line=_first_sentence(content.description[language]),
        description=content.description[language],
        language=language,
        origin_country=content.origin.country,
        origin_region=content.origin.region,
        state=ProductState.PUBLISHED,
        picture_id=picture_id,
        published_at=published_at,
        created_at=published_at,
        updated_at=published_at,
    )


def _translations(content: ProductContent, product: Product) -> list[Translation]:
    """The product in every language but its own, which stands on the product itself."""

    def others(words: Words) -> Words:
        return {lang: body for lang, body in words.items() if lang != product.language}

    lines = {lang: _first_sentence(body) for lang, body in content.description.items()}
    return [
        *texts(product.id, "name", others(content.name), None),
        *texts(product.id, "short_line", others(lines), None),
        *texts(product.id, "description", others(content.description), None),
    ]


def _variant(content: VariantContent, product: ProductContent, product_id: str, position: int) -> Variant:
    floor = product.minimum_price
    return Variant(
        product_id=product_id,
        label=content.label,
        sku=content.sku,
        net_quantity=content.net.value,
        net_unit=content.net.unit,
        weight_grams=content.weight_grams,
        vat_class=VatClass(product.vat),
        floor_product=floor.reference if floor else None,
        floor_form=floor.form if floor else None,
        floor_organic=floor.organic if floor else False,
        lot=product.harvest,
        position=position,
    )


def _first_sentence(description: str) -> str:
    found = _FIRST_SENTENCE.match(description)
    return found[0].strip() if found else description

"""Write a new product: a name, a price and what one unit holds are enough; the rest is as it was last time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kit.ids import new_id
from kit.money import Money
from market.catalog.authoring import queries
from market.catalog.authoring.add_variant import NewVariant, add_variant
from market.catalog.authoring.errors import UnknownCategory, UnknownCountry
from market.catalog.authoring.queries import AuthoringProducer, Net
from market.catalog.authoring.rules.products import first_free, handle_of, slugs_for
from market.catalog.errors import NoSuchProducer
from models.catalog import Product
from models.enums import ProductState, VatClass


@dataclass(frozen=True)
class NewProduct:
    """What a producer says of a new product; what is None is taken from their newest one, else from themselves."""

    name: str
    price: Money
    net: Net
    category_code: str | None = None
    language: str | None = None
    origin_country: str | None = None
    origin_region: str | None = None
    short_line: str = ""
    description: str = ""
    vat_class: VatClass | None = None
    weight_grams: int | None = None
    sku: str | None = None
    barcode: str | None = None
    on_hand: int = 0


def create_product(session: Session, *, producer_id: str, new: NewProduct, now: datetime) -> Product:
    """A draft with one variant, its price and its count.

    Raises NoSuchProducer, UnknownCategory, UnknownCountry, BadNetQuantity, BadBarcode, ArticleNumberTaken, BadStock,
    NotChargeable, UnknownCurrency.
    """
    producer = queries.lock_producer(session, producer_id)
    if producer is None:
        raise NoSuchProducer()
    last = producer.last
    category = new.category_code or (last.category_code if last else queries.make_other_category(session))
    shelf_class = queries.find_vat_class(session, category)
    if shelf_class is None:
        raise UnknownCategory(category)
    if new.origin_country is not None and not queries.is_country(session, new.origin_country):
        raise UnknownCountry(new.origin_country)
    is_same_shelf = last is not None and last.category_code == category
    product = _write(session, producer_id, producer, new, category, now=now)
    add_variant(
        session,
        product,
        new=NewVariant(
            net=new.net,
            price=new.price,
            vat_class=new.vat_class or (last.vat_class if last and is_same_shelf else None) or shelf_class,
            weight_grams=new.weight_grams or _usual_weight(producer, new.net),
            sku=new.sku,
            barcode=new.barcode,
            on_hand=new.on_hand,
        ),
        now=now,
    )
    return product


def _write(
    session: Session, producer_id: str, producer: AuthoringProducer, new: NewProduct, category: str, *, now: datetime
) -> Product:
    last = producer.last
    country = new.origin_country or (last.origin_country if last else producer.country)
    region = new.origin_region
    if region is None:
        region = last.origin_region if last and last.origin_country == country else ""
    handle = handle_of(new.name)
    handle = first_free(handle, queries.list_handles(session, producer_id=producer_id, beginning=handle))
    product_id = new_id("prod")
    product = Product(
        id=product_id,
        slug=queries.find_free_slug(session, slugs_for(handle, producer.slug, product_id)),
        handle=handle,
        producer_id=producer_id,
        category_code=category,
        name=new.name,
        short_line=new.short_line,
        description=new.description,
        language=new.language or (last.language if last else producer.language),
        origin_country=country,
        origin_region=region,
        state=ProductState.DRAFT,
        created_at=now,
        updated_at=now,
    )
    session.add(product)
    session.flush()
    return product


def _usual_weight(producer: AuthoringProducer, net: Net) -> int | None:
    """A piece weighs what the last piece did; what holds a weight or a volume says its own."""
    last = producer.last
    is_alike = last is not None and last.net_unit == net.unit and net.unit in ("piece", "pair", "m")
    return last.weight_grams if last and is_alike else None

"""Write a product that is like another one."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.ids import new_id
from market.catalog.authoring import queries
from market.catalog.authoring.rules.products import first_free, handle_of, slugs_for
from market.catalog.errors import NoSuchProducer
from models.catalog import Product
from models.enums import ProductState


def duplicate_product(session: Session, product: Product, *, name: str | None = None, now: datetime) -> Product:
    """A draft with the texts, translations, values, windows, variants and prices of a locked product.

    What is one thing's own is not copied: counts, article numbers, barcodes, lots, certificates and sale times. A new
    `name` leaves the translations of the old one behind. Raises NoSuchProducer.
    """
    producer = queries.lock_producer(session, product.producer_id)
    if producer is None:
        raise NoSuchProducer()
    name = name or product.name
    handle = handle_of(name)
    handle = first_free(handle, queries.list_handles(session, producer_id=product.producer_id, beginning=handle))
    copy_id = new_id("prod")
    copy = Product(
        id=copy_id,
        slug=queries.find_free_slug(session, slugs_for(handle, producer.slug, copy_id)),
        handle=handle,
        producer_id=product.producer_id,
        category_code=product.category_code,
        name=name,
        short_line=product.short_line,
        description=product.description,
        language=product.language,
        origin_country=product.origin_country,
        origin_region=product.origin_region,
        option_names=list(product.option_names),
        picture_id=product.picture_id,
        state=ProductState.DRAFT,
        created_at=now,
        updated_at=now,
    )
    session.add(copy)
    session.flush()
    queries.copy_belongings(session, product.id, copy_id, is_renamed=name != product.name, now=now)
    return copy

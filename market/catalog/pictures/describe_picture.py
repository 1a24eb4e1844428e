"""Say in words what a picture shows."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from market.catalog.pictures import queries
from market.catalog.pictures.errors import AltTextMissing, NoSuchPicture
from market.catalog.pictures.rules import clean_alt
from models.catalog import Product


def describe_picture(session: Session, product: Product, *, media_id: str, alt: Mapping[str, str]) -> None:
    """Set the words by language; an empty text takes those of its language away.

    The product is locked. Raises NoSuchPicture, AltTextMissing when the product's own language would have none.
    """
    picture = queries.lock_picture(session, media_id)
    if picture is None or media_id not in queries.list_places(session, product.id):
        raise NoSuchPicture()
    words = clean_alt({**picture.alt, **alt})
    if product.language not in words:
        raise AltTextMissing(product.language)
    picture.alt = words
    session.flush()

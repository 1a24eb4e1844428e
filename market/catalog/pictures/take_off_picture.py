"""Take a picture off a product."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.catalog.pictures import queries
from market.catalog.pictures.errors import NoSuchPicture
from models.catalog import Product


def take_off_picture(session: Session, product: Product, *, media_id: str, now: datetime) -> None:
    """Take it off a locked product; the next one becomes its face. Raises NoSuchPicture.

    The bytes stay: the picture may stand on another product, and a file that names its address again must not bring
    it back.
    """
    if media_id not in queries.list_places(session, product.id):
        raise NoSuchPicture()
    queries.take_off(session, product_id=product.id, media_id=media_id)
    queries.show_faces(session, [product.id], now=now)

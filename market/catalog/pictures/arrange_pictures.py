"""Put the pictures of a product into another order."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from market.catalog.pictures import queries
from market.catalog.pictures.errors import PictureOrderIncomplete
from models.catalog import Product


def arrange_pictures(session: Session, product: Product, *, media_ids: Sequence[str], now: datetime) -> None:
    """The first of them that may be shown becomes the face of the locked product. Raises PictureOrderIncomplete."""
    if sorted(media_ids) != sorted(queries.list_places(session, product.id)):
        raise PictureOrderIncomplete()
    queries.arrange(session, product_id=product.id, media_ids=media_ids)
    queries.show_faces(session, [product.id], now=now)

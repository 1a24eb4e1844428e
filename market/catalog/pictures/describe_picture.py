"""Say in words what a picture shows."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from market.catalog.pictures.errors import AltTextMissing
from market.catalog.pictures.rules import clean_alt
from models.catalog import Media, Product


def describe_picture(session: Session, picture: Media, *, of: Product, alt: Mapping[str, str]) -> None:
    """Set a locked picture's words by language; an empty text takes those of its language away.

    Raises AltTextMissing when the product's own language would have none.
    """
    words = clean_alt({**picture.alt, **alt})
    if of.language not in words:
        raise AltTextMissing(of.language)
    picture.alt = words
    session.flush()

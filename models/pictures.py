"""The sizes of pictures, their places on products, and the addresses they were fetched from."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from models.base import Table, check, made_at, one_of, ref, words
from models.enums import PictureFormat


class MediaRendition(Table, table=True):
    """One size of a picture in one format, made by us. `path` is relative to the files directory."""

    __tablename__ = "media_rendition"
    __table_args__ = (
        one_of("format", PictureFormat),
        check("size_positive", "width > 0 and height > 0 and size_bytes > 0"),
    )

    media_id: str = ref("media.id", primary_key=True)
    format: PictureFormat = words(primary_key=True)
    width: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    height: int
    size_bytes: int
    sha256: bytes = Field(sa_type=LargeBinary)
    path: str = words()


class ProductPicture(Table, table=True):
    """A picture's place on a product, from the lowest position to the highest. The first that may be shown is its face
    (`product.picture_id`)."""

    __tablename__ = "product_picture"

    product_id: str = ref("product.id", primary_key=True)
    media_id: str = ref("media.id", primary_key=True, index=True)
    position: int
    created_at: datetime = made_at()


class PictureAddress(Table, table=True):
    """Where a file said that a picture of a product lies. What is here is not fetched again."""

    __tablename__ = "picture_address"
    __table_args__ = (
        check("url_short", "octet_length(url) <= 2000"),
        Index("ix_picture_address_owner_id", "owner_id", "url"),
    )

    product_id: str = ref("product.id", primary_key=True)
    url: str = words(primary_key=True)
    owner_id: str = ref("organisation.id")
    media_id: str = ref("media.id", index=True)
    wanted_at: datetime = made_at()

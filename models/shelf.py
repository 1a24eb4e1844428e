"""What lists of products are read from. Triggers write it (`migrations/sql/shelf_triggers.sql`); nothing else does."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlmodel import SQLModel

from models.base import ID

_SHOWN = text("is_shown")

# What each certificate stands for, as windows.
certificate_standing = Table(
    "certificate_standing",
    SQLModel.metadata,
    Column("certificate_id", ID, ForeignKey("certificate.id", ondelete="CASCADE"), primary_key=True),
    Column("ref", Integer, Identity(), nullable=False, unique=True),
    Column("scheme_id", ID, ForeignKey("scheme.id"), nullable=False, index=True),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("valid_to", Date),
    Column("quantity_grams", BigInteger),
    Column("covers", Text, nullable=False),
    Column("producers", ARRAY(ID), nullable=False),
    Column("products", ARRAY(ID)),
    Column("categories", ARRAY(Text)),
    Index("ix_certificate_standing_producers", "producers", postgresql_using="gin"),
)

# A combination of certificates whose scope products lie in.
label_set = Table(
    "label_set",
    SQLModel.metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("refs", ARRAY(Integer), nullable=False),
    Column("lightest_grams", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("refs", "lightest_grams"),
)

label_member = Table(
    "label_member",
    SQLModel.metadata,
    Column("scheme_id", ID, primary_key=True),
    Column("label_set", Integer, ForeignKey("label_set.id"), primary_key=True),
    Column("ref", Integer, primary_key=True),
)

# One row for each product, in whatever state.
shelf = Table(
    "shelf",
    SQLModel.metadata,
    Column("product_id", ID, ForeignKey("product.id", ondelete="CASCADE"), primary_key=True),
    Column("is_shown", Boolean, nullable=False),
    Column("in_stock", Boolean, nullable=False),
    Column("label_set", Integer, ForeignKey("label_set.id"), nullable=False),
    Column("popularity", Integer, nullable=False),
    Column("published_at", DateTime(timezone=True)),
    Column("producer_id", ID, nullable=False),
    Column("category_code", Text, nullable=False),
    Column("origin_country", Text, nullable=False),
    Column("terms", ARRAY(Text), nullable=False),
    Column("prices", JSONB, nullable=False),
    Column("title", TSVECTOR, nullable=False),
    Column("words", TSVECTOR, nullable=False),
    Column("number", Integer, nullable=False, unique=True),
    Index("ix_shelf_popular", text("popularity desc"), text("product_id desc"), postgresql_where=_SHOWN),
    Index(
        "ix_shelf_category", "category_code", text("popularity desc"), text("product_id desc"), postgresql_where=_SHOWN
    ),
    Index(
        "ix_shelf_producer", "producer_id", text("popularity desc"), text("product_id desc"), postgresql_where=_SHOWN
    ),
    Index("ix_shelf_newest", text("published_at desc"), text("product_id desc"), postgresql_where=_SHOWN),
    Index("ix_shelf_labels", "label_set", postgresql_where=_SHOWN),
    Index("ix_shelf_terms", "terms", postgresql_using="gin", postgresql_where=_SHOWN),
    Index("ix_shelf_title", "title", postgresql_using="gin", postgresql_where=_SHOWN),
    Index("ix_shelf_words", "words", postgresql_using="gin", postgresql_where=_SHOWN),
)

# Which rows of the shelf were written, by number, and by which transaction: who holds them in memory follows it.
shelf_written = Table(
    "shelf_written",
    SQLModel.metadata,
    Column("written", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("has_new_words", Boolean, nullable=False),
    Column("written_at", DateTime(timezone=True), nullable=False),
    Index("ix_shelf_written", "written"),
    Index("ix_shelf_written_at", "written_at"),
)

# The least a product costs now, by currency, the producer's share of it, and until when nothing is due to change that
# or whether it may be ordered.
shelf_price = Table(
    "shelf_price",
    SQLModel.metadata,
    Column("product_id", ID, ForeignKey("product.id", ondelete="CASCADE"), primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("least_minor", BigInteger),
    Column("share_bps", Integer),
    Column("until", DateTime(timezone=True), nullable=False),
    Index("ix_shelf_price_least", "currency", "least_minor", "product_id"),
    Index("ix_shelf_price_share", "currency", "share_bps", "product_id"),
    Index("ix_shelf_price_until", "until"),
)

# The products on sale with a value, by place, in the order of lists.
shelf_term = Table(
    "shelf_term",
    SQLModel.metadata,
    Column("category_code", Text, primary_key=True),
    Column("term", Text, primary_key=True),
    Column("popularity", Integer, primary_key=True, autoincrement=False),
    Column("product_id", ID, primary_key=True),
)

# How many products on sale have what; rows add up.
shelf_count = Table(
    "shelf_count",
    SQLModel.metadata,
    Column("category_code", Text, nullable=False),
    Column("facet", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("is_folded", Boolean, nullable=False, server_default="false"),
    Index("ix_shelf_count", "category_code", "facet", "value", postgresql_include=["n"]),
    Index("ix_shelf_count_fresh", "is_folded", postgresql_where=text("not is_folded")),
)

# The words of a producer, a category or a country, which many products share.
shared_words = Table(
    "shared_words",
    SQLModel.metadata,
    Column("kind", Text, primary_key=True),
    Column("code", ID, primary_key=True),
    Column("words", TSVECTOR, nullable=False),
)

category_name = Table(
    "category_name",
    SQLModel.metadata,
    Column("code", Text, ForeignKey("category.code", ondelete="CASCADE"), primary_key=True),
    Column("lang", Text, primary_key=True),
    Column("name", TSVECTOR, nullable=False, index=True),
)

# Whatever a list may show has changed; rows add up.
catalogue_change = Table("catalogue_change", SQLModel.metadata, Column("n", BigInteger, nullable=False))

# The moments at which a window opens or closes.
catalogue_edge = Table("catalogue_edge", SQLModel.metadata, Column("at", DateTime(timezone=True), primary_key=True))

"""What is for sale. The labels it may carry are not here: a claim is computed (see `product_claim`)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ARRAY, BigInteger, Index, Integer, LargeBinary, Numeric, UniqueConstraint, text
from sqlmodel import Field

from models.base import (
    CURRENCY_RULE,
    ID,
    Table,
    check,
    json_object,
    made_at,
    maybe_ref,
    moment,
    one_of,
    own_id,
    ref,
    text_list,
    words,
)
from models.enums import PictureRefusal, PictureState, ProductState, VatClass, WindowKind


class Category(Table, table=True):
    """A place in the shop, with a VAT class."""

    __tablename__ = "category"
    __table_args__ = (one_of("vat_class", VatClass),)

    code: str = words(primary_key=True)
    parent_code: str | None = words(default=None, nullable=True, foreign_key="category.code")
    labels: dict[str, str] = json_object()
    vat_class: VatClass = words()
    position: int = Field(default=0)


class Media(Table, table=True):
    """A picture of a product, an organisation or a place.

    `sha256`, `size_bytes` and `path` are of what was brought, `path` relative to the files directory; empty until it is
    here. Only a drawing of the market's own (SVG), whose `size_bytes` are 0, is shown as it was brought; of everything
    else the sizes of `MediaRendition` are, `widths` wide. `width` and `height` are those of the largest, 0 until the
    picture is ready. `colour` (#rrggbb) stands in for it meanwhile.
    """

    __tablename__ = "media"
    __table_args__ = (
        one_of("state", PictureState),
        one_of("refusal", PictureRefusal),
        check("refused_says_why", "(state = 'refused') = (refusal is not null)"),
        check("ready_is_whole", "state <> 'ready' or num_nulls(path, sha256) = 0 and width > 0 and height > 0"),
        check("queued_is_asked_for", "(state = 'queued') = (ask_again_at is not null)"),
        UniqueConstraint("owner_id", "sha256"),
        Index("ix_media_ask_again_at", "ask_again_at", postgresql_where=text("state = 'queued'")),
    )

    id: str = own_id("med")
    state: PictureState = words(default=PictureState.READY)
    refusal: PictureRefusal | None = words(default=None, nullable=True)
    path: str | None = words(default=None, nullable=True)
    media_type: str = words(default="")
    sha256: bytes | None = Field(default=None, sa_type=LargeBinary)
    size_bytes: int = Field(default=0)
    width: int = Field(default=0)
    height: int = Field(default=0)
    widths: list[int] = Field(default_factory=list, sa_type=ARRAY(Integer), nullable=False)
    colour: str = words(default="")
    alt: dict[str, str] = json_object()
    owner_id: str = ref("organisation.id", index=True)
    attempts: int = Field(default=0)
    ask_again_at: datetime | None = moment(default=None, nullable=True)
    created_at: datetime = made_at()


class Product(Table, table=True):
    """Something a producer makes. Names and texts in other languages are translations.

    A scheduled product comes on sale at `publish_at`; one on sale leaves at `unpublish_at`. `option_names` is what
    tells its variants apart, in order: size, colour, grind.
    """

    __tablename__ = "product"
    __table_args__ = (
        one_of("state", ProductState),
        check("country_is_iso", "origin_country ~ '^[A-Z]{2}$'"),
        check("name_not_blank", "btrim(name) <> ''"),
        check("options_few", "cardinality(option_names) <= 3"),
        check("sale_ends_after_it_begins", "unpublish_at > publish_at"),
        UniqueConstraint("producer_id", "handle"),
        Index("ix_product_publish_at", "publish_at", postgresql_where=text("state = 'scheduled'")),
        Index(
            "ix_product_unpublish_at",
            "unpublish_at",
            postgresql_where=text("state = 'published' and unpublish_at is not null"),
        ),
        Index(
            "ix_product_shelf",
            "category_code",
            text("popularity desc"),
            text("id desc"),
            postgresql_where=text("state = 'published'"),
        ),
        Index(
            "ix_product_newest",
            text("published_at desc"),
            text("id desc"),
            postgresql_where=text("state = 'published'"),
        ),
        Index(
            "ix_product_popular",
            text("popularity desc"),
            text("id desc"),
            postgresql_where=text("state = 'published'"),
        ),
    )

    id: str = own_id("prod")
    slug: str = words(unique=True)
    handle: str = words()
    producer_id: str = ref("organisation.id", index=True)
    category_code: str = words(foreign_key="category.code")
    name: str = words()
    short_line: str = words(default="")
    description: str = words(default="")
    language: str = words()
    origin_country: str = words()
    origin_region: str = words(default="")
    state: ProductState = words(default=ProductState.DRAFT)
    option_names: list[str] = text_list()
    picture_id: str | None = maybe_ref("media.id")
    popularity: int = Field(default=0)
    version: int = Field(default=1)
    published_at: datetime | None = moment(default=None, nullable=True)
    publish_at: datetime | None = moment(default=None, nullable=True)
    unpublish_at: datetime | None = moment(default=None, nullable=True)
    created_at: datetime = made_at()
    updated_at: datetime = made_at()


class ProductValue(Table, table=True):
    """A product stands for a value, in its producer's own judgement; a statement, not a certificate."""

    __tablename__ = "product_value"

    product_id: str = ref("product.id", primary_key=True)
    term_code: str = words(foreign_key="term.code", primary_key=True, index=True)
    statement: str = words(default="")
    consented_on: date | None = None


class ProductWindow(Table, table=True):
    """Days on which a product may be ordered; one without windows always may.

    `opens_each` and `closes_each` are `MM-DD` of every year, over New Year where the second is earlier. All days count.
    """

    __tablename__ = "product_window"
    __table_args__ = (
        one_of("kind", WindowKind),
        check(
            "days_fit_the_kind",
            """case when kind = 'yearly'
            then opens_each ~ '^[0-1][0-9]-[0-3][0-9]$' and closes_each ~ '^[0-1][0-9]-[0-3][0-9]$'
                and num_nulls(opens_on, closes_on, ships_from) = 3
            else num_nulls(opens_each, closes_each) = 2 and num_nulls(opens_on, closes_on) = 0
                and closes_on >= opens_on and (kind = 'preorder') = (ships_from is not null)
        end""",
        ),
    )

    id: str = own_id("win")
    product_id: str = ref("product.id", index=True)
    kind: WindowKind = words()
    opens_each: str | None = words(default=None, nullable=True)
    closes_each: str | None = words(default=None, nullable=True)
    opens_on: date | None = None
    closes_on: date | None = None
    ships_from: date | None = None


class Lot(Table, table=True):
    """A harvest or a batch of a product. A variant that is sold from it carries its code in `lot`."""

    __tablename__ = "lot"
    __table_args__ = (
        UniqueConstraint("product_id", "code"),
        check("quantity_with_unit", "(quantity is null) = (unit is null)"),
        check("quantity_positive", "quantity > 0"),
        check("code_not_blank", "btrim(code) <> ''"),
    )

    id: str = own_id("lot")
    product_id: str = ref("product.id")
    code: str = words()
    harvest_year: int | None = None
    season: str = words(default="")
    best_before: date | None = None
    quantity: Decimal | None = Field(default=None, sa_type=Numeric(12, 3))
    unit: str | None = words(default=None, nullable=True)
    note: str = words(default="")
    created_at: datetime = made_at()


class ProductDeclaration(Table, table=True):
    """A tag of a producer's file that promises what only a certificate proves: the producer's own word.

    `tag` as the file has it, `said` as people read it, `source` the column it stood in; `scheme_id` is the scheme that
    it names. No list, filter or count reads it.
    """

    __tablename__ = "product_declaration"

    product_id: str = ref("product.id", primary_key=True)
    tag: str = words(primary_key=True)
    said: str = words()
    scheme_id: str | None = maybe_ref("scheme.id")
    source: str = words()
    import_id: str = ref("catalog_import.id")
    declared_at: datetime = moment()


class Variant(Table, table=True):
    """One size or kind of a product, with its own price and stock. `option_values` answer the product's options."""

    __tablename__ = "variant"
    __table_args__ = (
        one_of("vat_class", VatClass),
        check("net_quantity_positive", "net_quantity > 0"),
        check("weight_positive", "weight_grams > 0"),
        Index(
            "uq_variant_label",
            "product_id",
            "label",
            unique=True,
            postgresql_where=text("archived_at is null"),
        ),
        check("options_few", "cardinality(option_values) <= 3"),
        Index(
            "uq_variant_options",
            "product_id",
            "option_values",
            unique=True,
            postgresql_where=text("archived_at is null and option_values <> '{}'"),
        ),
        Index("ix_variant_sku", "sku", postgresql_where=text("archived_at is null and sku is not null")),
    )

    id: str = own_id("var")
    product_id: str = ref("product.id", index=True)
    label: str = words()
    option_values: list[str] = text_list()
    sku: str | None = words(default=None, nullable=True)
    barcode: str | None = words(default=None, nullable=True)
    net_quantity: Decimal = Field(sa_type=Numeric(12, 3))
    net_unit: str = words()
    weight_grams: int
    vat_class: VatClass = words()
    floor_product: str | None = words(default=None, nullable=True)
    floor_form: str | None = words(default=None, nullable=True)
    floor_organic: bool = Field(default=False)
    floor_signed_on: date | None = None
    lot: str | None = words(default=None, nullable=True)
    position: int = Field(default=0)
    created_at: datetime = made_at()
    archived_at: datetime | None = moment(default=None, nullable=True)


class Price(Table, table=True):
    """What one unit costs, VAT included; `premium_minor` is the part of it that is the fair-trade premium."""

    __tablename__ = "price"
    __table_args__ = (
        check("currency_is_iso", CURRENCY_RULE),
        check("amount_positive", "amount_minor > 0"),
        check("premium_inside", "premium_minor >= 0 and premium_minor < amount_minor"),
        check("interval", "valid_to is null or valid_to > valid_from"),
        Index(
            "uq_price_open",
            "variant_id",
            "currency",
            unique=True,
            postgresql_where=text("valid_to is null"),
        ),
    )

    id: str = own_id("prc")
    variant_id: str = ref("variant.id", index=True)
    currency: str = words()
    amount_minor: int = Field(sa_type=BigInteger)
    premium_minor: int = Field(default=0, sa_type=BigInteger)
    valid_from: datetime = moment()
    valid_to: datetime | None = moment(default=None, nullable=True)


class Stock(Table, table=True):
    """How many there are, and how many of them checkout holds. Never below zero, never more held than there are."""

    __tablename__ = "stock"
    __table_args__ = (check("never_oversold", "reserved >= 0 and reserved <= on_hand"),)

    variant_id: str = ref("variant.id", primary_key=True)
    on_hand: int = Field(default=0)
    reserved: int = Field(default=0)


class Country(Table, table=True):
    """What a country is called, in each language the market speaks."""

    __tablename__ = "country"

    code: str = words(primary_key=True)
    labels: dict[str, str] = json_object()


class SearchWord(Table, table=True):
    """A word that something published can be found by, and by how many products."""

    __tablename__ = "search_word"
    __table_args__ = (
        Index(
            "ix_search_word_trigrams",
            "word",
            postgresql_using="gin",
            postgresql_ops={"word": "gin_trgm_ops"},
        ),
    )

    word: str = Field(primary_key=True, sa_type=ID)
    uses: int


class SearchTypo(Table, table=True):
    """A word with one letter missing: what a typing error and the word it meant have in common."""

    __tablename__ = "search_typo"

    deletion: str = Field(primary_key=True, sa_type=ID)
    word: str = ref("search_word.word", primary_key=True)

"""What producers write of their products, and what they see of them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.base import STORABLE, CountryCode, In, LanguageCode, Moment, MoneyOut, Out, ShortText, money_out
from api.schemas.catalog import NetOut, OwnProductOut, WindowOut
from kit.money import Money
from market.catalog.authoring.own_queries import OwnPage
from market.catalog.authoring.queries import Net
from market.catalog.authoring.rules.history import PricePeriod, lowest_before_reduction
from market.catalog.authoring.rules.products import MOST_ON_HAND, MOST_OPTIONS, plain_quantity
from models.catalog import Lot, Price, ProductValue, ProductWindow, Stock, Variant
from models.enums import ProductState, TranslationOrigin, VatClass
from models.organisations import Translation

# The constraints stand before the validator: after it, the length would be that of the text with its blanks.
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), STORABLE]
Number = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), STORABLE]
Story = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), STORABLE]
Barcode = Annotated[str, StringConstraints(pattern="^([0-9]{8,14})?$")]
Grams = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Position = Annotated[int, Field(strict=True, ge=0, le=999)]
Count = Annotated[int, Field(strict=True, ge=0, le=MOST_ON_HAND)]
Minor = Annotated[int, Field(strict=True, ge=0, le=99_999_999_999)]
OptionWord = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), STORABLE]
OptionWords = Annotated[list[OptionWord], Field(max_length=MOST_OPTIONS)]


class PriceIn(In):
    """Integer minor units, VAT included: 1200 EUR is twelve euros."""

    amount: Annotated[int, Field(strict=True, ge=1, le=99_999_999_999, examples=[1200])]
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = Field(examples=["EUR"])

    @property
    def money(self) -> Money:
        return Money(self.amount, self.currency)


class NetIn(In):
    """What one unit holds; `g kg t lb oz ml cl l m piece pair`. Three decimals at most, with a point."""

    value: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,3})?$")] = Field(examples=["250"])
    unit: Annotated[str, StringConstraints(pattern="^[a-z]{1,5}$")] = Field(examples=["g"])

    @property
    def net(self) -> Net:
        return Net(Decimal(self.value), self.unit)


class ProductIn(In):
    """`name`, `price` and `net` are enough: the rest is as it was with your newest product, else as you are."""

    name: ShortText
    price: PriceIn
    net: NetIn
    category: Line | None = None
    language: LanguageCode | None = None
    origin_country: CountryCode | None = None
    origin_region: Line | None = None
    short_line: Line = ""
    description: Story = ""
    vat_class: VatClass | None = Field(default=None, strict=False)
    weight_grams: Grams | None = None
    sku: Number | None = None
    barcode: Barcode | None = None
    on_hand: Count = 0


class DuplicateIn(In):
    """`name` of the copy; null for the same."""

    name: ShortText | None = None


class ProductChangesIn(In):
    """What shall change; what is not named stays.

    `state` is `published`, `scheduled` (with `publish_at`), `draft` (off the shelf) or `archived`. `unpublish_at` ends
    the sale; null takes the end away.
    """

    name: ShortText | None = None
    short_line: Line | None = None
    description: Story | None = None
    category: Line | None = None
    language: LanguageCode | None = None
    origin_country: CountryCode | None = None
    origin_region: Line | None = None
    state: ProductState | None = Field(default=None, strict=False)
    publish_at: Moment | None = Field(default=None, strict=False)
    unpublish_at: Moment | None = Field(default=None, strict=False)

    def has(self, name: str) -> bool:
        """Whether the caller named this field, be it with null."""
        return name in self.model_fields_set


class VariantIn(In):
    """One more size or kind. `label` is made of the options, or of what it holds, where it is not given."""

    net: NetIn
    price: PriceIn | None = None
    premium: Minor = 0
    options: OptionWords = Field(default_factory=list)
    label: ShortText | None = None
    vat_class: VatClass | None = Field(default=None, strict=False)
    weight_grams: Grams | None = None
    sku: Number | None = None
    barcode: Barcode | None = None
    lot: Number | None = None
    on_hand: Count = 0


class VariantChangesIn(In):
    """What shall change; what is not named stays. An empty `sku`, `barcode` or `lot` takes it away."""

    label: ShortText | None = None
    options: OptionWords | None = None
    net: NetIn | None = None
    weight_grams: Grams | None = None
    vat_class: VatClass | None = Field(default=None, strict=False)
    sku: Number | None = None
    barcode: Barcode | None = None
    lot: Number | None = None
    position: Position | None = None
    archived: bool | None = None


class PriceSetIn(In):
    """`premium` is the part of the price that is the fair-trade premium; where it is not given it stays."""

    amount: Annotated[int, Field(strict=True, ge=1, le=99_999_999_999)]
    premium: Minor | None = None


class PastPriceOut(Out):
    """An amount and when it was asked; `until` is null while it is."""

    price: MoneyOut
    premium: MoneyOut
    since: datetime
    until: datetime | None


class PriceHistoryOut(Out):
    """Newest first, at most 500. `lowest_30_days` is set for 30 days after the price was lowered."""

    variant_id: str
    currency: str
    lowest_30_days: MoneyOut | None
    prices: list[PastPriceOut]

    @classmethod
    def of(cls, variant_id: str, currency: str, prices: list[Price], *, at: datetime) -> "PriceHistoryOut":
        lowest = lowest_before_reduction(
            [PricePeriod(each.amount_minor, each.valid_from, each.valid_to) for each in prices], at=at
        )
        return cls(
            variant_id=variant_id,
            currency=currency,
            lowest_30_days=None if lowest is None else money_out(lowest, currency),
            prices=[
                PastPriceOut(
                    price=money_out(each.amount_minor, currency),
                    premium=money_out(each.premium_minor, currency),
                    since=each.valid_from,
                    until=each.valid_to,
                )
                for each in prices
            ],
        )


class StockIn(In):
    on_hand: Count


class StockChangeIn(In):
    """How many came in; below zero, how many went out."""

    change: Annotated[int, Field(strict=True, ge=-MOST_ON_HAND, le=MOST_ON_HAND)]


class StockOut(Out):
    """`held` by open checkouts; `available` is the rest."""

    variant_id: str
    on_hand: int
    held: int
    available: int

    @classmethod
    def of(cls, stock: Stock) -> "StockOut":
        return cls(
            variant_id=stock.variant_id,
            on_hand=stock.on_hand,
            held=stock.reserved,
            available=stock.on_hand - stock.reserved,
        )


class OwnPriceOut(Out):
    """A price in force. `premium` is part of it."""

    price: MoneyOut
    premium: MoneyOut
    since: datetime

    @classmethod
    def of(cls, price: Price) -> "OwnPriceOut":
        return cls(
            price=money_out(price.amount_minor, price.currency),
            premium=money_out(price.premium_minor, price.currency),
            since=price.valid_from,
        )


class OwnVariantOut(Out):
    """A variant as its producer sees it."""

    id: str
    product_id: str
    label: str
    options: list[str]
    sku: str | None
    barcode: str | None
    net: NetOut
    weight_grams: int
    vat_class: VatClass
    lot: str | None
    position: int
    archived: bool
    prices: list[OwnPriceOut]
    stock: StockOut

    @classmethod
    def of(cls, variant: Variant, prices: list[Price], stock: Stock | None) -> "OwnVariantOut":
        return cls(
            id=variant.id,
            product_id=variant.product_id,
            label=variant.label,
            options=variant.option_values,
            sku=variant.sku,
            barcode=variant.barcode,
            net=NetOut(value=plain_quantity(variant.net_quantity), unit=variant.net_unit),
            weight_grams=variant.weight_grams,
            vat_class=variant.vat_class,
            lot=variant.lot,
            position=variant.position,
            archived=variant.archived_at is not None,
            prices=[OwnPriceOut.of(price) for price in prices],
            stock=StockOut.of(stock or Stock(variant_id=variant.id, on_hand=0, reserved=0)),
        )


class TextOut(Out):
    """A text in another language: translated by somebody, or by a machine."""

    lang: str
    field: str
    body: str
    origin: TranslationOrigin

    @classmethod
    def of(cls, text: Translation) -> "TextOut":
        return cls(lang=text.lang, field=text.field, body=text.body, origin=text.origin)


def window_out(window: ProductWindow) -> WindowOut:
    """A window as the public sees it too."""
    return WindowOut(
        kind=window.kind,
        opens=window.opens_each or str(window.opens_on),
        closes=window.closes_each or str(window.closes_on),
        ships_from=window.ships_from,
    )


class LotOut(Out):
    """A harvest or a batch."""

    id: str
    product_id: str
    code: str
    harvest_year: int | None
    season: str
    best_before: date | None
    quantity: NetOut | None
    note: str

    @classmethod
    def of(cls, lot: Lot) -> "LotOut":
        quantity = None
        if lot.quantity is not None and lot.unit is not None:
            quantity = NetOut(value=plain_quantity(lot.quantity), unit=lot.unit)
        return cls(
            id=lot.id,
            product_id=lot.product_id,
            code=lot.code,
            harvest_year=lot.harvest_year,
            season=lot.season,
            best_before=lot.best_before,
            quantity=quantity,
            note=lot.note,
        )


class OwnValueOut(Out):
    """A value that the product stands for, in its producer's own words."""

    code: str
    statement: str
    consented_on: date | None

    @classmethod
    def of(cls, value: ProductValue) -> "OwnValueOut":
        return cls(code=value.term_code, statement=value.statement, consented_on=value.consented_on)


class OwnProductPageOut(OwnProductOut):
    """All that its producer wrote of a product. Its own texts are in `language`; `texts` are the others."""

    short_line: str
    description: str
    origin_country: str
    origin_region: str
    option_names: list[str]
    published_at: datetime | None
    variants: list[OwnVariantOut]
    texts: list[TextOut]
    windows: list[WindowOut]
    orderable_today: bool
    values: list[OwnValueOut]
    lots: list[LotOut]

    @classmethod
    def of(cls, page: OwnPage, summary: OwnProductOut) -> "OwnProductPageOut":
        product = page.product
        return cls(
            **summary.model_dump(),
            short_line=product.short_line,
            description=product.description,
            origin_country=product.origin_country,
            origin_region=product.origin_region,
            option_names=product.option_names,
            published_at=product.published_at,
            variants=[
                OwnVariantOut.of(variant, page.prices.get(variant.id, []), page.stocks.get(variant.id))
                for variant in page.variants
            ],
            texts=[TextOut.of(each) for each in page.texts],
            windows=[window_out(window) for window in page.windows],
            orderable_today=page.is_orderable,
            values=[OwnValueOut.of(value) for value in page.values],
            lots=[LotOut.of(lot) for lot in page.lots],
        )

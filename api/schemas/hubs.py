"""What a producer lets a hub offer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from api.pages import Page
from api.schemas.base import In, Moment, MoneyOut, Out, Text, money_out
from api.schemas.catalog import NamedOut
from market.accounts.hubs.queries import HubGrantFact, HubOffer
from market.catalog.tools.hub_page_queries import Hub, HubProduct

_Name = Annotated[Text, StringConstraints(max_length=200)]


class HubGrantIn(In):
    """Which hub (id or slug) may offer what: all, or the products of some categories with all below them, and single
    products. `valid_to` is the first moment at which it may no more. Whether it may set stock and price, too."""

    hub: _Name
    covers_all: bool = False
    categories: Annotated[list[_Name], Field(max_length=100, default_factory=list)]
    products: Annotated[list[_Name], Field(max_length=500, default_factory=list)]
    may_set_stock: bool = False
    may_set_price: bool = False
    valid_from: Moment | None = Field(default=None, strict=False)
    valid_to: Moment | None = Field(default=None, strict=False)


class HubGrantOut(Out):
    """It holds from the later of `valid_from` and `accepted_at` to the earlier of `valid_to` and `ended_at`."""

    id: str
    producer_id: str
    producer_name: str
    hub_id: str
    hub_name: str
    hub_slug: str
    covers_all: bool
    categories: list[str]
    products: list[str]
    product_names: list[str]
    may_set_stock: bool
    may_set_price: bool
    valid_from: datetime
    valid_to: datetime | None
    created_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, fact: HubGrantFact) -> Self:
        return cls.model_validate(fact)


class HubPriceIn(In):
    """What one unit costs, VAT and premium included, in minor units."""

    amount: Annotated[int, Field(strict=True, ge=1, le=99_999_999_999)]


class HubGrantsOut(Out):
    data: list[HubGrantOut]


class HubOfferOut(Out):
    """A variant of a producer's that the hub offers now."""

    product_id: str
    name: str
    lang: str
    producer_id: str
    producer_name: str
    variant_id: str
    variant_label: str
    price: MoneyOut | None
    available: int
    on_hand: int
    may_set_stock: bool
    may_set_price: bool

    @classmethod
    def of(cls, offer: HubOffer, currency: str) -> Self:
        return cls(
            product_id=offer.product_id,
            name=offer.name,
            lang=offer.language,
            producer_id=offer.producer_id,
            producer_name=offer.producer_name,
            variant_id=offer.variant_id,
            variant_label=offer.label,
            price=None if offer.price_minor is None else money_out(offer.price_minor, currency),
            available=offer.available,
            on_hand=offer.on_hand,
            may_set_stock=offer.may_set_stock,
            may_set_price=offer.may_set_price,
        )


class HubOut(NamedOut):
    """An organisation that offers what others make."""

    country: str
    place: str


class HubProductOut(NamedOut):
    """A product that the hub offers; `lang` is the language of its name, `price` the lowest of its variants."""

    lang: str
    picture_id: str | None
    producer: NamedOut
    price: MoneyOut | None
    in_stock: bool

    @classmethod
    def of(cls, product: HubProduct, currency: str) -> Self:
        return cls(
            id=product.id,
            slug=product.slug,
            name=product.name,
            lang=product.lang,
            picture_id=product.picture_id,
            producer=NamedOut(id=product.producer_id, slug=product.producer_slug, name=product.producer_name),
            price=None if product.price_minor is None else money_out(product.price_minor, currency),
            in_stock=product.is_in_stock,
        )


class HubPageOut(Page[HubProductOut]):
    """A hub with one page of what it offers."""

    hub: HubOut

    @classmethod
    def of(cls, hub: Hub, products: Sequence[HubProduct], *, currency: str, next_cursor: str | None) -> Self:
        return cls(
            hub=HubOut.model_validate(hub),
            data=[HubProductOut.of(product, currency) for product in products],
            has_more=next_cursor is not None,
            next_cursor=next_cursor,
        )

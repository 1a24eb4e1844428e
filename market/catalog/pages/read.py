"""Reads public pages: one statement each, then the pricing rules."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import cast

from pydantic_core import from_json, to_json

from kit.reads import Reads
from market.catalog.errors import NoSuchProducer, NoSuchProduct, NoSuchVariant
from market.catalog.pages import queries
from market.catalog.pages.claims import ClaimRow, DeclaredRow, claim_document, declared_documents
from market.catalog.pages.documents import (
    Document,
    Names,
    VariantRow,
    breakdown_document,
    variant_document,
)
from market.pricing.facts import FactsRow, price_facts
from market.pricing.queries import STANDARD_FEES
from market.pricing.rules import breakdown


@dataclass(frozen=True)
class Shopper:
    """Who reads, in which market: `country` is where it would be sent, for the tax. Pictures lie under `media_url`."""

    lang: str
    currency: str
    country: str
    market_country: str
    at: datetime
    media_url: str

    def sending_to(self, country: str) -> "Shopper":
        """The same shopper with a parcel for somebody there."""
        return replace(self, country=country)

    @property
    def on(self) -> date:
        return self.at.astimezone(UTC).date()


@dataclass(frozen=True)
class ProducersPage:
    """`data` is a JSON array; `last` is the (name key, id) where the page ended, set while there is more."""

    data: str
    last: tuple[str, str] | None


async def read_product(reads: Reads, id_or_slug: str, shopper: Shopper) -> bytes:
    """A published product with its variants' breakdowns and its claims. Raises NoSuchProduct."""
    body = await reads.json(
        queries.PRODUCT,
        id_or_slug,
        shopper.lang,
        shopper.at,
        shopper.currency,
        shopper.country,
        STANDARD_FEES,
        shopper.media_url,
    )
    if body is None:
        raise NoSuchProduct()
    product = cast(Document, from_json(body))
    names = cast(Names, product.pop("names"))
    variants = [
        variant_document(
            variant,
            names=names,
            lang=shopper.lang,
            currency=shopper.currency,
            country=shopper.country,
            market_country=shopper.market_country,
            at=shopper.at,
            schedule=STANDARD_FEES,
        )
        for variant in cast(list[VariantRow], product["variants"])
    ]
    product["variants"] = variants
    product["claims"] = _claims(product, shopper)
    product["declared"] = declared_documents(
        cast(list[DeclaredRow], product["declared"]), lang=shopper.lang, market_country=shopper.market_country
    )
    prices = [cast(Document, variant["price"])["amount"] for variant in variants if variant["price"]]
    product["price"] = {"amount": min(cast(list[int], prices)), "currency": shopper.currency} if prices else None
    product["prices_differ"] = len(set(prices)) > 1
    product["in_stock"] = bool(product["orderable"]) and any(
        cast(int, variant["available"]) > 0 for variant in variants if variant["price"]
    )
    product["lot"] = next((variant["lot"] for variant in variants if variant["lot"]), None)
    return _bytes(product)


async def read_breakdown(reads: Reads, variant_id: str, shopper: Shopper, *, quantity: int) -> bytes:
    """Who gets what of `quantity` units of a published variant.

    Raises NoSuchVariant, BadQuantity, and a refusal of `CANNOT_BE_SOLD` when a rule is missing or does not fit.
    """
    body = await reads.json(queries.VARIANT, variant_id, shopper.currency, shopper.country, shopper.at, STANDARD_FEES)
    if body is None:
        raise NoSuchVariant()
    found = from_json(body)
    facts = price_facts(
        cast(FactsRow, found["facts"]),
        currency=shopper.currency,
        country=shopper.country,
        on=shopper.on,
        schedule=STANDARD_FEES,
    )
    document = breakdown_document(breakdown(facts, quantity), facts, names=found["names"], lang=shopper.lang)
    return _bytes({"variant_id": variant_id, "quantity": quantity, **document})


async def read_producer(reads: Reads, id_or_slug: str, shopper: Shopper) -> bytes:
    """A producer's public page. Raises NoSuchProducer."""
    body = await reads.json(queries.PRODUCER, id_or_slug, shopper.lang, shopper.at, shopper.media_url)
    if body is None:
        raise NoSuchProducer()
    producer = cast(Document, from_json(body))
    producer["claims"] = _claims(producer, shopper)
    return _bytes(producer)


async def read_producers(
    reads: Reads,
    *,
    words: str | None,
    shopper: Shopper,
    countries: list[str],
    lines: list[str],
    limit: int,
    after: tuple[str, str] | None,
) -> ProducersPage:
    """Producers by name."""
    key, producer_id = after or (None, None)
    row = await reads.row(
        queries.PRODUCERS,
        words,
        shopper.lang,
        countries,
        lines,
        limit,
        key,
        producer_id,
        shopper.media_url,
        shopper.at,
    )
    assert row is not None
    data, has_more, last_key, last_id = row
    return ProducersPage(str(data), (str(last_key), str(last_id)) if has_more else None)


async def read_categories(reads: Reads, lang: str) -> bytes:
    """The shop's categories, as a list."""
    body = await reads.json(queries.CATEGORIES, lang)
    assert body is not None
    return body


async def read_terms(reads: Reads, lang: str, today: date) -> bytes:
    """The values that networks use, in their own words, as a list."""
    body = await reads.json(queries.TERMS, lang, today)
    assert body is not None
    return body


def _claims(page: Document, shopper: Shopper) -> list[Document]:
    return [
        claim_document(claim, lang=shopper.lang, market_country=shopper.market_country)
        for claim in cast(list[ClaimRow], page["claims"])
    ]


def _bytes(document: Document) -> bytes:
    return to_json(document)

"""Change the words and the shelf of a product."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.orm import Session

from market.accounts.texts.errors import TranslationInOwnLanguage
from market.catalog.authoring import queries
from market.catalog.authoring.errors import UnknownCategory, UnknownCountry
from market.catalog.authoring.touch_product import touch_product
from models.catalog import Product


@dataclass(frozen=True)
class ProductChanges:
    """What a product shall be from now on; None leaves it as it is. `language` is that of the product's own texts."""

    name: str | None = None
    short_line: str | None = None
    description: str | None = None
    category_code: str | None = None
    language: str | None = None
    origin_country: str | None = None
    origin_region: str | None = None


def edit_product(
    session: Session, product: Product, *, changes: ProductChanges, market_country: str, now: datetime
) -> None:
    """Change a locked product; what changes nothing leaves its version alone.

    Raises UnknownCategory, UnknownCountry; TranslationInOwnLanguage when there are translations into the language it
    shall be written in; for a product on sale UnprovableClaim where the market is in the EU.
    """
    wanted = {each.name: getattr(changes, each.name) for each in fields(changes)}
    news = {name: value for name, value in wanted.items() if value is not None and value != getattr(product, name)}
    if not news:
        return
    if "category_code" in news and queries.find_vat_class(session, news["category_code"]) is None:
        raise UnknownCategory(news["category_code"])
    if "origin_country" in news and not queries.is_country(session, news["origin_country"]):
        raise UnknownCountry(news["origin_country"])
    if "language" in news and queries.is_translated(session, entity_id=product.id, lang=news["language"]):
        raise TranslationInOwnLanguage(news["language"])
    for name, value in news.items():
        setattr(product, name, value)
    touch_product(session, product, market_country=market_country, now=now)

"""What may be asked of the list of products."""

from typing import Annotated, Literal

from pydantic import Field

from api.pages import PageQueryIn
from market.catalog.shelf.question import ShelfFilters, Sort

# Far above any price, and within what the database counts in.
_HIGHEST_PRICE = 10**12

Choice = Annotated[str, Field(max_length=100)]
Choices = Annotated[tuple[Choice, ...], Field(max_length=50)]
Price = Annotated[int, Field(ge=0, le=_HIGHEST_PRICE)]
_PRICE = "Minor units of the market's currency"


class ProductListQuery(PageQueryIn):
    """The filters of a list, its order and its page; repeat a filter for "or"."""

    q: str | None = Field(None, max_length=200, description="Words in any language; typing errors are met")
    category: Choices = Field((), description="With what lies below")
    producer: Choices = Field((), description="Slugs or ids")
    structure: Choices = Field((), description="Kinds of maker")
    line: Choices = Field((), description="Lines of production")
    relation: Choices = Field((), description="Places on their line")
    scheme: Choices = Field((), description="Codes of live claims")
    assurance: Choices = Field((), description="Classes of claims")
    origin: Choices = Field((), description="ISO 3166 alpha-2")
    value: Choices = Field((), description="With what lies below")
    ships_to: Choices = Field((), description="ISO 3166 alpha-2")
    in_stock: bool = Field(False, description="Only what is there now")
    price_min: Price | None = Field(None, description=_PRICE)
    price_max: Price | None = Field(None, description=_PRICE)
    hub: str | None = Field(None, max_length=100, description="Only what this hub offers: its slug or id")
    sort: Sort | None = Field(None, description="Default: relevance for a search, else popular")
    include: tuple[Literal["facets"], ...] = Field((), max_length=5)

    def filters(self) -> ShelfFilters:
        return ShelfFilters(
            # Nothing typed asks for everything.
            words=self.q if self.q is None or self.q.strip() else None,
            categories=self.category,
            producers=self.producer,
            structures=self.structure,
            lines=self.line,
            relations=self.relation,
            schemes=self.scheme,
            classes=self.assurance,
            origins=tuple(code.upper() for code in self.origin),
            values=self.value,
            ships_to=tuple(code.upper() for code in self.ships_to),
            is_in_stock=self.in_stock,
            price_min=self.price_min,
            price_max=self.price_max,
            hub=self.hub,
        )

"""What producers have at hand beside their products."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from api.schemas.base import In, Out
from api.schemas.catalog import BreakdownOut
from market.catalog.tools.watch_queries import StockAlertFact, WatchFact


class PricePreviewOut(BreakdownOut):
    """Who would get what of this price. `receives` is what reaches the producer: goods, premium and top-up, in minor
    units; `minimum` what the minimum price asks for, where there is one."""

    receives: int
    minimum: int | None


class StockWatchIn(In):
    """Tell us when this many or fewer are left; null: no more."""

    threshold: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] | None


class StockWatchOut(Out):
    """Without a variant: for all that have no threshold of their own."""

    variant_id: str | None
    variant_label: str | None
    product_id: str | None
    product_name: str | None
    threshold: int

    @classmethod
    def of(cls, fact: WatchFact) -> Self:
        return cls.model_validate(fact)


class StockWatchesOut(Out):
    data: list[StockWatchOut]


class StockAlertOut(Out):
    """Few are left of a variant: `available` now; of a resolved alert, when it was raised."""

    id: str
    product_id: str
    product_name: str
    lang: str
    variant_id: str
    variant_label: str
    threshold: int
    available: int
    raised_at: datetime
    resolved_at: datetime | None

    @classmethod
    def of(cls, fact: StockAlertFact) -> Self:
        known = vars(fact)
        return cls(lang=fact.language, **{name: known[name] for name in cls.model_fields if name != "lang"})

"""What producers have at hand beside their products."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from api.pages import Page
from api.schemas.base import In, MoneyOut, Out, money_out
from api.schemas.catalog import BreakdownOut
from market.catalog.tools.sheets.queries import NamedRow
from market.catalog.tools.sheets.rules import SheetProblem
from market.catalog.tools.stock_queries import StockLine
from market.catalog.tools.watch_queries import StockAlertFact, WatchFact
from models.enums import ProductState
from models.stock_watching import OfferSheet


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


class StockLineOut(Out):
    """A variant's count. `held` by open checkouts; `threshold` is its own, `short` also counts that of all."""

    product_id: str
    product_name: str
    lang: str
    state: ProductState
    picture_id: str | None
    variant_id: str
    variant_label: str
    sku: str | None
    price: MoneyOut | None
    on_hand: int
    held: int
    available: int
    threshold: int | None
    short: bool

    @classmethod
    def of(cls, line: StockLine, currency: str) -> Self:
        return cls(
            product_id=line.product_id,
            product_name=line.product_name,
            lang=line.language,
            state=ProductState(line.state),
            picture_id=line.picture_id,
            variant_id=line.variant_id,
            variant_label=line.variant_label,
            sku=line.sku,
            price=None if line.price_minor is None else money_out(line.price_minor, currency),
            on_hand=line.on_hand,
            held=line.held,
            available=line.available,
            threshold=line.own_threshold,
            short=line.is_short,
        )


class StockPageOut(Page[StockLineOut]):
    """One page of the stock. `currency` is the market's, in which it shows prices."""

    currency: str


class SheetRowOut(Out):
    """A line of the sheet that changes something, from what to what, or cannot be taken: `problem`, and the cell."""

    line: int
    variant_id: str | None
    product_name: str | None
    variant_label: str | None
    price_before: MoneyOut | None
    price_after: MoneyOut | None
    stock_before: int | None
    stock_after: int | None
    problem: SheetProblem | None
    cell: str

    @classmethod
    def of(cls, named: NamedRow, currency: str) -> Self:
        row = named.row
        return cls(
            line=row.line,
            variant_id=row.variant_id,
            product_name=named.name,
            variant_label=named.label,
            price_before=None if row.price_before is None else money_out(row.price_before, currency),
            price_after=None if row.price_after is None else money_out(row.price_after, currency),
            stock_before=row.stock_before,
            stock_after=row.stock_after,
            problem=SheetProblem(row.problem) if row.problem else None,
            cell=row.cell,
        )


class SheetOut(Out):
    """A sheet that was read: `changes` lines change something, `problems` cannot be taken. It is applied once."""

    id: str
    file_name: str
    created_at: datetime
    applied_at: datetime | None
    changes: int
    problems: int
    rows: list[SheetRowOut]

    @classmethod
    def of(cls, sheet: OfferSheet, rows: Sequence[NamedRow]) -> Self:
        problems = sum(bool(named.row.problem) for named in rows)
        return cls(
            id=sheet.id,
            file_name=sheet.file_name,
            created_at=sheet.created_at,
            applied_at=sheet.applied_at,
            changes=len(rows) - problems,
            problems=problems,
            rows=[SheetRowOut.of(named, sheet.currency) for named in rows],
        )

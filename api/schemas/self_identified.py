"""Payouts to organisations by what they say of themselves."""

from typing import Self

from pydantic import Field

from api.schemas.base import MoneyOut, Out, money_out
from market.impact.self_identified.income_groups import SOURCE, YEAR, IncomeGroup
from market.impact.self_identified.read_report import Row
from market.impact.self_identified.rules import Cell, Heads
from market.networks.rules import Quarter


class PaidCellOut(Out):
    organisations: int
    paid: MoneyOut

    @classmethod
    def of(cls, cell: Cell, currency: str) -> Self:
        return cls(organisations=cell.organisations, paid=money_out(cell.minor, currency))


class HeadsOut(Out):
    """Members of those `organisations` that agree to have it said, and how many of them are women."""

    organisations: int
    members: int
    women: int

    @classmethod
    def of(cls, heads: Heads | None) -> Self | None:
        return None if heads is None else cls.model_validate(heads)


class PaidGroupOut(Out):
    """A group of countries; null where fewer than five organisations stand behind it, or none."""

    income_group: IncomeGroup
    told: PaidCellOut | None
    heads: HeadsOut | None


class SelfIdentifiedOut(Out):
    """One thing that organisations say of themselves; `total` is null where it would tell of few."""

    code: str
    labels: dict[str, str]
    total: PaidCellOut | None
    total_heads: HeadsOut | None
    groups: list[PaidGroupOut]

    @classmethod
    def of(cls, row: Row, currency: str) -> Self:
        cells, heads = row.told.cells, row.heads.cells
        return cls(
            code=row.code,
            labels=dict(row.labels),
            total=PaidCellOut.of(row.told.total, currency) if row.told.total else None,
            total_heads=HeadsOut.of(row.heads.total),
            groups=[
                PaidGroupOut(
                    income_group=group,
                    told=PaidCellOut.of(cells[group], currency) if group in cells else None,
                    heads=HeadsOut.of(heads.get(group)),
                )
                for group in IncomeGroup
            ],
        )


class SelfIdentifiedReportOut(Out):
    """A quarter. Rows overlap and cannot be added up; rows of which nothing can be told are left out."""

    quarter: str = Field(examples=["2026-Q3"])
    currency: str
    income_groups_source: str
    income_groups_year: int
    data: list[SelfIdentifiedOut]

    @classmethod
    def of(cls, rows: list[Row], quarter: Quarter, currency: str) -> Self:
        return cls(
            quarter=str(quarter),
            currency=currency,
            income_groups_source=SOURCE,
            income_groups_year=YEAR,
            data=[SelfIdentifiedOut.of(row, currency) for row in rows],
        )

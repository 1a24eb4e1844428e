"""The pictures of a statement: who got what, income month by month, members, and where the money went."""

from collections.abc import Sequence
from dataclasses import dataclass

from storefront.plots.dots import Members, per_dot
from storefront.plots.sankey import Flow
from storefront.plots.stack import Slice
from storefront.shapes.base import Money
from storefront.shapes.statement_forms import Income, MoneyFlow, Series, Split
from storefront.statement import decimal_of


@dataclass(frozen=True)
class Line:
    """The steps of one producer, or of all; `total` is what the last step reaches."""

    label: str
    slug: str
    cumulative: tuple[int, ...]
    total: Money


@dataclass(frozen=True)
class Pictures:
    """`slices` of what buyers paid; `everybody` and `lines` have a step for each month, `lines` on the scale from
    `least` to `most`. `families` of the producers that say so, `members` of the others."""

    slices: tuple[Slice, ...]
    everybody: Line | None
    lines: tuple[Line, ...]
    least: int
    most: int
    families: int
    families_per_dot: int
    members: Members | None
    per_dot: int
    flows: tuple[Flow, ...]


def slices_of(split: Sequence[Split]) -> tuple[Slice, ...]:
    """What cannot be read as a number is no slice."""
    found = ((part.label, decimal_of(part.value)) for part in split)
    return tuple(Slice(label, value) for label, value in found if value is not None)


def pictures_of(split: Sequence[Split], series: Series | None) -> Pictures:
    if series is None:
        return Pictures(slices_of(split), None, (), 0, 0, 0, 1, None, 1, ())
    lines = tuple(_line(one, series.currency) for one in series.incomes)
    steps = [step for one in lines for step in one.cumulative]
    families, members = sum(one.families for one in series.families), _members(series)
    return Pictures(
        slices=slices_of(split),
        everybody=_line(_together(series.incomes), series.currency) if lines else None,
        lines=lines if len(lines) > 1 else (),
        least=min(steps, default=0),
        most=max(steps, default=0),
        families=families,
        families_per_dot=per_dot(families),
        members=members,
        per_dot=per_dot(members.total) if members else 1,
        flows=tuple(_flow(one) for one in series.flows),
    )


def _line(income: Income, currency: str) -> Line:
    return Line(income.label, income.slug, income.cumulative, Money(sum(income.amounts), currency))


def _together(incomes: Sequence[Income]) -> Income:
    amounts = tuple(map(sum, zip(*(one.amounts for one in incomes), strict=True)))
    cumulative = tuple(map(sum, zip(*(one.cumulative for one in incomes), strict=True)))
    return Income("", "", amounts, cumulative)


def _members(series: Series) -> Members | None:
    """Of those who agreed to publish their numbers and are not told by families; None where there are none."""
    told = {one.slug for one in series.families}
    found = [one for one in series.members if one.slug not in told]
    if not found:
        return None
    return Members(
        sum(one.women for one in found),
        sum(one.men for one in found),
        sum(one.unknown for one in found),
    )


def _flow(one: MoneyFlow) -> Flow:
    return Flow(one.source, one.source_label, one.target, one.target_label, one.amount.amount)

"""Definitions of indicators, as the API shows them."""

from pydantic import JsonValue

from api.schemas.base import Out


class ComparatorOut(Out):
    """What others published about something similar, and where."""

    text: str
    source: str


class IndicatorOut(Out):
    """What a figure is, apart from its value. `rule` is its formula as a program evaluates it, `sql` gives its sums."""

    id: str
    name: str
    unit: str
    formula: str
    rule: dict[str, JsonValue]
    needs: str
    inputs: list[str]
    denominator: str
    exclusions: str
    evidence: str
    method: str
    note: str
    source: str
    when_absent: str
    coverage: dict[str, JsonValue] | None
    coverage_meaning: str
    least_coverage: int | None
    comparators: list[ComparatorOut]
    sql: str
    since: str


class IndicatorsOut(Out):
    """All indicators of a version of the methodology."""

    version: str
    data: list[IndicatorOut]

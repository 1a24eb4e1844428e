"""The definitions as everybody reads them: as data, and as a page of the documentation."""

from collections.abc import Sequence
from dataclasses import dataclass

from market.impact.indicators.catalogue import INDICATORS, VERSION
from market.impact.indicators.definition import Comparator, Indicator, Unit
from market.impact.indicators.figures import measures_read, prefixes_read
from market.impact.indicators.formula import Json
from market.impact.indicators.queries import sums_sql


@dataclass(frozen=True)
class Described:
    """One definition, with what it reads. `coverage` is its rule; below `least_coverage` per cent it is withheld."""

    id: str
    name: str
    unit: str
    formula: str
    rule: Json
    needs: str
    inputs: tuple[str, ...]
    denominator: str
    exclusions: str
    evidence: str
    method: str
    note: str
    source: str
    when_absent: str
    coverage: Json | None
    coverage_meaning: str
    least_coverage: int | None
    comparators: tuple[Comparator, ...]
    sql: str
    since: str


def described() -> list[Described]:
    """Every indicator, in the order of statements."""
    return [_describe(indicator) for indicator in INDICATORS]


def _describe(indicator: Indicator) -> Described:
    coverage = indicator.coverage
    return Described(
        id=indicator.id,
        name=indicator.name,
        unit="money, in the statement's currency" if indicator.unit is Unit.MONEY else indicator.unit.value,
        formula=indicator.formula,
        rule=indicator.rule.as_json(),
        needs=indicator.needs,
        inputs=(*measures_read(indicator, {}), *(f"{prefix}…" for prefix in prefixes_read(indicator))),
        denominator=indicator.denominator,
        exclusions=indicator.exclusions,
        evidence=indicator.evidence.value,
        method=indicator.method,
        note=indicator.note,
        source=indicator.source,
        when_absent=indicator.when_absent,
        coverage=coverage.rule.as_json() if coverage else None,
        coverage_meaning=coverage.meaning if coverage else "",
        least_coverage=coverage.least if coverage else None,
        comparators=indicator.comparators,
        sql=sums_sql(indicator),
        since=indicator.since,
    )


_HEAD = f"""# Indicators

Version {VERSION}. Made by `solifair openapi export`; the same as data: `GET /v1/indicators`.
How formulas are evaluated, and what a measure is, says [the specification of statements](impact-statement.md).

Where the books hold nothing of a kind, a figure has no value but the reason. It is never nought. A figure that covers
less than its threshold is withheld, and a cell of fewer than five orders is summed with the others like it.
"""


def as_markdown() -> str:
    """docs/indicators.md."""
    return "\n".join([_HEAD, *(_section(one) for one in described())])


def _section(one: Described) -> str:
    lines = [
        f"## {one.id}: {one.name}",
        "",
        f"`{one.formula}`",
        "",
        "| | |",
        "|---|---|",
        *_rows(one),
        "",
        "```sql",
        one.sql,
        "```",
        "",
    ]
    return "\n".join(lines)


def _rows(one: Described) -> Sequence[str]:
    covered = f"{one.coverage_meaning}; below {one.least_coverage} % withheld" if one.coverage else ""
    facts = {
        "unit": one.unit,
        "inputs": ", ".join(f"`{name}`" for name in one.inputs),
        "denominator": one.denominator,
        "exclusions": one.exclusions,
        "coverage": covered,
        "evidence": one.evidence,
        "method": one.method,
        "note": one.note,
        "source": one.source,
        "no value when": one.when_absent,
        "compare": " ".join(f"{other.text} <{other.source}>" for other in one.comparators),
        "since": one.since,
    }
    return [f"| {name} | {words} |" for name, words in facts.items() if words]

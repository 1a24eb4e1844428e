"""What became of a file of rules, line by line."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from market.pricing.tables.rules import C, Outcome, Planned


@dataclass(frozen=True)
class ReportLine:
    """A line of the file, counted as a spreadsheet does, and what became of it."""

    line: int
    what: str
    outcome: Outcome
    notes: tuple[str, ...]


@dataclass(frozen=True)
class RuleReport:
    """`is_check` says that nothing was written."""

    lines: tuple[ReportLine, ...]
    is_check: bool

    def count(self, outcome: Outcome) -> int:
        return Counter(line.outcome for line in self.lines)[outcome]

    def document(self) -> dict[str, object]:
        """The report as JSON."""
        return {
            "check": self.is_check,
            **{outcome.value: self.count(outcome) for outcome in Outcome},
            "lines": [
                {"line": line.line, "what": line.what, "outcome": line.outcome, "notes": list(line.notes)}
                for line in self.lines
            ],
        }


def report_of(planned: Iterable[Planned[C]], *, is_check: bool) -> RuleReport:
    """The report of these lines."""
    return RuleReport(tuple(ReportLine(row.line, row.what, row.outcome, row.notes) for row in planned), is_check)

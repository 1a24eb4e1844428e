"""Limits, and whether they are met."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """A limit, and what was measured. `is_least`: it may not be less."""

    what: str
    limit: float
    measured: float
    is_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.measured >= self.limit if self.is_least else self.measured <= self.limit


def print_verdicts(verdicts: Sequence[Verdict]) -> bool:
    """A table with a line for each; whether all are met."""
    print(f"\n{'limit':60} {'wanted':>12} {'measured':>9}")
    for verdict in verdicts:
        wanted = f"{'at least' if verdict.is_least else 'at most'} {verdict.limit:g}"
        print(f"{verdict.what:60} {wanted:>12} {verdict.measured:9.2f}  {'met' if verdict.is_met else 'MISSED'}")
    return all(verdict.is_met for verdict in verdicts)

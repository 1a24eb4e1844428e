"""Bring conversion factors between forms in."""

from decimal import Decimal

from sqlalchemy.orm import Session

from market.pricing.floor import plain
from market.pricing.forms import Conversion
from market.pricing.tables import queries
from market.pricing.tables.factor_rows import FactorLine, read_factor_rows
from market.pricing.tables.files import read_rule_file
from market.pricing.tables.report import ReportLine, RuleReport
from market.pricing.tables.rules import Outcome

_Known = dict[tuple[str, str, str], Decimal]


def import_factors(session: Session, data: bytes, *, is_check: bool) -> RuleReport:
    """Take what can be read and report what cannot. A factor has no dates: a new one replaces the old, which is told;
    what orders froze keeps the one it was made with. A check writes nothing. Raises RuleFileRefused.
    """
    lines = read_factor_rows(read_rule_file(data))
    queries.lock_tables(session)
    known = queries.list_factors(session)
    said: _Known = {}
    taken: list[tuple[Conversion, Decimal]] = []
    report = []
    for line in lines:
        outcome, notes = _outcome(line, known, said)
        if line.conversion is not None and outcome in {Outcome.NEW, Outcome.CHANGED}:
            taken.append((line.conversion, said[_place(line.conversion)]))
        report.append(ReportLine(line.line, line.what, outcome, notes))
    if not is_check:
        queries.put_factors(session, taken)
    return RuleReport(tuple(report), is_check)


def _outcome(line: FactorLine, known: _Known, said: _Known) -> tuple[Outcome, tuple[str, ...]]:
    if line.conversion is None:
        return (Outcome.REFUSED if line.is_wrong else Outcome.UNCHANGED), line.notes
    place, factor = _place(line.conversion), _decimal(line.conversion)
    if place in said:
        if said[place] == factor:
            return Outcome.UNCHANGED, (*line.notes, "an earlier line says the same")
        return Outcome.REFUSED, (*line.notes, f"an earlier line says {plain(said[place])}")
    said[place] = factor
    if place not in known:
        return Outcome.NEW, line.notes
    if known[place] == factor:
        return Outcome.UNCHANGED, line.notes
    return Outcome.CHANGED, (*line.notes, f"{plain(known[place])} before")


def _place(conversion: Conversion) -> tuple[str, str, str]:
    return conversion.product, conversion.from_form, conversion.to_form


def _decimal(conversion: Conversion) -> Decimal:
    return Decimal(conversion.factor.numerator) / Decimal(conversion.factor.denominator)

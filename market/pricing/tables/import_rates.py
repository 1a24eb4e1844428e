"""Bring published exchange rates in."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from market.pricing.floor import plain
from market.pricing.tables import queries
from market.pricing.tables.files import read_rule_file
from market.pricing.tables.rate_rows import Rate, RateLine, read_rate_rows
from market.pricing.tables.report import ReportLine, RuleReport
from market.pricing.tables.rules import Outcome

_LINES_AT_ONCE = 500


def import_rates(session: Session, data: bytes, *, today: date, is_check: bool) -> RuleReport:
    """Take what can be read and report what cannot. A day's rate is said once: a line that says otherwise than is there
    is refused, since orders name it; so is one of a day to come. A check writes nothing. Raises RuleFileRefused.
    """
    lines = read_rate_rows(read_rule_file(data), today=today)
    queries.lock_tables(session)
    report: list[ReportLine] = []
    for start in range(0, len(lines), _LINES_AT_ONCE):
        some = lines[start : start + _LINES_AT_ONCE]
        known = queries.list_rates(session, [rate for line in some for rate in line.rates])
        new: list[Rate] = []
        report += [_take(line, known, new) for line in some]
        if not is_check:
            queries.insert_rates(session, new)
    return RuleReport(tuple(report), is_check)


def _take(line: RateLine, known: dict[tuple[str, str, date], Decimal], new: list[Rate]) -> ReportLine:
    if line.notes:
        return ReportLine(line.line, line.what, Outcome.REFUSED, line.notes)
    missing = [rate for rate in line.rates if _place(rate) not in known]
    others = [rate for rate in line.rates if known.get(_place(rate), rate.rate) != rate.rate]
    if others:
        told = tuple(f"{rate.base}/{rate.quote} is {plain(known[_place(rate)])} there" for rate in others)
        return ReportLine(line.line, line.what, Outcome.REFUSED, told)
    new += missing
    known.update({_place(rate): rate.rate for rate in missing})
    outcome = Outcome.NEW if missing else Outcome.UNCHANGED
    return ReportLine(line.line, line.what, outcome, (f"{len(missing)} new of {len(line.rates)}",))


def _place(rate: Rate) -> tuple[str, str, date]:
    return rate.base, rate.quote, rate.on

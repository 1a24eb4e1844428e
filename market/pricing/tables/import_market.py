"""Bring published market prices in."""

from datetime import date

from sqlalchemy.orm import Session

from market.pricing.floor import per_unit, plain
from market.pricing.tables import queries
from market.pricing.tables.files import read_rule_file
from market.pricing.tables.market_rows import Quotation, QuotationLine, read_quotation_rows
from market.pricing.tables.report import ReportLine, RuleReport
from market.pricing.tables.rules import Outcome


def import_market(session: Session, data: bytes, *, today: date, is_check: bool) -> RuleReport:
    """Take what can be read and report what cannot. A day's price is said once: a line that says otherwise than is
    there is refused, since orders name it; so is one of a day to come. A check writes nothing. Raises RuleFileRefused.
    """
    lines = read_quotation_rows(read_rule_file(data), today=today)
    queries.lock_tables(session)
    known = queries.list_quotations(session, [line.quotation for line in lines if line.quotation])
    new: list[Quotation] = []
    report = [_take(line, known, new) for line in lines]
    if not is_check:
        queries.insert_quotations(session, new)
    return RuleReport(tuple(report), is_check)


def _take(line: QuotationLine, known: dict[tuple[str, str, date], Quotation], new: list[Quotation]) -> ReportLine:
    said = line.quotation
    if said is None:
        return ReportLine(line.line, line.what, Outcome.REFUSED, (line.note,))
    there = known.setdefault((said.product, said.form, said.quoted_on), said)
    if there is said:
        new.append(said)
        return ReportLine(line.line, line.what, Outcome.NEW, ())
    if there != said:
        per = per_unit(there.unit, there.unit_quantity)
        told = f"{plain(there.amount)} {there.currency} per {per} is there, {there.source}"
        return ReportLine(line.line, line.what, Outcome.REFUSED, (told,))
    return ReportLine(line.line, line.what, Outcome.UNCHANGED, ())

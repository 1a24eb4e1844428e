"""Bring fee schedules, VAT on fees or VAT on goods in; the file's columns say which."""

from sqlalchemy.orm import Session

from market.pricing.tables import fee_rows, queries
from market.pricing.tables.fee_rows import FeeTable
from market.pricing.tables.files import read_rule_file
from market.pricing.tables.report import RuleReport, report_of
from market.pricing.tables.rules import plan_rows


def import_fees(session: Session, data: bytes, *, is_check: bool) -> RuleReport:
    """Take what can be read and report what cannot; rows that overlap are ended, and that is told. A check writes
    nothing. Raises RuleFileRefused when the file's columns are none that we know.
    """
    file = read_rule_file(data)
    table = fee_rows.fee_table_of(file)
    queries.lock_tables(session)
    if table is FeeTable.SCHEDULES:
        schedules = plan_rows(fee_rows.read_schedules(file), queries.list_schedules(session))
        if not is_check:
            queries.write_schedules(session, schedules)
        return report_of(schedules.rows, is_check=is_check)
    if table is FeeTable.FEE_TAXES:
        fee_taxes = plan_rows(fee_rows.read_fee_taxes(file), queries.list_fee_taxes(session))
        if not is_check:
            queries.write_fee_taxes(session, fee_taxes)
        return report_of(fee_taxes.rows, is_check=is_check)
    goods_taxes = plan_rows(fee_rows.read_goods_taxes(file), queries.list_goods_taxes(session))
    if not is_check:
        queries.write_goods_taxes(session, goods_taxes)
    return report_of(goods_taxes.rows, is_check=is_check)

"""Bring a table of minimum prices and premiums in."""

from sqlalchemy.orm import Session

from market.pricing.queries import FAIRTRADE
from market.pricing.tables import queries
from market.pricing.tables.files import read_rule_file
from market.pricing.tables.price_rows import read_price_rows
from market.pricing.tables.report import RuleReport, report_of
from market.pricing.tables.rules import plan_rows


def import_prices(session: Session, data: bytes, *, scheme: str = FAIRTRADE, is_check: bool) -> RuleReport:
    """Take what can be read and report what cannot; rows that overlap are ended, and that is told. A check writes
    nothing. Raises RuleFileRefused when the file as a whole is no price table.
    """
    read = read_price_rows(read_rule_file(data), scheme=scheme)
    queries.lock_tables(session)
    plan = plan_rows(read, queries.list_prices(session))
    if not is_check:
        queries.write_prices(session, plan)
    return report_of(plan.rows, is_check=is_check)

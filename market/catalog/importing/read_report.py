"""The report of one import, as it stands."""

from sqlalchemy.orm import Session

from market.catalog.errors import NoSuchImport
from market.catalog.importing.job_queries import find_import
from market.catalog.importing.report import ImportReport, make_report
from market.catalog.importing.report_queries import list_rows

FIRST_ROWS = 100


def read_report(session: Session, import_id: str) -> ImportReport:
    """With the first hundred of its products. Raises NoSuchImport."""
    record = find_import(session, import_id)
    if record is None:
        raise NoSuchImport()
    return make_report(record, list_rows(session, import_id, limit=FIRST_ROWS))

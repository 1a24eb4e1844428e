"""Tasks about imports: the one that goes on with one, and the one that takes old files away."""

from datetime import timedelta

from kit.log import get_log
from market.catalog.importing.forget_files import forget_files
from market.catalog.importing.import_chunk import ImportTerms
from market.catalog.importing.run_import import run_import
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

_log = get_log("imports")


@task(TaskName.RUN_IMPORT)
def go_on_with_import(tools: Tools, import_id: str) -> None:
    terms = ImportTerms(tools.settings.market_currency, tools.settings.market_country)
    state = run_import(tools.database, tools.files, import_id=import_id, terms=terms, now=tools.now())
    if state is not None:
        _log.info("catalog_import", import_id=import_id, state=state)


@task(TaskName.FORGET_IMPORT_FILES)
def forget_import_files(tools: Tools) -> None:
    now = tools.now()
    before = now - timedelta(days=tools.settings.import_files_days)
    count = forget_files(tools.database, tools.files, before=before, now=now)
    if count:
        _log.info("import_files_forgotten", count=count)

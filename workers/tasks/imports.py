"""The task that goes on with an import."""

from kit.log import get_log
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

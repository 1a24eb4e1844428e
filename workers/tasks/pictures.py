"""The task that makes pictures."""

from kit.log import get_log
from market.catalog.pictures.make_picture import make_picture
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

_log = get_log("pictures")


@task(TaskName.MAKE_PICTURE)
def make_one_picture(tools: Tools, media_id: str) -> None:
    state = make_picture(tools.database, tools.pictures, media_id=media_id, now=tools.now())
    _log.info("picture", media_id=media_id, state=state)

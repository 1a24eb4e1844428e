"""Tasks about products: what comes on sale and what leaves by the clock, and what lists are read from."""

from kit.log import get_log
from market.catalog.authoring.follow_clock import follow_clock
from market.catalog.shelf.tending_queries import recount_words as recount
from market.catalog.shelf.tending_queries import tend_shelf as tend
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

_log = get_log("catalog")


@task(TaskName.FOLLOW_SALE_TIMES)
def follow_sale_times(tools: Tools) -> None:
    while True:
        with tools.database.transaction() as session:
            followed = follow_clock(
                session,
                currency=tools.settings.market_currency,
                market_country=tools.settings.market_country,
                now=tools.now(),
            )
        if not followed.total:
            break
        _log.info("sale_times_followed", published=followed.published, left=followed.left, refused=followed.refused)


@task(TaskName.TEND_SHELF)
def tend_shelf(tools: Tools) -> None:
    with tools.database.transaction() as session:
        tend(session)


@task(TaskName.RECOUNT_WORDS)
def recount_words(tools: Tools) -> None:
    with tools.database.transaction() as session:
        recount(session)

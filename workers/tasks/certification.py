"""Tasks about certificates: whom to tell of an end, before it comes and after."""

from certification.reminders.remind_holders import remind_holders
from kit.log import get_log
from market.orders.tell_buyers import tell_buyers
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

_log = get_log("certification")


@task(TaskName.TELL_BUYERS)
def tell_buyers_of_withdrawals(tools: Tools) -> None:
    told = 0
    while True:
        with tools.database.transaction() as session:
            more = tell_buyers(session, now=tools.now())
        told += more
        if not more:
            break
    if told:
        _log.info("buyers_told", notices=told)


@task(TaskName.REMIND_HOLDERS)
def remind_holders_of_ends(tools: Tools) -> None:
    with tools.database.transaction() as session:
        reminded = remind_holders(session, now=tools.now())
    if reminded:
        _log.info("holders_reminded", count=reminded)

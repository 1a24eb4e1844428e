"""Tasks that tell other systems what happened."""

from kit.log import get_log
from market.webhooks.forget_deliveries import forget_deliveries
from market.webhooks.send_deliveries import send_deliveries
from market.webhooks.sweep_deliveries import sweep_deliveries
from models.enums import TaskName
from workers.app import task
from workers.tools import Tools

_log = get_log("webhooks")


@task(TaskName.SEND_WEBHOOKS)
def send_webhooks(tools: Tools, endpoint_id: str) -> None:
    if sent := send_deliveries(tools.webhook_sender, endpoint_id=endpoint_id):
        _log.info("webhooks_sent", endpoint=endpoint_id, attempts=sent)


@task(TaskName.SWEEP_WEBHOOKS)
def sweep_webhooks(tools: Tools) -> None:
    with tools.database.transaction() as session:
        sweep_deliveries(session, now=tools.now())


@task(TaskName.FORGET_DELIVERIES)
def forget_old_deliveries(tools: Tools) -> None:
    with tools.database.transaction() as session:
        if forgotten := forget_deliveries(session, now=tools.now()):
            _log.info("webhook_events_forgotten", count=forgotten)

"""What was told to webhooks, and what came of it."""

from typing import Annotated

from fastapi import Query

from api.deps import CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.lists import IdList
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routes.webhooks import reach_of
from api.routing import Routes
from api.schemas.webhooks import DeliveryOut, DeliveryWithAttemptsOut
from market.webhooks import log_queries
from market.webhooks.send_again import send_one_again
from models.enums import DeliveryState

routes = Routes(prefix="/v1", tags=["webhooks"])


@routes.get("/webhooks/{webhook_id}/deliveries", policy=(Resource.WEBHOOK, Action.READ))
def list_deliveries(
    webhook_id: IdPath,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    state: Annotated[DeliveryState | None, Query(description="Only those that stand so")] = None,
) -> Page[DeliveryOut]:
    """What was told to a webhook in the last 30 days, newest first."""
    wanted = expect_id("whe", webhook_id)
    asked = IdList(settings, f"webhook-deliveries/{wanted}/{state or ''}", page)
    with database.reading() as session:
        reach_of(caller).find(session, wanted)
        rows = log_queries.list_deliveries(session, wanted, state=state, before=asked.before, limit=asked.limit)
    return asked.answer(rows, DeliveryOut.of)


@routes.get("/webhook-deliveries/{delivery_id}", policy=(Resource.WEBHOOK, Action.READ))
def read_delivery(delivery_id: IdPath, caller: CallerDep, database: DatabaseDep) -> DeliveryWithAttemptsOut:
    """One of them, with every attempt: when, how long, the status, and the first KiB of the answer."""
    reach = reach_of(caller)
    with database.reading() as session:
        found = reach.find_delivery(session, expect_id("whd", delivery_id))
        fact = log_queries.get_delivery(session, found.id)
        attempts = log_queries.list_attempts(session, found.id)
    return DeliveryWithAttemptsOut.with_attempts(fact, attempts, is_operator=reach.is_operator)


@routes.post("/webhook-deliveries/{delivery_id}/replay", policy=(Resource.WEBHOOK, Action.UPDATE), status_code=202)
def replay_delivery(delivery_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> DeliveryOut:
    """Tell it again, under the same `webhook-id`: a receiver that keeps to it does nothing twice."""
    with database.transaction() as session:
        delivery = send_one_again(session, expect_id("whd", delivery_id), reach=reach_of(caller), now=now)
        return DeliveryOut.of(log_queries.get_delivery(session, delivery.id))

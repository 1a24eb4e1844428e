"""Webhooks: where an organisation, or the market, wants to be told what happens."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query

from api.deps import Caller, CallerDep, DatabaseDep, IdPath, Now, SettingsDep, expect_id
from api.lists import IdList
from api.pages import Page, PageQuery
from api.policy import Action, Resource
from api.routing import Routes
from api.schemas.base import STORABLE
from api.schemas.webhooks import (
    DeliveryOut,
    OpenedWebhookOut,
    RotationIn,
    SendAgainIn,
    SentAgainOut,
    WebhookChangeIn,
    WebhookIn,
    WebhookOut,
)
from market.webhooks import log_queries, queries
from market.webhooks.change_webhook import WebhookChange, change_webhook
from market.webhooks.open_webhook import WebhookTerms, open_webhook
from market.webhooks.reach import Reach
from market.webhooks.rotate_secret import rotate_secret
from market.webhooks.send_again import Again, send_range_again, send_test
from market.webhooks.stop_webhook import disable_webhook, enable_webhook, remove_webhook
from models.enums import DeliveryState

routes = Routes(prefix="/v1/webhooks", tags=["webhooks"])


def reach_of(caller: Caller) -> Reach:
    """Who asks."""
    return Reach(caller.require_person(), caller.is_operator)


@routes.get("", policy=(Resource.WEBHOOK, Action.LIST))
def list_webhooks(
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    page: PageQuery,
    organisation_id: Annotated[
        str | None, Query(max_length=64, description="Only those of one organisation"), STORABLE
    ] = None,
) -> Page[WebhookOut]:
    """Those of the organisations that you are a steward of, newest first; for operators, everybody's."""
    reach = reach_of(caller)
    wanted = None if organisation_id is None else expect_id("org", organisation_id)
    asked = IdList(settings, f"webhooks/{reach.person_id}/{wanted or ''}", page)
    with database.reading() as session:
        organisations = None if reach.is_operator else queries.list_stewarded(session, reach.person_id)
        if wanted is not None:
            organisations = [wanted] if organisations is None or wanted in organisations else []
        rows = queries.list_webhooks(session, organisations=organisations, before=asked.before, limit=asked.limit)
    return asked.answer(rows, WebhookOut.of)


@routes.post("", policy=(Resource.WEBHOOK, Action.CREATE), status_code=201)
def create(
    body: WebhookIn, caller: CallerDep, database: DatabaseDep, settings: SettingsDep, now: Now
) -> OpenedWebhookOut:
    """Open a webhook for an organisation that you are a steward of. The secret is in this answer and nowhere else."""
    terms = WebhookTerms(
        url=body.url,
        kinds=body.kinds,
        description=body.description,
        secret_key=settings.secret_key,
        may_reach_loopback=settings.fetch_from_loopback,
    )
    owner = None if body.organisation_id is None else expect_id("org", body.organisation_id)
    with database.transaction() as session:
        opened = open_webhook(session, terms, organisation_id=owner, reach=reach_of(caller), now=now)
        shown = WebhookOut.of(queries.get_webhook(session, opened.id))
    return OpenedWebhookOut(secret=opened.secret, webhook=shown)


@routes.get("/{webhook_id}", policy=(Resource.WEBHOOK, Action.READ))
def read(webhook_id: IdPath, caller: CallerDep, database: DatabaseDep) -> WebhookOut:
    """One webhook."""
    with database.reading() as session:
        found = reach_of(caller).find(session, expect_id("whe", webhook_id))
        return WebhookOut.of(queries.get_webhook(session, found.id))


@routes.patch("/{webhook_id}", policy=(Resource.WEBHOOK, Action.UPDATE))
def change(
    webhook_id: IdPath,
    body: WebhookChangeIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
) -> WebhookOut:
    """Change its address, events or description. What waits goes to the new address."""
    with database.transaction() as session:
        changed = change_webhook(
            session,
            expect_id("whe", webhook_id),
            WebhookChange(body.url, body.kinds, body.description),
            reach=reach_of(caller),
            may_reach_loopback=settings.fetch_from_loopback,
            now=now,
        )
        return WebhookOut.of(queries.get_webhook(session, changed.id))


@routes.delete("/{webhook_id}", policy=(Resource.WEBHOOK, Action.DELETE), status_code=204)
def remove(webhook_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> None:
    """Remove it; what waits is not sent."""
    with database.transaction() as session:
        remove_webhook(session, expect_id("whe", webhook_id), reach=reach_of(caller), now=now)


@routes.post("/{webhook_id}/disable", policy=(Resource.WEBHOOK, Action.UPDATE))
def disable(webhook_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> WebhookOut:
    """Send nothing for now. What happens meanwhile is kept for it, 30 days long."""
    with database.transaction() as session:
        disabled = disable_webhook(session, expect_id("whe", webhook_id), reach=reach_of(caller), now=now)
        return WebhookOut.of(queries.get_webhook(session, disabled.id))


@routes.post("/{webhook_id}/enable", policy=(Resource.WEBHOOK, Action.UPDATE))
def enable(webhook_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> WebhookOut:
    """Send again, beginning with what it missed."""
    with database.transaction() as session:
        enabled = enable_webhook(session, expect_id("whe", webhook_id), reach=reach_of(caller), now=now)
        return WebhookOut.of(queries.get_webhook(session, enabled.id))


@routes.post("/{webhook_id}/secrets", policy=(Resource.WEBHOOK, Action.UPDATE), status_code=201)
def rotate(
    webhook_id: IdPath,
    body: RotationIn,
    caller: CallerDep,
    database: DatabaseDep,
    settings: SettingsDep,
    now: Now,
) -> OpenedWebhookOut:
    """Make another secret. For `overlap_hours` every message carries a signature with each of the two."""
    wanted = expect_id("whe", webhook_id)
    with database.transaction() as session:
        secret = rotate_secret(
            session,
            wanted,
            overlap=timedelta(hours=body.overlap_hours),
            reach=reach_of(caller),
            secret_key=settings.secret_key,
            now=now,
        )
        return OpenedWebhookOut(secret=secret, webhook=WebhookOut.of(queries.get_webhook(session, wanted)))


@routes.post("/{webhook_id}/test", policy=(Resource.WEBHOOK, Action.UPDATE), status_code=202)
def ask_for_test(webhook_id: IdPath, caller: CallerDep, database: DatabaseDep, now: Now) -> DeliveryOut:
    """Send it an event `webhook.test`."""
    with database.transaction() as session:
        delivery = send_test(session, expect_id("whe", webhook_id), reach=reach_of(caller), now=now)
        return DeliveryOut.of(log_queries.get_delivery(session, delivery.id))


@routes.post("/{webhook_id}/replay", policy=(Resource.WEBHOOK, Action.UPDATE), status_code=202)
def replay(webhook_id: IdPath, body: SendAgainIn, caller: CallerDep, database: DatabaseDep, now: Now) -> SentAgainOut:
    """Tell again what happened in a period, by default what could not be told. Each keeps its `webhook-id`."""
    again = Again(body.since, body.until, [DeliveryState(state) for state in body.states])
    with database.transaction() as session:
        count = send_range_again(session, expect_id("whe", webhook_id), again, reach=reach_of(caller), now=now)
    return SentAgainOut(count=count)

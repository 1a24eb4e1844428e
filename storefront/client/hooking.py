"""Webhooks: where they lead, what was told, and telling it again."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.webhooks import OpenedWebhook, SentAgain, TriedDelivery, Webhook, WebhookDelivery


@dataclass(frozen=True)
class Hooking(Asking):
    """An organisation's webhooks; an operator's are the market's own, and everybody's to look at."""

    async def webhooks(self, organisation_id: str | None, cursor: str | None) -> Page[Webhook]:
        asked = {"organisation_id": organisation_id, "cursor": cursor}
        return await self.transport.get(Page[Webhook], "/v1/webhooks", asked)

    async def webhook(self, webhook_id: str) -> Webhook:
        return await self.transport.get(Webhook, f"/v1/webhooks/{safe(webhook_id)}")

    async def open_webhook(self, body: Mapping[str, object]) -> OpenedWebhook:
        return await self.transport.send(OpenedWebhook, "POST", "/v1/webhooks", body)

    async def change_webhook(self, webhook_id: str, body: Mapping[str, object]) -> None:
        await self.transport.act("PATCH", f"/v1/webhooks/{safe(webhook_id)}", body)

    async def remove_webhook(self, webhook_id: str) -> None:
        await self.transport.act("DELETE", f"/v1/webhooks/{safe(webhook_id)}")

    async def act_on_webhook(self, webhook_id: str, act: str) -> None:
        """`enable`, `disable` or `test`."""
        await self.transport.act("POST", f"/v1/webhooks/{safe(webhook_id)}/{safe(act)}")

    async def rotate_webhook_secret(self, webhook_id: str, overlap_hours: int) -> OpenedWebhook:
        path = f"/v1/webhooks/{safe(webhook_id)}/secrets"
        return await self.transport.send(OpenedWebhook, "POST", path, {"overlap_hours": overlap_hours})

    async def replay_webhook(self, webhook_id: str, body: Mapping[str, object]) -> SentAgain:
        return await self.transport.send(SentAgain, "POST", f"/v1/webhooks/{safe(webhook_id)}/replay", body)

    async def webhook_deliveries(self, webhook_id: str, cursor: str | None) -> Page[WebhookDelivery]:
        path = f"/v1/webhooks/{safe(webhook_id)}/deliveries"
        return await self.transport.get(Page[WebhookDelivery], path, {"cursor": cursor})

    async def webhook_delivery(self, delivery_id: str) -> TriedDelivery:
        return await self.transport.get(TriedDelivery, f"/v1/webhook-deliveries/{safe(delivery_id)}")

    async def replay_webhook_delivery(self, delivery_id: str) -> None:
        await self.transport.act("POST", f"/v1/webhook-deliveries/{safe(delivery_id)}/replay")

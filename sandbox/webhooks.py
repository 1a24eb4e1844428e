"""Deliveries: signed as Stripe signs, tried again with growing pauses, logged."""

import asyncio
import hashlib
import hmac
import json
import logging
from http import HTTPStatus

import httpx2

from sandbox.clock import wall_time
from sandbox.config import API_VERSION
from sandbox.store import Record
from sandbox.views import present
from sandbox.world import World

_log = logging.getLogger("sandbox.webhooks")
_ANSWER_KEPT = 500


def signature(payload: str, secret: str, timestamp: int) -> str:
    """The value of the Stripe-Signature header."""
    digest = hmac.new(secret.encode(), f"{timestamp}.{payload}".encode(), hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


class Postman:
    """Carries what is due. One endpoint gets its events one at a time, so that a slow one delays only itself."""

    def __init__(self, world: World):
        self._world = world
        self._busy: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Carry until cancelled."""
        timeout = self._world.config.webhook_timeout_seconds
        async with httpx2.AsyncClient(timeout=timeout, trust_env=False, follow_redirects=False) as client:
            try:
                while True:
                    self._start_rounds(client)
                    await asyncio.sleep(self._world.config.tick_seconds)
            finally:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start_rounds(self, client: httpx2.AsyncClient) -> None:
        with self._world.lock:
            due = self._due()
        for endpoint_id, deliveries in due.items():
            if endpoint_id not in self._busy:
                self._busy.add(endpoint_id)
                task = asyncio.create_task(self._round(client, endpoint_id, deliveries))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _due(self) -> dict[str, list[Record]]:
        now = self._world.clock.time()
        found: dict[str, list[Record]] = {}
        for delivery in self._world.waiting_deliveries():
            if delivery.body["due"] <= now:
                found.setdefault(delivery.body["endpoint"], []).append(delivery)
        for deliveries in found.values():
            deliveries.sort(key=lambda delivery: (delivery.body["due"], delivery.seq))
        return found

    async def _round(self, client: httpx2.AsyncClient, endpoint_id: str, deliveries: list[Record]) -> None:
        try:
            for delivery in deliveries:
                await self._carry(client, endpoint_id, delivery)
        except Exception:
            _log.exception("a round of deliveries to %s broke off", endpoint_id)
        finally:
            self._busy.discard(endpoint_id)

    async def _carry(self, client: httpx2.AsyncClient, endpoint_id: str, delivery: Record) -> None:
        world = self._world
        with world.lock:
            endpoint = world.store.find("webhook_endpoint", endpoint_id)
            event = world.store.find(delivery.body["event_kind"], delivery.body["event"])
            if endpoint is None or event is None:
                self._note(delivery, None, "the endpoint is gone")
                return
            payload = json.dumps(present(world, event), indent=2)
            secret, url = endpoint.hidden["secret"], endpoint.body["url"]
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stripe/1.0 (sandbox)",
            # Real time: the receiver compares it with its own clock, which the sandbox cannot move.
            "Stripe-Signature": signature(payload, secret, wall_time()),
            "Stripe-Version": API_VERSION,
        }
        try:
            answer = await client.post(url, content=payload.encode(), headers=headers)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            self._note(delivery, None, f"{type(error).__name__}: {error}"[:_ANSWER_KEPT])
        else:
            self._note(delivery, answer.status_code, answer.text[:_ANSWER_KEPT])

    def _note(self, delivery: Record, status: int | None, text: str) -> None:
        world = self._world
        with world.change():
            if world.store.find("_delivery", delivery.id) is not delivery:
                return  # The sandbox was reset meanwhile.
            body = delivery.body
            body["attempts"].append({"at": world.now, "status": status, "answer": text})
            pauses = world.config.webhook_retry_seconds
            if status is not None and HTTPStatus(200) <= status < HTTPStatus(300):
                world.end_delivery(delivery, "delivered")
            elif len(body["attempts"]) > len(pauses) or text == "the endpoint is gone":
                world.end_delivery(delivery, "failed")
            else:
                body["due"] = world.clock.time() + pauses[len(body["attempts"]) - 1]
                world.store.touch(delivery)

"""The ASGI app: the API under /v1 and /v2, everything else is a page or a control."""

import asyncio
import logging

from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.acts import prepare
from sandbox.config import Config
from sandbox.due import tick
from sandbox.edge import Edge
from sandbox.pages.site import create_site
from sandbox.resources import (
    accounts,
    accounts_v2,
    charges,
    checkout_sessions,
    disputes,
    events,
    payment_intents,
    payouts,
    refunds,
    topups,
    transfers,
)
from sandbox.routing import Router
from sandbox.webhooks import Postman
from sandbox.world import World

_log = logging.getLogger("sandbox")
_RESOURCES = (
    checkout_sessions,
    payment_intents,
    charges,
    refunds,
    disputes,
    transfers,
    payouts,
    topups,
    accounts,
    accounts_v2,
    events,
)


class Sandbox:
    """One sandbox as an ASGI app. `world` and `router` are for tests that look inside."""

    def __init__(self, config: Config):
        self.world = World(config)
        prepare(self.world)
        operations = [operation for resource in _RESOURCES for operation in resource.OPERATIONS]
        self.router = Router(operations)
        self._api = Edge(self.world, self.router)
        self._site: ASGIApp = create_site(self.world)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(("/v1/", "/v2/")):
            # Outside of any middleware, so that a fault can reach the connection itself.
            await self._api(scope, receive, send)
        elif scope["type"] == "http":
            await self._site(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        tasks = [asyncio.create_task(Postman(self.world).run()), asyncio.create_task(self._tick())]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.world.store.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _tick(self) -> None:
        while True:
            try:
                tick(self.world)
            except Exception:
                _log.exception("something that was due could not happen")
            await asyncio.sleep(self.world.config.tick_seconds)


def create_sandbox(config: Config) -> Sandbox:
    """The app for one sandbox. Its clock ticks and its events travel while the ASGI lifespan is on."""
    return Sandbox(config)

"""The HTTP application: settings, doors, middleware, routes, problems."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from api import problems
from api.answers import AnswersAgain
from api.limits import Limiter
from api.middleware import BodyLimit, EveryRequest
from api.resources import RESOURCES
from api.routing import include, operation_id
from api.tools import Tools
from api.webhook_messages import webhook_messages
from gateways.files import LocalFiles
from gateways.register_lists import RegisterLists
from gateways.registers import NoRegisters
from gateways.stripe import RealStripe
from kit.database import Database
from kit.log import configure_log
from kit.reads import Reads
from kit.settings import Settings, read_settings
from kit.threads import take_short_turns

_ABOUT = """Products from co-operatives and fair-trade producers, certificates that federations verify and revoke,
orders paid through Stripe, payouts on a double-entry ledger, and impact statements that anyone can recompute.

Ids are prefixed text, money is integer minor units with a currency, lists page by signed cursors, refusals are
`application/problem+json` whose `type` opens a page about them. Send `Idempotency-Key` with every POST that matters to
you; where money moves it is required."""

_TAGS = [
    {
        "name": "catalog",
        "description": "Products, search, facets: public and cacheable.",
    },
    {"name": "producers", "description": "Who makes it."},
    {
        "name": "certification",
        "description": "Schemes, certificates, proofs; verifying and revoking them.",
    },
    {"name": "carts", "description": "A cart, several producers, one payment."},
    {"name": "orders", "description": "What was bought, and who gets what."},
    {"name": "accounts", "description": "Sign-up, sessions, API keys."},
    {"name": "members", "description": "Who may act for an organisation, and the links by which others join."},
    {"name": "producer-tools", "description": "A price before it is set, and stock that is running short."},
    {"name": "hubs", "description": "Organisations that a producer lets offer its products."},
    {"name": "agreements", "description": "What organisations agreed to trade, who signed, and the balance of it."},
    {"name": "prefinance", "description": "Money of a fund ahead of a harvest, repaid out of payouts."},
    {"name": "lending", "description": "What a fund lets its money be used for."},
    {"name": "imports", "description": "A producer's own catalogue file."},
    {"name": "exports", "description": "Catalogues as files and feeds, directories of organisations."},
    {"name": "payouts", "description": "What producers are owed and were paid."},
    {"name": "ledger", "description": "The books."},
    {"name": "alerts", "description": "What a person has to look at."},
    {"name": "impact", "description": "Statements that anyone can recompute."},
    {"name": "webhooks", "description": "Where the market tells other systems what happened, and what came of it."},
    {"name": "hooks", "description": "Stripe's events."},
    {"name": "service", "description": "Health, documentation, problems."},
]


def build_tools(settings: Settings) -> Tools:
    """Open the doors. Nothing connects until it is used."""
    return Tools(
        settings=settings,
        database=Database(settings.database_url, pool_size=settings.database_pool_size),
        reads=Reads(settings.database_url, pool_size=settings.database_pool_size),
        stripe=RealStripe(settings),
        files=LocalFiles(settings.files_dir),
        limiter=Limiter(settings.redis_url),
        registers=RegisterLists(settings.registers_dir) if settings.registers_dir else NoRegisters(),
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    tools: Tools = app.state.tools
    take_short_turns()
    reading = asyncio.create_task(tools.shelf.read_ahead(tools.reads)) if tools.reads_ahead else None
    try:
        yield
    finally:
        if reading is not None:
            reading.cancel()
        await tools.reads.close()
        tools.database.close()


def create_app(tools: Tools | None = None) -> FastAPI:
    """The application. Without `tools` it reads the settings from the environment and refuses unsafe ones."""
    if tools is None:
        settings = read_settings()
        configure_log(settings.mode)
        tools = replace(build_tools(settings), reads_ahead=True)
    settings = tools.settings
    app = FastAPI(
        title="Solifair",
        version="1.0.0",
        description=_ABOUT,
        openapi_tags=_TAGS,
        servers=[{"url": settings.api_url}],
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        generate_unique_id_function=operation_id,
        redirect_slashes=False,
        middleware=[
            Middleware(EveryRequest, is_https=settings.api_url.startswith("https://")),
            # The public catalogue may be read from any page; nothing with credentials is shared across origins.
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET"],
                allow_headers=["Accept-Language", "If-None-Match"],
                allow_credentials=False,
                max_age=600,
            ),
            Middleware(BodyLimit, problem_type=f"{settings.api_url}/problems/body_too_large"),
            Middleware(AnswersAgain, paths=[path for routes in RESOURCES for path in routes.kept]),
        ],
    )
    app.state.tools = tools
    app.state.policies = include(app, RESOURCES)
    problems.install(app)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    """FastAPI's document with the problem schema and the two ways to authenticate."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
            servers=app.servers,
        )
        components = document.setdefault("components", {})
        components.setdefault("schemas", {})["Problem"] = _PROBLEM_SCHEMA
        components["securitySchemes"] = {
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": "A session's token (`sol_ses_…`) or an API key (`sol_key_…`)",
            }
        }
        document["security"] = [{}, {"bearer": []}]
        document["webhooks"] = webhook_messages()
        app.openapi_schema = document
    return app.openapi_schema


_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `type` opens a page about it; `facts` are what you may act on.",
    "required": ["type", "title", "status", "code", "instance", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "facts": {"type": "object"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

"""Stripe's events: checked, stored, acknowledged. Nothing else happens in the request."""

from typing import Annotated

from fastapi import Header, Request

from api.errors import BadStripeSignature
from api.policy import Action, Resource
from api.routing import Routes
from api.tools import Tools, tools_of
from gateways.stripe import BadSignature, read_event
from kit.clock import utc_now
from kit.log import get_log

routes = Routes(prefix="/v1/hooks", tags=["hooks"])

_log = get_log("hooks")

Signature = Annotated[str | None, Header(alias="Stripe-Signature", description="`t=…,v1=…` over the raw body")]


@routes.post("/stripe", policy=(Resource.STRIPE_EVENT, Action.RECEIVE))
async def receive_stripe(request: Request, signature: Signature = None) -> dict[str, str]:
    """Events of the platform's own account. 2xx only once the raw event is committed."""
    tools = tools_of(request)
    return await _receive(request, tools, signature, tools.settings.stripe_webhook_secrets)


@routes.post("/stripe-connect", policy=(Resource.STRIPE_EVENT, Action.RECEIVE))
async def receive_stripe_connect(request: Request, signature: Signature = None) -> dict[str, str]:
    """Events of connected accounts."""
    tools = tools_of(request)
    return await _receive(request, tools, signature, tools.settings.stripe_connect_webhook_secrets)


@routes.post("/stripe-thin", policy=(Resource.STRIPE_EVENT, Action.RECEIVE))
async def receive_stripe_thin(request: Request, signature: Signature = None) -> dict[str, str]:
    """Thin events of API v2, which tell of accounts that were opened there. They say what changed, never how."""
    tools = tools_of(request)
    return await _receive(request, tools, signature, tools.settings.stripe_thin_webhook_secrets)


async def _receive(request: Request, tools: Tools, signature: str | None, secrets: tuple[str, ...]) -> dict[str, str]:
    body = await request.body()
    try:
        event = read_event(body, signature, secrets=secrets, now=utc_now())
    except BadSignature as error:
        _log.warning("stripe_event_refused", reason=str(error))
        raise BadStripeSignature() from error
    if event.is_livemode != tools.settings.is_livemode:
        _log.warning("stripe_event_refused", reason="livemode differs")
        raise BadStripeSignature()
    await tools.intake.store(event)
    return {"status": "stored"}

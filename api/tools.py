"""What the process holds for its requests."""

from dataclasses import dataclass

from fastapi import Request

from api.limits import Limiter
from gateways.files import Files
from gateways.stripe import StripeGateway
from kit.database import Database
from kit.reads import Reads
from kit.settings import Settings


@dataclass(frozen=True)
class Tools:
    """Made once in the application's lifespan."""

    settings: Settings
    database: Database
    reads: Reads
    stripe: StripeGateway
    files: Files
    limiter: Limiter


def tools_of(request: Request) -> Tools:
    tools = request.app.state.tools
    assert isinstance(tools, Tools)
    return tools

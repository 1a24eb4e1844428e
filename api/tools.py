"""What the process holds for its requests."""

from dataclasses import dataclass, field
from functools import cached_property

from fastapi import Request

from api.intake import Intake
from api.limits import Limiter
from gateways.files import Files
from gateways.registers import NoRegisters, Registers
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
    registers: Registers = field(default_factory=NoRegisters)

    @cached_property
    def intake(self) -> Intake:
        """The writer of Stripe's events."""
        return Intake(self.database)


def tools_of(request: Request) -> Tools:
    tools = request.app.state.tools
    assert isinstance(tools, Tools)
    return tools

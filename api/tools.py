"""What the process holds for its requests."""

from dataclasses import dataclass, field
from functools import cached_property

from fastapi import Request

from api.intake import Intake
from api.limits import Limiter
from gateways.files import Files
from gateways.registers import NoRegisters, Registers
from gateways.stripe import StripeGateway
from kit.clock import utc_now
from kit.database import Database
from kit.reads import Reads
from kit.settings import Settings
from kit.together import Together
from market.catalog.shelf.memory_queries import ShelfInMemory
from market.catalog.shelf.state_queries import CatalogueState, read_states


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
    # Whether the shelf is read before somebody searches it.
    reads_ahead: bool = False

    @cached_property
    def intake(self) -> Intake:
        """The writer of Stripe's events."""
        return Intake(self.database)

    @cached_property
    def shelf(self) -> ShelfInMemory:
        """What this process knows of the shelf."""
        return ShelfInMemory(self.settings.market_currency)

    @cached_property
    def states(self) -> Together[str | None, CatalogueState]:
        """What the catalogue's state is called, for all who ask at the same moment: of the page of a product by id or
        slug, of lists for None. Raises as `Reads.rows`."""
        return Together(lambda products: read_states(self.reads, utc_now(), products))


def tools_of(request: Request) -> Tools:
    tools = request.app.state.tools
    assert isinstance(tools, Tools)
    return tools

"""What a door can answer besides yes."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict, Unavailable


@dataclass(eq=False)
class GatewayUnavailable(Unavailable):
    """The outside did not give a usable answer; what was asked may or may not have happened."""

    code: ClassVar[str] = "gateway_unavailable"
    what: str
    reason: str
    is_replayed_failure: bool = False
    is_credential_refused: bool = False


@dataclass(eq=False)
class GatewayRefused(Conflict):
    """The outside said no, and will say no again."""

    code: ClassVar[str] = "gateway_refused"
    what: str
    reason: str
    message: str

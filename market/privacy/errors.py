"""Why an account cannot be erased yet."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict


@dataclass(eq=False)
class OrdersStillOpen(Conflict):
    """Orders of yours are not finished: goods or money are still under way. Ask again when they have arrived."""

    code: ClassVar[str] = "orders_still_open"
    orders: list[str]
    because: list[str]


@dataclass(eq=False)
class LastInOrganisation(Conflict):
    """Nobody else could act for an organisation of yours. Let somebody else in first."""

    code: ClassVar[str] = "last_in_organisation"
    organisations: list[str]

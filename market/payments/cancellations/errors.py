"""Refusals about calling off."""

from dataclasses import dataclass
from typing import ClassVar

from kit.errors import Conflict


class PaymentUnderWay(Conflict):
    """The order is being paid at this moment; look again in a few minutes, then cancel it."""

    code: ClassVar[str] = "payment_under_way"


@dataclass(eq=False)
class TooLateToCancel(Conflict):
    """Nothing of this order waits to be packed any more: what was sent can be returned."""

    code: ClassVar[str] = "too_late_to_cancel"
    state: str

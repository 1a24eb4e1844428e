"""Charges that settle in another currency than they were paid in, when a switch says so."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sandbox.store import Record
from sandbox.world import World


@dataclass(frozen=True)
class Settlement:
    """The currency money settles in, and at what rate. As on Stripe, `amount × rate` is the amount on the balance."""

    currency: str
    rate: str | None = None

    def of(self, amount: int) -> int:
        """`amount` on the balance, rounded half up."""
        if self.rate is None:
            return amount
        return int((amount * Decimal(self.rate)).to_integral_value(ROUND_HALF_UP))


def settlement_now(world: World, currency: str) -> Settlement:
    """How a charge in this currency settles by the switch `settle_in`."""
    wish = world.switches.settle_in.get(currency)
    return Settlement(*wish) if wish else Settlement(currency)


def settlement_of(charge: Record) -> Settlement:
    """How a charge has settled: what is given back of it takes the same way."""
    kept = charge.hidden.get("settlement")
    return Settlement(*kept) if kept else Settlement(charge.body["currency"])

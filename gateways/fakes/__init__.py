"""Doors that lead nowhere, for tests of the rooms behind them. They count and remember like the real ones."""

from gateways.errors import GatewayUnavailable
from gateways.fakes.stripe import FakeStripe

__all__ = ["FakeStripe", "no_answer"]


def no_answer(what: str = "call") -> GatewayUnavailable:
    """A time-out: nobody knows whether it happened."""
    return GatewayUnavailable(what, "timeout")

"""The places where the facts' tests trade."""

from tests.trading import trading_place

__all__ = ["trading_place"]

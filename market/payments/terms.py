"""What an installation decides about settling payments."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class SettlementTerms:
    """Producers' shares may leave `maturity` after the goods arrived; when nobody says that they did, `undelivered`
    after payment (`maturity`, if not given). Never before Stripe has the money ready."""

    maturity: timedelta
    expects_livemode: bool
    undelivered: timedelta | None = None

    def eligible_at(self, *, paid_at: datetime, available_at: datetime) -> datetime:
        """From when an order's shares may leave if nobody says that it arrived."""
        return max(available_at, paid_at + (self.maturity if self.undelivered is None else self.undelivered))

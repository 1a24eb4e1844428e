"""One stored event on its way to an effect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gateways.stripe import StripeGateway
from kit.database import Database, Session
from market.payments import queries
from market.payments.terms import SettlementTerms
from models.payments import StripeEvent


@dataclass(frozen=True)
class Incoming:
    """An event, what it is about as it was when the event was made, and what a handler works with."""

    database: Database
    stripe: StripeGateway
    event: StripeEvent
    subject: Mapping[str, object]
    terms: SettlementTerms
    now: datetime

    @property
    def subject_id(self) -> str:
        return str(self.subject["id"])

    def link(self, name: str) -> str | None:
        """The id of another object that the subject names."""
        value = self.subject.get(name)
        return str(value["id"]) if isinstance(value, Mapping) else str(value) if value else None

    def apply(self, effect: Callable[[Session], str]) -> str:
        """Let `effect` happen and mark the event handled, in one transaction, if nobody else has meanwhile."""
        with self.database.transaction() as session:
            locked = queries.lock_event(session, account=self.event.account, event_id=self.event.id)
            if locked is None or locked.handled_at is not None:
                return "nothing to do"
            outcome = effect(session)
            queries.mark_handled(session, locked, outcome=outcome, now=self.now)
        return outcome

    def finish(self, outcome: str) -> str:
        """Mark the event handled without any effect."""
        return self.apply(lambda _: outcome)

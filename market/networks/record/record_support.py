"""Put public money on record."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from kit.currencies import currency_facts
from kit.money import Money
from market.networks.record import queries
from market.networks.record.rules import require_past, require_support_days
from market.networks.record.speaker import Speaker, require_room
from models.networks import PublicSupport


@dataclass(frozen=True)
class SupportFacts:
    """A programme's money for the days from `starts_on` to `ends_on`; `source` is where that can be read."""

    programme: str
    amount: Money
    starts_on: date
    ends_on: date
    source: str


def record_support(session: Session, facts: SupportFacts, *, speaker: Speaker) -> PublicSupport:
    """Raises NotASteward, RecordIsFull, SupportDaysUnclear, DayToCome, UnknownCurrency."""
    require_room(session, speaker)
    currency_facts(facts.amount.currency)
    require_support_days(facts.starts_on, facts.ends_on)
    require_past(facts.starts_on, today=speaker.today)
    support = PublicSupport(
        organisation_id=speaker.organisation_id,
        programme=facts.programme,
        amount_minor=facts.amount.minor,
        currency=facts.amount.currency,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        source=facts.source,
        recorded_by=speaker.person_id,
        created_at=speaker.now,
    )
    queries.insert(session, support)
    return support

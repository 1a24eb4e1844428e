"""Put on record what an organisation argued for."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from kit.currencies import currency_facts
from kit.money import Money
from market.networks.record import queries
from market.networks.record.errors import CostAboveEntry, CostUnclear, NoSuchFundEntry
from market.networks.record.queries import FundEntry
from market.networks.record.rules import require_past
from market.networks.record.speaker import Speaker, require_room
from models.enums import Arena
from models.networks import AdvocacyAction


@dataclass(frozen=True)
class ActionFacts:
    """What was argued for in which arena, and what came of it; `cost` was paid from what a fund gave the organisation
    with the ledger entry `fund_entry`, where that names one."""

    campaign: str
    arena: Arena
    position: str
    outcome: str
    happened_on: date
    evidence_url: str | None = None
    cost: Money | None = None
    fund_entry: str | None = None


def record_action(session: Session, facts: ActionFacts, *, speaker: Speaker) -> AdvocacyAction:
    """Raises NotASteward, RecordIsFull, DayToCome, CostUnclear, NoSuchFundEntry, CostAboveEntry, UnknownCurrency."""
    require_room(session, speaker)
    require_past(facts.happened_on, today=speaker.today)
    entry = _find_entry(session, facts, speaker.organisation_id)
    action = AdvocacyAction(
        organisation_id=speaker.organisation_id,
        campaign=facts.campaign,
        arena=facts.arena,
        position=facts.position,
        outcome=facts.outcome,
        happened_on=facts.happened_on,
        evidence_url=facts.evidence_url,
        cost_minor=facts.cost.minor if facts.cost else None,
        currency=facts.cost.currency if facts.cost else None,
        fund_id=entry.fund_id if entry else None,
        journal_id=entry.id if entry else None,
        recorded_by=speaker.person_id,
        created_at=speaker.now,
    )
    queries.insert(session, action)
    return action


def _find_entry(session: Session, facts: ActionFacts, organisation_id: str) -> FundEntry | None:
    """What a fund gave, which has to be enough for this cost beside those of it that others tell."""
    if facts.cost is not None:
        currency_facts(facts.cost.currency)
    if facts.fund_entry is None:
        return None
    if facts.cost is None:
        raise CostUnclear()
    entry = queries.find_fund_entry(session, facts.fund_entry, organisation_id)
    if entry is None or entry.currency != facts.cost.currency:
        raise NoSuchFundEntry()
    if facts.cost.minor > entry.left_minor:
        raise CostAboveEntry(entry.left_minor, entry.currency)
    return entry

"""Put on record what an organisation argued for."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from kit.currencies import currency_facts
from kit.money import Money
from market.networks.record import queries
from market.networks.record.errors import CostUnclear, NoSuchFundHere
from market.networks.record.rules import require_past
from market.networks.record.speaker import Speaker, require_room
from models.enums import Arena
from models.networks import AdvocacyAction


@dataclass(frozen=True)
class ActionFacts:
    """What was argued for in which arena, and what came of it; `cost` is borne by a fund where `fund_id` names one."""

    campaign: str
    arena: Arena
    position: str
    outcome: str
    happened_on: date
    evidence_url: str | None = None
    cost: Money | None = None
    fund_id: str | None = None


def record_action(session: Session, facts: ActionFacts, *, speaker: Speaker) -> AdvocacyAction:
    """Raises NotASteward, RecordIsFull, DayToCome, CostUnclear, NoSuchFundHere, UnknownCurrency."""
    require_room(session, speaker)
    require_past(facts.happened_on, today=speaker.today)
    _require_cost(session, facts)
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
        fund_id=facts.fund_id,
        recorded_by=speaker.person_id,
        created_at=speaker.now,
    )
    queries.insert(session, action)
    return action


def _require_cost(session: Session, facts: ActionFacts) -> None:
    if facts.cost is not None:
        currency_facts(facts.cost.currency)
    if facts.fund_id is None:
        return
    if facts.cost is None:
        raise CostUnclear()
    fund = queries.find_fund(session, facts.fund_id)
    if fund is None or fund.currency != facts.cost.currency:
        raise NoSuchFundHere()

"""Say where an organisation stands between how business is done and how it could be."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from market.networks.record import queries
from market.networks.record.rules import require_past
from market.networks.record.speaker import Speaker, require_room
from models.enums import TransitionWord
from models.networks import TransitionStage


@dataclass(frozen=True)
class StageFacts:
    """The stage since a day, why, and where the evidence is."""

    stage: TransitionWord
    since_on: date
    statement: str
    evidence_url: str


def record_stage(session: Session, facts: StageFacts, *, speaker: Speaker) -> TransitionStage:
    """Any stage may follow any other. Raises NotASteward, RecordIsFull, DayToCome."""
    require_room(session, speaker)
    require_past(facts.since_on, today=speaker.today)
    stage = TransitionStage(
        organisation_id=speaker.organisation_id,
        stage=facts.stage,
        since_on=facts.since_on,
        statement=facts.statement,
        evidence_url=facts.evidence_url,
        recorded_by=speaker.person_id,
        created_at=speaker.now,
    )
    queries.insert(session, stage)
    return stage

"""Tell a step towards a commitment, or its fulfilment."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from market.networks.record import queries
from market.networks.record.errors import CommitmentFulfilled, NoSuchRecord, RecordTakenBack
from market.networks.record.rules import require_past
from market.networks.record.speaker import Speaker, require_room
from models.networks import Commitment, CommitmentEvent


@dataclass(frozen=True)
class StepFacts:
    """What happened on a day, where that can be read, and whether the commitment is fulfilled with it."""

    happened_on: date
    statement: str
    evidence_url: str | None
    is_fulfilment: bool


def tell_step(session: Session, facts: StepFacts, *, commitment_id: str, speaker: Speaker) -> CommitmentEvent:
    """Raises NotASteward, RecordIsFull, NoSuchRecord, RecordTakenBack, CommitmentFulfilled, DayToCome."""
    require_room(session, speaker)
    commitment = queries.find_of(session, Commitment, commitment_id, speaker.organisation_id)
    if commitment is None:
        raise NoSuchRecord()
    if commitment.withdrawn_at is not None:
        raise RecordTakenBack()
    if queries.is_fulfilled(session, commitment.id):
        raise CommitmentFulfilled()
    require_past(facts.happened_on, today=speaker.today)
    event = CommitmentEvent(
        commitment_id=commitment.id,
        happened_on=facts.happened_on,
        statement=facts.statement,
        evidence_url=facts.evidence_url,
        is_fulfilment=facts.is_fulfilment,
        recorded_by=speaker.person_id,
        created_at=speaker.now,
    )
    queries.insert(session, event)
    return event

"""Undertake something for what is shared with others."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from market.networks.record import queries
from market.networks.record.rules import require_due
from market.networks.record.speaker import Speaker, require_room
from models.enums import ProgrammeKind
from models.networks import Commitment


@dataclass(frozen=True)
class CommitmentFacts:
    """What is undertaken for a fund, a campaign or a trade agreement of this name, until which day."""

    programme: ProgrammeKind
    name: str
    target: str
    due_on: date


def make_commitment(session: Session, facts: CommitmentFacts, *, speaker: Speaker) -> Commitment:
    """Raises NotASteward, RecordIsFull, DueDayGone."""
    require_room(session, speaker)
    require_due(facts.due_on, today=speaker.today)
    commitment = Commitment(
        organisation_id=speaker.organisation_id,
        programme=facts.programme,
        name=facts.name,
        target=facts.target,
        due_on=facts.due_on,
        recorded_by=speaker.person_id,
        created_at=speaker.now,
    )
    queries.insert(session, commitment)
    return commitment

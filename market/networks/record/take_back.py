"""Take back what was put on record."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from market.networks.record import queries
from market.networks.record.errors import NoSuchRecord, RecordTakenBack
from market.networks.record.queries import Record
from market.networks.record.speaker import Speaker, require_speaker
from models.networks import AdvocacyAction, Commitment, PublicSupport, TransitionStage

_TABLES: Mapping[str, type[PublicSupport] | type[TransitionStage] | type[AdvocacyAction] | type[Commitment]] = {
    "psu": PublicSupport,
    "trs": TransitionStage,
    "adv": AdvocacyAction,
    "com": Commitment,
}


def take_back(session: Session, *, record_id: str, speaker: Speaker) -> Record:
    """It stays readable, and counts no more. Raises NotASteward, NoSuchRecord, RecordTakenBack."""
    require_speaker(session, speaker)
    table = _TABLES.get(record_id.partition("_")[0])
    record = queries.find_of(session, table, record_id, speaker.organisation_id) if table else None
    if record is None:
        raise NoSuchRecord()
    if record.withdrawn_at is not None:
        raise RecordTakenBack()
    record.withdrawn_at, record.withdrawn_by = speaker.now, speaker.person_id
    queries.write(session)
    return record

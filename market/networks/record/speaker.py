"""Who writes on an organisation's record."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from certification.networks.queries import is_steward
from market.accounts.profile.errors import NotASteward
from market.networks.record import queries
from market.networks.record.errors import RecordIsFull

MOST_RECORDS = 500


@dataclass(frozen=True)
class Speaker:
    """A steward who speaks for an organisation, and when."""

    organisation_id: str
    person_id: str
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(UTC).date()


def require_speaker(session: Session, speaker: Speaker) -> None:
    """The organisation is locked until the transaction ends. Raises NotASteward."""
    queries.lock_organisation(session, speaker.organisation_id)
    if not is_steward(session, person_id=speaker.person_id, organisation_id=speaker.organisation_id):
        raise NotASteward()


def require_room(session: Session, speaker: Speaker) -> None:
    """As `require_speaker`, for one more record. Raises NotASteward, RecordIsFull."""
    require_speaker(session, speaker)
    if queries.count_records(session, speaker.organisation_id) >= MOST_RECORDS:
        raise RecordIsFull(MOST_RECORDS)

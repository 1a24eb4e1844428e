"""Keep the file that is to be counted."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from market.fund.rounds import queries
from market.fund.rounds.election import election_in
from market.fund.tally.fingerprint import fingerprint
from models.rounds import FundRound, RoundCount


def keep_count(session: Session, row: FundRound, file: bytes, *, number: int, now: datetime) -> RoundCount:
    """Written before it is counted: a count that fails is a count of the same bytes when it is tried again."""
    kept = RoundCount(
        round_id=row.id,
        number=number,
        ballots=file,
        sha256=hashlib.sha256(file).digest(),
        fingerprint=fingerprint(election_in(file)),
        created_at=now,
    )
    queries.insert(session, kept)
    return kept

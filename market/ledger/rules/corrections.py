"""Taking back a mistake."""

from datetime import datetime

from market.ledger.entry import Entry, Leg
from models.enums import JournalKind


def correction(mistake: Entry, mistake_id: str, *, reason: str, at: datetime) -> Entry:
    """The opposite of an entry, naming the entry that it takes back."""
    return Entry(
        JournalKind.CORRECTION,
        f"{mistake.key}:reversed",
        at,
        tuple(Leg(leg.account, -leg.money) for leg in mistake.legs),
        order_id=mistake.order_id,
        subject_id=mistake.subject_id,
        reverses_id=mistake_id,
        note=reason,
    )

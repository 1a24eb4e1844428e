"""What an organisation's members decided to do with its premium, and what was done: entries for the memorandum."""

from datetime import datetime

from kit.money import Money
from market.ledger.accounts import premium_use
from market.ledger.entry import Entry, credit, debit
from models.enums import JournalKind


def premium_allocated(
    organisation_id: str, reference: str, money: Money, *, note: str, detail: dict[str, object], at: datetime
) -> Entry:
    """The members decided what so much of the premium is for; `detail` holds the use and the vote."""
    return Entry(
        JournalKind.PREMIUM_ALLOCATED,
        f"premium:{organisation_id}:allocated:{reference}",
        at,
        (
            debit(premium_use(organisation_id, "planned"), money),
            credit(premium_use(organisation_id, "allocated"), money),
        ),
        subject_id=organisation_id,
        note=note,
        detail=detail,
    )


def premium_spent(
    organisation_id: str, reference: str, money: Money, *, note: str, detail: dict[str, object], at: datetime
) -> Entry:
    """So much of what was allocated has been spent."""
    return Entry(
        JournalKind.PREMIUM_SPENT,
        f"premium:{organisation_id}:spent:{reference}",
        at,
        (
            debit(premium_use(organisation_id, "allocated"), money),
            credit(premium_use(organisation_id, "spent"), money),
        ),
        subject_id=organisation_id,
        note=note,
        detail=detail,
    )

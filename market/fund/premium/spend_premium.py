"""What members had decided on is done and paid for."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.fund.premium import queries
from market.fund.premium.errors import MorePremiumThanThereIs
from market.ledger.post import PostedJournal, post
from market.ledger.queries import find_journals
from market.ledger.rules.premiums import premium_spent


def spend_premium(
    session: Session, *, organisation_id: str, amount: Money, use: str, note: str, reference: str, now: datetime
) -> PostedJournal:
    """Write down what was spent of what was allocated to a use, once for each `reference`.

    Raises MorePremiumThanThereIs, LedgerKeyReused for the same reference with another amount.
    """
    queries.lock_organisation(session, organisation_id)
    entry = premium_spent(organisation_id, reference, amount, note=note, detail={"use": use}, at=now)
    if not find_journals(session, [entry.key]):
        of_use = [one for one in queries.list_uses(session, organisation_id) if one.use == use]
        left = sum(one.allocated - one.spent for one in of_use if one.currency == amount.currency)
        if amount.minor > left:
            raise MorePremiumThanThereIs(amount.minor, left, amount.currency)
    return post(session, entry, now=now)

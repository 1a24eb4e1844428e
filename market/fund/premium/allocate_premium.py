"""Members decide what their premium is for."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.fund.premium import queries
from market.fund.premium.errors import MorePremiumThanThereIs, NoMajority
from market.fund.premium.rules import Vote
from market.ledger.post import PostedJournal, post
from market.ledger.queries import find_journals
from market.ledger.rules.premiums import premium_allocated


def allocate_premium(
    session: Session,
    *,
    organisation_id: str,
    amount: Money,
    use: str,
    purpose: str,
    vote: Vote,
    reference: str,
    now: datetime,
) -> PostedJournal:
    """Write down a decision over premium that has arrived, once for each `reference`.

    Nothing is allocated without a vote. Raises NoMajority, MorePremiumThanThereIs, LedgerKeyReused for the same
    reference with another amount.
    """
    if not vote.carries:
        raise NoMajority(vote.members, vote.present, vote.in_favour)
    queries.lock_organisation(session, organisation_id)
    detail: dict[str, object] = {
        "use": use,
        "decided_on": vote.decided_on.isoformat(),
        "members": vote.members,
        "present": vote.present,
        "in_favour": vote.in_favour,
    }
    entry = premium_allocated(organisation_id, reference, amount, note=purpose, detail=detail, at=now)
    if not find_journals(session, [entry.key]):
        numbers = queries.get_numbers(session, organisation_id, amount.currency)
        left = numbers.transferred - numbers.allocated
        if amount.minor > left:
            raise MorePremiumThanThereIs(amount.minor, max(0, left), amount.currency)
    return post(session, entry, now=now)

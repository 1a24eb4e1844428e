"""Members decide what their premium is for."""

from datetime import datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.fund.premium import queries
from market.fund.premium.binding.read_binding import read_binding
from market.fund.premium.errors import (
    MorePremiumThanThereIs,
    NoMajority,
    NotDecidedYet,
    PremiumIsBound,
    TooMuchCash,
)
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

    Nothing is allocated without a vote, nor what a scheme binds to another use. Raises NoMajority, NotDecidedYet,
    MorePremiumThanThereIs, TooMuchCash, PremiumIsBound, LedgerKeyReused for the same reference with another amount.
    """
    if vote.is_still_to_come(now):
        raise NotDecidedYet(vote.decided_on)
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
    if vote.is_for_more_cash:
        detail["is_for_more_cash"] = True
    entry = premium_allocated(organisation_id, reference, amount, note=purpose, detail=detail, at=now)
    if not find_journals(session, [entry.key]):
        _require_allowed(session, organisation_id, amount, use=use, vote=vote)
    return post(session, entry, now=now)


def _require_allowed(session: Session, organisation_id: str, amount: Money, *, use: str, vote: Vote) -> None:
    numbers = queries.get_numbers(session, organisation_id, amount.currency)
    left = numbers.transferred - numbers.allocated
    if amount.minor > left:
        raise MorePremiumThanThereIs(amount.minor, max(0, left), amount.currency)
    binding = read_binding(session, organisation_id, numbers, queries.list_uses(session, organisation_id))
    if binding.cash is not None and binding.is_beyond_cash(use, amount.minor) and not vote.is_for_more_cash:
        cap = binding.cash
        raise TooMuchCash(amount.minor, cap.allocated, cap.most, amount.currency, cap.origin.scheme)
    if earmark := binding.broken_by(use, amount.minor, left):
        raise PremiumIsBound(
            amount.minor,
            left,
            earmark.use,
            earmark.required,
            earmark.allocated,
            amount.currency,
            [origin.scheme for origin in earmark.origins],
        )

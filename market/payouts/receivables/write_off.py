"""An operator gives up what an organisation owes back: it will not come, and the market bears it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.accounts.errors import NoSuchOrganisation
from market.accounts.queries import find_organisation
from market.earnings import queries as earnings
from market.ledger.accounts import receivable
from market.ledger.post import post
from market.ledger.queries import find_journals, get_balance
from market.ledger.rules.payouts import written_off
from market.payouts.receivables import queries
from market.payouts.receivables.errors import MoreThanOwedBack, NothingToWriteOff, RefundUnderWay
from models.enums import PayoutPurpose


@dataclass(frozen=True)
class WriteOff:
    """What was given up, and what the organisation still owes back for that purpose."""

    id: str
    organisation_id: str
    purpose: PayoutPurpose
    money: Money
    left: Money
    reason: str
    at: datetime


def write_off(
    session: Session,
    *,
    organisation: str,
    purpose: PayoutPurpose,
    money: Money,
    key: str,
    reason: str,
    by: str | None,
    now: datetime,
) -> WriteOff:
    """Book it as the market's loss, once for each key of an organisation, named by id or slug; `by` is a person's id.

    Later payouts are netted with what is left. What Stripe is being asked to bring back is not part of it. Raises
    NothingToWriteOff, NoSuchOrganisation, MoreThanOwedBack, RefundUnderWay, LedgerKeyReused for the key of another
    amount or purpose.
    """
    if money.minor <= 0 or not reason.strip():
        raise NothingToWriteOff()
    found = find_organisation(session, organisation)
    if found is None:
        raise NoSuchOrganisation()
    # No run claims and nets meanwhile, and no other operator gives up the same.
    earnings.lock_holds(session)
    entry = written_off(f"{found.id}:{key}", found.id, purpose, money, reason=reason.strip(), by=by, at=now)
    if not find_journals(session, [entry.key]):
        _require_owed(session, found.id, purpose, money)
    posted = post(session, entry, now=now)
    fact = queries.get_write_off(session, posted.id)
    left = get_balance(session, receivable(purpose, found.id), money.currency)
    return WriteOff(fact.id, found.id, purpose, money, left, fact.reason, fact.at)


def _require_owed(session: Session, organisation_id: str, purpose: PayoutPurpose, money: Money) -> None:
    owed_back = get_balance(session, receivable(purpose, organisation_id), money.currency)
    if money.minor > owed_back.minor:
        raise MoreThanOwedBack(owed_back.minor)
    refund_id = queries.find_refund_under_way(
        session, organisation_id=organisation_id, purpose=purpose, currency=money.currency
    )
    if refund_id is not None:
        raise RefundUnderWay(refund_id)

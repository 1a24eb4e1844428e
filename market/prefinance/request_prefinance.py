"""A producer asks a fund for money ahead of an order that it expects."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from certification.audit.record_audit import record_audit
from certification.networks.queries import is_steward
from kit.money import Money
from market.accounts.errors import NoSuchOrganisation
from market.fund.money.queries import find_fund
from market.prefinance import queries
from market.prefinance.errors import (
    DueTooSoon,
    FundOfAnotherCurrency,
    InterestAboveCap,
    MoreThanTheShare,
    NoSuchBuyer,
    NoSuchLendingFund,
    NoSuchPrefinance,
    NotInThatState,
)
from market.prefinance.queries import PrefinanceFact
from market.prefinance.rules import most_for
from market.prefinance.screens.apply_screens import require_supplier_passes
from models.enums.prefinance import PrefinanceState
from models.prefinance import Prefinance, PrefinanceTerms

_LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Wish:
    """How much, ahead of an order of what, worth how much, by whom (None: the market's own buyers); which share of
    every payout repays it, at what interest a year, both in basis points, and when the whole is due."""

    fund_id: str
    amount: Money
    expected: Money
    expected_what: str
    buyer_id: str | None
    repay_bps: int
    interest_bps: int
    due_on: date


def request_prefinance(
    session: Session, wish: Wish, *, organisation_id: str, person_id: str, now: datetime
) -> PrefinanceFact:
    """Write the wish with the fund's terms of this moment: later terms do not change it.

    Raises NoSuchOrganisation unless the person is a steward of the producer, NoSuchLendingFund, NoSuchBuyer,
    FundOfAnotherCurrency, MoreThanTheShare, InterestAboveCap, DueTooSoon, ScreenedOut.
    """
    is_own = is_steward(session, person_id=person_id, organisation_id=organisation_id)
    if not is_own or not queries.is_producer(session, organisation_id):
        raise NoSuchOrganisation()
    fund, terms = find_fund(session, wish.fund_id), queries.find_terms(session, wish.fund_id)
    if fund is None or terms is None:
        raise NoSuchLendingFund()
    if wish.buyer_id is not None and not (
        wish.buyer_id != organisation_id and queries.is_organisation(session, wish.buyer_id)
    ):
        raise NoSuchBuyer()
    if {wish.amount.currency, wish.expected.currency} != {fund.currency}:
        raise FundOfAnotherCurrency()
    _refuse_beyond_terms(wish, terms, now)
    require_supplier_passes(session, fund_id=fund.id, organisation_id=organisation_id)
    row = Prefinance(
        fund_id=fund.id,
        organisation_id=organisation_id,
        buyer_id=wish.buyer_id,
        currency=fund.currency,
        expected_minor=wish.expected.minor,
        expected_what=wish.expected_what,
        amount_minor=wish.amount.minor,
        share_cap_bps=terms.share_cap_bps,
        repay_bps=wish.repay_bps,
        interest_bps=wish.interest_bps,
        interest_cap_bps=terms.interest_cap_bps,
        due_on=wish.due_on,
        requested_by=person_id,
        requested_at=now,
    )
    queries.insert(session, row)
    _audit(session, "prefinance.request", row, person_id, now)
    return queries.get_fact(session, row.id)


def withdraw_prefinance(session: Session, *, prefinance_id: str, person_id: str, now: datetime) -> PrefinanceFact:
    """The producer takes its wish back before it is answered. Raises NoSuchPrefinance, NotInThatState."""
    row = queries.lock(session, prefinance_id)
    if row is None or not is_steward(session, person_id=person_id, organisation_id=row.organisation_id):
        raise NoSuchPrefinance()
    if row.state != PrefinanceState.REQUESTED:
        raise NotInThatState(row.state)
    row.state, row.ended_at = PrefinanceState.WITHDRAWN, now
    session.flush()
    _audit(session, "prefinance.withdraw", row, person_id, now)
    return queries.get_fact(session, row.id)


def _refuse_beyond_terms(wish: Wish, terms: PrefinanceTerms, now: datetime) -> None:
    most = most_for(wish.expected.minor, terms.share_cap_bps)
    if wish.amount.minor > most:
        raise MoreThanTheShare(most, terms.share_cap_bps)
    if wish.interest_bps > terms.interest_cap_bps:
        raise InterestAboveCap(terms.interest_cap_bps)
    today = now.astimezone(UTC).date()
    if not today < wish.due_on <= today + _LONGEST:
        raise DueTooSoon()


def _audit(session: Session, action: str, row: Prefinance, person_id: str, now: datetime) -> None:
    detail = {"fund": row.fund_id, "organisation": row.organisation_id, "amount": f"{row.amount_minor} {row.currency}"}
    record_audit(session, action=action, actor_id=person_id, object_id=row.id, detail=detail, now=now)

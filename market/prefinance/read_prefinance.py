"""A prefinance as both sides see it: what was agreed, what is owed today, what came back."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from certification.networks.queries import is_steward
from market.fund.rounds.stewards import fund_of
from market.prefinance import queries
from market.prefinance.errors import NoSuchPrefinance
from market.prefinance.loan import owed_of, terms_of
from market.prefinance.queries import PrefinanceFact
from market.prefinance.rules import CameBack, Owed, most_interest


@dataclass(frozen=True)
class PrefinanceView:
    """`most_interest_minor` is never exceeded; None while nobody knows on which day the money leaves."""

    fact: PrefinanceFact
    owed: Owed
    most_interest_minor: int | None
    came_back: tuple[CameBack, ...]

    @property
    def id(self) -> str:
        return self.fact.id


@dataclass(frozen=True)
class Repaying:
    """Which share of each item repays a prefinance now, in basis points, until how much is repaid."""

    share_bps: int = 0
    owed_minor: int = 0


def read_repaying(session: Session, organisation_id: str, currency: str, *, now: datetime) -> Repaying:
    """What the next payout repays; nothing while the money itself has not been sent."""
    found = queries.find_open(session, organisation_id=organisation_id, currency=currency)
    if found is None:
        return Repaying()
    (view,) = views_of(session, [queries.get_fact(session, found)], now=now)
    return Repaying() if view.fact.sent_on is None else Repaying(view.fact.repay_bps, view.owed.total_minor)


def read_prefinance(session: Session, *, prefinance_id: str, person_id: str, now: datetime) -> PrefinanceView:
    """One, for a steward of the producer or of the fund. Raises NoSuchPrefinance."""
    fact = queries.find_fact(session, prefinance_id)
    if fact is None or not any(
        is_steward(session, person_id=person_id, organisation_id=side)
        for side in (fact.organisation_id, fact.fund_owner_id)
    ):
        raise NoSuchPrefinance()
    return views_of(session, [fact], now=now)[0]


def list_of_fund(
    session: Session, *, fund_id: str, person_id: str, before: str | None, limit: int, now: datetime
) -> list[PrefinanceView]:
    """What a fund was asked for, newest first, for its stewards. Raises NoFundOfYours."""
    fund_of(session, fund_id, person_id=person_id)
    return views_of(session, queries.list_of_fund(session, fund_id, before=before, limit=limit), now=now)


def list_of_organisation(
    session: Session, organisation_id: str, *, before: str | None, limit: int, now: datetime
) -> list[PrefinanceView]:
    """What an organisation asked for, newest first. The caller knows that it may be read."""
    facts = queries.list_of_organisation(session, organisation_id, before=before, limit=limit)
    return views_of(session, facts, now=now)


def views_of(session: Session, facts: list[PrefinanceFact], *, now: datetime) -> list[PrefinanceView]:
    came_back = queries.list_repayments(session, [fact.id for fact in facts])
    today = now.astimezone(UTC).date()
    return [
        PrefinanceView(
            fact,
            owed_of(fact, came_back[fact.id], day=today),
            None if fact.sent_on is None else most_interest(fact.amount_minor, terms_of(fact), sent_on=fact.sent_on),
            tuple(came_back[fact.id]),
        )
        for fact in facts
    ]

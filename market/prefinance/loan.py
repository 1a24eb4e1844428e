"""A prefinance as the books name it, and what is owed of it on a day."""

from datetime import date

from market.ledger.accounts import fund
from market.ledger.rules.prefinance import LoanFacts
from market.prefinance.queries import PrefinanceFact
from market.prefinance.rules import CameBack, Owed, Terms, owed_on
from models.enums.prefinance import PrefinanceState


def loan_of(fact: PrefinanceFact) -> LoanFacts:
    return LoanFacts(fact.id, fact.organisation_id, fact.fund_id, fund(fact.account_code))


def terms_of(fact: PrefinanceFact) -> Terms:
    return Terms(fact.interest_bps, fact.due_on)


def owed_of(fact: PrefinanceFact, came_back: list[CameBack], *, day: date) -> Owed:
    """What is owed at the end of a day; nothing of what was not granted, or is over."""
    if fact.state is not PrefinanceState.GRANTED:
        return Owed(0, 0)
    return owed_on(fact.amount_minor, came_back, terms_of(fact), sent_on=fact.sent_on, day=day)

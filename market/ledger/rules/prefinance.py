"""A fund's money goes ahead of a harvest and comes back: lent, repaid with interest, given up.

The payout itself is a disbursement of the fund like any other. What an organisation owes of it is an asset on its own
account; what the fund is owed is a liability of the market to the fund, apart from what the fund can spend: both are
always the same sum.
"""

from dataclasses import dataclass
from datetime import datetime

from kit.money import Money
from market.ledger.accounts import OWN_BANK, AccountSpec, elsewhere, fund, lent, placed, prefinance_outstanding
from market.ledger.entry import Entry, credit, debit, moved
from models.enums import FundUse, JournalKind


@dataclass(frozen=True)
class LoanFacts:
    """Whose prefinance, from which fund; `fund_account` is what the fund can spend."""

    prefinance_id: str
    organisation_id: str
    fund_id: str
    fund_account: AccountSpec


def prefinance_granted(facts: LoanFacts, money: Money, *, at: datetime) -> Entry:
    """The organisation will owe it, and the fund is owed it."""
    return Entry(
        JournalKind.PREFINANCE_GRANTED,
        f"prefinance:{facts.prefinance_id}",
        at,
        (
            debit(prefinance_outstanding(facts.organisation_id), money),
            credit(lent(facts.fund_id), money),
        ),
        subject_id=facts.prefinance_id,
    )


def prefinance_repaid(facts: LoanFacts, repayment_id: str, money: Money, *, out_of: AccountSpec, at: datetime) -> Entry:
    """Money came back out of what the organisation is owed, or by bank: the fund can spend it again."""
    return Entry(
        JournalKind.PREFINANCE_REPAID,
        f"prefinance:{facts.prefinance_id}:repaid:{repayment_id}",
        at,
        (
            debit(out_of, money),
            credit(facts.fund_account, money),
            debit(lent(facts.fund_id), money),
            credit(prefinance_outstanding(facts.organisation_id), money),
        ),
        subject_id=facts.prefinance_id,
        detail={"fund": facts.fund_id, "use": FundUse.INVESTMENT},
    )


def prefinance_interest(
    facts: LoanFacts, repayment_id: str, money: Money, *, out_of: AccountSpec, at: datetime
) -> Entry:
    """And the interest on it: more for the fund to spend."""
    return Entry(
        JournalKind.PREFINANCE_INTEREST,
        f"prefinance:{facts.prefinance_id}:interest:{repayment_id}",
        at,
        (debit(out_of, money), credit(facts.fund_account, money)),
        subject_id=facts.prefinance_id,
        detail={"fund": facts.fund_id},
    )


def prefinance_written_off(facts: LoanFacts, money: Money, *, reason: str, at: datetime) -> Entry:
    """It will not come: the fund has that much less, and the organisation owes nothing any more."""
    return Entry(
        JournalKind.PREFINANCE_WRITTEN_OFF,
        f"prefinance:{facts.prefinance_id}:written_off",
        at,
        (
            debit(lent(facts.fund_id), money),
            credit(prefinance_outstanding(facts.organisation_id), money),
        ),
        subject_id=facts.prefinance_id,
        note=reason,
        detail={"fund": facts.fund_id},
    )


def fund_placed(
    placement_id: str, fund_id: str, account_code: str, place_id: str, money: Money, *, at: datetime
) -> Entry:
    """Idle money of a fund moves from the market's bank to a place, or back when `money` is below zero. Meanwhile the
    fund cannot spend it."""
    return Entry(
        JournalKind.FUND_PLACED,
        f"placement:{placement_id}",
        at,
        (
            *moved(money, into=placed(fund_id, place_id), out_of=OWN_BANK),
            *moved(money, into=fund(account_code), out_of=elsewhere(account_code)),
        ),
        subject_id=placement_id,
    )

"""Money of funds: paid in, promised, given, and what running a fund costs."""

from dataclasses import dataclass
from datetime import datetime

from kit.money import Money
from market.ledger.accounts import FEE_INCOME, OWN_BANK, AccountSpec, fund_payable, promised
from market.ledger.entry import Entry, credit, debit
from models.enums import FundUse, JournalKind


@dataclass(frozen=True)
class DisbursementFacts:
    """So much of a fund for one organisation. `subject_id` is what was decided on: a fund pays for it once."""

    fund: AccountSpec
    fund_id: str
    to: str
    subject_id: str
    use: FundUse
    money: Money
    note: str

    @property
    def key(self) -> str:
        return f"fund:{self.fund_id}:disbursed:{self.subject_id}"


def fund_disbursed(facts: DisbursementFacts, *, at: datetime) -> Entry:
    """A fund gives an organisation money: from here it is owed like everything else, and leaves with a payout."""
    return Entry(
        JournalKind.FUND_DISBURSED,
        facts.key,
        at,
        (debit(facts.fund, facts.money), credit(fund_payable(facts.to), facts.money)),
        subject_id=facts.subject_id,
        note=facts.note,
        detail={"fund": facts.fund_id, "use": facts.use, "to": facts.to},
    )


def fund_promised(fund: AccountSpec, order_id: str, number: int, money: Money, *, at: datetime) -> Entry:
    """A fund keeps aside what it pays of an order, until the buyer has paid the rest. `number` counts from nothing: an
    order that ran out of time and is paid after all is promised it again."""
    return Entry(
        JournalKind.FUND_PROMISED,
        f"order:{order_id}:promised:{number}",
        at,
        (debit(fund, money), credit(promised(fund.code), money)),
        order_id=order_id,
        subject_id=order_id,
        detail={"use": FundUse.TIER},
    )


def fund_promise_released(fund: AccountSpec, order_id: str, number: int, money: Money, *, at: datetime) -> Entry:
    """What was kept aside is the fund's again: the order is off, or the entry of its payment takes it."""
    return Entry(
        JournalKind.FUND_PROMISE_RELEASED,
        f"order:{order_id}:promised:{number}:released",
        at,
        (debit(promised(fund.code), money), credit(fund, money)),
        order_id=order_id,
        subject_id=order_id,
        detail={"use": FundUse.TIER},
    )


def fund_paid_in(
    fund: AccountSpec, fund_id: str, reference: str, money: Money, *, use: FundUse, note: str, at: datetime
) -> Entry:
    """Money arrived at the market's bank for a fund. `use` is investment for what had been invested and comes back."""
    return Entry(
        JournalKind.FUND_PAID_IN,
        f"fund:{fund_id}:paid_in:{reference}",
        at,
        (debit(OWN_BANK, money), credit(fund, money)),
        subject_id=fund_id,
        note=note,
        detail={"fund": fund_id, "use": use},
    )


def fund_admin(fund: AccountSpec, fund_id: str, reference: str, money: Money, *, note: str, at: datetime) -> Entry:
    """A fund bears what running it costs the market."""
    return Entry(
        JournalKind.FUND_ADMIN,
        f"fund:{fund_id}:admin:{reference}",
        at,
        (debit(fund, money), credit(FEE_INCOME, money)),
        subject_id=fund_id,
        note=note,
        detail={"fund": fund_id, "use": FundUse.ADMIN},
    )

"""What a producer sees of their money."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.ledger.accounts import in_transit, premium, producer_payable
from market.ledger.queries import get_balance
from market.payouts import queries
from market.payouts.queries import PayoutFact
from market.payouts.rules import NextPayout, next_payout

_RECENT = 5


@dataclass(frozen=True)
class MoneyView:
    """Owed, on its way, arrived, and what comes next. Amounts are what the producer has, so never negative."""

    currency: str
    payable_goods: Money
    payable_premium: Money
    in_transit: Money
    paid_total: Money
    next_payout: NextPayout | None
    recent: tuple[PayoutFact, ...]


def read_money(session: Session, *, organisation_id: str, default_currency: str, now: datetime) -> MoneyView:
    """The money of an organisation in the currency of its payout account, or the market's when it has none."""
    account = queries.find_account(session, organisation_id)
    currency = account.currency if account else default_currency
    return MoneyView(
        currency=currency,
        payable_goods=-get_balance(session, producer_payable(organisation_id), currency),
        payable_premium=-get_balance(session, premium(organisation_id), currency),
        in_transit=-get_balance(session, in_transit(organisation_id), currency),
        paid_total=queries.get_paid_total(session, organisation_id, currency),
        next_payout=next_payout(
            queries.list_unclaimed(session, organisation_id, currency),
            currency=currency,
            account=(account.rail, account.state) if account else None,
            now=now,
        ),
        recent=tuple(queries.list_payouts_of(session, organisation_id, before=None, limit=_RECENT)),
    )

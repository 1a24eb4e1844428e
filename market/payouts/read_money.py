"""What a producer sees of their money."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from kit.money import Money
from market.ledger.accounts import in_transit, premium, producer_payable
from market.ledger.queries import get_balance
from market.payouts import queries
from market.payouts.outlook import queries as outlooks
from market.payouts.outlook.rules import outlook_of
from market.payouts.queries import PayoutFact
from market.payouts.run_payouts import PayoutTerms
from market.payouts.sentence.rules import Outlook
from market.prefinance.read_prefinance import read_repaying
from models.enums import PayoutPurpose

_RECENT = 5


@dataclass(frozen=True)
class MoneyView:
    """Owed, waiting for a reason, on its way, arrived, owed back, and what comes next. Amounts are what the producer
    has, so never negative; `owed_back` is what later payouts are netted with, `refused_by_bank` what arrived at Stripe
    and got no further."""

    currency: str
    payable_goods: Money
    payable_premium: Money
    held: Money
    in_transit: Money
    owed_back: Money
    paid_total: Money
    refused_by_bank: Money | None
    outlook: Outlook | None
    recent: tuple[PayoutFact, ...]


def read_money(
    session: Session, *, organisation_id: str, default_currency: str, terms: PayoutTerms, now: datetime
) -> MoneyView:
    """The money of an organisation in the currency of its payout account, or the market's when it has none."""
    circumstances = outlooks.read_circumstances(session, organisation_id, default_currency=default_currency)
    currency = circumstances.currency
    repaying = read_repaying(session, organisation_id, currency, now=now)
    circumstances = replace(circumstances, prefinance_minor=repaying.owed_minor)
    held = outlooks.sum_side(session, organisation_id, "held", currency)
    return MoneyView(
        currency=currency,
        payable_goods=-get_balance(session, producer_payable(organisation_id), currency),
        payable_premium=-get_balance(session, premium(organisation_id), currency),
        held=Money(-_sum(held), currency),
        in_transit=-get_balance(session, in_transit(organisation_id), currency),
        owed_back=Money(_sum(circumstances.owed_back_minor), currency),
        paid_total=queries.get_paid_total(session, organisation_id, currency),
        refused_by_bank=queries.find_refused_by_bank(session, organisation_id),
        outlook=outlook_of(
            outlooks.list_waiting(session, organisation_id, currency, repay_bps=repaying.share_bps),
            circumstances,
            terms=terms,
            now=now,
        ),
        recent=tuple(queries.list_payouts_of(session, organisation_id, before=None, limit=_RECENT)),
    )


def _sum(balances: Mapping[PayoutPurpose, int]) -> int:
    return sum(balances.values())

"""What a fund holds that no round has promised."""

from sqlalchemy.orm import Session

from kit.money import Money
from market.fund.rounds import queries
from market.ledger.accounts import AccountSpec
from market.ledger.queries import get_balance
from models.enums import AccountKind
from models.fund import Fund


def free_money(session: Session, fund: Fund) -> Money:
    """Its balance in the books less what its rounds have promised and not paid. Lock the fund before promising."""
    account = AccountSpec(fund.account_code, AccountKind.LIABILITY, is_guarded=True)
    balance = -get_balance(session, account, fund.currency)
    return balance - Money(queries.get_promised(session, fund.id), fund.currency)

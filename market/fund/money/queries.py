"""SQL of funds and of what moves on their accounts."""

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from kit.money import Money
from market.fund.money.rules import Standing
from market.ledger.accounts import elsewhere, lent
from market.ledger.queries import get_balance
from models.fund import Fund

# What is invested and paid back says so on both ways; that of it which is out is a debit on the whole, but for what was
# given up.
_SUMS = text(
    """
    select coalesce(-sum(p.amount_minor), 0)::bigint as balance_minor,
           coalesce(sum(p.amount_minor) filter (where j.detail ->> 'use' = 'investment'), 0)::bigint
               - (select coalesce(sum(p.amount_minor), 0)::bigint from ledger_account a
                  join posting p on p.account_id = a.id join journal j on j.id = p.journal_id
                  where a.code = :lent and j.kind = 'prefinance_written_off') as out_minor,
           coalesce(sum(p.amount_minor) filter (where j.kind = 'fund_admin'), 0)::bigint as admin_minor,
           coalesce(-sum(p.amount_minor) filter (where j.kind in ('order_paid', 'fund_paid_in')), 0)::bigint
               as came_in_minor,
           (select coalesce(sum(n.units * f.unit_minor), 0)::bigint from unit_notice n join fund f on f.id = n.fund_id
            where n.fund_id = :fund_id and n.redeemed_at is null) as noticed_minor,
           (select coalesce(sum(l.outstanding_minor), 0)::bigint from prefinance l
            where l.fund_id = :fund_id) as lent_minor
    from ledger_account a
    join posting p on p.account_id = a.id
    join journal j on j.id = p.journal_id
    where a.code = :code and a.currency = :currency
    """
)
_LOCK_FUNDS = text("lock table fund in share row exclusive mode")
_HAS_FUND = text("select exists (select from fund where account_code = :code and currency = :currency)")
_IS_BOOKED = text("select exists (select from journal where idempotency_key = :key)")


@dataclass(frozen=True)
class FundSums:
    """What a fund can spend, what of its investments has not come back, what running it cost, what ever came in, what
    its members gave notice of and have not been paid, what of the investments is prefinance, and what sits
    elsewhere."""

    balance: Money
    out: Money
    admin: Money
    came_in: Money
    noticed: Money
    lent: Money
    placed: Money

    @property
    def whole(self) -> Money:
        """All that is its own, wherever it is."""
        return self.balance + self.out + self.placed

    def standing(self, fund: Fund) -> Standing:
        """As the liquidity rule looks at it."""
        return Standing(self.balance, self.out, self.placed, fund.bound_share_bps, self.noticed)


def find_fund(session: Session, fund_id: str) -> Fund | None:
    return session.get(Fund, fund_id)


def lock_fund(session: Session, fund_id: str) -> Fund:
    """The fund as it stands, its row locked: whoever takes from it does so alone."""
    locked = select(Fund).where(col(Fund.id) == fund_id).with_for_update(key_share=True)
    return session.execute(locked.execution_options(populate_existing=True)).scalar_one()


def lock_funds(session: Session) -> None:
    """Until this transaction ends nobody else opens one."""
    session.execute(_LOCK_FUNDS)


def has_fund(session: Session, account_code: str, currency: str) -> bool:
    """Whether an account is a fund's, open or closed."""
    return bool(session.execute(_HAS_FUND, {"code": account_code, "currency": currency}).scalar_one())


def get_sums(session: Session, fund: Fund) -> FundSums:
    asked = {"fund_id": fund.id, "lent": lent(fund.id).code, "code": fund.account_code, "currency": fund.currency}
    row = session.execute(_SUMS, asked).one()
    minor = (
        row.balance_minor,
        row.out_minor,
        row.admin_minor,
        row.came_in_minor,
        row.noticed_minor,
        row.lent_minor,
        -get_balance(session, elsewhere(fund.account_code), fund.currency).minor,
    )
    return FundSums(*(Money(each, fund.currency) for each in minor))


def is_booked(session: Session, key: str) -> bool:
    """Whether an entry with this key is in the books."""
    return bool(session.execute(_IS_BOOKED, {"key": key}).scalar_one())

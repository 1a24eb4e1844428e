"""SQL of what is payable, runs and payouts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from gateways.stripe import BankPayoutFact
from kit.clock import IsoWeek
from kit.money import Money
from market.ledger.rules.payouts import PayoutFacts
from models.enums import PayoutPurpose, PayoutRail, PayoutState, StripeOperationState

_RUNS = """
    select r.id, r.period, r.sequence, r.as_of, r.triggered_by, r.created_at,
           (select count(*) from payout p where p.run_id = r.id) as payouts
    from payout_run r
"""
_RUNS_OF_PERIOD = text(_RUNS + "where r.period = :period order by r.sequence")
_RUN = text(_RUNS + "where r.id = :id")
_RUN_PAGE = text(_RUNS + "where cast(:before as text) is null or r.id < :before order by r.id desc limit :limit")
_LAST_PERIOD = text("select max(period) from payout_run")
_PAYOUTS = """
    select p.id, p.run_id, r.period, p.beneficiary_id, o.slug, o.name, p.rail, p.purpose, p.currency, p.gross_minor,
           p.netted_minor, p.amount_minor, p.state, p.transfer_id, p.bank_reference, p.failure, p.created_at, p.paid_at
    from payout p join payout_run r on r.id = p.run_id join organisation o on o.id = p.beneficiary_id
"""
_PAYOUTS_OF_RUNS = text(
    _PAYOUTS
    + """
    where p.run_id = any(cast(:run_ids as text[])) and (cast(:of as text) is null or p.beneficiary_id = :of)
    order by o.name, p.beneficiary_id, p.purpose, p.id limit :limit
    """
)
_PAYOUT = text(_PAYOUTS + "where p.id = :id")
_LOCK_PAYOUT = text(_PAYOUTS + "where p.id = :id for no key update of p")
_LOCK_BY_TRANSFER = text(_PAYOUTS + "where p.transfer_id = :transfer_id for no key update of p")
_SOME_CLAIM = text(
    """
    select i.order_id, i.order_line_id from payout_item c join payable_item i on i.id = c.payable_item_id
    where c.payout_id = :payout_id order by i.amount_minor desc, i.id limit 1
    """
)
_ORGANISATION_AT_STRIPE = text(
    "select organisation_id from payout_account where stripe_account_id = :id order by created_at desc limit 1"
)
_UPSERT_BANK_PAYOUT = text(
    """
    insert into bank_payout (id, organisation_id, amount_minor, currency, state, arrival_on, failure, updated_at)
    values (:id, :organisation_id, :amount_minor, :currency, :state, :arrival_on, :failure, :now)
    on conflict (id) do update set state = excluded.state, arrival_on = excluded.arrival_on,
                                   failure = excluded.failure, updated_at = excluded.updated_at
    where bank_payout.state in ('pending', 'in_transit') or excluded.state not in ('pending', 'in_transit')
    """
)
_PAYOUTS_OF = text(
    _PAYOUTS
    + """
    where p.beneficiary_id = :organisation_id and (cast(:before as text) is null or p.id < :before)
    order by p.id desc limit :limit
    """
)
_OPEN_OPERATIONS = text(
    """
    select o.id, o.state from stripe_operation o join payout p on p.id = o.subject_id
    join payout_run r on r.id = p.run_id
    where r.period = :period and o.kind = 'transfer' and o.state in ('pending', 'sending', 'unknown') order by o.id
    """
)
_MARK_PAID = text(
    """
    update payout set state = 'paid', transfer_id = :transfer_id, bank_reference = :bank_reference, paid_at = :now
    where id = :id
    """
)
_MARK_ENDED = text("update payout set state = :state, failure = :failure where id = :id")
_RELEASE_ITEMS = text("update payout_item set released_at = :now where payout_id = :id and released_at is null")
_PAID_TOTAL = text(
    """
    select coalesce(sum(amount_minor), 0)::bigint from payout
    where beneficiary_id = :organisation_id and currency = :currency and state = 'paid'
    """
)
# Stripe puts what a bank refused into the next payout to it: only the latest word counts.
_REFUSED_BY_BANK = text(
    """
    select amount_minor, currency
    from (
        select * from bank_payout
        where organisation_id = :organisation_id and state in ('paid', 'failed')
        order by updated_at desc, id desc limit 1
    ) latest
    where state = 'failed'
    """
)


@dataclass(frozen=True)
class RunFact:
    id: str
    period: str
    sequence: int
    as_of: datetime
    triggered_by: str
    created_at: datetime
    payouts: int


@dataclass(frozen=True)
class PayoutFact:
    """One payout as it stands."""

    id: str
    run_id: str
    period: str
    beneficiary_id: str
    beneficiary_slug: str
    beneficiary_name: str
    rail: PayoutRail
    purpose: PayoutPurpose
    money: Money
    netted: Money
    state: PayoutState
    transfer_id: str | None
    bank_reference: str | None
    failure: str | None
    created_at: datetime
    paid_at: datetime | None

    @property
    def facts(self) -> PayoutFacts:
        """The payout as the books know it."""
        return PayoutFacts(self.id, self.beneficiary_id, self.purpose, self.rail, self.money, self.netted)


def _run(row: Row[tuple[object, ...]]) -> RunFact:
    return RunFact(**row._mapping)


def list_runs_of_period(session: Session, period: IsoWeek) -> list[RunFact]:
    return [_run(row) for row in session.execute(_RUNS_OF_PERIOD, {"period": str(period)})]


def find_run(session: Session, run_id: str) -> RunFact | None:
    row = session.execute(_RUN, {"id": run_id}).one_or_none()
    return _run(row) if row else None


def list_runs(session: Session, *, before: str | None, limit: int) -> list[RunFact]:
    """Runs, newest first, that are older than `before`."""
    return [_run(row) for row in session.execute(_RUN_PAGE, {"before": before, "limit": limit})]


def find_last_period(session: Session) -> IsoWeek | None:
    found = session.execute(_LAST_PERIOD).scalar_one()
    return IsoWeek.parse(found) if found else None


def _payout(row: Row[tuple[object, ...]]) -> PayoutFact:
    return PayoutFact(
        id=row.id,
        run_id=row.run_id,
        period=row.period,
        beneficiary_id=row.beneficiary_id,
        beneficiary_slug=row.slug,
        beneficiary_name=row.name,
        rail=PayoutRail(row.rail),
        purpose=PayoutPurpose(row.purpose),
        money=Money(row.amount_minor, row.currency),
        netted=Money(row.netted_minor, row.currency),
        state=PayoutState(row.state),
        transfer_id=row.transfer_id,
        bank_reference=row.bank_reference,
        failure=row.failure,
        created_at=row.created_at,
        paid_at=row.paid_at,
    )


def list_payouts_of_runs(
    session: Session, run_ids: Sequence[str], *, beneficiary_id: str | None = None, limit: int | None = None
) -> list[PayoutFact]:
    """The payouts of these runs by name: everybody's, or one organisation's; all of them, or so many."""
    asked = {"run_ids": list(run_ids), "of": beneficiary_id, "limit": limit}
    return [_payout(row) for row in session.execute(_PAYOUTS_OF_RUNS, asked)]


def find_payout(session: Session, payout_id: str) -> PayoutFact | None:
    row = session.execute(_PAYOUT, {"id": payout_id}).one_or_none()
    return _payout(row) if row else None


def lock_payout(session: Session, payout_id: str) -> PayoutFact | None:
    row = session.execute(_LOCK_PAYOUT, {"id": payout_id}).one_or_none()
    return _payout(row) if row else None


def get_payout(session: Session, payout_id: str) -> PayoutFact:
    return _payout(session.execute(_PAYOUT, {"id": payout_id}).one())


def lock_payout_by_transfer(session: Session, transfer_id: str) -> PayoutFact | None:
    row = session.execute(_LOCK_BY_TRANSFER, {"transfer_id": transfer_id}).one_or_none()
    return _payout(row) if row else None


def get_some_claim(session: Session, payout_id: str) -> tuple[str, str | None]:
    """The order and line of the largest thing a payout paid for."""
    row = session.execute(_SOME_CLAIM, {"payout_id": payout_id}).one()
    return row.order_id, row.order_line_id


def find_organisation_at_stripe(session: Session, stripe_account_id: str) -> str | None:
    return session.execute(_ORGANISATION_AT_STRIPE, {"id": stripe_account_id}).scalar_one_or_none()


def upsert_bank_payout(session: Session, *, organisation_id: str, fact: BankPayoutFact, now: datetime) -> None:
    """Write down what Stripe says; what it said before it was over does not come after."""
    values = {
        "id": fact.id,
        "organisation_id": organisation_id,
        "amount_minor": fact.money.minor,
        "currency": fact.money.currency,
        "state": fact.status,
        "arrival_on": fact.arrival_at,
        "failure": fact.failure,
        "now": now,
    }
    session.execute(_UPSERT_BANK_PAYOUT, values)


def find_refused_by_bank(session: Session, organisation_id: str) -> Money | None:
    """What an organisation's bank did not take of what Stripe sent it, while that is the latest Stripe has said."""
    row = session.execute(_REFUSED_BY_BANK, {"organisation_id": organisation_id}).one_or_none()
    return Money(row.amount_minor, row.currency) if row else None


def list_payouts_of(session: Session, organisation_id: str, *, before: str | None, limit: int) -> list[PayoutFact]:
    """An organisation's payouts, newest first, that are older than `before`."""
    rows = session.execute(_PAYOUTS_OF, {"organisation_id": organisation_id, "before": before, "limit": limit})
    return [_payout(row) for row in rows]


def list_open_operations(session: Session, period: IsoWeek) -> dict[str, StripeOperationState]:
    """Transfers of a period's payouts that Stripe has not answered yet, by operation."""
    rows = session.execute(_OPEN_OPERATIONS, {"period": str(period)})
    return {row.id: StripeOperationState(row.state) for row in rows}


def mark_paid(
    session: Session, payout_id: str, *, transfer_id: str | None, bank_reference: str | None, now: datetime
) -> None:
    values = {"id": payout_id, "transfer_id": transfer_id, "bank_reference": bank_reference, "now": now}
    session.execute(_MARK_PAID, values)


def mark_ended(session: Session, payout_id: str, state: PayoutState, *, failure: str, now: datetime) -> None:
    """End a payout that failed, was cancelled or came back, and let its items go: the next run may claim them."""
    session.execute(_MARK_ENDED, {"id": payout_id, "state": state, "failure": failure})
    session.execute(_RELEASE_ITEMS, {"id": payout_id, "now": now})


def get_paid_total(session: Session, organisation_id: str, currency: str) -> Money:
    values = {"organisation_id": organisation_id, "currency": currency}
    return Money(session.execute(_PAID_TOTAL, values).scalar_one(), currency)

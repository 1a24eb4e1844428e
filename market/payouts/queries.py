"""SQL of what is payable, runs and payouts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from kit.clock import IsoWeek
from kit.money import Money
from market.payouts.rules import Claimable, Due
from models.enums import PayoutAccountState, PayoutPurpose, PayoutRail, PayoutState, StripeOperationState

_LOCK_RUNS = text("select pg_advisory_xact_lock(hashtext('payout_run'))")
_FUNDS = text(
    """
    select p.id, p.order_id, p.net_minor, p.settlement_currency, p.available_at
    from payment p
    where p.state in ('succeeded', 'suspense') and p.available_at <= :now and p.net_minor > 0
      and not exists (select from journal j where j.subject_id = p.id and j.kind = 'funds_available')
    order by p.id
    """
)
_CLAIM = text(
    """
    with due as (
        select i.id, i.beneficiary_id, i.purpose, i.currency, i.amount_minor,
               a.id as payout_account_id, a.rail, a.stripe_account_id
        from payable_item i
        join payout_account a on a.organisation_id = i.beneficiary_id and a.currency = i.currency
             and a.closed_at is null and a.state = 'active'
        where i.eligible_at <= :due_by and i.held_reason is null
          and not exists (select from payout_item c where c.payable_item_id = i.id and c.released_at is null)
        order by i.id for update of i
    )
    select beneficiary_id, purpose, currency, payout_account_id, rail, stripe_account_id,
           sum(amount_minor)::bigint as amount_minor, array_agg(id order by id) as item_ids
    from due group by beneficiary_id, purpose, currency, payout_account_id, rail, stripe_account_id
    order by beneficiary_id, purpose, currency
    """
)
_INSERT_RUN = text(
    """
    insert into payout_run (id, period, sequence, as_of, triggered_by)
    values (:id, :period, (select coalesce(max(sequence), 0) + 1 from payout_run where period = :period), :as_of, :by)
    """
)
_INSERT_PAYOUTS = text(
    """
    insert into payout (id, run_id, beneficiary_id, payout_account_id, rail, purpose, currency, amount_minor, state)
    select id, :run_id, beneficiary_id, payout_account_id, rail, purpose, currency, amount_minor, 'in_transit'
    from unnest(cast(:ids as text[]), cast(:beneficiaries as text[]), cast(:accounts as text[]),
                cast(:rails as text[]), cast(:purposes as text[]), cast(:currencies as text[]),
                cast(:amounts as bigint[]))
         as due (id, beneficiary_id, payout_account_id, rail, purpose, currency, amount_minor)
    """
)
_INSERT_ITEMS = text(
    """
    insert into payout_item (payout_id, payable_item_id)
    select payout_id, item_id
    from unnest(cast(:payouts as text[]), cast(:items as text[])) as claim (payout_id, item_id)
    """
)
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
    select p.id, p.run_id, r.period, p.beneficiary_id, o.slug, o.name, p.rail, p.purpose, p.currency, p.amount_minor,
           p.state, p.transfer_id, p.bank_reference, p.failure, p.created_at, p.paid_at
    from payout p join payout_run r on r.id = p.run_id join organisation o on o.id = p.beneficiary_id
"""
_PAYOUTS_OF_RUNS = text(
    _PAYOUTS + "where p.run_id = any(cast(:run_ids as text[])) order by o.name, p.beneficiary_id, p.purpose, p.id"
)
_PAYOUT = text(_PAYOUTS + "where p.id = :id")
_LOCK_PAYOUT = text(_PAYOUTS + "where p.id = :id for update of p")
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
_MARK_FAILED = text("update payout set state = 'failed', failure = :failure where id = :id")
_RELEASE_ITEMS = text("update payout_item set released_at = :now where payout_id = :id and released_at is null")
_UNCLAIMED = text(
    """
    select i.eligible_at, i.held_reason is not null as is_held, sum(i.amount_minor)::bigint as amount_minor
    from payable_item i
    where i.beneficiary_id = :organisation_id and i.currency = :currency
      and not exists (select from payout_item c where c.payable_item_id = i.id and c.released_at is null)
    group by 1, 2
    """
)
_PAID_TOTAL = text(
    """
    select coalesce(sum(amount_minor), 0)::bigint from payout
    where beneficiary_id = :organisation_id and currency = :currency and state = 'paid'
    """
)
_ACCOUNT = text(
    """
    select rail, state, currency from payout_account
    where organisation_id = :organisation_id and closed_at is null order by created_at limit 1
    """
)


@dataclass(frozen=True)
class FundsFact:
    """A payment whose money Stripe has made usable and the books have not."""

    payment_id: str
    order_id: str
    net: Money
    available_at: datetime


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
    state: PayoutState
    transfer_id: str | None
    bank_reference: str | None
    failure: str | None
    created_at: datetime
    paid_at: datetime | None


@dataclass(frozen=True)
class AccountFact:
    """The account an organisation is paid to."""

    rail: PayoutRail
    state: PayoutAccountState
    currency: str


def lock_runs(session: Session) -> None:
    """One run at a time, whatever its period: all of them take from the same items."""
    session.execute(_LOCK_RUNS)


def list_usable_funds(session: Session, now: datetime) -> list[FundsFact]:
    return [
        FundsFact(row.id, row.order_id, Money(row.net_minor, row.settlement_currency), row.available_at)
        for row in session.execute(_FUNDS, {"now": now})
    ]


def lock_due(session: Session, *, due_by: datetime) -> list[Due]:
    """Every item that is due, not held, not claimed and has an account to go to, locked, added up by payout."""
    return [
        Due(
            row.beneficiary_id,
            PayoutPurpose(row.purpose),
            Money(row.amount_minor, row.currency),
            row.payout_account_id,
            PayoutRail(row.rail),
            row.stripe_account_id,
            tuple(row.item_ids),
        )
        for row in session.execute(_CLAIM, {"due_by": due_by})
    ]


def insert_run(session: Session, *, run_id: str, period: IsoWeek, as_of: datetime, triggered_by: str) -> None:
    session.execute(_INSERT_RUN, {"id": run_id, "period": str(period), "as_of": as_of, "by": triggered_by})


def insert_payouts(session: Session, *, run_id: str, payouts: Sequence[tuple[str, Due]]) -> None:
    """Write payouts by id, each with its claims."""
    session.execute(
        _INSERT_PAYOUTS,
        {
            "run_id": run_id,
            "ids": [payout_id for payout_id, _ in payouts],
            "beneficiaries": [due.beneficiary_id for _, due in payouts],
            "accounts": [due.payout_account_id for _, due in payouts],
            "rails": [due.rail for _, due in payouts],
            "purposes": [due.purpose for _, due in payouts],
            "currencies": [due.money.currency for _, due in payouts],
            "amounts": [due.money.minor for _, due in payouts],
        },
    )
    session.execute(
        _INSERT_ITEMS,
        {
            "payouts": [payout_id for payout_id, due in payouts for _ in due.item_ids],
            "items": [item_id for _, due in payouts for item_id in due.item_ids],
        },
    )


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
        state=PayoutState(row.state),
        transfer_id=row.transfer_id,
        bank_reference=row.bank_reference,
        failure=row.failure,
        created_at=row.created_at,
        paid_at=row.paid_at,
    )


def list_payouts_of_runs(session: Session, run_ids: Sequence[str]) -> list[PayoutFact]:
    return [_payout(row) for row in session.execute(_PAYOUTS_OF_RUNS, {"run_ids": list(run_ids)})]


def find_payout(session: Session, payout_id: str) -> PayoutFact | None:
    row = session.execute(_PAYOUT, {"id": payout_id}).one_or_none()
    return _payout(row) if row else None


def lock_payout(session: Session, payout_id: str) -> PayoutFact | None:
    row = session.execute(_LOCK_PAYOUT, {"id": payout_id}).one_or_none()
    return _payout(row) if row else None


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


def mark_failed(session: Session, payout_id: str, *, failure: str, now: datetime) -> None:
    """End a payout and let its items go: the next run may claim them."""
    session.execute(_MARK_FAILED, {"id": payout_id, "failure": failure})
    session.execute(_RELEASE_ITEMS, {"id": payout_id, "now": now})


def list_unclaimed(session: Session, organisation_id: str, currency: str) -> list[Claimable]:
    """What has been earned and no payout has claimed, by the moment from which it may be."""
    rows = session.execute(_UNCLAIMED, {"organisation_id": organisation_id, "currency": currency})
    return [Claimable(row.eligible_at, row.is_held, Money(row.amount_minor, currency)) for row in rows]


def get_paid_total(session: Session, organisation_id: str, currency: str) -> Money:
    values = {"organisation_id": organisation_id, "currency": currency}
    return Money(session.execute(_PAID_TOTAL, values).scalar_one(), currency)


def find_account(session: Session, organisation_id: str) -> AccountFact | None:
    row = session.execute(_ACCOUNT, {"organisation_id": organisation_id}).one_or_none()
    return AccountFact(PayoutRail(row.rail), PayoutAccountState(row.state), row.currency) if row else None

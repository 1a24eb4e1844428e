"""SQL of a payout run: what is due becomes payouts, in a few statements that never bring a line here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from gateways.outbox import wake_relay
from kit.clock import IsoWeek
from kit.currencies import CURRENCIES
from kit.ids import new_id
from kit.money import Money
from models.enums import PayoutPurpose, PayoutRail, TaskName

# What moves on a rail moves in whole steps of its currency, where they are more than a minor unit.
_STEPS: Mapping[tuple[PayoutRail, str], int] = {
    (rail, code): step
    for code, facts in CURRENCIES.items()
    for rail, step in (
        (PayoutRail.MANUAL_BANK, facts.payout_step),
        (PayoutRail.STRIPE_CONNECT, facts.charge_step),
    )
    if step > 1
}
_STEPS_ASKED = {
    "step_rails": [rail for rail, _ in _STEPS],
    "step_currencies": [code for _, code in _STEPS],
    "steps": list(_STEPS.values()),
}
_STEP_ROWS = """
    select * from unnest(cast(:step_rails as text[]), cast(:step_currencies as text[]), cast(:steps as bigint[]))
           as s (rail, currency, least)
"""

_DUE = """
    select i.id, i.order_id, i.order_line_id, i.beneficiary_id, i.purpose, i.currency,
           i.amount_minor - i.reduced_minor as left_minor, i.amount_minor, i.floor_minor, i.source, i.eligible_at,
           i.earned_at, a.id as payout_account_id, a.rail, a.stripe_account_id
    from payable_item i
    join payout_account a on a.organisation_id = i.beneficiary_id and a.currency = i.currency
         and a.closed_at is null and a.state = 'active'
    where i.eligible_at <= :due_by and i.hold_id is null and i.amount_minor > i.reduced_minor
      and not exists (select from payout_item c where c.payable_item_id = i.id and c.released_at is null)
"""
# Something that fell due while this run was looking is left to the next one, as long as it lacks its top-up.
_TOPPED_UP = """
    and (i.source <> 'line' or i.purpose <> 'goods' or i.floor_minor is null or i.floor_minor <= i.amount_minor
         or exists (select from payable_item t where t.source_key = 'topup:' || i.id))
"""
_STEP = "coalesce((select r.least from rail_step r where r.currency = s.currency and r.rail = s.rail), 1)"
_BELOW_FLOOR = text(
    f"""
    select due.id, due.order_id, due.order_line_id, due.beneficiary_id, due.currency,
           ceil((due.floor_minor - due.amount_minor)::numeric * due.left_minor / due.amount_minor)::bigint as gap_minor
    from ({_DUE} and i.floor_minor > i.amount_minor and i.source = 'line' and i.purpose = 'goods') due
    where not exists (select from payable_item t where t.source_key = 'topup:' || due.id)
    order by due.id
    """
)
# Nobody moves a fraction of some units. What is over waits for the next run: the smallest items as they are, and of one
# item what is still too much, as an item of its own earned by the same line. Less than one unit waits altogether.
_SPLIT = text(
    f"""
    with rail_step as ({_STEP_ROWS}), due as (
        select d.*, r.least from ({_DUE}) d join rail_step r on r.currency = d.currency and r.rail = d.rail
    ), ranked as (
        select due.*, sum(left_minor) over everything as total, sum(left_minor) over everything % least as rest,
               sum(left_minor) over (partition by beneficiary_id, purpose, currency order by left_minor, id)
                   - left_minor as before
        from due window everything as (partition by beneficiary_id, purpose, currency)
    ), cut as (
        select make_id('pyi') as new_id, make_id('prd') as reduction_id, ranked.*,
               least(left_minor, rest - before)::bigint as cut_minor
        from ranked where rest > before and total >= least
    ), waits as (
        update payable_item i set eligible_at = cast(:due_by as timestamptz) + interval '1 second'
        from cut where i.id = cut.id and cut.cut_minor = cut.left_minor
    ), kept as (
        insert into payable_item (id, source, source_key, order_id, order_line_id, beneficiary_id, purpose, currency,
                                  amount_minor, reduced_minor, earned_at, eligible_at)
        select new_id, 'remainder', 'remainder:' || reduction_id, order_id, order_line_id, beneficiary_id, purpose,
               currency, cut_minor, 0, earned_at, cast(:due_by as timestamptz) + interval '1 second'
        from cut where cut_minor < left_minor
    )
    insert into payable_reduction (id, payable_item_id, remainder_item_id, amount_minor)
    select reduction_id, id, new_id, cut_minor from cut where cut_minor < left_minor order by id
    """
)
_CLAIM = text(
    f"""
    with rail_step as ({_STEP_ROWS}), due as materialized ({_DUE} {_TOPPED_UP}),
    summed as (
        select beneficiary_id, purpose, currency, payout_account_id, rail, stripe_account_id,
               sum(left_minor)::bigint as gross_minor, min(eligible_at) as oldest
        from due group by beneficiary_id, purpose, currency, payout_account_id, rail, stripe_account_id
    ), weighed as materialized (
        select s.*, coalesce(-owed.balance_minor, 0) as owed_minor,
               least(coalesce(back.balance_minor, 0), s.gross_minor * :netting_bps / 10000) / {_STEP} * {_STEP}
                   as netted_minor,
               s.gross_minor % {_STEP} as rest_minor
        from summed s
        left join ledger_account owed on owed.code = owed_account(s.purpose, s.beneficiary_id)
                                       and owed.currency = s.currency
        left join ledger_account back on back.code = side_account(s.purpose, s.beneficiary_id, 'receivable')
                                       and back.currency = s.currency
    ), chosen as materialized (
        select make_id('pyt') as id, w.*
        from weighed w left join payout_minimum m on m.rail = w.rail and m.currency = w.currency
        where w.owed_minor >= w.gross_minor and w.gross_minor > w.netted_minor and w.rest_minor = 0
          and (w.gross_minor - w.netted_minor >= coalesce(m.amount_minor, 1) or w.oldest <= :too_old)
    ), paid as (
        insert into payout (id, run_id, beneficiary_id, payout_account_id, rail, purpose, currency, gross_minor,
                            netted_minor, amount_minor, state)
        select id, :run_id, beneficiary_id, payout_account_id, rail, purpose, currency, gross_minor, netted_minor,
               gross_minor - netted_minor, 'in_transit'
        from chosen
    ), claimed as (
        insert into payout_item (payout_id, payable_item_id, amount_minor)
        select c.id, d.id, d.left_minor
        from due d join chosen c on c.beneficiary_id = d.beneficiary_id and c.purpose = d.purpose
                                and c.currency = d.currency
    )
    select 'chosen' as what, count(*) as payouts, null as beneficiary_id, null as purpose, null as currency,
           0 as gross_minor, 0 as owed_minor
    from chosen
    union all
    (select 'short', 0, beneficiary_id, purpose, currency, gross_minor, owed_minor
     from weighed where owed_minor < gross_minor order by beneficiary_id, purpose limit 100)
    """
)
_INTEND = text(
    """
    with operation as (
        insert into stripe_operation (id, kind, business_key, idempotency_key, parameters, subject_id, state, attempts,
                                      next_attempt_at, must_look_up)
        select make_id('sop'), 'transfer', 'tr:' || p.id, 'tr:' || p.id || '/1',
               jsonb_build_object('amount_minor', p.amount_minor, 'currency', p.currency,
                                  'destination', a.stripe_account_id, 'transfer_group', p.run_id, 'payout_id', p.id,
                                  'organisation_id', p.beneficiary_id, 'purpose', p.purpose),
               p.id, 'pending', 0, least(:now, clock_timestamp()), false
        from payout p join payout_account a on a.id = p.payout_account_id
        where p.run_id = :run_id and p.rail = 'stripe_connect' order by p.id
        returning id
    )
    insert into outbox (task, arguments, dedupe_key, available_at)
    select :task, jsonb_build_object('operation_id', id), :task || ':' || id, least(:now, clock_timestamp())
    from operation
    """
)
_INSERT_RUN = text(
    """
    insert into payout_run (id, period, sequence, as_of, triggered_by)
    values (:id, :period, (select coalesce(max(sequence), 0) + 1 from payout_run where period = :period), :as_of, :by)
    """
)


@dataclass(frozen=True)
class Shortfall:
    """Something due that the books do not cover: an operator looks at it."""

    beneficiary_id: str
    purpose: PayoutPurpose
    due: Money
    owed: Money


@dataclass(frozen=True)
class Claimed:
    """How many payouts a run has made, and what it had to leave."""

    payouts: int
    shortfalls: tuple[Shortfall, ...]


@dataclass(frozen=True)
class FloorGap:
    """A line for which its producer would get less than the minimum price."""

    item_id: str
    order_id: str
    order_line_id: str
    beneficiary_id: str
    gap: Money


def list_floor_gaps(session: Session, *, due_by: datetime) -> list[FloorGap]:
    """What is due below its frozen minimum price; none, unless something went wrong when the price was frozen."""
    return [
        FloorGap(row.id, row.order_id, row.order_line_id, row.beneficiary_id, Money(row.gap_minor, row.currency))
        for row in session.execute(_BELOW_FLOOR, {"due_by": due_by})
    ]


def split_remainders(session: Session, *, due_by: datetime) -> None:
    """Cut off what would not move: fractions of forints and their like."""
    session.execute(_SPLIT, {"due_by": due_by, **_STEPS_ASKED})


def insert_run(session: Session, *, period: IsoWeek, as_of: datetime, triggered_by: str) -> str:
    """A new run of the period; its id."""
    run_id = new_id("run")
    session.execute(_INSERT_RUN, {"id": run_id, "period": str(period), "as_of": as_of, "by": triggered_by})
    return run_id


def claim_due(
    session: Session, *, run_id: str, due_by: datetime, as_of: datetime, netting_bps: int, longest_wait: timedelta
) -> Claimed:
    """Make a payout of everything due, not held and not claimed, for each organisation with an active account, purpose
    and currency; net what it owes back; leave what is below the minimum, unless it has waited too long."""
    rows = session.execute(
        _CLAIM,
        {
            "run_id": run_id,
            "due_by": due_by,
            "too_old": as_of - longest_wait,
            "netting_bps": netting_bps,
            **_STEPS_ASKED,
        },
    ).all()
    shortfalls = tuple(
        Shortfall(
            row.beneficiary_id,
            PayoutPurpose(row.purpose),
            Money(row.gross_minor, row.currency),
            Money(row.owed_minor, row.currency),
        )
        for row in rows
        if row.what == "short"
    )
    return Claimed(next(row.payouts for row in rows if row.what == "chosen"), shortfalls)


def intend_transfers(session: Session, *, run_id: str, now: datetime) -> None:
    """Freeze what Stripe will be asked for each payout, whatever becomes of the account later, and ask for the work."""
    session.execute(_INTEND, {"run_id": run_id, "now": now, "task": TaskName.EXECUTE_STRIPE_OPERATION})
    wake_relay(session)

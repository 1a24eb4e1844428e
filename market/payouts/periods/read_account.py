"""Read an organisation's account over a period, record by record, and compare it with the books to the last unit."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from market.payouts.periods import queries
from market.payouts.periods.errors import AccountDiffersFromLedger
from market.payouts.periods.rules.facts import OrganisationFact, Period
from market.payouts.periods.rules.records import (
    Record,
    balance_record,
    head_record,
    hold_record,
    line_record,
    movement_record,
    payout_record,
    refund_record,
    reversal_record,
    rule_record,
    topup_record,
    total_record,
)
from market.payouts.periods.rules.tally import Tally


def read_account(session: Session, organisation: OrganisationFact, period: Period) -> Iterator[Record]:
    """Every record of the statement, in its order. `session` reads one snapshot (`queries.freeze`).

    Raises AccountDiffersFromLedger after the last record: until then, nothing of it may be handed out.
    """
    balances = tuple(queries.list_balances(session, organisation.id, period))
    tally = Tally(balances)
    yield head_record(organisation, period)
    yield from (balance_record(balance, is_opening=True) for balance in balances)
    yield from _facts(session, organisation.id, period, tally)
    yield from (balance_record(balance, is_opening=False) for balance in balances)
    yield from (rule_record(summed) for summed in tally.rules())
    yield from (total_record(summed) for summed in tally.moved())
    for wrong in tally.differences():
        raise AccountDiffersFromLedger(wrong.what, wrong.currency, wrong.stated_minor, wrong.booked_minor)


def _facts(session: Session, organisation_id: str, period: Period, tally: Tally) -> Iterator[Record]:
    for line in queries.stream_lines(session, organisation_id, period):
        yield line_record(line, yours=tally.line(line))
    for refund in queries.stream_refunds(session, organisation_id, period):
        yield refund_record(refund, yours=tally.refund(refund))
    for topup in queries.stream_topups(session, organisation_id, period):
        yield topup_record(topup)
    for hold in queries.stream_holds(session, organisation_id, period):
        yield hold_record(hold)
    for payout in queries.stream_payouts(session, organisation_id, period):
        tally.payout(payout)
        yield payout_record(payout)
    for reversal in queries.stream_reversals(session, organisation_id, period):
        yield reversal_record(reversal)
    for movement in queries.stream_movements(session, organisation_id, period):
        yield movement_record(movement, balance_minor=tally.movement(movement))

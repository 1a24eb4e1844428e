"""Money comes back: the agreed share of what falls due, more of it if the producer likes, or by bank."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from kit.money import BASIS_POINTS, Money
from market.ledger.accounts import AccountSpec, producer_payable
from market.ledger.entry import Entry
from market.ledger.post import post_many
from market.ledger.rules.prefinance import prefinance_interest, prefinance_repaid
from market.prefinance import queries
from market.prefinance.loan import loan_of, owed_of
from market.prefinance.queries import PrefinanceFact
from market.prefinance.rules import Due, Owed, split_repayment, take_share
from models.enums.prefinance import PrefinanceState, RepaymentSource


def repay_from_due(session: Session, *, due_by: datetime, now: datetime) -> None:
    """A payout run, before it claims: the agreed share of what each debtor would be paid, each item once.

    Nothing is taken before the prefinance itself was sent, nor more than is owed. The caller runs alone
    (`lock_items_alone`).
    """
    loans = queries.lock_all_open(session)
    came_back = queries.list_repayments(session, [loan.id for loan in loans])
    for loan in loans:
        if loan.sent_on is None:
            continue
        owed = owed_of(loan, came_back[loan.id], day=now.astimezone(UTC).date())
        items = queries.lock_due(session, organisation_id=loan.organisation_id, currency=loan.currency, due_by=due_by)
        repay_from_items(session, loan, owed, items, share_bps=loan.repay_bps, source=RepaymentSource.PAYOUT, now=now)


def repay_from_items(
    session: Session,
    loan: PrefinanceFact,
    owed: Owed,
    items: Sequence[Due],
    *,
    share_bps: int = BASIS_POINTS,
    at_most: int | None = None,
    source: RepaymentSource,
    now: datetime,
) -> int:
    """Take a share of earnings that are locked, until nothing more is owed; how much it was, in minor units."""
    limit = owed.total_minor if at_most is None else min(owed.total_minor, at_most)
    taken = take_share(items, share_bps=share_bps, owed_minor=limit)
    minor = sum(one.minor for one in taken)
    if minor:
        out_of = producer_payable(loan.organisation_id)
        repayment_id = record(session, loan, owed, minor, source=source, reference="", out_of=out_of, now=now)
        queries.insert_reductions(session, taken, repayment_id=repayment_id)
    return minor


def record(
    session: Session,
    loan: PrefinanceFact,
    owed: Owed,
    minor: int,
    *,
    source: RepaymentSource,
    reference: str,
    out_of: AccountSpec,
    now: datetime,
) -> str:
    """Write a repayment of no more than is owed and book it; its id. The last one ends the prefinance."""
    principal, interest = split_repayment(minor, owed)
    assert principal + interest == minor, "nobody repays more than is owed"
    repayment_id = queries.insert_repayment(
        session,
        prefinance_id=loan.id,
        source=source,
        principal_minor=principal,
        interest_minor=interest,
        reference=reference,
        now=now,
    )
    _end(session, loan, principal, interest, now, is_last=minor == owed.total_minor)
    post_many(session, _entries(loan, repayment_id, principal, interest, out_of, now), now=now)
    return repayment_id


def _entries(
    loan: PrefinanceFact, repayment_id: str, principal: int, interest: int, out_of: AccountSpec, now: datetime
) -> list[Entry]:
    facts, entries = loan_of(loan), []
    if principal:
        money = Money(principal, loan.currency)
        entries.append(prefinance_repaid(facts, repayment_id, money, out_of=out_of, at=now))
    if interest:
        money = Money(interest, loan.currency)
        entries.append(prefinance_interest(facts, repayment_id, money, out_of=out_of, at=now))
    return entries


def _end(
    session: Session, loan: PrefinanceFact, principal: int, interest: int, now: datetime, *, is_last: bool
) -> None:
    """Less is owed now; nothing at all, and it is over."""
    row = queries.lock(session, loan.id)
    assert row is not None
    row.outstanding_minor -= principal
    row.interest_paid_minor += interest
    if is_last:
        row.state, row.ended_at = PrefinanceState.REPAID, now
    session.flush()

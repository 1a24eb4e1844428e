"""Pay everybody what is due: one run for one week, in one transaction, that can be repeated without paying twice."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateways.outbox import request_tasks
from kit.clock import IsoWeek
from kit.ids import new_id
from kit.money import Money
from market.ledger import queries as books
from market.ledger.accounts import account_of_purpose
from market.ledger.post import post_many
from market.ledger.rules import PayoutFacts, funds_available, payout_claimed
from market.payments.operations import Intent, intend_many
from market.payouts import queries
from market.payouts.queries import PayoutFact, RunFact
from market.payouts.rules import Due, HeldBack, select_payable
from models.enums import PayoutRail, StripeOperationKind, TaskName


@dataclass(frozen=True)
class RunOutcome:
    """All runs of a period so far and their payouts; `new_run_id` is None when nothing was newly due."""

    period: IsoWeek
    runs: tuple[RunFact, ...]
    payouts: tuple[PayoutFact, ...]
    new_run_id: str | None
    payments_made_usable: int
    held_back: tuple[HeldBack, ...]


def run_payouts(
    session: Session, *, period: IsoWeek, now: datetime, triggered_by: str, due_by: datetime | None = None
) -> RunOutcome:
    """Claim everything due by `due_by` (default: `now`) and intend its payment.

    Repeated, it pays what fell due since, as another sequence of the same period, or changes nothing. What it intends
    leaves later: Stripe transfers by `send_payout`, bank transfers by `confirm_manual_payout`.
    """
    queries.lock_runs(session)
    made_usable = _book_usable_funds(session, now)
    dues = queries.lock_due(session, due_by=min(due_by or now, now))
    selection = select_payable(dues, _owed(session, dues))
    new_run_id = None
    if selection.payable or not queries.list_runs_of_period(session, period):
        new_run_id = new_id("run")
        queries.insert_run(session, run_id=new_run_id, period=period, as_of=now, triggered_by=triggered_by)
        _pay(session, new_run_id, selection.payable, now)
    runs = queries.list_runs_of_period(session, period)
    payouts = queries.list_payouts_of_runs(session, [run.id for run in runs])
    return RunOutcome(period, tuple(runs), tuple(payouts), new_run_id, made_usable, selection.held_back)


def _book_usable_funds(session: Session, now: datetime) -> int:
    funds = queries.list_usable_funds(session, now)
    entries = [funds_available(fact.payment_id, fact.order_id, fact.net, at=fact.available_at) for fact in funds]
    post_many(session, entries, now=now)
    return len(funds)


def _owed(session: Session, dues: list[Due]) -> dict[Due, Money]:
    """What the books owe for each; a liability stands below zero."""
    places = {due: (account_of_purpose(due.purpose, due.beneficiary_id).code, due.money.currency) for due in dues}
    balances = books.find_balances(session, list(places.values()))
    return {due: -balances[place] for due, place in places.items()}


def _pay(session: Session, run_id: str, dues: tuple[Due, ...], now: datetime) -> None:
    if not dues:
        return
    payouts = [(new_id("pyt"), due) for due in dues]
    queries.insert_payouts(session, run_id=run_id, payouts=payouts)
    facts = [PayoutFacts(payout_id, due.beneficiary_id, due.purpose, due.rail, due.money) for payout_id, due in payouts]
    post_many(session, [payout_claimed(fact, at=now) for fact in facts], now=now)
    intents = [_transfer(run_id, payout_id, due) for payout_id, due in payouts if due.rail is PayoutRail.STRIPE_CONNECT]
    operations = intend_many(session, intents, now=now)
    request_tasks(
        session,
        TaskName.EXECUTE_STRIPE_OPERATION,
        argument="operation_id",
        values=[operation.id for operation in operations],
        now=now,
    )


def _transfer(run_id: str, payout_id: str, due: Due) -> Intent:
    """Frozen here: whatever becomes of the account later, the money goes where this run was told to send it."""
    parameters: dict[str, object] = {
        "amount_minor": due.money.minor,
        "currency": due.money.currency,
        "destination": due.stripe_account_id,
        "transfer_group": run_id,
        "payout_id": payout_id,
        "organisation_id": due.beneficiary_id,
        "purpose": due.purpose,
    }
    return Intent(StripeOperationKind.TRANSFER, f"tr:{payout_id}", parameters, payout_id)

"""Events about money going out."""

from gateways.outbox import request_task
from kit.database import Session
from market.events.incoming import Incoming
from market.payouts.note_bank_payout import note_bank_payout
from market.payouts.queries import find_organisation_at_stripe
from market.payouts.reversals.follow_transfer import follow_transfer
from models.enums import TaskName


def transfer_changed(incoming: Incoming) -> str:
    transfer = incoming.stripe.read_transfer(incoming.subject_id)
    reversals = incoming.stripe.list_reversals(transfer.id) if transfer.reversed.minor else []
    return incoming.apply(lambda session: follow_transfer(session, transfer, reversals, now=incoming.now))


def balance_available(incoming: Incoming) -> str:
    """Some money can be used now; which payments it is of stands in our own rows."""

    def effect(session: Session) -> str:
        request_task(session, TaskName.BOOK_USABLE_FUNDS, key="", now=incoming.now)
        return "asked to book it"

    return incoming.apply(effect)


def own_payout_changed(incoming: Incoming) -> str:
    """The market's own money on its way to its own bank: the daily reconciliation books it."""
    return incoming.finish("left to the reconciliation")


def _is_ours(incoming: Incoming, account_id: str) -> bool:
    with incoming.database.reading() as session:
        return find_organisation_at_stripe(session, account_id) is not None


def bank_payout_changed(incoming: Incoming) -> str:
    account_id = incoming.event.account
    if not _is_ours(incoming, account_id):
        return incoming.finish("not an account of ours")
    fact = incoming.stripe.read_bank_payout(account_id=account_id, payout_id=incoming.subject_id)
    return incoming.apply(
        lambda session: note_bank_payout(session, stripe_account_id=account_id, fact=fact, now=incoming.now)
    )

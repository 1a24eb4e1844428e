"""A connected account's own payout to its bank: news for the producer. Our debt was settled by the transfer."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateways.stripe import BankPayoutFact
from market.payouts import queries
from market.requests.alerts import raise_alert
from models.enums import AlertKind, BankPayoutState


def note_bank_payout(session: Session, *, stripe_account_id: str, fact: BankPayoutFact, now: datetime) -> str:
    """Write down what Stripe says of it; what came of it, in words. A bank that refuses it is a person's to look at."""
    organisation_id = queries.find_organisation_at_stripe(session, stripe_account_id)
    if organisation_id is None:
        return "not an account of ours"
    queries.upsert_bank_payout(session, organisation_id=organisation_id, fact=fact, now=now)
    if fact.status == BankPayoutState.FAILED:
        raise_alert(
            session,
            AlertKind.BANK_PAYOUT_FAILED,
            key=f"bank_payout:{fact.id}",
            subject_id=organisation_id,
            sentence=f"The bank of {organisation_id} refused a payout from Stripe ({fact.failure}): its money waits in "
            "its account at Stripe until the bank details are put right.",
            now=now,
        )
    return f"bank payout {fact.status}"

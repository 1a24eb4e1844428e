"""An organisation has cut its account at Stripe loose from the market: nothing can be paid to it any more."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.payouts.accounts import queries
from market.payouts.accounts.rules import Standing
from market.requests.alerts import raise_alert
from models.enums import AlertKind, PayoutAccountState


def mark_deauthorized(session: Session, *, stripe_account_id: str, now: datetime) -> str:
    """Stop paying there, and tell a person; what came of it, in words."""
    account_id = queries.find_account_of_stripe(session, stripe_account_id)
    if account_id is None:
        return "not an account of ours"
    queries.mark_standing(
        session, account_id, Standing(PayoutAccountState.RESTRICTED, ("account.deauthorized",)), as_of=now
    )
    raise_alert(
        session,
        AlertKind.ACCOUNT_DEAUTHORIZED,
        key=f"deauthorized:{account_id}",
        subject_id=account_id,
        sentence=f"Account {stripe_account_id} has been cut loose at Stripe: its organisation needs another one.",
        now=now,
    )
    return "account restricted"

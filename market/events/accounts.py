"""Events about connected accounts: what counts is how Stripe says that they stand now."""

from market.events.incoming import Incoming
from market.payouts.accounts.mark_deauthorized import mark_deauthorized
from market.payouts.accounts.refresh_due_accounts import refresh_due_accounts


def account_changed(incoming: Incoming) -> str:
    """Read the account anew: the one the event came from, or, for an event of API v2, the one it is about."""
    account_id = incoming.event.account or incoming.subject_id
    count = refresh_due_accounts(incoming.database, incoming.stripe, now=incoming.now, stripe_account_id=account_id)
    return incoming.finish("account read" if count else "not an account of ours")


def account_deauthorized(incoming: Incoming) -> str:
    account_id = incoming.event.account
    return incoming.apply(lambda session: mark_deauthorized(session, stripe_account_id=account_id, now=incoming.now))

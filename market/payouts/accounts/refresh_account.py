"""Look at Stripe how an account stands. Whatever news came in which order: what was read last counts."""

from datetime import datetime

from gateways.stripe import StripeGateway
from kit.database import Database
from market.payouts.accounts import queries
from market.payouts.accounts.errors import NoSuchPayoutAccount
from market.payouts.accounts.open_at_stripe import open_at_stripe
from market.payouts.accounts.queries import AccountFact
from market.payouts.accounts.rules import standing_after
from models.enums import PayoutRail


def refresh_account(database: Database, stripe: StripeGateway, *, account_id: str, now: datetime) -> AccountFact:
    """The account as Stripe says that it stands; a bank's account, or a closed one, as it was.

    `now` is when Stripe is asked: an answer to an earlier question never replaces a later one. Raises
    NoSuchPayoutAccount, GatewayRefused, GatewayUnavailable.
    """
    with database.transaction() as session:
        account = queries.lock_account(session, account_id)
    if account is None:
        raise NoSuchPayoutAccount()
    if account.rail is not PayoutRail.STRIPE_CONNECT or account.closed_at is not None:
        return account
    if account.stripe_account_id is None:
        return open_at_stripe(database, stripe, account_id=account_id, now=now)
    read = stripe.read_account(account.stripe_account_id)
    with database.transaction() as session:
        before = queries.lock_account(session, account_id)
        assert before is not None
        if before.refreshed_at is None or before.refreshed_at <= now:
            is_ready = read.is_transfer_ready and read.is_payout_ready
            standing = standing_after(before.state, is_ready=is_ready, requirements=read.requirements)
            queries.mark_standing(session, account_id, standing, as_of=now)
        refreshed = queries.lock_account(session, account_id)
        assert refreshed is not None
        return refreshed

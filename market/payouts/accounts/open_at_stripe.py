"""Ask Stripe for an account that we have written down. When the answer is lost, asking again makes no second one."""

from datetime import datetime

from gateways.errors import GatewayRefused, GatewayUnavailable
from gateways.stripe import AccountFact as StripeAccount
from gateways.stripe import StripeGateway
from kit.database import Database
from market.payouts.accounts import queries
from market.payouts.accounts.errors import NobodyToAsk, NoSuchPayoutAccount
from market.payouts.accounts.queries import AccountFact
from market.payouts.accounts.rules import standing_after


def open_at_stripe(database: Database, stripe: StripeGateway, *, account_id: str, now: datetime) -> AccountFact:
    """The account as it stands once Stripe has it.

    Raises NoSuchPayoutAccount, NobodyToAsk, GatewayUnavailable (ask again), GatewayRefused: Stripe takes no such
    account, so it is closed, and another can be opened once the reason is gone.
    """
    with database.transaction() as session:
        account = queries.lock_account(session, account_id)
        if account is None or account.closed_at is not None:
            raise NoSuchPayoutAccount()
        holder = queries.find_holder(session, account_id)
    if holder is None:
        raise NobodyToAsk()
    try:
        made = stripe.create_recipient_account(
            organisation_id=account.organisation_id,
            country=account.country,
            email=holder.email,
            name=holder.name,
            idempotency_key=f"account/{account.id}/{account.attempt}",
        )
    except GatewayRefused:
        with database.transaction() as session:
            queries.mark_closed(session, account_id, now=now)
        raise
    except GatewayUnavailable as error:
        if error.is_replayed_failure:
            # At worst an account stays behind at Stripe that nothing is ever sent to.
            with database.transaction() as session:
                queries.mark_next_attempt(session, account_id, attempt=account.attempt)
        raise
    return _record(database, account_id, made, now=now)


def _record(database: Database, account_id: str, made: StripeAccount, *, now: datetime) -> AccountFact:
    with database.transaction() as session:
        account = queries.lock_account(session, account_id)
        assert account is not None
        queries.mark_opened_at_stripe(session, account_id, stripe_account_id=made.id)
        standing = standing_after(
            account.state,
            is_ready=made.is_transfer_ready and made.is_payout_ready,
            requirements=made.requirements,
        )
        if account.refreshed_at is None or account.refreshed_at <= now:
            queries.mark_standing(session, account_id, standing, as_of=now)
        recorded = queries.lock_account(session, account_id)
        assert recorded is not None
        return recorded

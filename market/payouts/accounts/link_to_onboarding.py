"""The page of Stripe's where an account's holder answers what Stripe asks."""

from gateways.stripe import StripeGateway
from kit.database import Database
from market.payouts.accounts import queries
from market.payouts.accounts.errors import NoSuchPayoutAccount, PayoutAccountClosed, PayoutAccountNotAtStripe


def link_to_onboarding(
    database: Database,
    stripe: StripeGateway,
    *,
    organisation_id: str,
    account_id: str,
    storefront_url: str,
) -> str:
    """The address of the page, good for minutes and for once. Holders come back to their desk.

    Raises NoSuchPayoutAccount, PayoutAccountClosed, PayoutAccountNotAtStripe, GatewayRefused, GatewayUnavailable.
    """
    with database.transaction() as session:
        account = queries.lock_account(session, account_id)
    if account is None or account.organisation_id != organisation_id:
        raise NoSuchPayoutAccount()
    if account.closed_at is not None:
        raise PayoutAccountClosed()
    if account.stripe_account_id is None:
        raise PayoutAccountNotAtStripe()
    desk = f"{storefront_url}/desk/{organisation_id}/money"
    return stripe.create_account_link(
        account_id=account.stripe_account_id, refresh_url=f"{desk}?onboarding=again", return_url=desk
    )

"""Connected accounts: opening one for an organisation, and whether it can be paid."""

import stripe

from gateways.errors import GatewayRefused
from gateways.stripe.client import Caller, at, metadata_of, money_of
from gateways.stripe.facts import AccountFact, BankPayoutFact

_ORGANISATION_KEY = "solifair_organisation"
# A platform that Stripe has not opened Accounts v2 to is told so; it makes its accounts by v1 then.
_NO_V2 = {"accounts_v2_access_blocked", "non_connect_platform_accounts_v2_access_blocked"}
_V1_ACCOUNT = {"v1_account_instead_of_v2_account", "account_not_yet_compatible_with_v2"}


class Accounts(Caller):
    """Accounts that receive transfers and are nothing else: the market is the merchant."""

    def create_recipient_account(
        self,
        *,
        organisation_id: str,
        country: str,
        email: str,
        name: str,
        idempotency_key: str,
    ) -> AccountFact:
        try:
            account_id = self._create_v2(organisation_id, country, email, name, idempotency_key)
        except GatewayRefused as refusal:
            if refusal.reason not in _NO_V2:
                raise
            account_id = self._create_v1(organisation_id, country, email, name, f"{idempotency_key}/v1")
        # Read in its v1 form, which accounts of both versions have, so that one reader understands it.
        return self.read_account(account_id)

    def _create_v2(self, organisation_id: str, country: str, email: str, name: str, key: str) -> str:
        with self.calling("create_recipient_account"):
            account = self._client.v2.core.accounts.create(
                params={
                    "contact_email": email,
                    "display_name": name,
                    "dashboard": "express",
                    "identity": {"country": country.lower()},
                    "configuration": {
                        "recipient": {"capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}}
                    },
                    "defaults": {
                        "responsibilities": {"fees_collector": "application", "losses_collector": "application"}
                    },
                    "metadata": {_ORGANISATION_KEY: organisation_id},
                },
                options={"idempotency_key": key},
            )
            return str(account.id)

    def _create_v1(self, organisation_id: str, country: str, email: str, name: str, key: str) -> str:
        with self.calling("create_recipient_account"):
            account = self._client.v1.accounts.create(
                params={
                    "country": country,
                    "email": email,
                    "business_profile": {"name": name},
                    "controller": {
                        "fees": {"payer": "application"},
                        "losses": {"payments": "application"},
                        "stripe_dashboard": {"type": "express"},
                    },
                    "capabilities": {"transfers": {"requested": True}},
                    "metadata": {_ORGANISATION_KEY: organisation_id},
                },
                options={"idempotency_key": key},
            )
            return account.id

    def read_account(self, account_id: str) -> AccountFact:
        with self.calling("read_account"):
            return _account_fact(self._client.v1.accounts.retrieve(account_id))

    def create_account_link(self, *, account_id: str, refresh_url: str, return_url: str) -> str:
        try:
            return self._link_v2(account_id, refresh_url, return_url)
        except GatewayRefused as refusal:
            if refusal.reason not in _NO_V2 | _V1_ACCOUNT:
                raise
            return self._link_v1(account_id, refresh_url, return_url)

    def _link_v2(self, account_id: str, refresh_url: str, return_url: str) -> str:
        with self.calling("create_account_link"):
            link = self._client.v2.core.account_links.create(
                params={
                    "account": account_id,
                    "use_case": {
                        "type": "account_onboarding",
                        "account_onboarding": {"refresh_url": refresh_url, "return_url": return_url},
                    },
                }
            )
            return str(link.url)

    def _link_v1(self, account_id: str, refresh_url: str, return_url: str) -> str:
        with self.calling("create_account_link"):
            link = self._client.v1.account_links.create(
                params={
                    "account": account_id,
                    "refresh_url": refresh_url,
                    "return_url": return_url,
                    "type": "account_onboarding",
                }
            )
            return str(link.url)

    def read_bank_payout(self, *, account_id: str, payout_id: str) -> BankPayoutFact:
        with self.calling("read_bank_payout"):
            payout = self._client.v1.payouts.retrieve(payout_id, options={"stripe_account": account_id})
            return BankPayoutFact(
                id=payout.id,
                money=money_of(payout.amount, payout.currency),
                status=payout.status,
                arrival_at=at(payout.arrival_date) if payout.arrival_date else None,
                failure=payout.failure_message or payout.failure_code,
            )


def _account_fact(account: stripe.Account) -> AccountFact:
    capabilities = account.capabilities if "capabilities" in account else None
    transfers = capabilities["transfers"] if capabilities and "transfers" in capabilities else None
    asked = account.requirements if "requirements" in account else None
    due = asked["currently_due"] if asked and "currently_due" in asked else None
    return AccountFact(
        id=account.id,
        is_transfer_ready=transfers == "active",
        is_payout_ready=bool(account.payouts_enabled),
        requirements=tuple(due or ()),
        organisation_id=metadata_of(account).get(_ORGANISATION_KEY),
    )

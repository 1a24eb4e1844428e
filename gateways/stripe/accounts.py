"""Connected accounts: opening one for an organisation, and whether it can be paid."""

import stripe

from gateways.stripe.client import Caller, at, metadata_of, money_of
from gateways.stripe.facts import AccountFact, BankPayoutFact

_ORGANISATION_KEY = "solifair_organisation"


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
                options={"idempotency_key": idempotency_key},
            )
            return _account_fact(account)

    def read_account(self, account_id: str) -> AccountFact:
        with self.calling("read_account"):
            return _account_fact(self._client.v1.accounts.retrieve(account_id))

    def create_account_link(self, *, account_id: str, refresh_url: str, return_url: str) -> str:
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

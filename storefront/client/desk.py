"""A producer's desk: parcels, returns, money."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.desk import Invoices, MoneyDesk, Parcel, Payout
from storefront.shapes.orders import Return
from storefront.shapes.payout_account import OnboardingLink, PayoutAccount, PayoutAccounts
from storefront.transport import Download


@dataclass(frozen=True)
class Desk(Asking):
    """What a producer sends, takes back and is paid."""

    async def parcels(self, organisation_id: str, cursor: str | None) -> Page[Parcel]:
        path = f"/v1/organisations/{safe(organisation_id)}/parcels"
        return await self.transport.get(Page[Parcel], path, {"cursor": cursor})

    async def ship(self, parcel_id: str, tracking: str) -> None:
        body = {"tracking": tracking} if tracking else {}
        await self.transport.act("POST", f"/v1/parcels/{safe(parcel_id)}/ship", body)

    async def paper_of(self, parcel_id: str, kind: str) -> Download:
        """`packing-slip` or `label` of a parcel."""
        return await self.transport.download(f"/v1/parcels/{safe(parcel_id)}/{safe(kind)}")

    async def papers(self, organisation_id: str, kind: str, paper: str) -> Download:
        """`packing-slips` or `labels` of all that waits to be packed; `paper` is the size of labels, or empty."""
        asked = {"paper": paper} if paper else {}
        return await self.transport.download(f"/v1/organisations/{safe(organisation_id)}/{safe(kind)}", asked)

    async def deliver(self, parcel_id: str) -> None:
        await self.transport.act("POST", f"/v1/parcels/{safe(parcel_id)}/deliver")

    async def money(self, organisation_id: str) -> MoneyDesk:
        return await self.transport.get(MoneyDesk, f"/v1/organisations/{safe(organisation_id)}/money")

    async def payouts(self, organisation_id: str, cursor: str | None) -> Page[Payout]:
        path = f"/v1/organisations/{safe(organisation_id)}/payouts"
        return await self.transport.get(Page[Payout], path, {"cursor": cursor})

    async def cancel_parcel(self, parcel_id: str, reason: str) -> None:
        await self.transport.act("POST", f"/v1/parcels/{safe(parcel_id)}/cancel", {"reason": reason})

    async def returns_to(self, organisation_id: str, cursor: str | None) -> Page[Return]:
        path = f"/v1/organisations/{safe(organisation_id)}/returns"
        return await self.transport.get(Page[Return], path, {"cursor": cursor})

    async def accept_return(self, return_id: str, answer: str) -> None:
        await self.transport.act("POST", f"/v1/returns/{safe(return_id)}/accept", {"answer": answer})

    async def refuse_return(self, return_id: str, answer: str) -> None:
        await self.transport.act("POST", f"/v1/returns/{safe(return_id)}/refuse", {"answer": answer})

    async def receive_return(self, return_id: str, *, restock: bool) -> None:
        await self.transport.act("POST", f"/v1/returns/{safe(return_id)}/receive", {"restock": restock})

    async def account_file(self, organisation_id: str, *, first_day: str, end_day: str, written_as: str) -> Download:
        path = f"/v1/organisations/{safe(organisation_id)}/account"
        return await self.transport.download(path, {"from": first_day, "to": end_day, "format": written_as})

    async def invoices(self, organisation_id: str) -> Invoices:
        return await self.transport.get(Invoices, f"/v1/organisations/{safe(organisation_id)}/commission-invoices")

    async def invoice_file(self, organisation_id: str, month: str, written_as: str) -> Download:
        path = f"/v1/organisations/{safe(organisation_id)}/commission-invoices/{safe(month)}"
        return await self.transport.download(path, {"format": written_as})

    async def payout_accounts(self, organisation_id: str) -> PayoutAccounts:
        return await self.transport.get(PayoutAccounts, _accounts(organisation_id))

    async def open_payout_account(self, organisation_id: str, body: Mapping[str, object], key: str) -> PayoutAccount:
        return await self.transport.send(PayoutAccount, "POST", _accounts(organisation_id), body, key=key)

    async def onboarding_link(self, organisation_id: str, account_id: str) -> OnboardingLink:
        path = f"{_accounts(organisation_id)}/{safe(account_id)}/onboarding-link"
        return await self.transport.send(OnboardingLink, "POST", path)

    async def refresh_payout_account(self, organisation_id: str, account_id: str) -> None:
        await self.transport.act("POST", f"{_accounts(organisation_id)}/{safe(account_id)}/refresh")

    async def close_payout_account(self, organisation_id: str, account_id: str) -> None:
        await self.transport.act("DELETE", f"{_accounts(organisation_id)}/{safe(account_id)}")


def _accounts(organisation_id: str) -> str:
    return f"/v1/organisations/{safe(organisation_id)}/payout-accounts"

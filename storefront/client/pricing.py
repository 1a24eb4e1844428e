"""What is asked about the rules that cut prices: by everybody, by producers, and by operators who change them."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.fees import FeeChange, FeePreview, OwnFees, PricePolicy


@dataclass(frozen=True)
class Pricing(Asking):
    """Fee schedules, VAT, and changes of fees."""

    async def price_policy(self) -> PricePolicy:
        return await self.transport.get(PricePolicy, "/v1/price-policy")

    async def fee_changes(self, cursor: str | None) -> Page[FeeChange]:
        return await self.transport.get(Page[FeeChange], "/v1/fee-changes", {"cursor": cursor})

    async def fee_change(self, change_id: str) -> FeeChange:
        return await self.transport.get(FeeChange, f"/v1/fee-changes/{safe(change_id)}")

    async def fee_preview(self, change_id: str, month: str | None, cursor: str | None) -> FeePreview:
        query = {"month": month, "cursor": cursor}
        return await self.transport.get(FeePreview, f"/v1/fee-changes/{safe(change_id)}/preview", query)

    async def own_fee_preview(self, organisation_id: str) -> OwnFees:
        return await self.transport.get(OwnFees, f"/v1/organisations/{safe(organisation_id)}/fee-preview")

    async def propose_fees(self, body: Mapping[str, object], key: str) -> FeeChange:
        return await self.transport.send(FeeChange, "POST", "/v1/fee-changes", body, key=key)

    async def decide_fees(self, change_id: str, act: str) -> None:
        """`act`: `announce` or `withdraw`."""
        await self.transport.act("POST", f"/v1/fee-changes/{safe(change_id)}/{safe(act)}")

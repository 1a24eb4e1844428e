"""What organisations agree with each other, and what members decide of their premium."""

from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.agreements import Agreement, AgreementShort, Balance, ProposedAgreement
from storefront.shapes.base import Page
from storefront.shapes.goods import Changes
from storefront.shapes.premiums import Premium


@dataclass(frozen=True)
class Agreeing(Asking):
    """Trade agreements and premium."""

    async def agreements(self, cursor: str | None) -> Page[AgreementShort]:
        return await self.transport.get(Page[AgreementShort], "/v1/agreements", {"cursor": cursor})

    async def agreement(self, agreement_id: str) -> Agreement:
        return await self.transport.get(Agreement, f"/v1/agreements/{safe(agreement_id)}")

    async def agreement_balance(self, agreement_id: str) -> Balance:
        return await self.transport.get(Balance, f"/v1/agreements/{safe(agreement_id)}/balance")

    async def own_agreements(self, organisation_id: str, cursor: str | None) -> Page[AgreementShort]:
        path = f"/v1/organisations/{safe(organisation_id)}/agreements"
        return await self.transport.get(Page[AgreementShort], path, {"cursor": cursor})

    async def propose_agreement(self, organisation_id: str, body: Changes, key: str) -> ProposedAgreement:
        path = f"/v1/organisations/{safe(organisation_id)}/agreements"
        return await self.transport.send(ProposedAgreement, "POST", path, body, key=key)

    async def sign_agreement(self, agreement_id: str, organisation_id: str, sha256: str) -> None:
        body = {"organisation_id": organisation_id, "sha256": sha256}
        await self.transport.act("POST", f"/v1/agreements/{safe(agreement_id)}/sign", body)

    async def decline_agreement(self, agreement_id: str, organisation_id: str) -> None:
        body = {"organisation_id": organisation_id}
        await self.transport.act("POST", f"/v1/agreements/{safe(agreement_id)}/decline", body)

    async def end_agreement(self, agreement_id: str, organisation_id: str, reason: str) -> None:
        body = {"organisation_id": organisation_id, "reason": reason}
        await self.transport.act("POST", f"/v1/agreements/{safe(agreement_id)}/end", body)

    async def state_delivery(self, commitment_id: str, body: Changes, key: str) -> None:
        await self.transport.act("POST", f"/v1/commitments/{safe(commitment_id)}/deliveries", body, key=key)

    async def answer_delivery(self, delivery_id: str, *, is_right: bool) -> None:
        await self.transport.act("POST", f"/v1/deliveries/{safe(delivery_id)}/answer", {"is_right": is_right})

    async def premium(self, organisation_id: str) -> Premium:
        return await self.transport.get(Premium, f"/v1/producers/{safe(organisation_id)}/premium")

    async def allocate_premium(self, organisation_id: str, body: Changes) -> None:
        await self.transport.act("POST", f"/v1/organisations/{safe(organisation_id)}/premium/allocations", body)

    async def spend_premium(self, organisation_id: str, body: Changes) -> None:
        await self.transport.act("POST", f"/v1/organisations/{safe(organisation_id)}/premium/spendings", body)

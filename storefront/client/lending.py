"""What funds send ahead of a harvest, and where their money may go."""

from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.goods import Changes
from storefront.shapes.lending import Lending, Place, Prefinance


@dataclass(frozen=True)
class LendingAhead(Asking):
    """Prefinance as both sides deal with it; terms, screens and placements of a fund."""

    async def lending(self, fund_id: str) -> Lending:
        return await self.transport.get(Lending, f"/v1/funds/{safe(fund_id)}/lending")

    async def money_places(self) -> Page[Place]:
        return await self.transport.get(Page[Place], "/v1/money-places")

    async def name_money_place(self, body: Changes) -> None:
        await self.transport.act("POST", "/v1/money-places", body)

    async def book_bank_repayment(self, prefinance_id: str, amount: int, bank_reference: str) -> None:
        body = {"amount": amount, "bank_reference": bank_reference}
        await self.transport.act("POST", f"/v1/prefinance/{safe(prefinance_id)}/bank-repayments", body)

    async def book_compensation(self, compensation_id: str, bank_reference: str) -> None:
        body = {"bank_reference": bank_reference}
        await self.transport.act("POST", f"/v1/compensations/{safe(compensation_id)}/pay", body)

    async def prefinance(self, organisation_id: str, cursor: str | None = None) -> Page[Prefinance]:
        path = f"/v1/organisations/{safe(organisation_id)}/prefinance"
        return await self.transport.get(Page[Prefinance], path, {"cursor": cursor})

    async def asked_of_fund(self, fund_id: str, cursor: str | None) -> Page[Prefinance]:
        return await self.transport.get(Page[Prefinance], f"/v1/funds/{safe(fund_id)}/prefinance", {"cursor": cursor})

    async def ask_prefinance(self, organisation_id: str, body: Changes, key: str) -> None:
        await self.transport.act("POST", f"/v1/organisations/{safe(organisation_id)}/prefinance", body, key=key)

    async def repay_prefinance(self, prefinance_id: str, at_most: int | None, key: str) -> None:
        body = {} if at_most is None else {"at_most": at_most}
        await self.transport.act("POST", f"/v1/prefinance/{safe(prefinance_id)}/repay", body, key=key)

    async def withdraw_prefinance(self, prefinance_id: str) -> None:
        await self.transport.act("POST", f"/v1/prefinance/{safe(prefinance_id)}/withdraw")

    async def decide_prefinance(self, prefinance_id: str, act: str, reason: str) -> None:
        body = {"act": act, "reason": reason}
        await self.transport.act("POST", f"/v1/prefinance/{safe(prefinance_id)}/decide", body)

    async def set_lending_terms(self, fund_id: str, share_cap_bps: int, interest_cap_bps: int) -> None:
        body = {"share_cap_bps": share_cap_bps, "interest_cap_bps": interest_cap_bps}
        await self.transport.act("PUT", f"/v1/funds/{safe(fund_id)}/prefinance-terms", body)

    async def give_units_back(self, fund_id: str, organisation_id: str, units: int, key: str) -> None:
        body = {"holder": organisation_id, "units": units}
        await self.transport.act("POST", f"/v1/funds/{safe(fund_id)}/unit-notices", body, key=key)

    async def add_screen(self, fund_id: str, body: Changes) -> None:
        await self.transport.act("POST", f"/v1/funds/{safe(fund_id)}/screens", body)

    async def end_screen(self, screen_id: str) -> None:
        await self.transport.act("POST", f"/v1/screens/{safe(screen_id)}/end")

    async def place_money(self, fund_id: str, body: Changes, key: str) -> None:
        await self.transport.act("POST", f"/v1/funds/{safe(fund_id)}/placements", body, key=key)

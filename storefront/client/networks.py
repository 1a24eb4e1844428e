"""Networks as everybody sees them, and what organisations put on record."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.networks import (
    FundEntries,
    Network,
    NetworkMember,
    NetworkShort,
    Record,
    SelfIdentifiedReport,
    Trend,
)


@dataclass(frozen=True)
class Networks(Asking):
    """Who belongs to a network, what members buy from each other, and records of organisations."""

    async def networks(self, cursor: str | None) -> Page[NetworkShort]:
        return await self.transport.get(Page[NetworkShort], "/v1/networks", {"cursor": cursor, "limit": 50})

    async def network(self, name: str) -> Network:
        return await self.transport.get(Network, f"/v1/networks/{safe(name)}")

    async def network_members(self, name: str, cursor: str | None) -> Page[NetworkMember]:
        path = f"/v1/networks/{safe(name)}/members"
        return await self.transport.get(Page[NetworkMember], path, {"cursor": cursor, "limit": 50})

    async def network_purchases(self, name: str) -> Trend:
        return await self.transport.get(Trend, f"/v1/networks/{safe(name)}/purchases")

    async def self_identified(self, quarter: str) -> SelfIdentifiedReport:
        return await self.transport.get(SelfIdentifiedReport, "/v1/reports/self-identified", {"quarter": quarter})

    async def record(self, name: str) -> Record:
        return await self.transport.get(Record, f"/v1/organisations/{safe(name)}/record")

    async def fund_entries(self, organisation_id: str) -> FundEntries:
        return await self.transport.get(FundEntries, f"/v1/organisations/{safe(organisation_id)}/record/fund-entries")

    async def put_on_record(self, organisation_id: str, what: str, body: Mapping[str, object], key: str) -> None:
        """`what` is one of the kinds of records, or the steps of a commitment."""
        path = f"/v1/organisations/{safe(organisation_id)}/record/{what}"
        await self.transport.act("POST", path, body, key=key)

    async def tell_step(self, organisation_id: str, commitment_id: str, body: Mapping[str, object], key: str) -> None:
        path = f"/v1/organisations/{safe(organisation_id)}/record/commitments/{safe(commitment_id)}/steps"
        await self.transport.act("POST", path, body, key=key)

    async def take_record_back(self, organisation_id: str, record_id: str) -> None:
        path = f"/v1/organisations/{safe(organisation_id)}/record/{safe(record_id)}/take-back"
        await self.transport.act("POST", path)

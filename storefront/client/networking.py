"""Networks of federations: memberships, and mandates handed on along them."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.networking import Mandates, NamedScheme, NetworkMemberships


@dataclass(frozen=True)
class Networking(Asking):
    """Who belongs to whom, and who may verify what."""

    async def network_memberships(self, organisation_id: str) -> NetworkMemberships:
        path = f"/v1/organisations/{safe(organisation_id)}/network-memberships"
        return await self.transport.get(NetworkMemberships, path)

    async def propose_membership(self, network_id: str, member_id: str) -> None:
        body = {"network_id": network_id, "member_id": member_id}
        await self.transport.act("POST", "/v1/network-memberships", body)

    async def accept_membership(self, membership_id: str) -> None:
        await self.transport.act("POST", f"/v1/network-memberships/{safe(membership_id)}/accept")

    async def end_membership(self, membership_id: str) -> None:
        """Leave, put out, decline, or take back what was asked."""
        await self.transport.act("POST", f"/v1/network-memberships/{safe(membership_id)}/end")

    async def mandates(self, organisation_id: str) -> Mandates:
        return await self.transport.get(Mandates, f"/v1/organisations/{safe(organisation_id)}/mandates")

    async def named_schemes(self) -> Page[NamedScheme]:
        return await self.transport.get(Page[NamedScheme], "/v1/schemes")

    async def grant_mandate(self, body: Mapping[str, object], key: str) -> None:
        await self.transport.act("POST", "/v1/mandates", body, key=key)

    async def delegate_mandate(self, mandate_id: str, body: Mapping[str, object]) -> None:
        await self.transport.act("POST", f"/v1/mandates/{safe(mandate_id)}/delegations", body)

    async def take_mandate_back(self, mandate_id: str) -> None:
        await self.transport.act("POST", f"/v1/mandates/{safe(mandate_id)}/withdraw")

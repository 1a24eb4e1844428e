"""Who may act for an organisation."""

from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.members import Invitation, Joined, MadeInvitation, Members


@dataclass(frozen=True)
class Membering(Asking):
    """The people of an organisation, and the links by which others join."""

    async def members(self, organisation_id: str) -> Members:
        return await self.transport.get(Members, f"/v1/organisations/{safe(organisation_id)}/members")

    async def invite_member(self, organisation_id: str, name: str, role: str) -> MadeInvitation:
        path = f"/v1/organisations/{safe(organisation_id)}/invitations"
        return await self.transport.send(MadeInvitation, "POST", path, {"name": name, "role": role})

    async def withdraw_invitation(self, invitation_id: str) -> None:
        await self.transport.act("POST", f"/v1/member-invitations/{safe(invitation_id)}/withdraw")

    async def set_role(self, organisation_id: str, person_id: str, role: str) -> None:
        path = f"/v1/organisations/{safe(organisation_id)}/members/{safe(person_id)}"
        await self.transport.act("PUT", path, {"role": role})

    async def take_off(self, organisation_id: str, person_id: str) -> None:
        await self.transport.act("DELETE", f"/v1/organisations/{safe(organisation_id)}/members/{safe(person_id)}")

    async def read_invitation(self, token: str) -> Invitation:
        return await self.transport.send(Invitation, "POST", "/v1/member-invitations/read", {"token": token})

    async def join(self, token: str) -> Joined:
        return await self.transport.send(Joined, "POST", "/v1/member-invitations/accept", {"token": token})

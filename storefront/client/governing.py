"""What operators ask about people and about the health of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.oversight import HealthBoard, Person, PersonDetail, RoleProposal
from storefront.transport import Query


@dataclass(frozen=True)
class Governing(Asking):
    """People and their roles; whether all is well."""

    async def people(self, query: Query) -> Page[Person]:
        return await self.transport.get(Page[Person], "/v1/people", query)

    async def person(self, person_id: str) -> PersonDetail:
        return await self.transport.get(PersonDetail, f"/v1/people/{safe(person_id)}")

    async def role_proposals(self) -> Page[RoleProposal]:
        return await self.transport.get(Page[RoleProposal], "/v1/role-proposals", {"limit": 100})

    async def act_on_person(self, person_id: str, act: str, body: Mapping[str, object]) -> None:
        """`act`: `lock`, `unlock`, `role-proposals` or `roles/withdraw`."""
        await self.transport.act("POST", f"/v1/people/{safe(person_id)}/{act}", body)

    async def decide_role(self, proposal_id: str, act: str) -> None:
        """`act`: `confirm` or `decline`."""
        await self.transport.act("POST", f"/v1/role-proposals/{safe(proposal_id)}/{safe(act)}")

    async def health_board(self) -> HealthBoard:
        return await self.transport.get(HealthBoard, "/v1/health-board")

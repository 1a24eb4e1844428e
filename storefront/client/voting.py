"""Votes on a fund's money: reading, proposing, voting, and holding a round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.rounds import Cast, Made, OwnBallot, OwnRounds, Part, Round, RoundHead
from storefront.shapes.voting_links import LinkedVoice, NamedList, NewLink, NewLinks
from storefront.transport import Download, Upload

Body = Mapping[str, object]


def _of(round_id: str) -> str:
    return f"/v1/rounds/{safe(round_id)}"


@dataclass(frozen=True)
class Voting(Asking):
    """Rounds, and what one may do in them."""

    async def rounds(self, cursor: str | None) -> Page[RoundHead]:
        return await self.transport.get(Page[RoundHead], "/v1/rounds", {"cursor": cursor})

    async def round(self, round_id: str) -> Round:
        return await self.transport.get(Round, _of(round_id))

    async def own_part(self, round_id: str) -> Part:
        return await self.transport.get(Part, f"{_of(round_id)}/part")

    async def own_rounds(self, organisation_id: str) -> OwnRounds:
        return await self.transport.get(OwnRounds, f"/v1/organisations/{safe(organisation_id)}/rounds")

    async def cast_ballot(self, round_id: str, body: Body) -> Cast:
        return await self.transport.send(Cast, "POST", f"{_of(round_id)}/ballots", body)

    async def change_ballot(self, round_id: str, body: Body) -> Cast:
        return await self.transport.send(Cast, "PUT", f"{_of(round_id)}/ballots", body)

    async def find_ballot(self, round_id: str, receipt: str) -> OwnBallot:
        return await self.transport.send(OwnBallot, "POST", f"{_of(round_id)}/ballots/find", {"receipt": receipt})

    async def find_voting_link(self, token: str) -> LinkedVoice:
        return await self.transport.send(LinkedVoice, "POST", "/v1/voting-links/find", {"token": token})

    async def cast_by_link(self, body: Body) -> Cast:
        return await self.transport.send(Cast, "POST", "/v1/voting-links/ballots", body)

    async def named_members(self, round_id: str, organisation_id: str) -> NamedList:
        return await self.transport.get(NamedList, f"{_of(round_id)}/voting-links", {"organisation": organisation_id})

    async def name_members(self, round_id: str, organisation_id: str, names: Sequence[str]) -> NewLinks:
        body = {"organisation_id": organisation_id, "names": list(names)}
        return await self.transport.send(NewLinks, "POST", f"{_of(round_id)}/voting-links", body)

    async def renew_voting_link(self, link_id: str) -> NewLink:
        return await self.transport.send(NewLink, "POST", f"/v1/voting-links/{safe(link_id)}/renewal")

    async def withdraw_voting_link(self, link_id: str) -> None:
        await self.transport.act("POST", f"/v1/voting-links/{safe(link_id)}/withdraw")

    async def ballots_file(self, round_id: str, count: str | None) -> Download:
        return await self.transport.download(f"{_of(round_id)}/ballots.pb", {"count": count})

    async def propose(self, round_id: str, body: Body, key: str) -> None:
        await self.transport.act("POST", f"{_of(round_id)}/proposals", body, key=key)

    async def withdraw_proposal(self, proposal_id: str) -> None:
        await self.transport.act("POST", f"/v1/round-proposals/{safe(proposal_id)}/withdraw")

    async def object_to(self, round_id: str, reason: str) -> None:
        await self.transport.act("POST", f"{_of(round_id)}/objections", {"reason": reason})

    async def draft_round(self, fund_id: str, body: Body, key: str) -> Made:
        return await self.transport.send(Made, "POST", f"/v1/funds/{safe(fund_id)}/rounds", body, key=key)

    async def announce_round(self, round_id: str) -> None:
        await self.transport.act("POST", f"{_of(round_id)}/announce")

    async def take_back_round(self, round_id: str) -> None:
        await self.transport.act("POST", f"{_of(round_id)}/take-back")

    async def approve_result(self, round_id: str) -> None:
        await self.transport.act("POST", f"{_of(round_id)}/approvals")

    async def answer_objection_to_result(self, objection_id: str, body: Body) -> None:
        await self.transport.act("POST", f"/v1/round-objections/{safe(objection_id)}/answer", body)

    async def pay_grant(self, grant_id: str) -> None:
        await self.transport.act("POST", f"/v1/round-grants/{safe(grant_id)}/payment")

    async def prove_grant(self, grant_id: str, file: Upload | None, fields: Mapping[str, str]) -> Made:
        return await self.transport.upload(Made, f"/v1/round-grants/{safe(grant_id)}/proof", file, fields)

    async def grant_document(self, grant_id: str) -> Download:
        return await self.transport.download(f"/v1/round-grants/{safe(grant_id)}/document")

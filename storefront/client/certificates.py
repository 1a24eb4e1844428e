"""A certificate and those who have a word in it: its holder, the federations, the public."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.certificates import Appeals, Conversation, HeldCertificate, Reminders
from storefront.shapes.proof import Draft, Evidence, OwnCertificate
from storefront.transport import Upload


@dataclass(frozen=True)
class Certificates(Asking):
    """What holders write down, hand in, say and object to."""

    async def own_certificates(
        self, organisation_id: str, cursor: str | None = None, *, limit: int | None = None
    ) -> Page[OwnCertificate]:
        path = f"/v1/organisations/{safe(organisation_id)}/certificates"
        return await self.transport.get(Page[OwnCertificate], path, {"cursor": cursor, "limit": limit})

    async def held_certificate(self, organisation_id: str, certificate_id: str) -> HeldCertificate:
        path = f"/v1/organisations/{safe(organisation_id)}/certificates/{safe(certificate_id)}"
        return await self.transport.get(HeldCertificate, path)

    async def reminders(self, organisation_id: str) -> Reminders:
        return await self.transport.get(Reminders, f"/v1/organisations/{safe(organisation_id)}/reminders")

    async def new_certificate(self, organisation_id: str, body: Mapping[str, object]) -> Draft:
        path = f"/v1/organisations/{safe(organisation_id)}/certificates"
        return await self.transport.send(Draft, "POST", path, body)

    async def add_evidence(self, certificate_id: str, file: Upload, title: str) -> Evidence:
        return await self.transport.upload(Evidence, f"{_certificate(certificate_id)}/evidence", file, {"title": title})

    async def submit_certificate(self, certificate_id: str) -> None:
        await self.transport.act("POST", f"{_certificate(certificate_id)}/submit")

    async def surrender_certificate(self, certificate_id: str, reason: str) -> None:
        await self.transport.act("POST", f"{_certificate(certificate_id)}/surrender", {"reason": reason})

    async def conversation(self, certificate_id: str) -> Conversation:
        return await self.transport.get(Conversation, f"{_certificate(certificate_id)}/messages")

    async def say(self, certificate_id: str, body: str) -> None:
        """As the holder."""
        await self.transport.act("POST", f"{_certificate(certificate_id)}/messages", {"body": body})

    async def appeals(self, certificate_id: str) -> Appeals:
        return await self.transport.get(Appeals, f"{_certificate(certificate_id)}/appeals")

    async def file_appeal(self, certificate_id: str, reason: str) -> None:
        await self.transport.act("POST", f"{_certificate(certificate_id)}/appeals", {"reason": reason})


def _certificate(certificate_id: str) -> str:
    return f"/v1/certificates/{safe(certificate_id)}"

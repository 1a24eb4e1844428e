"""A verifier's desk."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.certificates import Conversation
from storefront.shapes.verifying import (
    BulkReview,
    Decided,
    Preview,
    QueueItem,
    QueueSummary,
    Review,
    ReviewedScheme,
    WaitingAlerts,
    WaitingAppeals,
    WaitingProposals,
    Year,
)
from storefront.transport import Bytes, Download, Query


@dataclass(frozen=True)
class Verifying(Asking):
    """What waits for a federation, and what it decides."""

    async def verification_queue(self, federation_id: str, query: Query) -> Page[QueueItem]:
        """`query`: view, within, scheme, country, cursor."""
        return await self.transport.get(Page[QueueItem], _queue(federation_id), query)

    async def queue_summary(self, federation_id: str, within: int) -> QueueSummary:
        return await self.transport.get(QueueSummary, f"{_queue(federation_id)}/summary", {"within": within})

    async def asking_schemes(self) -> Page[ReviewedScheme]:
        """The schemes with what each wants looked at."""
        return await self.transport.get(Page[ReviewedScheme], "/v1/schemes")

    async def review_in_bulk(self, federation_id: str, body: Mapping[str, object], key: str) -> BulkReview:
        path = f"/v1/organisations/{safe(federation_id)}/bulk-reviews"
        return await self.transport.send(BulkReview, "POST", path, body, key=key)

    async def review(self, certificate_id: str) -> Review:
        return await self.transport.get(Review, f"/v1/certificates/{safe(certificate_id)}/review")

    async def evidence(self, certificate_id: str, evidence_id: str) -> Bytes:
        return await self.transport.fetch(f"/v1/certificates/{safe(certificate_id)}/evidence/{safe(evidence_id)}")

    async def decide(self, certificate_id: str, body: Mapping[str, object]) -> Decided:
        path = f"/v1/certificates/{safe(certificate_id)}/verifications"
        return await self.transport.send(Decided, "POST", path, body)

    async def permit(self, certificate_id: str, body: Mapping[str, object]) -> None:
        await self.transport.act("POST", f"/v1/certificates/{safe(certificate_id)}/permissions", body)

    async def preview(self, certificate_id: str, decision: str) -> Preview:
        path = f"/v1/certificates/{safe(certificate_id)}/preview"
        return await self.transport.get(Preview, path, {"decision": decision})

    async def said_about(self, certificate_id: str) -> Conversation:
        return await self.transport.get(Conversation, f"/v1/certificates/{safe(certificate_id)}/messages")

    async def say_as_federation(self, certificate_id: str, federation_id: str, body: str) -> None:
        path = f"/v1/certificates/{safe(certificate_id)}/messages"
        await self.transport.act("POST", path, {"federation_id": federation_id, "body": body})

    async def waiting_appeals(self, federation_id: str) -> WaitingAppeals:
        return await self.transport.get(WaitingAppeals, f"/v1/organisations/{safe(federation_id)}/appeals")

    async def decide_appeal(self, appeal_id: str, body: Mapping[str, object]) -> None:
        await self.transport.act("POST", f"/v1/appeals/{safe(appeal_id)}/decide", body)

    async def waiting_alerts(self, federation_id: str) -> WaitingAlerts:
        return await self.transport.get(WaitingAlerts, f"/v1/organisations/{safe(federation_id)}/public-alerts")

    async def moderate_alert(self, alert_id: str, body: Mapping[str, object]) -> None:
        await self.transport.act("POST", f"/v1/public-alerts/{safe(alert_id)}/moderate", body)

    async def settle_alert(self, alert_id: str, body: Mapping[str, object]) -> None:
        await self.transport.act("POST", f"/v1/public-alerts/{safe(alert_id)}/settle", body)

    async def verification_year(self, federation_id: str, year: int) -> Year:
        return await self.transport.get(Year, _report(federation_id), {"year": year})

    async def verification_year_file(self, federation_id: str, year: int) -> Download:
        return await self.transport.download(_report(federation_id), {"year": year, "format": "csv"})

    async def waiting_proposals(self, federation_id: str) -> WaitingProposals:
        return await self.transport.get(WaitingProposals, f"/v1/organisations/{safe(federation_id)}/proposals")

    async def confirm_proposal(self, proposal_id: str) -> None:
        await self.transport.act("POST", f"/v1/proposals/{safe(proposal_id)}/confirm")

    async def decline_proposal(self, proposal_id: str, reason: str) -> None:
        await self.transport.act("POST", f"/v1/proposals/{safe(proposal_id)}/decline", {"reason": reason})


def _report(federation_id: str) -> str:
    return f"/v1/organisations/{safe(federation_id)}/verification-report"


def _queue(federation_id: str) -> str:
    return f"/v1/organisations/{safe(federation_id)}/verification-queue"

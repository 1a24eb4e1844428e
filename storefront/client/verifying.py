"""A verifier's desk."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.verifying import BulkReview, Decided, QueueItem, QueueSummary, Review, ReviewedScheme
from storefront.transport import Bytes, Query


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

    async def confirm_proposal(self, proposal_id: str) -> None:
        await self.transport.act("POST", f"/v1/proposals/{safe(proposal_id)}/confirm")

    async def decline_proposal(self, proposal_id: str, reason: str) -> None:
        await self.transport.act("POST", f"/v1/proposals/{safe(proposal_id)}/decline", {"reason": reason})


def _queue(federation_id: str) -> str:
    return f"/v1/organisations/{safe(federation_id)}/verification-queue"

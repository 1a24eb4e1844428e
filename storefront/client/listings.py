"""Organisations that others list."""

from collections.abc import Mapping
from dataclasses import dataclass

from storefront.client.asking import Asking, safe
from storefront.shapes.base import Page
from storefront.shapes.listing import Listing, ListingClaim
from storefront.transport import Bytes, Query, Upload


@dataclass(frozen=True)
class Listings(Asking):
    """Reading the lists, claiming what is one's own, deciding about it."""

    async def listed(self, query: Query) -> Page[Listing]:
        return await self.transport.get(Page[Listing], "/v1/listed-organisations", query)

    async def listing(self, listed_id: str) -> Listing:
        return await self.transport.get(Listing, f"/v1/listed-organisations/{safe(listed_id)}")

    async def claim_listing(self, listed_id: str, note: str, file: Upload | None) -> ListingClaim:
        path = f"/v1/listed-organisations/{safe(listed_id)}/claims"
        return await self.transport.upload(ListingClaim, path, file, {"note": note})

    async def listing_claims(self) -> Page[ListingClaim]:
        return await self.transport.get(Page[ListingClaim], "/v1/listing-claims")

    async def waiting_listing_claims(self) -> Page[ListingClaim]:
        return await self.transport.get(Page[ListingClaim], "/v1/listing-claims/waiting")

    async def listing_document(self, claim_id: str) -> Bytes:
        return await self.transport.fetch(f"/v1/listing-claims/{safe(claim_id)}/document")

    async def decide_listing(self, claim_id: str, body: Mapping[str, object]) -> None:
        await self.transport.act("POST", f"/v1/listing-claims/{safe(claim_id)}/decide", body)

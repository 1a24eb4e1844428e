"""The shop window, and the statements that anyone can read."""

from dataclasses import dataclass
from datetime import datetime

from storefront.client.asking import Asking, safe
from storefront.shapes.base import EndedClaim, Label, Page
from storefront.shapes.catalog import Catalogue, PriceHistory, Producer, Product, Suggestion
from storefront.shapes.funds import Book, Fund, Tiers, Units
from storefront.shapes.proof import Proof, Scheme, Shown
from storefront.transport import Bytes, Query


@dataclass(frozen=True)
class Window(Asking):
    """What everybody may look at."""

    async def products(self, query: Query) -> Catalogue:
        return await self.transport.get(Catalogue, "/v1/products", query)

    async def suggestions(self, typed: str) -> tuple[Suggestion, ...]:
        return (await self.transport.get(Page[Suggestion], "/v1/suggestions", {"q": typed})).data

    async def product(self, name: str) -> Product:
        return await self.transport.get(Product, f"/v1/products/{safe(name)}")

    async def ended_claims_of_product(self, name: str) -> tuple[EndedClaim, ...]:
        """Labels that it carried and carries no more."""
        path = f"/v1/products/{safe(name)}/ended-claims"
        return (await self.transport.get(Page[EndedClaim], path)).data

    async def ended_claims_of_producer(self, name: str) -> tuple[EndedClaim, ...]:
        path = f"/v1/producers/{safe(name)}/ended-claims"
        return (await self.transport.get(Page[EndedClaim], path)).data

    async def tiers(self, product_id: str) -> Tiers:
        return await self.transport.get(Tiers, f"/v1/products/{safe(product_id)}/tiers")

    async def funds(self) -> tuple[Fund, ...]:
        return (await self.transport.get(Page[Fund], "/v1/funds")).data

    async def fund_book(self, fund_id: str, until: str | None) -> Book:
        return await self.transport.get(Book, f"/v1/funds/{safe(fund_id)}/book", {"until": until})

    async def fund_units(self, fund_id: str, holder: str | None = None) -> Units:
        return await self.transport.get(Units, f"/v1/funds/{safe(fund_id)}/units", {"holder": holder})

    async def producers(self, query: Query) -> Page[Producer]:
        return await self.transport.get(Page[Producer], "/v1/producers", query)

    async def producer(self, name: str) -> Producer:
        return await self.transport.get(Producer, f"/v1/producers/{safe(name)}")

    async def categories(self) -> Page[Label]:
        return await self.transport.get(Page[Label], "/v1/categories")

    async def price_history(self, variant_id: str) -> PriceHistory:
        return await self.transport.get(PriceHistory, f"/v1/variants/{safe(variant_id)}/price-history")

    async def schemes(self) -> Page[Scheme]:
        return await self.transport.get(Page[Scheme], "/v1/schemes")

    async def proof(self, certificate_id: str) -> Proof:
        return await self.transport.get(Proof, f"/v1/certificates/{safe(certificate_id)}")

    async def shown(self, certificate_id: str, *, at: datetime, known_at: datetime) -> Shown:
        path = f"/v1/certificates/{safe(certificate_id)}/shown"
        return await self.transport.get(Shown, path, {"at": at.isoformat(), "known_at": known_at.isoformat()})

    async def raise_public_alert(self, certificate_id: str, body: str) -> None:
        await self.transport.act("POST", f"/v1/certificates/{safe(certificate_id)}/alerts", {"body": body})

    async def credential(self, certificate_id: str) -> Bytes:
        return await self.transport.fetch(f"/v1/certificates/{safe(certificate_id)}/credential")

    async def issuer(self, organisation_id: str) -> Bytes:
        return await self.transport.fetch(f"/v1/organisations/{safe(organisation_id)}/did.json")

    async def status_list(self, status_list_id: str) -> Bytes:
        return await self.transport.fetch(f"/v1/status-lists/{safe(status_list_id)}")

    async def media(self, media_id: str, query: Query, *, accept: str) -> Bytes:
        """A picture in the size and format that were asked for, or that the browser accepts."""
        return await self.transport.fetch(f"/v1/media/{safe(media_id)}", query, accept=accept)

    async def market_issuer(self) -> Bytes:
        """The market's DID document."""
        return await self.transport.fetch("/.well-known/did.json")

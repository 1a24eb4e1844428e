"""Everything the storefront asks of the API, one method per request. Bodies and paths live here and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from storefront.cookies import CartKey
from storefront.shapes.account import Me, Session, SignedIn
from storefront.shapes.base import Label, Page
from storefront.shapes.cart import Cart, Checkout, Order, OrderLineOfList
from storefront.shapes.catalog import Catalogue, OwnProduct, Producer, Product
from storefront.shapes.desk import ImportReport, LedgerAccount, MoneyDesk, Parcel, Payout, PayoutRun, Violation
from storefront.shapes.impact import Statement, StatementLine
from storefront.shapes.proof import Draft, Evidence, OwnCertificate, Proof, QueueItem, Review, Scheme
from storefront.transport import Bytes, Query, Transport, Upload


@dataclass(frozen=True)
class Api:
    """The API for one visitor. Methods raise ApiRefused (it said no) or ApiUnavailable (it could not answer)."""

    transport: Transport

    # The shop window

    async def products(self, query: Query) -> Catalogue:
        return await self.transport.get(Catalogue, "/v1/products", query)

    async def product(self, name: str) -> Product:
        return await self.transport.get(Product, f"/v1/products/{_safe(name)}")

    async def producers(self, query: Query) -> Page[Producer]:
        return await self.transport.get(Page[Producer], "/v1/producers", query)

    async def producer(self, name: str) -> Producer:
        return await self.transport.get(Producer, f"/v1/producers/{_safe(name)}")

    async def categories(self) -> Page[Label]:
        return await self.transport.get(Page[Label], "/v1/categories")

    async def schemes(self) -> Page[Scheme]:
        return await self.transport.get(Page[Scheme], "/v1/schemes")

    async def proof(self, certificate_id: str) -> Proof:
        return await self.transport.get(Proof, f"/v1/certificates/{_safe(certificate_id)}")

    async def media(self, media_id: str) -> Bytes:
        return await self.transport.fetch(f"/v1/media/{_safe(media_id)}")

    # Statements

    async def statements(self, query: Query) -> Page[StatementLine]:
        return await self.transport.get(Page[StatementLine], "/v1/statements", query)

    async def statement(self, statement_id: str) -> Statement:
        return await self.transport.get(Statement, f"/v1/statements/{_safe(statement_id)}")

    # People

    async def sign_up(self, *, email: str, full_name: str, password: str, locale: str) -> None:
        body = {"email": email, "full_name": full_name, "password": password, "locale": locale}
        await self.transport.act("POST", "/v1/accounts", body)

    async def sign_in(self, *, email: str, password: str) -> SignedIn:
        return await self.transport.send(SignedIn, "POST", "/v1/sessions", {"email": email, "password": password})

    async def sign_in_by_link(self, token: str) -> SignedIn:
        return await self.transport.send(SignedIn, "POST", "/v1/sessions", {"link_token": token})

    async def sign_out(self) -> None:
        await self.transport.act("DELETE", "/v1/sessions/current")

    async def sessions(self) -> Page[Session]:
        return await self.transport.get(Page[Session], "/v1/sessions")

    async def end_session(self, session_id: str) -> None:
        await self.transport.act("DELETE", f"/v1/sessions/{_safe(session_id)}")

    async def me(self) -> Me:
        return await self.transport.get(Me, "/v1/me")

    # Cart and order

    async def open_cart(self) -> Cart:
        return await self.transport.send(Cart, "POST", "/v1/carts", {"locale": self.transport.language})

    async def cart(self, cart: CartKey) -> Cart:
        return await self.transport.get(Cart, f"/v1/carts/{_safe(cart.id)}", secret=cart.secret)

    async def put_line(self, cart: CartKey, variant_id: str, quantity: int) -> Cart:
        path = f"/v1/carts/{_safe(cart.id)}/lines/{_safe(variant_id)}"
        return await self.transport.send(Cart, "PUT", path, {"quantity": quantity}, secret=cart.secret)

    async def remove_line(self, cart: CartKey, variant_id: str) -> None:
        path = f"/v1/carts/{_safe(cart.id)}/lines/{_safe(variant_id)}"
        await self.transport.act("DELETE", path, secret=cart.secret)

    async def deliver_cart_to(self, cart: CartKey, country: str) -> Cart:
        path = f"/v1/carts/{_safe(cart.id)}"
        return await self.transport.send(Cart, "PATCH", path, {"country": country}, secret=cart.secret)

    async def accept_changes(self, cart: CartKey) -> None:
        await self.transport.act("POST", f"/v1/carts/{_safe(cart.id)}/accept-changes", secret=cart.secret)

    async def check_out(self, cart: CartKey, body: Mapping[str, object], key: str) -> Checkout:
        path = f"/v1/carts/{_safe(cart.id)}/checkout"
        return await self.transport.send(Checkout, "POST", path, body, secret=cart.secret, key=key)

    async def orders(self, cursor: str | None) -> Page[OrderLineOfList]:
        return await self.transport.get(Page[OrderLineOfList], "/v1/orders", {"cursor": cursor})

    async def order(self, order_id: str, secret: str | None) -> Order:
        return await self.transport.get(Order, f"/v1/orders/{_safe(order_id)}", secret=secret)

    # A producer's desk

    async def parcels(self, organisation_id: str, cursor: str | None) -> Page[Parcel]:
        path = f"/v1/organisations/{_safe(organisation_id)}/parcels"
        return await self.transport.get(Page[Parcel], path, {"cursor": cursor})

    async def ship(self, parcel_id: str, tracking: str) -> None:
        body = {"tracking": tracking} if tracking else {}
        await self.transport.act("POST", f"/v1/parcels/{_safe(parcel_id)}/ship", body)

    async def deliver(self, parcel_id: str) -> None:
        await self.transport.act("POST", f"/v1/parcels/{_safe(parcel_id)}/deliver")

    async def money(self, organisation_id: str) -> MoneyDesk:
        return await self.transport.get(MoneyDesk, f"/v1/organisations/{_safe(organisation_id)}/money")

    async def payouts(self, organisation_id: str, cursor: str | None) -> Page[Payout]:
        path = f"/v1/organisations/{_safe(organisation_id)}/payouts"
        return await self.transport.get(Page[Payout], path, {"cursor": cursor})

    async def imports(self, organisation_id: str) -> Page[ImportReport]:
        path = f"/v1/organisations/{_safe(organisation_id)}/catalog-imports"
        return await self.transport.get(Page[ImportReport], path)

    async def import_catalogue(self, organisation_id: str, file: Upload, *, is_dry_run: bool) -> ImportReport:
        path = f"/v1/organisations/{_safe(organisation_id)}/catalog-imports"
        return await self.transport.upload(ImportReport, path, file, {"dry_run": "true" if is_dry_run else "false"})

    async def own_certificates(self, organisation_id: str) -> Page[OwnCertificate]:
        path = f"/v1/organisations/{_safe(organisation_id)}/certificates"
        return await self.transport.get(Page[OwnCertificate], path)

    async def new_certificate(self, organisation_id: str, body: Mapping[str, object]) -> Draft:
        path = f"/v1/organisations/{_safe(organisation_id)}/certificates"
        return await self.transport.send(Draft, "POST", path, body)

    async def add_evidence(self, certificate_id: str, file: Upload, title: str) -> Evidence:
        path = f"/v1/certificates/{_safe(certificate_id)}/evidence"
        return await self.transport.upload(Evidence, path, file, {"title": title})

    async def submit_certificate(self, certificate_id: str) -> None:
        await self.transport.act("POST", f"/v1/certificates/{_safe(certificate_id)}/submit")

    async def own_products(self, organisation_id: str, cursor: str | None) -> Page[OwnProduct]:
        path = f"/v1/organisations/{_safe(organisation_id)}/products"
        return await self.transport.get(Page[OwnProduct], path, {"cursor": cursor})

    # A verifier's desk

    async def verification_queue(self, federation_id: str) -> Page[QueueItem]:
        path = f"/v1/organisations/{_safe(federation_id)}/verification-queue"
        return await self.transport.get(Page[QueueItem], path)

    async def review(self, certificate_id: str) -> Review:
        return await self.transport.get(Review, f"/v1/certificates/{_safe(certificate_id)}/review")

    async def evidence(self, certificate_id: str, evidence_id: str) -> Bytes:
        return await self.transport.fetch(f"/v1/certificates/{_safe(certificate_id)}/evidence/{_safe(evidence_id)}")

    async def decide(self, certificate_id: str, body: Mapping[str, object]) -> None:
        await self.transport.act("POST", f"/v1/certificates/{_safe(certificate_id)}/verifications", body)

    # An operator's desk

    async def payout_runs(self) -> Page[PayoutRun]:
        return await self.transport.get(Page[PayoutRun], "/v1/payout-runs")

    async def start_payout_run(self, period: str, key: str) -> None:
        await self.transport.act("POST", "/v1/payout-runs", {"period": period}, key=key)

    async def ask_statement(self, body: Mapping[str, object]) -> None:
        await self.transport.act("POST", "/v1/statements", body)

    async def ledger_accounts(self, cursor: str | None) -> Page[LedgerAccount]:
        return await self.transport.get(Page[LedgerAccount], "/v1/ledger/accounts", {"cursor": cursor, "limit": 50})

    async def ledger_violations(self) -> Page[Violation]:
        return await self.transport.get(Page[Violation], "/v1/ledger/violations")


def _safe(segment: str) -> str:
    """One path segment, whatever was typed into ours."""
    return quote(segment, safe="")

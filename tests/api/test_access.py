"""The policy table, run: every route, for every role, on one's own object, a foreign one and a missing one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from api.policy import TABLE, Policy, Reach, Role
from api.resources import RESOURCES
from kit.clock import IsoWeek, utc_now
from kit.ids import new_id
from tests.api.conftest import Scene
from tests.api.people import People, Somebody

POLICIES: dict[str, Policy] = {label: policy for routes in RESOURCES for label, policy in routes.policies.items()}
ADDRESS = {"line1": "1 rue", "postal_code": "69004", "city": "Lyon", "country": "FR"}
WEEK = str(IsoWeek.of(utc_now()))

IN_A_YEAR = utc_now().date() + timedelta(days=365)

Json = dict[str, object]
NEW_PRODUCT: Json = {
    "name": "Honey",
    "price": {"amount": 900, "currency": "EUR"},
    "net": {"value": "125", "unit": "g"},
}


@dataclass(frozen=True)
class Try:
    """How to call a route. `missing` names what of the owner's ids to replace by one that nobody has."""

    path: Callable[[Somebody, People], str]
    body: Callable[[Somebody, People], Json] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes, str]] | None = None
    form: dict[str, str] | None = None
    missing: str | None = None


def at(path: str) -> Callable[[Somebody, People], str]:
    """A path with the ids of whoever owns the object in it."""
    return lambda somebody, people: path.format(
        **vars(somebody), coffee=people.shop.coffee, norandino=people.shop.world.norandino_id
    )


def decision(somebody: Somebody, people: People) -> Json:
    return {
        "federation_id": somebody.organisation_id,
        "decision": "ask",
        "reason_code": "document_missing",
        "method": "document",
        "reason": "Please send the audit report too.",
    }


def bulk(somebody: Somebody, people: People) -> Json:
    return {name: word for name, word in decision(somebody, people).items() if name != "federation_id"} | {
        "certificate_ids": [somebody.submitted_id]
    }


def webhook(somebody: Somebody, people: People) -> Json:
    return {
        "organisation_id": somebody.organisation_id,
        "url": "https://example.org/hook",
        "kinds": ["order.paid"],
    }


def message(somebody: Somebody, people: People) -> Json:
    is_verifier = somebody in (people.verifier, people.other_verifier)
    return {"body": "Which lots?", "federation_id": somebody.organisation_id if is_verifier else None}


def certificate(somebody: Somebody, people: People) -> Json:
    today = utc_now().date()
    return {"scheme": "spp", "number": "SPP-9999", "valid_from": str(today), "valid_to": str(today)}


def bank_account(somebody: Somebody, people: People) -> Json:
    return {"currency": "EUR", "bank": {"holder_name": "A", "iban": "FR1420041010050500013M02606"}}


def return_of_one(somebody: Somebody, people: People) -> Json:
    lines = [{"order_line_id": somebody.sent_line_id, "quantity": 1}]
    return {"parcel_id": somebody.sent_parcel_id, "lines": lines, "reason": "It melted too."}


def refund_of_one(somebody: Somebody, people: People) -> Json:
    lines = [{"order_line_id": somebody.sent_line_id, "quantity": 1}]
    return {"lines": lines, "liable": "producer", "reason": "It never came."}


def support(*_: object) -> Json:
    return {
        "programme": "Agroideas",
        "amount": {"amount": 100_000, "currency": "EUR"},
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "source": "https://www.example.org/awards",
    }


def stage(*_: object) -> Json:
    return {
        "stage": "converting",
        "since_on": "2026-01-01",
        "statement": "The assembly voted for it.",
        "evidence_url": "https://www.example.org/minutes",
    }


def action(*_: object) -> Json:
    return {
        "campaign": "Seed law",
        "arena": "state",
        "position": "Farmers keep their seed.",
        "outcome": "Heard in committee.",
        "happened_on": "2026-03-01",
    }


def commitment(*_: object) -> Json:
    return {"programme": "campaign", "name": "Seed law", "target": "Two hearings", "due_on": str(IN_A_YEAR)}


CSV = {"file": ("p.csv", b"Handle,Title,Variant Price\nx,X,1.00\n", "text/csv")}
KEY = {"Idempotency-Key": "test-key"}
ANYBODY = "anybody"

TRIES: dict[str, Try] = {
    "GET /livez": Try(at("/livez")),
    "GET /readyz": Try(at("/readyz")),
    "GET /healthz": Try(at("/healthz")),
    "GET /v1": Try(at("/v1")),
    "GET /problems": Try(at("/problems")),
    "GET /problems/{code}": Try(at("/problems/unauthenticated")),
    "GET /.well-known/security.txt": Try(at("/.well-known/security.txt")),
    "GET /docs": Try(at("/docs")),
    "GET /docs/{asset}": Try(at("/docs/start.js")),
    "GET /openapi.json": Try(at("/openapi.json")),
    "GET /v1/rounds": Try(at("/v1/rounds")),
    "GET /v1/organisations/{organisation_id}/rounds": Try(
        at("/v1/organisations/{organisation_id}/rounds"), missing="organisation_id"
    ),
    "GET /v1/products": Try(at("/v1/products")),
    "GET /v1/suggestions": Try(at("/v1/suggestions?q=co")),
    "GET /v1/products/{id_or_slug}": Try(at("/v1/products/coffee")),
    "GET /v1/products/{id_or_slug}/ended-claims": Try(at("/v1/products/coffee/ended-claims")),
    "GET /v1/variants/{variant_id}/breakdown": Try(at("/v1/variants/{coffee}/breakdown")),
    "GET /v1/categories": Try(at("/v1/categories")),
    "GET /v1/terms": Try(at("/v1/terms")),
    "GET /v1/feeds/google": Try(at("/v1/feeds/google")),
    "GET /v1/producers/{id_or_slug}/feeds/google": Try(at("/v1/producers/norandino/feeds/google")),
    "GET /v1/dfc/catalog": Try(at("/v1/dfc/catalog")),
    "GET /v1/producers/{id_or_slug}/dfc/catalog": Try(at("/v1/producers/norandino/dfc/catalog")),
    "GET /v1/directory": Try(at("/v1/directory")),
    "GET /v1/directory.ttl": Try(at("/v1/directory.ttl")),
    "GET /v1/murmurations": Try(at("/v1/murmurations")),
    "GET /v1/producers/{id_or_slug}/murmurations": Try(at("/v1/producers/norandino/murmurations")),
    "GET /v1/listed-organisations": Try(at("/v1/listed-organisations")),
    "GET /v1/listing-claims": Try(at("/v1/listing-claims")),
    "GET /v1/listing-claims/waiting": Try(at("/v1/listing-claims/waiting")),
    "GET /v1/producers": Try(at("/v1/producers")),
    "GET /v1/producers/{id_or_slug}": Try(at("/v1/producers/norandino")),
    "GET /v1/producers/{id_or_slug}/ended-claims": Try(at("/v1/producers/norandino/ended-claims")),
    "GET /v1/schemes": Try(at("/v1/schemes")),
    "GET /v1/organisations/{id_or_slug}/record": Try(at("/v1/organisations/norandino/record")),
    "GET /v1/organisations/{organisation_id}/record/fund-entries": Try(
        at("/v1/organisations/{organisation_id}/record/fund-entries"), missing="organisation_id"
    ),
    "POST /v1/organisations/{organisation_id}/record/support": Try(
        at("/v1/organisations/{organisation_id}/record/support"), support, missing="organisation_id"
    ),
    "POST /v1/organisations/{organisation_id}/record/stages": Try(
        at("/v1/organisations/{organisation_id}/record/stages"), stage, missing="organisation_id"
    ),
    "POST /v1/organisations/{organisation_id}/record/actions": Try(
        at("/v1/organisations/{organisation_id}/record/actions"), action, missing="organisation_id"
    ),
    "POST /v1/organisations/{organisation_id}/record/commitments": Try(
        at("/v1/organisations/{organisation_id}/record/commitments"), commitment, missing="organisation_id"
    ),
    "GET /v1/reports/self-identified": Try(at("/v1/reports/self-identified?quarter=2026-Q3")),
    "GET /v1/networks": Try(at("/v1/networks")),
    "GET /v1/networks/{id_or_slug}": Try(at("/v1/networks/alianza")),
    "GET /v1/networks/{id_or_slug}/members": Try(at("/v1/networks/alianza/members")),
    "GET /v1/networks/{id_or_slug}/sales": Try(at("/v1/networks/alianza/sales?quarter=2026-Q3")),
    "GET /v1/networks/{id_or_slug}/purchases": Try(at("/v1/networks/alianza/purchases")),
    "GET /v1/statements": Try(at("/v1/statements")),
    "GET /v1/statements/own": Try(at("/v1/statements/own")),
    "GET /v1/comparison": Try(at("/v1/comparison")),
    "GET /v1/orders": Try(at("/v1/orders")),
    "GET /v1/notices": Try(at("/v1/notices")),
    "GET /v1/me/addresses": Try(at("/v1/me/addresses")),
    "GET /v1/orders/{order_id}": Try(at("/v1/orders/{order_id}"), missing="order_id"),
    "GET /v1/orders/{order_id}/breakdown": Try(at("/v1/orders/{order_id}/breakdown"), missing="order_id"),
    "GET /v1/orders/{order_id}/receipt": Try(at("/v1/orders/{order_id}/receipt"), missing="order_id"),
    "GET /v1/orders/{order_id}/receipt.pdf": Try(at("/v1/orders/{order_id}/receipt.pdf"), missing="order_id"),
    "GET /v1/orders/{order_id}/trace": Try(at("/v1/orders/{order_id}/trace")),
    "POST /v1/orders/{order_id}/cancel": Try(
        at("/v1/orders/{order_id}/cancel"), lambda *_: {"reason": "twice"}, missing="order_id"
    ),
    "POST /v1/orders/{order_id}/returns": Try(at("/v1/orders/{order_id}/returns"), return_of_one, missing="order_id"),
    "GET /v1/orders/{order_id}/returns": Try(at("/v1/orders/{order_id}/returns"), missing="order_id"),
    "POST /v1/returns/{return_id}/withdraw": Try(at("/v1/returns/{return_id}/withdraw"), missing="return_id"),
    "POST /v1/returns/{return_id}/accept": Try(
        at("/v1/returns/{return_id}/accept"), lambda *_: {"answer": "To Piura, please."}, missing="return_id"
    ),
    "POST /v1/returns/{return_id}/refuse": Try(
        at("/v1/returns/{return_id}/refuse"), lambda *_: {"answer": "It was opened."}, missing="return_id"
    ),
    "GET /v1/organisations/{organisation_id}/returns": Try(
        at("/v1/organisations/{organisation_id}/returns"), missing="organisation_id"
    ),
    "POST /v1/orders/{order_id}/refunds": Try(at("/v1/orders/{order_id}/refunds"), refund_of_one, headers=KEY),
    "POST /v1/orders/{order_id}/goodwill": Try(
        at("/v1/orders/{order_id}/goodwill"), lambda *_: {"amount": 100, "reason": "late"}, headers=KEY
    ),
    "GET /v1/refunds": Try(at("/v1/refunds")),
    "GET /v1/disputes": Try(at("/v1/disputes")),
    "GET /v1/holds": Try(at("/v1/holds")),
    "POST /v1/holds": Try(at("/v1/holds"), lambda owner, _: {"order_id": owner.order_id, "note": "mould?"}),
    "GET /v1/receivables": Try(at("/v1/receivables")),
    "GET /v1/me": Try(at("/v1/me")),
    "PATCH /v1/me": Try(at("/v1/me"), lambda *_: {"locale": "fr"}),
    "GET /v1/me/export": Try(at("/v1/me/export")),
    "PUT /v1/me/password": Try(at("/v1/me/password"), lambda *_: {"password": "another private phrase"}),
    "POST /v1/sign-in-codes": Try(at("/v1/sign-in-codes"), lambda *_: {"email": "new@example.org"}),
    "POST /v1/passkey-challenges": Try(at("/v1/passkey-challenges")),
    "POST /v1/me/passkey-challenges": Try(at("/v1/me/passkey-challenges")),
    "GET /v1/me/passkeys": Try(at("/v1/me/passkeys")),
    "DELETE /v1/me/passkeys/{passkey_id}": Try(at("/v1/me/passkeys/{passkey_id}"), missing="passkey_id"),
    "GET /v1/sessions": Try(at("/v1/sessions")),
    "DELETE /v1/sessions/{session_id}": Try(at("/v1/sessions/{session_id}"), missing="session_id"),
    "GET /v1/api-keys": Try(at("/v1/api-keys")),
    "POST /v1/api-keys": Try(
        at("/v1/api-keys"), lambda *_: {"label": "x", "scopes": ["order:read"], "expires_in_days": 1}
    ),
    "DELETE /v1/api-keys/{key_id}": Try(at("/v1/api-keys/{key_id}"), missing="key_id"),
    "POST /v1/accounts": Try(
        at("/v1/accounts"),
        lambda *_: {"email": "new@example.org", "full_name": "New", "password": "a long and private phrase"},
    ),
    "POST /v1/carts": Try(at("/v1/carts"), lambda *_: {"country": "FR"}),
    "GET /v1/carts/{cart_id}": Try(at("/v1/carts/{cart_id}"), missing="cart_id"),
    "PATCH /v1/carts/{cart_id}": Try(at("/v1/carts/{cart_id}"), lambda *_: {"country": "FR"}, missing="cart_id"),
    "PUT /v1/carts/{cart_id}/lines/{variant_id}": Try(
        at("/v1/carts/{cart_id}/lines/{coffee}"), lambda *_: {"quantity": 1}, missing="cart_id"
    ),
    "DELETE /v1/carts/{cart_id}/lines/{variant_id}": Try(at("/v1/carts/{cart_id}/lines/{coffee}"), missing="cart_id"),
    "PUT /v1/carts/{cart_id}/promotion": Try(
        at("/v1/carts/{cart_id}/promotion"), lambda *_: {"code": "Everybody"}, missing="cart_id"
    ),
    "PUT /v1/carts/{cart_id}/contribution": Try(
        at("/v1/carts/{cart_id}/contribution"), lambda *_: {"kind": "round_up"}, missing="cart_id"
    ),
    "DELETE /v1/carts/{cart_id}/contribution": Try(at("/v1/carts/{cart_id}/contribution"), missing="cart_id"),
    "DELETE /v1/carts/{cart_id}/buyer": Try(at("/v1/carts/{cart_id}/buyer"), missing="cart_id"),
    "DELETE /v1/carts/{cart_id}/promotion": Try(at("/v1/carts/{cart_id}/promotion"), missing="cart_id"),
    "PUT /v1/carts/{cart_id}/parcels/{producer_id}/shipping": Try(
        at("/v1/carts/{cart_id}/parcels/{norandino}/shipping"), lambda *_: {"service": "standard"}, missing="cart_id"
    ),
    "POST /v1/carts/{cart_id}/accept-changes": Try(at("/v1/carts/{cart_id}/accept-changes"), missing="cart_id"),
    "POST /v1/carts/{cart_id}/checkout": Try(
        at("/v1/carts/{cart_id}/checkout"),
        lambda *_: {"email": "a@example.org", "full_name": "A", "shipping_address": ADDRESS},
        headers=KEY,
        missing="cart_id",
    ),
    "GET /v1/organisations/{organisation_id}/parcels": Try(
        at("/v1/organisations/{organisation_id}/parcels"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/members": Try(
        at("/v1/organisations/{organisation_id}/members"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/packing-slips": Try(
        at("/v1/organisations/{organisation_id}/packing-slips"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/labels": Try(
        at("/v1/organisations/{organisation_id}/labels"), missing="organisation_id"
    ),
    "GET /v1/parcels/{parcel_id}/packing-slip": Try(at("/v1/parcels/{parcel_id}/packing-slip"), missing="parcel_id"),
    "GET /v1/parcels/{parcel_id}/label": Try(at("/v1/parcels/{parcel_id}/label"), missing="parcel_id"),
    "POST /v1/parcels/{parcel_id}/cancel": Try(
        at("/v1/parcels/{parcel_id}/cancel"), lambda *_: {"reason": "the harvest failed"}, missing="parcel_id"
    ),
    "POST /v1/parcels/{parcel_id}/ship": Try(at("/v1/parcels/{parcel_id}/ship"), lambda *_: {}, missing="parcel_id"),
    "GET /v1/organisations/{organisation_id}/products": Try(
        at("/v1/organisations/{organisation_id}/products"), missing="organisation_id"
    ),
    "POST /v1/organisations/{organisation_id}/products": Try(
        at("/v1/organisations/{organisation_id}/products"), lambda *_: NEW_PRODUCT, missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/products/{product_id}": Try(
        at("/v1/organisations/{organisation_id}/products/{product_id}"), missing="organisation_id"
    ),
    "POST /v1/products/{product_id}/duplicate": Try(
        at("/v1/products/{product_id}/duplicate"), lambda *_: {}, missing="product_id"
    ),
    "PUT /v1/products/{product_id}/texts/{lang}/{field}": Try(
        at("/v1/products/{product_id}/texts/fr/name"), lambda *_: {"body": "Miel"}, missing="product_id"
    ),
    "PUT /v1/products/{product_id}/tiers": Try(
        at("/v1/products/{product_id}/tiers"),
        lambda *_: {"solidarity_bps": 1000, "supporter_bps": 1000},
        missing="product_id",
    ),
    "GET /v1/funds": Try(at("/v1/funds")),
    "GET /v1/producers/{id_or_slug}/premium": Try(at("/v1/producers/norandino/premium")),
    "PUT /v1/products/{product_id}/windows": Try(
        at("/v1/products/{product_id}/windows"), lambda *_: {"windows": []}, missing="product_id"
    ),
    "PUT /v1/products/{product_id}/values": Try(
        at("/v1/products/{product_id}/values"), lambda *_: {"values": []}, missing="product_id"
    ),
    "PUT /v1/products/{product_id}/options": Try(
        at("/v1/products/{product_id}/options"), lambda *_: {"names": [], "variants": []}, missing="product_id"
    ),
    "GET /v1/terms/{code}": Try(at("/v1/terms/ecology")),
    "GET /v1/organisations/{organisation_id}/facts": Try(
        at("/v1/organisations/{organisation_id}/facts"), missing="organisation_id"
    ),
    "PATCH /v1/organisations/{organisation_id}/facts": Try(
        at("/v1/organisations/{organisation_id}/facts"),
        lambda *_: {"region": "Piura"},
        headers={"If-Match": "*"},
        missing="organisation_id",
    ),
    "PUT /v1/organisations/{organisation_id}/values": Try(
        at("/v1/organisations/{organisation_id}/values"), lambda *_: {"values": []}, missing="organisation_id"
    ),
    "PUT /v1/organisations/{organisation_id}/texts/{lang}/{field}": Try(
        at("/v1/organisations/{organisation_id}/texts/en/story"),
        lambda *_: {"body": "We grow coffee."},
        missing="organisation_id",
    ),
    "GET /v1/organisations/{organisation_id}/consents": Try(
        at("/v1/organisations/{organisation_id}/consents"), missing="organisation_id"
    ),
    "POST /v1/organisations/{organisation_id}/consents": Try(
        at("/v1/organisations/{organisation_id}/consents"),
        lambda *_: {"subject": "members_total", "given_by": "The assembly", "ends_on": str(IN_A_YEAR)},
        missing="organisation_id",
    ),
    "POST /v1/products/{product_id}/lots": Try(
        at("/v1/products/{product_id}/lots"), lambda *_: {"code": "2026-A"}, missing="product_id"
    ),
    "GET /v1/variants/{variant_id}/price-history": Try(at("/v1/variants/{coffee}/price-history")),
    "POST /v1/products/{product_id}/variants": Try(
        at("/v1/products/{product_id}/variants"), lambda *_: {"net": NEW_PRODUCT["net"]}, missing="product_id"
    ),
    "GET /v1/products/{product_id}/claims-review": Try(
        at("/v1/products/{product_id}/claims-review"), missing="product_id"
    ),
    "GET /v1/organisations/{organisation_id}/claims-review": Try(
        at("/v1/organisations/{organisation_id}/claims-review"), missing="organisation_id"
    ),
    "POST /v1/organisations/{organisation_id}/claims-review": Try(
        at("/v1/organisations/{organisation_id}/claims-review"),
        lambda *_: {"texts": [{"field": "name", "lang": "en", "body": "Eco-friendly"}]},
        missing="organisation_id",
    ),
    "PATCH /v1/products/{product_id}": Try(
        at("/v1/products/{product_id}"), lambda *_: {"state": "draft"}, headers={"If-Match": "*"}, missing="product_id"
    ),
    "POST /v1/organisations/{organisation_id}/catalog-imports": Try(
        at("/v1/organisations/{organisation_id}/catalog-imports"),
        files=CSV,
        form={"dry_run": "true"},
        missing="organisation_id",
    ),
    "GET /v1/organisations/{organisation_id}/catalog-imports": Try(
        at("/v1/organisations/{organisation_id}/catalog-imports"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/catalog-exports/{code}": Try(
        at("/v1/organisations/{organisation_id}/catalog-exports/woocommerce"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/certificates": Try(
        at("/v1/organisations/{organisation_id}/certificates"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/certificates/{certificate_id}": Try(
        at("/v1/organisations/{organisation_id}/certificates/{submitted_id}"), missing="submitted_id"
    ),
    "POST /v1/organisations/{organisation_id}/certificates": Try(
        at("/v1/organisations/{organisation_id}/certificates"), certificate, missing="organisation_id"
    ),
    "POST /v1/certificates/{certificate_id}/evidence": Try(
        at("/v1/certificates/{draft_id}/evidence"),
        files={"file": ("c.txt", b"a certificate", "text/plain")},
        form={"title": "Certificate"},
        missing="draft_id",
    ),
    "POST /v1/certificates/{certificate_id}/submit": Try(at("/v1/certificates/{draft_id}/submit"), missing="draft_id"),
    "GET /v1/organisations/{federation_id}/verification-queue": Try(
        at("/v1/organisations/{organisation_id}/verification-queue"), missing="organisation_id"
    ),
    "POST /v1/organisations/{federation_id}/bulk-reviews": Try(
        at("/v1/organisations/{organisation_id}/bulk-reviews"),
        bulk,
        headers={"Idempotency-Key": "a-key-of-its-own"},
        missing="organisation_id",
    ),
    "GET /v1/organisations/{federation_id}/verification-queue/summary": Try(
        at("/v1/organisations/{organisation_id}/verification-queue/summary"), missing="organisation_id"
    ),
    "GET /v1/certificates/{certificate_id}/review": Try(
        at("/v1/certificates/{submitted_id}/review"), missing="submitted_id"
    ),
    "GET /v1/certificates/{certificate_id}/preview": Try(
        at("/v1/certificates/{submitted_id}/preview?decision=verify"), missing="submitted_id"
    ),
    "GET /v1/organisations/{federation_id}/verification-report": Try(
        at("/v1/organisations/{organisation_id}/verification-report?year=2026"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/reminders": Try(
        at("/v1/organisations/{organisation_id}/reminders"), missing="organisation_id"
    ),
    "POST /v1/certificates/{certificate_id}/verifications": Try(
        at("/v1/certificates/{submitted_id}/verifications"), decision, missing="submitted_id"
    ),
    "GET /v1/certificates/{certificate_id}/appeals": Try(
        at("/v1/certificates/{submitted_id}/appeals"), missing="submitted_id"
    ),
    "GET /v1/certificates/{certificate_id}/messages": Try(
        at("/v1/certificates/{submitted_id}/messages"), missing="submitted_id"
    ),
    "GET /v1/organisations/{federation_id}/appeals": Try(
        at("/v1/organisations/{organisation_id}/appeals"), missing="organisation_id"
    ),
    "GET /v1/organisations/{federation_id}/public-alerts": Try(
        at("/v1/organisations/{organisation_id}/public-alerts"), missing="organisation_id"
    ),
    "POST /v1/certificates/{certificate_id}/messages": Try(
        at("/v1/certificates/{submitted_id}/messages"), message, missing="submitted_id"
    ),
    "GET /v1/organisations/{organisation_id}/network-memberships": Try(
        at("/v1/organisations/{organisation_id}/network-memberships"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/price-preview": Try(
        at("/v1/organisations/{organisation_id}/price-preview?amount=1490"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/sheet": Try(
        at("/v1/organisations/{organisation_id}/sheet?format=csv"), missing="organisation_id"
    ),
    "POST /v1/organisations/{organisation_id}/sheets": Try(
        at("/v1/organisations/{organisation_id}/sheets"),
        files={"file": ("s.csv", b"Article number,Price,Stock\nnone,1.00,1\n", "text/csv")},
        missing="organisation_id",
    ),
    "GET /v1/organisations/{organisation_id}/stock": Try(
        at("/v1/organisations/{organisation_id}/stock?q=co"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/stock-watches": Try(
        at("/v1/organisations/{organisation_id}/stock-watches"), missing="organisation_id"
    ),
    "PUT /v1/organisations/{organisation_id}/stock-watches/all": Try(
        at("/v1/organisations/{organisation_id}/stock-watches/all"),
        lambda *_: {"threshold": 3},
        missing="organisation_id",
    ),
    "GET /v1/organisations/{organisation_id}/stock-alerts": Try(
        at("/v1/organisations/{organisation_id}/stock-alerts"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/hub-grants": Try(
        at("/v1/organisations/{organisation_id}/hub-grants"), missing="organisation_id"
    ),
    "GET /v1/webhooks": Try(at("/v1/webhooks")),
    "POST /v1/webhooks": Try(at("/v1/webhooks"), webhook),
    "GET /v1/organisations/{organisation_id}/prefinance": Try(
        at("/v1/organisations/{organisation_id}/prefinance"), missing="organisation_id"
    ),
    "GET /v1/agreements": Try(at("/v1/agreements")),
    "GET /v1/organisations/{organisation_id}/agreements": Try(
        at("/v1/organisations/{organisation_id}/agreements"), missing="organisation_id"
    ),
    "GET /v1/price-policy": Try(at("/v1/price-policy")),
    "GET /v1/people": Try(at("/v1/people")),
    "GET /v1/role-proposals": Try(at("/v1/role-proposals")),
    "GET /v1/health-board": Try(at("/v1/health-board")),
    "GET /v1/stripe-events": Try(at("/v1/stripe-events")),
    "GET /v1/tasks": Try(at("/v1/tasks")),
    "GET /v1/outbox": Try(at("/v1/outbox")),
    "GET /v1/task-failures": Try(at("/v1/task-failures")),
    "GET /v1/audit-log": Try(at("/v1/audit-log")),
    "GET /v1/audit-log/verification": Try(at("/v1/audit-log/verification")),
    "GET /v1/fee-changes": Try(at("/v1/fee-changes")),
    "POST /v1/fee-changes": Try(
        at("/v1/fee-changes"),
        lambda *_: {
            "market_fee_bps": 700,
            "dues_bps": 100,
            "solidarity_bps": 50,
            "valid_from": str(IN_A_YEAR),
            "reason": "More people share the costs.",
        },
    ),
    "GET /v1/money-places": Try(at("/v1/money-places")),
    "POST /v1/money-places": Try(
        at("/v1/money-places"), lambda *_: {"name": "Credit union", "country": "FR", "terms": ["credit_union"]}
    ),
    "GET /v1/organisations/{organisation_id}/hub-offers": Try(
        at("/v1/organisations/{organisation_id}/hub-offers"), missing="organisation_id"
    ),
    "POST /v1/organisations/{organisation_id}/hub-grants": Try(
        at("/v1/organisations/{organisation_id}/hub-grants"),
        lambda *_: {"hub": "alianza", "covers_all": True},
        missing="organisation_id",
    ),
    "GET /v1/organisations/{organisation_id}/mandates": Try(at("/v1/organisations/{norandino}/mandates")),
    "GET /v1/organisations/{federation_id}/proposals": Try(
        at("/v1/organisations/{organisation_id}/proposals"), missing="organisation_id"
    ),
    "GET /v1/certificates/{certificate_id}/evidence/{evidence_id}": Try(
        at("/v1/certificates/{submitted_id}/evidence/{evidence_id}"), missing="submitted_id"
    ),
    "GET /v1/organisations/{organisation_id}/money": Try(
        at("/v1/organisations/{organisation_id}/money"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/fee-preview": Try(
        at("/v1/organisations/{organisation_id}/fee-preview"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/payouts": Try(
        at("/v1/organisations/{organisation_id}/payouts"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/statements": Try(
        at("/v1/organisations/{organisation_id}/statements"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/payout-accounts": Try(
        at("/v1/organisations/{organisation_id}/payout-accounts"), missing="organisation_id"
    ),
    "POST /v1/organisations/{organisation_id}/payout-accounts": Try(
        at("/v1/organisations/{organisation_id}/payout-accounts"), bank_account, missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/account": Try(
        at("/v1/organisations/{organisation_id}/account?from=2026-11-01&to=2026-12-01"), missing="organisation_id"
    ),
    "GET /v1/organisations/{organisation_id}/commission-invoices": Try(
        at("/v1/organisations/{organisation_id}/commission-invoices"), missing="organisation_id"
    ),
    "GET /v1/payout-runs": Try(at("/v1/payout-runs")),
    "POST /v1/payout-runs": Try(at("/v1/payout-runs"), lambda *_: {"period": WEEK}, headers=KEY),
    "GET /v1/ledger/accounts": Try(at("/v1/ledger/accounts")),
    "GET /v1/ledger/violations": Try(at("/v1/ledger/violations")),
    "GET /v1/alerts": Try(at("/v1/alerts")),
    "GET /v1/mails": Try(at("/v1/mails")),
    "GET /v1/me/mails": Try(at("/v1/me/mails")),
    "GET /v1/mailbox": Try(at("/v1/mailbox")),
    "GET /v1/reconciliations/{day}": Try(at("/v1/reconciliations/2026-11-24")),
}
# Routes that need an object which only a longer story makes; each is driven on one's own and on a foreign object in
# the test named here.
ELSEWHERE = {
    # Nobody in the table has something on record.
    "POST /v1/organisations/{organisation_id}/record/commitments/{commitment_id}/steps": (
        "tests/networks/test_record.py"
    ),
    "POST /v1/organisations/{organisation_id}/record/{record_id}/take-back": "tests/networks/test_record.py",
    # Nobody in the table is both the first who may and in an organisation.
    "PUT /v1/carts/{cart_id}/buyer": "tests/networks/test_purchases.py",
    "POST /v1/organisations/{organisation_id}/terms": "tests/catalog/authoring/test_terms_api.py",
    "PUT /v1/terms/{code}": "tests/catalog/authoring/test_terms_api.py",
    "POST /v1/organisations/{organisation_id}/consents/{consent_id}/withdraw": (
        "tests/catalog/authoring/test_profile_api.py"
    ),
    "DELETE /v1/organisations/{organisation_id}/texts/{lang}/{field}": "tests/catalog/authoring/test_profile_api.py",
    # Nobody in the table has a text to take away.
    "DELETE /v1/products/{product_id}/texts/{lang}/{field}": "tests/catalog/authoring/test_parts_api.py",
    "PUT /v1/lots/{lot_id}": "tests/catalog/authoring/test_parts_api.py",
    "DELETE /v1/lots/{lot_id}": "tests/catalog/authoring/test_parts_api.py",
    "PATCH /v1/variants/{variant_id}": "tests/catalog/authoring/test_variants_api.py",
    "PUT /v1/variants/{variant_id}/prices/{currency}": "tests/catalog/authoring/test_variants_api.py",
    "PUT /v1/variants/{variant_id}/stock": "tests/catalog/authoring/test_variants_api.py",
    "POST /v1/variants/{variant_id}/stock-changes": "tests/catalog/authoring/test_variants_api.py",
    "POST /v1/products/{product_id}/pictures": "tests/api/test_pictures.py",
    "GET /v1/products/{product_id}/pictures": "tests/api/test_pictures.py",
    "PUT /v1/products/{product_id}/pictures/order": "tests/api/test_pictures.py",
    "PATCH /v1/products/{product_id}/pictures/{media_id}": "tests/api/test_pictures.py",
    "DELETE /v1/products/{product_id}/pictures/{media_id}": "tests/api/test_pictures.py",
    "PUT /v1/products/{product_id}/pictures/{media_id}/consent": "tests/api/test_pictures.py",
    "DELETE /v1/products/{product_id}/pictures/{media_id}/consent": "tests/api/test_pictures.py",
    "GET /v1/catalog-imports/{import_id}/rows": "tests/catalog/importing/test_imports_api.py",
    "GET /v1/catalog-imports/{import_id}": "tests/catalog/importing/test_imports_api.py",
    "GET /v1/catalog-imports/{import_id}/problems": "tests/catalog/importing/test_imports_api.py",
    "GET /v1/catalog-imports/{import_id}/problems.csv": "tests/catalog/importing/test_imports_api.py",
    "POST /v1/catalog-imports/{import_id}/apply": "tests/catalog/importing/test_imports_api.py",
    "PUT /v1/catalog-imports/{import_id}/columns": "tests/catalog/importing/test_imports_api.py",
    "POST /v1/catalog-imports/{import_id}/cancel": "tests/catalog/importing/test_imports_api.py",
    "POST /v1/me/erasure": "tests/privacy/test_erasure.py",
    "POST /v1/sessions": "tests/api/test_accounts.py",
    "POST /v1/sessions/confirm": "tests/api/test_step_up.py",
    "POST /v1/me/passkeys": "tests/api/test_passkeys.py",
    "POST /v1/organisations/{organisation_id}/invitations": "tests/accounts/members",
    "POST /v1/member-invitations/{invitation_id}/withdraw": "tests/accounts/members",
    "POST /v1/member-invitations/read": "tests/accounts/members",
    "POST /v1/member-invitations/accept": "tests/accounts/members",
    "PUT /v1/organisations/{organisation_id}/members/{person_id}": "tests/accounts/members",
    "DELETE /v1/organisations/{organisation_id}/members/{person_id}": "tests/accounts/members",
    "POST /v1/parcels/{parcel_id}/deliver": "tests/journeys/test_one_purchase.py (as ship)",
    "POST /v1/certificates/{certificate_id}/surrender": "tests/certification",
    "GET /v1/certificates/{certificate_id}": "tests/certification",
    "GET /v1/certificates/{certificate_id}/shown": "tests/certification/test_history.py",
    "POST /v1/certificates/{certificate_id}/appeals": "tests/certification/test_objection_api.py",
    "POST /v1/appeals/{appeal_id}/decide": "tests/certification/test_objection_api.py",
    "POST /v1/certificates/{certificate_id}/alerts": "tests/certification/test_objection_api.py",
    "POST /v1/public-alerts/{alert_id}/moderate": "tests/certification/test_objection_api.py",
    "POST /v1/public-alerts/{alert_id}/settle": "tests/certification/test_objection_api.py",
    "POST /v1/certificates/{certificate_id}/register-checks": "tests/certification/test_objection_api.py",
    "POST /v1/network-memberships": "tests/certification/test_network_api.py",
    "POST /v1/network-memberships/{membership_id}/accept": "tests/certification/test_network_api.py",
    "POST /v1/network-memberships/{membership_id}/end": "tests/certification/test_network_api.py",
    "PUT /v1/organisations/{organisation_id}/stock-watches/{variant_id}": "tests/catalog/tools",
    "GET /v1/organisations/{organisation_id}/sheets/{sheet_id}": "tests/catalog/tools",
    "POST /v1/organisations/{organisation_id}/sheets/{sheet_id}/apply": "tests/catalog/tools",
    "PUT /v1/organisations/{organisation_id}/hub-offers/{variant_id}/stock": "tests/hubs",
    "PUT /v1/organisations/{organisation_id}/hub-offers/{variant_id}/prices/{currency}": "tests/hubs",
    "GET /v1/hubs/{id_or_slug}": "tests/hubs",
    "POST /v1/hub-grants/{grant_id}/accept": "tests/hubs",
    "POST /v1/hub-grants/{grant_id}/end": "tests/hubs",
    "GET /v1/funds/{fund_id}": "tests/fund/money",
    "POST /v1/funds": "tests/fund/money",
    "POST /v1/funds/{fund_id}/payments-in": "tests/fund/money",
    "POST /v1/funds/{fund_id}/costs": "tests/fund/money",
    "GET /v1/funds/{fund_id}/units": "tests/fund/units",
    "POST /v1/funds/{fund_id}/units": "tests/fund/units",
    "POST /v1/funds/{fund_id}/unit-notices": "tests/fund/units",
    "POST /v1/unit-notices/{notice_id}/redeem": "tests/fund/units",
    "POST /v1/funds/{fund_id}/years": "tests/fund/units",
    "POST /v1/organisations/{organisation_id}/premium/allocations": "tests/fund/premium",
    "POST /v1/organisations/{organisation_id}/premium/spendings": "tests/fund/premium",
    "GET /v1/funds/{fund_id}/book": "tests/fund/money",
    "GET /v1/products/{product_id}/tiers": "tests/fund/money",
    "GET /v1/rounds/{round_id}": "tests/fund/rounds",
    "GET /v1/rounds/{round_id}/part": "tests/fund/rounds",
    "GET /v1/rounds/{round_id}/voting-links": "tests/fund/rounds",
    "POST /v1/rounds/{round_id}/voting-links": "tests/fund/rounds",
    "POST /v1/voting-links/{link_id}/renewal": "tests/fund/rounds",
    "POST /v1/voting-links/{link_id}/withdraw": "tests/fund/rounds",
    "POST /v1/voting-links/find": "tests/fund/rounds",
    "POST /v1/voting-links/ballots": "tests/fund/rounds",
    "POST /v1/rounds/{round_id}/ballots": "tests/fund/rounds",
    "PUT /v1/rounds/{round_id}/ballots": "tests/fund/rounds",
    "POST /v1/rounds/{round_id}/ballots/find": "tests/fund/rounds",
    "GET /v1/rounds/{round_id}/ballots.pb": "tests/fund/rounds",
    "POST /v1/rounds/{round_id}/objections": "tests/fund/rounds",
    "GET /v1/round-grants/{grant_id}/document": "tests/fund/rounds",
    "POST /v1/funds/{fund_id}/rounds": "tests/fund/rounds",
    "POST /v1/rounds/{round_id}/announce": "tests/fund/rounds",
    "POST /v1/rounds/{round_id}/take-back": "tests/fund/rounds",
    "POST /v1/rounds/{round_id}/proposals": "tests/fund/rounds",
    "POST /v1/round-proposals/{proposal_id}/withdraw": "tests/fund/rounds",
    "POST /v1/round-objections/{objection_id}/answer": "tests/fund/rounds",
    "POST /v1/rounds/{round_id}/approvals": "tests/fund/rounds",
    "POST /v1/round-grants/{grant_id}/payment": "tests/fund/rounds",
    "POST /v1/round-grants/{grant_id}/proof": "tests/fund/rounds",
    "GET /v1/agreements/{agreement_id}": "tests/agreements",
    "GET /v1/agreements/{agreement_id}/balance": "tests/agreements",
    "POST /v1/organisations/{organisation_id}/agreements": "tests/agreements",
    "POST /v1/agreements/{agreement_id}/sign": "tests/agreements",
    "POST /v1/agreements/{agreement_id}/decline": "tests/agreements",
    "POST /v1/agreements/{agreement_id}/end": "tests/agreements",
    "POST /v1/commitments/{commitment_id}/deliveries": "tests/agreements",
    "POST /v1/deliveries/{delivery_id}/answer": "tests/agreements",
    "POST /v1/compensations/{compensation_id}/pay": "tests/agreements",
    "POST /v1/organisations/{organisation_id}/prefinance": "tests/prefinance/test_api.py",
    "GET /v1/prefinance/{prefinance_id}": "tests/prefinance/test_api.py",
    "POST /v1/prefinance/{prefinance_id}/withdraw": "tests/prefinance/test_api.py",
    "POST /v1/prefinance/{prefinance_id}/repay": "tests/prefinance/test_api.py",
    "POST /v1/prefinance/{prefinance_id}/decide": "tests/prefinance/test_api.py",
    "POST /v1/prefinance/{prefinance_id}/bank-repayments": "tests/prefinance/test_api.py",
    "GET /v1/funds/{fund_id}/prefinance": "tests/prefinance/test_api.py",
    "GET /v1/funds/{fund_id}/lending": "tests/prefinance/test_lending.py",
    "PUT /v1/funds/{fund_id}/prefinance-terms": "tests/prefinance/test_lending.py",
    "POST /v1/funds/{fund_id}/screens": "tests/prefinance/test_lending.py",
    "POST /v1/screens/{screen_id}/end": "tests/prefinance/test_lending.py",
    "POST /v1/funds/{fund_id}/placements": "tests/prefinance/test_lending.py",
    "POST /v1/mandates": "tests/certification/test_network_api.py",
    "POST /v1/mandates/{mandate_id}/delegations": "tests/certification/test_network_api.py",
    "POST /v1/mandates/{mandate_id}/withdraw": "tests/certification/test_network_api.py",
    "POST /v1/certificates/{certificate_id}/permissions": "tests/certification/test_permissions.py",
    "POST /v1/proposals/{proposal_id}/confirm": "tests/certification/test_two_people.py",
    "POST /v1/proposals/{proposal_id}/decline": "tests/certification/test_two_people.py",
    "GET /v1/listed-organisations/{listed_id}": "tests/accounts/test_listing_claims.py",
    "POST /v1/listed-organisations/{listed_id}/claims": "tests/accounts/test_listing_claims.py",
    "GET /v1/listing-claims/{claim_id}/document": "tests/accounts/test_listing_claims.py",
    "POST /v1/listing-claims/{claim_id}/decide": "tests/accounts/test_listing_claims.py",
    "GET /.well-known/did.json": "tests/certification/credentials",
    "GET /v1/organisations/{organisation_id}/did.json": "tests/certification/credentials",
    "GET /v1/certificates/{certificate_id}/credential": "tests/certification/credentials",
    "GET /v1/certificates/{certificate_id}/credential.jwt": "tests/certification/credentials",
    "GET /v1/status-lists/{status_list_id}": "tests/certification/credentials",
    "GET /v1/products/{id_or_slug}/linked-data": "tests/certification/credentials",
    "GET /v1/certificates/{certificate_id}/linked-data": "tests/certification/credentials",
    "GET /v1/webhooks/{webhook_id}": "tests/webhooks/test_api.py",
    "PATCH /v1/webhooks/{webhook_id}": "tests/webhooks/test_api.py",
    "DELETE /v1/webhooks/{webhook_id}": "tests/webhooks/test_api.py",
    "POST /v1/webhooks/{webhook_id}/disable": "tests/webhooks/test_api.py",
    "POST /v1/webhooks/{webhook_id}/enable": "tests/webhooks/test_api.py",
    "POST /v1/webhooks/{webhook_id}/secrets": "tests/webhooks/test_api.py",
    "POST /v1/webhooks/{webhook_id}/test": "tests/webhooks/test_api.py",
    "POST /v1/webhooks/{webhook_id}/replay": "tests/webhooks/test_api.py",
    "GET /v1/webhooks/{webhook_id}/deliveries": "tests/webhooks/test_api.py",
    "GET /v1/webhook-deliveries/{delivery_id}": "tests/webhooks/test_api.py",
    "POST /v1/webhook-deliveries/{delivery_id}/replay": "tests/webhooks/test_api.py",
    "GET /v1/media/{media_id}": "tests/api/test_service.py",
    "POST /v1/hooks/stripe": "tests/api/test_hooks.py",
    "POST /v1/hooks/stripe-connect": "tests/api/test_hooks.py",
    "POST /v1/hooks/stripe-thin": "tests/api/test_hooks.py",
    "GET /v1/organisations/{organisation_id}/statements/{statement_id}": "tests/payouts",
    "GET /v1/payout-runs/{run_id}": "tests/payouts",
    "GET /v1/organisations/{organisation_id}/commission-invoices/{month}": "tests/payouts/invoices",
    "GET /v1/payout-runs/{run_id}/bank-file": "tests/payouts/bank_files/test_bank_file_api.py",
    "DELETE /v1/organisations/{organisation_id}/payout-accounts/{account_id}": "tests/payouts/accounts",
    "POST /v1/organisations/{organisation_id}/payout-accounts/{account_id}/onboarding-link": "tests/payouts/accounts",
    "POST /v1/organisations/{organisation_id}/payout-accounts/{account_id}/refresh": "tests/payouts/accounts",
    "POST /v1/returns/{return_id}/receive": "tests/api/test_returns.py",
    "POST /v1/refunds/{refund_id}/retry": "tests/api/test_refunds.py",
    "POST /v1/refunds/{refund_id}/settle": "tests/api/test_refunds.py",
    "POST /v1/refunds/{refund_id}/give-up": "tests/api/test_refunds.py",
    "POST /v1/disputes/{dispute_id}/charge": "tests/api/test_refunds.py",
    "POST /v1/holds/{hold_id}/release": "tests/api/test_refunds.py",
    "POST /v1/organisations/{organisation_id}/write-offs": "tests/api/test_receivables.py",
    "POST /v1/payouts/{payout_id}/confirm": "tests/api/test_payout_ends.py",
    "POST /v1/payouts/{payout_id}/return": "tests/api/test_payout_ends.py",
    "POST /v1/payouts/{payout_id}/cancel": "tests/api/test_payout_ends.py",
    "POST /v1/statements": "tests/impact",
    "POST /v1/alerts/{alert_id}/resolve": "tests/api/test_alerts.py",
    "GET /v1/mails/{mail_id}": "tests/api/test_mails.py",
    "POST /v1/mails/{mail_id}/retry": "tests/api/test_mails.py",
    "GET /v1/me/mails/{mail_id}": "tests/api/test_mails.py",
    "GET /v1/mailbox/{mail_id}": "tests/api/test_mails.py",
    "GET /v1/statements/{statement_id}": "tests/impact",
    "POST /v1/statements/{statement_id}/cancel": "tests/impact",
    "GET /v1/statements/{statement_id}/inputs": "tests/impact",
    "GET /v1/statements/{statement_id}/leaves": "tests/impact",
    "GET /v1/statements/{statement_id}/inclusion": "tests/impact",
    "GET /v1/statements/{statement_id}/document": "tests/impact",
    "GET /v1/statements/{statement_id}/document.{form}": "tests/impact/forms",
    "GET /v1/statements/{statement_id}/reading": "tests/impact/forms",
    "GET /v1/statements/{statement_id}/series": "tests/impact/forms",
    "GET /v1/indicators": "tests/api/test_indicators.py",
    "GET /v1/people/{person_id}": "tests/api/test_people.py",
    "POST /v1/people/{person_id}/lock": "tests/api/test_people.py",
    "POST /v1/people/{person_id}/unlock": "tests/api/test_people.py",
    "POST /v1/people/{person_id}/role-proposals": "tests/api/test_people.py",
    "POST /v1/people/{person_id}/roles/withdraw": "tests/api/test_people.py",
    "POST /v1/role-proposals/{proposal_id}/confirm": "tests/api/test_people.py",
    "POST /v1/role-proposals/{proposal_id}/decline": "tests/api/test_people.py",
    "GET /v1/stripe-events/{event_id}": "tests/api/test_oversight.py",
    "POST /v1/stripe-events/{event_id}/replay": "tests/api/test_oversight.py",
    "POST /v1/task-failures/{failure_id}/again": "tests/api/test_oversight.py",
    "GET /v1/fee-changes/{change_id}": "tests/api/test_fees.py",
    "GET /v1/fee-changes/{change_id}/preview": "tests/api/test_fees.py",
    "POST /v1/fee-changes/{change_id}/announce": "tests/api/test_fees.py",
    "POST /v1/fee-changes/{change_id}/withdraw": "tests/api/test_fees.py",
}


def test_every_route_is_tried() -> None:
    assert set(POLICIES) - set(TRIES) - set(ELSEWHERE) == set()
    assert set(TRIES) | set(ELSEWHERE) <= set(POLICIES)


def call(client: TestClient, label: str, owner: Somebody, people: People, by: Somebody | None):
    attempt = TRIES[label]
    return client.request(
        label.split()[0],
        attempt.path(owner, people),
        headers={**attempt.headers, **(by.headers if by else {})},
        json=attempt.body(by or owner, people) if attempt.body else None,
        files=attempt.files,
        data=attempt.form,
    )


def nobodys(owner: Somebody, attribute: str) -> Somebody:
    """The owner with one id replaced by a well-formed one that does not exist."""
    kind = getattr(owner, attribute).rpartition("_")[0]
    return Somebody(**{**vars(owner), attribute: new_id(kind)})


def rows(people: People) -> dict[str, int]:
    """How many rows each table has: a denied call must not change one of them."""
    with people.shop.database.reading() as session:
        # That somebody tried is written down, and how often.
        tables = session.execute(
            text(
                "select tablename from pg_tables where schemaname = 'public'"
                " and tablename not in ('audit_event', 'refusal_count') order by 1"
            )
        ).scalars()
        # PostgreSQL may count them side by side and answer in any order.
        counts = " union all ".join(f"select '{one}' as name, count(*) as number from {one}" for one in tables)
        return {row.name: row.number for row in session.execute(text(counts))}


@pytest.mark.parametrize("label", TRIES)
def test_only_the_roles_of_the_table_get_through(label: str, scene: Scene) -> None:
    client, people = scene.client, scene.people
    allowed = TABLE[POLICIES[label]]
    owner = next((people.all()[role] for role in ("producer", "verifier") if Role(role) in allowed), people.consumer)
    before = rows(people)
    if Role.ANONYMOUS not in allowed:
        assert call(client, label, owner, people, None).status_code == 401
    for name, somebody in people.all().items():
        # Everybody who is signed in is a consumer too.
        if Role(name) not in allowed and Role.CONSUMER not in allowed:
            assert call(client, label, owner, people, somebody).status_code == 403, name
    assert rows(people) == before


@pytest.mark.parametrize("label", [label for label in TRIES if TRIES[label].missing])
def test_a_foreign_object_answers_like_a_missing_one(label: str, scene: Scene) -> None:
    client, people = scene.client, scene.people
    allowed, missing_id = TABLE[POLICIES[label]], TRIES[label].missing
    before = rows(people)
    for role, somebody in people.all().items():
        if allowed.get(Role(role)) is not Reach.OWN or not getattr(somebody, str(missing_id)):
            continue
        foreign = call(client, label, people.stranger_of(role), people, somebody)
        missing = call(client, label, nobodys(somebody, str(missing_id)), people, somebody)
        assert (foreign.status_code, missing.status_code) == (404, 404), (role, foreign.text, missing.text)
        assert foreign.json()["code"] == missing.json()["code"]
        if Role.ANONYMOUS in allowed:
            assert call(client, label, somebody, people, None).status_code == 404
    assert rows(people) == before


@pytest.mark.parametrize("label", TRIES)
def test_ones_own_is_served(label: str, client: TestClient, people: People) -> None:
    allowed = TABLE[POLICIES[label]]
    role = next(name for name in people.all() if Role(name) in allowed)
    somebody = people.all()[role]
    own = call(client, label, somebody, people, somebody)
    assert own.status_code < 400, own.text

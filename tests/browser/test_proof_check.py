"""The proof page checks a credential in the reader's browser: what is true, what was forged, what is no longer so."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, BrowserContext, Page, Route
from starlette.testclient import TestClient

from certification.credentials.bits import encode_bits
from certification.credentials.integrity import sign_document
from certification.credentials.multibase import to_multikey
from storefront.app import create_storefront
from storefront.settings import Settings
from tests.journeys.market import Market
from tests.storefront.canned import CannedApi

pytestmark = pytest.mark.browser

# A browser gives WebCrypto only to a page from its own machine, or over https.
ORIGIN = "http://localhost:8100"
API = "http://localhost:8101"
DID = "did:web:localhost%3A8101:v1:organisations:org_andes"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CREATED = "2026-11-25T12:00:00Z"
Answers = dict[str, Any]


def signed(document: dict, key: Ed25519PrivateKey = KEY) -> dict:
    return sign_document(document, private_key=key, verification_method=f"{DID}#key", created=CREATED)


def credential(**changes: object) -> dict:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2", {"schema": "https://schema.org/"}],
        "type": ["VerifiableCredential"],
        "issuer": {"id": DID, "name": "Andes"},
        "validFrom": "2026-03-12T09:00:00Z",
        "validUntil": "2126-10-20T22:00:00Z",
        "credentialStatus": [
            {
                "type": "BitstringStatusListEntry",
                "statusPurpose": purpose,
                "statusListIndex": "94567",
                "statusListCredential": f"{API}/v1/status-lists/stl_{purpose}",
            }
            for purpose in ("revocation", "suspension")
        ],
        "credentialSubject": {
            "schema:name": 'Coopérative Été, 😀 \u2028 "quoted"',
            "schema:hasCertification": {"id": f"{API}/v1/certificates/crt_fair"},
        },
    } | changes


def status_list(purpose: str, *positions: int) -> dict:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": f"{API}/v1/status-lists/stl_{purpose}",
        "issuer": DID,
        "credentialSubject": {"statusPurpose": purpose, "encodedList": encode_bits([3, *positions, 94568])},
    }


def answers() -> Answers:
    method = {
        "id": f"{DID}#key",
        "type": "Multikey",
        "publicKeyMultibase": to_multikey(KEY.public_key().public_bytes_raw()),
    }
    return {
        "GET /v1/certificates/crt_fair/credential": signed(credential()),
        "GET /v1/organisations/org_andes/did.json": {
            "id": DID,
            "verificationMethod": [method],
            "assertionMethod": [f"{DID}#key"],
        },
        "GET /v1/status-lists/stl_revocation": signed(status_list("revocation")),
        "GET /v1/status-lists/stl_suspension": signed(status_list("suspension")),
    }


@contextmanager
def proof_page(browser: Browser, given: Answers) -> Iterator[Page]:
    """The real page of the real storefront, before an API that gives these answers."""
    api = CannedApi()
    api.answers |= given
    settings = Settings(
        api_url="http://api.test", public_api_url=API, storefront_url=ORIGIN, checkout_origins=(), is_demo=True
    )
    faults: list[str] = []
    with TestClient(create_storefront(settings, httpx2.MockTransport(api)), base_url=ORIGIN) as shop:

        def answer(route: Route) -> None:
            found = shop.get(route.request.url)
            route.fulfill(
                status=found.status_code,
                headers=dict(found.headers) | {"content-encoding": "identity"},
                body=found.content,
            )

        with browser.new_context(locale="en-GB") as context:
            page = context.new_page()
            # A script or style that the policy refuses is a message here.
            page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
            page.route("**/*", answer)
            page.goto(f"{ORIGIN}/proof/crt_fair")
            page.wait_for_selector("[data-credential][data-done]")
            yield page
    assert [fault for fault in faults if "Content Security Policy" in fault] == []


def outcomes(page: Page) -> dict[str, str | None]:
    """What the reader sees of each check: its outcome, or nothing."""
    return {
        str(line.get_attribute("data-check")): line.get_attribute("data-outcome")
        for line in page.query_selector_all("[data-check]")
        if line.is_visible() and line.inner_text().strip()
    }


FINE = {"signature": "yes", "dates": "yes", "revocation": "yes", "suspension": "yes"}
FORGED = {"signature": "no"}


def test_a_credential_that_holds(chromium: Browser) -> None:
    with proof_page(chromium, answers()) as page:
        assert outcomes(page) == FINE
        assert "your browser has just checked it" in page.inner_text("[data-credential]")
        assert page.is_visible("svg.qr[role=img]")
        assert page.is_hidden("[data-unable]")


def changed(name: str, change: Callable[[Any], object]) -> Answers:
    given = json.loads(json.dumps(answers()))
    change(given[f"GET /v1/{name}"])
    return given


STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))
CREDENTIAL, ISSUER = "certificates/crt_fair/credential", "organisations/org_andes/did.json"
CASES: list[tuple[str, Answers, dict[str, str]]] = [
    ("another number", changed(CREDENTIAL, lambda one: one["credentialSubject"].update(x=1)), FORGED),
    ("other terms", changed(CREDENTIAL, lambda one: one["@context"].append("https://evil.example")), FORGED),
    ("a key that may not", changed(ISSUER, lambda one: one.update(assertionMethod=[])), FORGED),
    ("a revoked key", changed(ISSUER, lambda one: one["verificationMethod"][0].update(revoked=CREATED)), FORGED),
    ("another issuer", changed(ISSUER, lambda one: one.update(id="did:web:evil.example")), FORGED),
    ("signed by a stranger", answers() | {f"GET /v1/{CREDENTIAL}": signed(credential(), STRANGER)}, FORGED),
    (
        "another certificate's",
        answers()
        | {
            f"GET /v1/{CREDENTIAL}": signed(
                credential(credentialSubject={"schema:hasCertification": {"id": f"{API}/v1/certificates/crt_x"}})
            )
        },
        FORGED,
    ),
    (
        "over",
        answers() | {f"GET /v1/{CREDENTIAL}": signed(credential(validUntil="2026-03-13T09:00:00Z"))},
        FINE | {"dates": "no"},
    ),
    (
        "revoked",
        answers() | {"GET /v1/status-lists/stl_revocation": signed(status_list("revocation", 94567))},
        FINE | {"revocation": "no"},
    ),
    (
        "suspended",
        answers() | {"GET /v1/status-lists/stl_suspension": signed(status_list("suspension", 94567))},
        FINE | {"suspension": "no"},
    ),
    (
        "a list by a stranger",
        answers() | {"GET /v1/status-lists/stl_revocation": signed(status_list("revocation"), STRANGER)},
        FINE | {"revocation": "unknown"},
    ),
    (
        "the other list",
        answers() | {"GET /v1/status-lists/stl_revocation": signed(status_list("suspension"))},
        FINE | {"revocation": "unknown"},
    ),
]


@pytest.mark.parametrize(("name", "given", "seen"), CASES, ids=[case[0] for case in CASES])
def test_what_is_not_so_is_seen(chromium: Browser, name: str, given: Answers, seen: dict[str, str]) -> None:
    with proof_page(chromium, given) as page:
        assert outcomes(page) == seen


def test_what_cannot_be_fetched_is_no_verdict(chromium: Browser) -> None:
    given = answers()
    del given[f"GET /v1/{CREDENTIAL}"]
    with proof_page(chromium, given) as page:
        assert outcomes(page) == {}
        assert page.is_visible("[data-unable]")


def test_a_real_certificate_of_a_real_market(context: BrowserContext, market: Market) -> None:
    claim = market.get("/v1/products/cafe-montero")["claims"][0]
    page = context.new_page()
    page.goto(f"{market.storefront_url}/proof/{claim['certificate_id']}")
    page.wait_for_selector("[data-credential][data-done]")
    assert outcomes(page) == FINE

"""A certificate's proof as text, without JavaScript: the signed document is there to take, and the address to scan."""

import json

from starlette.testclient import TestClient

from tests.storefront.canned import CannedApi


def test_the_signed_document_is_offered_and_the_check_is_told_without_javascript(shop: TestClient) -> None:
    text = shop.get("/proof/crt_fair").text
    for address in ("credential", "credential.jwt"):
        assert f'href="https://api.public.test/v1/certificates/crt_fair/{address}"' in text
    assert "<noscript><p>With JavaScript your browser checks it here." in text
    # Sentences about a result are there for the script to show, and shown by nothing else.
    assert '<ul class="checks" data-checks hidden>' in text
    assert '<span data-if="yes" hidden>It has not been revoked.</span>' in text
    assert 'aria-label="The address of this page as a QR code"' in text
    assert 'style="' not in text


def test_signed_documents_are_passed_on_as_they_are(shop: TestClient, api: CannedApi) -> None:
    for ours, theirs in (
        ("/proof/crt_fair/credential", "/v1/certificates/crt_fair/credential"),
        ("/issuers/org_andes", "/v1/organisations/org_andes/did.json"),
        ("/status-lists/stl_one", "/v1/status-lists/stl_one"),
    ):
        assert shop.get(ours).status_code == 404
        api.answers[f"GET {theirs}"] = {"id": "x", "of": ours}
        answer = shop.get(ours)
        assert json.loads(answer.content) == {"id": "x", "of": ours}
        assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("application/json", "no-cache")
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shop.get("/issuers/..%2F..%2Fme").status_code == 404

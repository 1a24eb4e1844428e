"""Labels that have ended, on the pages of a product and of a producer: in words, below what holds, and in no data."""

import json
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CLAIM, PRODUCT, CannedApi, page_of

PRODUCT_PAGE = "/products/cafe-lavado-montero"
PRODUCER_PAGE = "/producers/tres-quebradas"
ANDES = {"id": "org_andes", "slug": "andes-istmo", "name": "Federación Andes–Istmo"}


def ended(ended_as: str, **more: object) -> dict[str, object]:
    return {
        "scheme": {"code": "organic", "name": "EU organic", "owner": "European Union"},
        "certificate_id": "crt_gone",
        "number": "77",
        "ended_as": ended_as,
        "ended_on": "2026-05-03",
        "valid_until": "2026-05-03",
        "decided_by": None,
        "reason_code": None,
        "reason_text": None,
        **more,
    }


def tell(api: CannedApi, *items: dict[str, object]) -> None:
    for path in (PRODUCT_PAGE, PRODUCER_PAGE):
        api.answers[f"GET /v1{path}/ended-claims"] = page_of(*items)


def section(text: str) -> str:
    """What stands in the part of the page about ended labels."""
    found = re.search(r'<section class="ended".*?</section>', text, re.DOTALL)
    return found.group() if found else ""


@pytest.mark.parametrize("path", [PRODUCT_PAGE, PRODUCER_PAGE])
def test_without_an_ended_label_nothing_is_said(shop: TestClient, path: str) -> None:
    assert section(shop.get(path).text) == ""


@pytest.mark.parametrize("path", [PRODUCT_PAGE, PRODUCER_PAGE])
@pytest.mark.parametrize(
    ("told", "words"),
    [
        (ended("expired"), "EU organic – expired, its last day was 3 May 2026"),
        (ended("suspended", decided_by=ANDES), "EU organic – suspended on 3 May 2026 by Federación Andes–Istmo"),
        (ended("suspended"), "EU organic – suspended on 3 May 2026"),
        (ended("withdrawn", decided_by=ANDES), "EU organic – withdrawn on 3 May 2026 by Federación Andes–Istmo"),
        (ended("withdrawn"), "EU organic – withdrawn on 3 May 2026"),
        (ended("surrendered"), "EU organic – given back by its holder on 3 May 2026"),
        (ended("superseded"), "EU organic – replaced by another certificate on 3 May 2026"),
        (ended("mandate_withdrawn"), "EU organic – vouched for by nobody since 3 May 2026"),
        (ended("not_verified"), "EU organic – vouched for by nobody since 3 May 2026"),
    ],
)
def test_each_end_is_said_in_words_and_leads_to_its_proof(
    shop: TestClient, api: CannedApi, path: str, told: dict[str, object], words: str
) -> None:
    tell(api, told)
    said = section(shop.get(path).text)
    assert f'<a href="/proof/crt_gone">{words}</a>' in said
    assert "Verified" not in said
    assert "valid until" not in said


def test_the_reason_is_said_and_never_as_markup(shop: TestClient, api: CannedApi) -> None:
    tell(api, ended("withdrawn", reason_text="A requirement is <b>not</b> met."))
    said = section(shop.get(PRODUCT_PAGE).text)
    assert "<p>A requirement is &lt;b&gt;not&lt;/b&gt; met.</p>" in said


def test_a_label_that_holds_stands_apart_with_who_verified_it(shop: TestClient, api: CannedApi) -> None:
    tell(api, ended("expired"))
    api.answers[f"GET /v1{PRODUCER_PAGE}"] = {**api.answers[f"GET /v1{PRODUCER_PAGE}"], "claims": [CLAIM]}
    for path in (PRODUCT_PAGE, PRODUCER_PAGE):
        text = shop.get(path).text
        assert "Fairtrade" not in section(text)
        live = text[: text.index('<section class="ended"')]
        assert "Verified 12 Mar 2026 by Federación Andes–Istmo; valid until 20 Oct 2027." in live
        assert "EU organic" not in live


def test_no_data_of_the_page_tells_of_it(shop: TestClient, api: CannedApi) -> None:
    """What machines read knows claims that hold, and no others."""
    api.answers[f"GET /v1{PRODUCT_PAGE}"] = {**PRODUCT, "claims": []}
    tell(api, ended("expired"))
    text = shop.get(PRODUCT_PAGE).text
    assert section(text) != ""
    data: list[Any] = [json.loads(one) for one in re.findall(r'"application/ld\+json">(.*?)</script>', text, re.DOTALL)]
    assert data
    assert "organic" not in json.dumps(data).lower()
    assert "crt_gone" not in json.dumps(data)


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "retirada el"), ("fr", "retiré le"), ("pt", "retirado em")],
)
def test_it_is_said_in_every_language(shop: TestClient, api: CannedApi, language: str, words: str) -> None:
    tell(api, ended("withdrawn", decided_by=ANDES))
    said = section(shop.get(PRODUCT_PAGE, headers={"Accept-Language": language}).text)
    assert words in said
    assert "withdrawn" not in said

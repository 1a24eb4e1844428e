"""A statement that is not there yet says how far it has come, and one that never will be says so."""

import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CannedApi

STATEMENT = {
    "id": "imp_one",
    "subject": "market",
    "organisation": None,
    "period_start": "2026-07-01",
    "period_end": "2026-10-01",
    "document": None,
    "failure": None,
    "superseded_by": None,
    "step": None,
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"state": "queued"}, "This statement is being computed."),
        ({"state": "building", "step": "read_snapshot"}, "Step 3 of 4."),
        ({"state": "cancelled"}, "This statement was called off."),
        ({"state": "failed", "failure": "the key"}, "This statement could not be computed: the key"),
    ],
)
def test_the_page_says_what_has_become_of_it(
    shop: TestClient, api: CannedApi, changed: dict[str, str], said: str
) -> None:
    api.answers["GET /v1/statements/imp_one"] = STATEMENT | changed
    answer = shop.get("/impact/imp_one")
    assert answer.status_code == 200
    assert said in answer.text

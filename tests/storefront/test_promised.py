"""The canned API takes what the real one takes, and nothing else."""

import json

import httpx2
import pytest

from tests.storefront.canned import CannedApi
from tests.storefront.promised import complaints

API = "http://api.test/v1"
FACTS = f"{API}/organisations/org_montero/facts"


def request(method: str, url: str, body: object = None, **headers: str) -> httpx2.Request:
    return httpx2.Request(method, url, json=body, headers=headers)


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        (request("GET", f"{API}/nothing-of-the-kind"), "there is no GET /v1/nothing-of-the-kind"),
        (request("DELETE", f"{API}/products"), "there is no DELETE /v1/products"),
        (request("GET", f"{API}/products?colour=red"), "the query colour is not known"),
        (request("PATCH", FACTS, {"families": 57}), "the header if-match is not there"),
        (request("PATCH", FACTS, {"families": "57"}, **{"If-Match": '"7"'}), "'57' is not valid"),
    ],
)
def test_what_the_api_would_refuse_is_named(asked: httpx2.Request, complaint: str) -> None:
    assert any(complaint in one for one in complaints(asked))


def test_what_the_api_takes_is_answered() -> None:
    assert complaints(request("PATCH", FACTS, {"families": 57}, **{"If-Match": '"7"'})) == []
    assert complaints(request("GET", f"{API}/products?q=coffee&limit=24")) == []


def test_a_success_that_the_api_would_not_give_is_none() -> None:
    api = CannedApi()
    api.answers["PATCH /v1/organisations/org_montero/facts"] = {}
    with pytest.raises(AssertionError, match="if-match"):
        api(request("PATCH", FACTS, {"families": 57}))
    api.answers["PATCH /v1/organisations/org_montero/facts"] = httpx2.Response(428, text=json.dumps({}))
    assert api(request("PATCH", FACTS, {"families": 57})).status_code == 428

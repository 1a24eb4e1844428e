"""A producer prints from the desk."""

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.storefront.canned import CannedApi, page_of, parcel, problem

DESK = "/desk/org_montero"
PARCELS = "GET /v1/organisations/org_montero/parcels"


@pytest.fixture(autouse=True)
def rosa(shop: TestClient) -> None:
    shop.cookies.set("__Host-solifair", "sol_ses_rosa")


def pdf(name: str) -> httpx2.Response:
    headers = {"content-type": "application/pdf", "content-disposition": f'attachment; filename="{name}"'}
    return httpx2.Response(200, content=b"%PDF-1.7", headers=headers)


@pytest.mark.parametrize(
    ("link", "path"),
    [
        (f"{DESK}/print/packing-slips", "/v1/organisations/org_montero/packing-slips"),
        (f"{DESK}/print/labels?paper=a4", "/v1/organisations/org_montero/labels"),
        (f"{DESK}/print/labels?paper=a6", "/v1/organisations/org_montero/labels"),
        (f"{DESK}/parcels/pcl_one/packing-slip", "/v1/parcels/pcl_one/packing-slip"),
        (f"{DESK}/parcels/pcl_one/label", "/v1/parcels/pcl_one/label"),
    ],
    ids=["slips", "sheets", "pages", "slip", "label"],
)
def test_each_link_of_the_desk_is_a_file_in_the_pages_language(
    shop: TestClient, api: CannedApi, link: str, path: str
) -> None:
    api.answers[PARCELS] = page_of(parcel())
    assert f'href="{link}"' in shop.get(DESK).text
    api.answers[f"GET {path}"] = pdf("paper.pdf")
    answer = shop.get(link, headers={"Accept-Language": "fr"})
    assert (answer.content, answer.headers["content-disposition"]) == (b"%PDF-1.7", 'attachment; filename="paper.pdf"')
    (asked,) = api.asked("GET", path)
    assert asked.headers["accept-language"] == "fr"
    assert asked.url.params.get("paper", "") == link.partition("paper=")[2]


def test_where_nothing_waits_nothing_is_offered(shop: TestClient, api: CannedApi) -> None:
    api.answers[PARCELS] = page_of(parcel("shipped"))
    assert "/print/" not in shop.get(DESK).text
    api.answers["GET /v1/organisations/org_montero/labels"] = problem(409, "nothing_to_pack")
    answer = shop.get(f"{DESK}/print/labels")
    assert (answer.status_code, answer.headers["location"]) == (303, DESK)


def test_what_cannot_be_printed_says_why(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/parcels/pcl_one/label"] = problem(409, "wrong_parcel_step")
    answer = shop.get(f"{DESK}/parcels/pcl_one/label")
    assert answer.status_code == 409 and "The parcel has moved on" in answer.text
    api.answers["GET /v1/parcels/pcl_one/label"] = problem(404, "no_such_parcel")
    assert shop.get(f"{DESK}/parcels/pcl_one/label").status_code == 404
    for path in (f"{DESK}/print/money", f"{DESK}/parcels/pcl_one/money"):
        assert shop.get(path).status_code == 404

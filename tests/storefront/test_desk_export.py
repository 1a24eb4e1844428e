"""A producer takes the catalogue along."""

import httpx2
from starlette.testclient import TestClient

from tests.storefront.canned import CannedApi


def test_the_file_comes_as_the_api_writes_it(shop: TestClient, api: CannedApi) -> None:
    name = 'attachment; filename="catalogue-woocommerce.csv"'
    path = "/v1/organisations/org_coop/catalog-exports/woocommerce"
    api.answers[f"GET {path}"] = httpx2.Response(
        200, content=b"ID,Type\r\n", headers={"content-type": "text/csv; charset=utf-8", "content-disposition": name}
    )
    answer = shop.get("/desk/org_coop/catalogue/export?format=woocommerce")
    assert (answer.content, answer.headers["content-disposition"]) == (b"ID,Type\r\n", name)
    shop.get("/desk/org_coop/catalogue/export?format=../../x")
    assert api.requests[-1].url.raw_path.endswith(b"/catalog-exports/..%2F..%2Fx")

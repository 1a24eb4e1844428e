"""The page of labels: each scheme stands under whoever checks it, whatever kind of check that is."""

from starlette.testclient import TestClient

from models.enums import AssuranceClass
from tests.storefront.canned import PROOF, CannedApi, page_of


def test_every_kind_of_check_has_its_place(shop: TestClient, api: CannedApi) -> None:
    api.answers["GET /v1/schemes"] = page_of(
        *({**PROOF["scheme"], "code": f"by_{kind}", "assurance_class": kind.value} for kind in AssuranceClass)
    )
    text = shop.get("/labels").text
    assert [kind for kind in AssuranceClass if f'<li id="by_{kind}">' not in text] == []

"""The definitions over HTTP: public, whole, and the same as the documentation."""

from starlette.testclient import TestClient

from market.impact.indicators.catalogue import INDICATORS, VERSION


def test_everybody_reads_every_definition(client: TestClient) -> None:
    answer = client.get("/v1/indicators")
    assert answer.status_code == 200
    assert answer.json()["version"] == VERSION
    assert [one["id"] for one in answer.json()["data"]] == [indicator.id for indicator in INDICATORS]
    share = next(one for one in answer.json()["data"] if one["id"] == "I1a")
    assert share["rule"] == {
        "op": "share",
        "above": ["+sale.producer_share", "+sale.premium"],
        "below": ["+sale.gross", "-sale.vat"],
    }
    assert share["comparators"][0]["source"].startswith("https://")

"""Slips and labels over HTTP: a producer's own, as files that nobody keeps on the way."""

import re

import pytest
from starlette.testclient import TestClient

from tests.api.people import People
from tests.pdf import inflated


def test_a_producer_prints_what_goes_with_a_parcel(client: TestClient, people: People) -> None:
    producer = people.producer
    headers = {**producer.headers, "Accept-Language": "es"}
    of_one, of_all = f"/v1/parcels/{producer.parcel_id}", f"/v1/organisations/{producer.organisation_id}"
    names = {
        f"{of_one}/packing-slip": f"packing-slip-{producer.parcel_id}.pdf",
        f"{of_one}/label?paper=a4": f"label-{producer.parcel_id}.pdf",
        f"{of_all}/packing-slips": r"packing-slips-\d{4}-\d\d-\d\d.pdf",
        f"{of_all}/labels?paper=a6": r"labels-\d{4}-\d\d-\d\d.pdf",
    }
    for path, name in names.items():
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200, path
        assert (answer.headers["content-type"], answer.headers["cache-control"]) == (
            "application/pdf",
            "private, no-store",
        )
        assert re.fullmatch(f'attachment; filename="{name}"', answer.headers["content-disposition"])
        assert b"/Lang(es)" in inflated(answer.content).replace(b"/Lang (", b"/Lang(")


@pytest.mark.parametrize("paper", ["a5", "", "A4"])
def test_there_are_two_papers(client: TestClient, people: People, paper: str) -> None:
    path = f"/v1/parcels/{people.producer.parcel_id}/label?paper={paper}"
    assert client.get(path, headers=people.producer.headers).status_code == 422


def test_a_parcel_that_has_arrived_needs_no_paper(client: TestClient, people: People) -> None:
    path = f"/v1/parcels/{people.producer.parcel_id}"
    for step in ("ship", "deliver"):
        assert client.post(f"{path}/{step}", json={}, headers=people.producer.headers).status_code == 204
    answer = client.get(f"{path}/label", headers=people.producer.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_parcel_step")

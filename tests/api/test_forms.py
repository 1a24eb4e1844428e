"""No form field goes unheard: every form refuses those that it does not name."""

import pytest
from starlette.testclient import TestClient

from tests.api.people import People

FILE = {"file": ("x.csv", b"x", "text/csv")}
NOBODY = "0" * 26


def forms(client: TestClient) -> list[str]:
    """The routes that take a form, by the API's own document."""
    paths = client.get("/openapi.json").json()["paths"]
    return [
        path
        for path, operations in paths.items()
        for operation in operations.values()
        if "multipart/form-data" in operation.get("requestBody", {}).get("content", {})
    ]


def test_each_names_the_field_that_nobody_reads(client: TestClient, people: People) -> None:
    ids = {
        "organisation_id": people.producer.organisation_id,
        "certificate_id": f"crt_{NOBODY}",
        "listed_id": f"lst_{NOBODY}",
        "product_id": f"prod_{NOBODY}",
        "grant_id": f"rgr_{NOBODY}",
    }
    told = {
        path: client.post(
            path.format(**ids),
            files=FILE,
            data={"colour": "red", "title": "x", "alt": "x"},
            headers=people.producer.headers,
        ).json()
        for path in forms(client)
    }
    assert len(told) >= 5
    assert {path for path, answer in told.items() if "/body/colour" in _pointers(answer)} == set(told), told


@pytest.mark.parametrize("name", ["File", "file ", "files", "alt[]"])
def test_a_name_that_is_nearly_right_is_another_one(client: TestClient, people: People, name: str) -> None:
    path = f"/v1/products/prod_{NOBODY}/pictures"
    answer = client.post(path, files=FILE, data={"alt": "x", name: "x"}, headers=people.producer.headers)
    assert answer.status_code == 422 and f"/body/{name}" in _pointers(answer.json())


def _pointers(answer: dict) -> set[str]:
    return {each["pointer"] for each in answer.get("errors", [])}

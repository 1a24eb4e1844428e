"""How certified goods travel: what a certificate says of it is kept, told, and left out where it says nothing."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.certification.served import Api


@pytest.mark.parametrize("said", ["physical", "mass_balance", None])
def test_it_is_told_as_it_was_handed_in(api: Api, said: str | None) -> None:
    certificate_id = api.submitted(traceability=said)
    decided = api.decision("verify")
    api.ok("lucia", "POST", f"/v1/certificates/{certificate_id}/verifications", 201, json=decided)
    for person, path in (
        (None, f"/v1/certificates/{certificate_id}"),
        ("farmer", api.path("coop", f"certificates/{certificate_id}")),
        ("lucia", f"/v1/certificates/{certificate_id}/review"),
    ):
        assert api.ok(person, "GET", path)["traceability"] == said


def test_only_what_is_known_is_taken_and_it_does_not_change_once_handed_in(api: Api) -> None:
    api.refused(
        "farmer",
        "POST",
        api.path("coop", "certificates"),
        422,
        "invalid_request",
        json={"scheme": "fairtrade", "number": "990", "valid_from": "2026-01-01", "valid_to": "2099-01-01"}
        | {"traceability": "unknown"},
    )
    certificate_id = api.submitted(traceability="mass_balance")
    with pytest.raises(IntegrityError, match="does not change"), api.registry.database.transaction() as session:
        session.execute(text("update certificate set traceability = 'physical' where id = :id"), {"id": certificate_id})

"""A certificate as its holder reads it over HTTP: what is not public included, and nobody else's."""

from datetime import date, timedelta

from sqlalchemy import text

from api.schemas.held_certificates import HeldCertificateOut
from tests.certification.served import DRAFT, Api

_WHY = "We sent the three contracts on Monday; please look at them again."


def held(api: Api, certificate_id: str) -> HeldCertificateOut:
    answer = api("farmer", "GET", api.path("coop", f"certificates/{certificate_id}"))
    return HeldCertificateOut.model_validate_json(answer.text)


def test_a_draft_is_read_by_its_holder_alone(api: Api) -> None:
    certificate_id = api.draft()
    found = held(api, certificate_id)
    assert (found.state, found.is_shown, found.why_not_shown) == ("draft", False, None)
    assert [(thing.kind, thing.ref, thing.label) for thing in found.covers] == [("category", "coffee", "Coffee")]
    assert (found.evidence, found.decisions, found.can_appeal) == ([], [], False)
    for person, organisation in (("stranger", "coop"), ("stranger", "other"), ("farmer", "other")):
        path = api.path(organisation, f"certificates/{certificate_id}")
        api.refused(person, "GET", path, 404, "no_such_certificate")


def test_the_holder_reads_why_it_was_rejected_and_may_appeal_once(api: Api) -> None:
    certificate_id = api.submitted()
    reason = "The number belongs to another organisation."
    path = f"/v1/certificates/{certificate_id}"
    api.ok("lucia", "POST", f"{path}/verifications", 201, json=api.decision("reject", reason=reason))
    found = held(api, certificate_id)
    assert (found.state, found.can_appeal) == ("rejected", True)
    assert [(step.to_state, step.reason) for step in found.history][-1] == ("rejected", reason)
    assert [(each.decision, each.by.name, each.reason) for each in found.decisions] == [("reject", "Andes", reason)]
    api.ok("farmer", "POST", f"{path}/appeals", 201, json={"reason": _WHY})
    assert not held(api, certificate_id).can_appeal


def test_a_renewal_is_named_until_it_is_rejected(api: Api) -> None:
    certificate_id = api.verified()
    assert held(api, certificate_id).renewed_by is None
    begins = date.fromisoformat(str(DRAFT["valid_to"])) + timedelta(days=1)
    dates = {"valid_from": str(begins), "valid_to": str(begins + timedelta(days=300))}
    renewal_id = api.draft(number="990553", supersedes_id=certificate_id, **dates)
    assert held(api, certificate_id).renewed_by == renewal_id
    assert held(api, renewal_id).supersedes_id == certificate_id
    assert api.upload("farmer", renewal_id).status_code == 201
    api.ok("farmer", "POST", f"/v1/certificates/{renewal_id}/submit")
    api.ok("lucia", "POST", f"/v1/certificates/{renewal_id}/verifications", 201, json=api.decision("reject"))
    assert held(api, certificate_id).renewed_by is None


def test_a_quantity_is_told_to_its_holder_and_on_the_proof(api: Api) -> None:
    certificate_id = api.verified(quantity_grams=12_000_000)
    with api.registry.database.transaction() as session:
        used = {"id": certificate_id, "grams": 750}
        session.execute(text("insert into claim_balance (certificate_id, used_grams) values (:id, :grams)"), used)
    told = {"total_grams": 12_000_000, "used_grams": 750, "left_grams": 11_999_250}
    assert api.ok(None, "GET", f"/v1/certificates/{certificate_id}")["quantity"] == told
    quantity = held(api, certificate_id).quantity
    assert quantity is not None and quantity.model_dump() == told
    without = api.verified(number="990554")
    assert api.ok(None, "GET", f"/v1/certificates/{without}")["quantity"] is None

"""Certificates over HTTP: whose they are, what the proof says, and that a label is gone with the next read."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from api.schemas.certification import ProofOut
from api.schemas.reviews import ReviewOut
from api.schemas.schemes import SchemesOut
from certification.audit.queries import walk
from certification.audit.verify_audit import verify_audit
from kit.clock import utc_now
from models.enums import SubjectKind, VerificationDecision
from tests.certification.registry import NOTHING, PDF, REASON
from tests.certification.served import DRAFT, TODAY, Api


def test_from_draft_to_proof_and_gone_again(api: Api) -> None:
    certificate_id = api.draft()
    api.refused(None, "GET", f"/v1/certificates/{certificate_id}", 404, "no_such_certificate")
    evidence = api.upload("farmer", certificate_id).json()
    assert evidence["media_type"] == "application/pdf"
    submitted = api.ok("farmer", "POST", f"/v1/certificates/{certificate_id}/submit")
    assert submitted["state"] == "submitted"
    queue = api.ok("lucia", "GET", api.path("andes", "verification-queue"))
    assert [waiting["id"] for waiting in queue["data"]] == [certificate_id]
    api.refused(None, "GET", f"/v1/certificates/{certificate_id}", 404, "no_such_certificate")

    review = ReviewOut.model_validate_json(api("lucia", "GET", f"/v1/certificates/{certificate_id}/review").text)
    assert review.possible == ["verify", "reject", "ask"]
    assert (review.has_conflict, review.is_history_intact) == (False, True)
    assert [federation.slug for federation in review.federations] == ["andes"]
    path = f"/v1/certificates/{certificate_id}/verifications"
    api.ok("lucia", "POST", path, 201, json=api.decision("verify"))
    assert api.ok("lucia", "GET", api.path("andes", "verification-queue"))["data"] == []

    proof = ProofOut.model_validate_json(api(None, "GET", f"/v1/certificates/{certificate_id}?lang=fr").text)
    assert proof.is_shown and proof.why_not_shown is None
    assert proof.verified is not None and proof.verified.by.name == "Andes"
    assert proof.scheme.assurance_text.startswith("Contrôlé par un organisme")
    assert [(thing.kind, thing.label) for thing in proof.covers] == [("category", "Coffee")]
    assert [product.slug for product in proof.products] == ["espresso"]
    assert [document.sha256 for document in proof.evidence] == [evidence["sha256"]]
    assert [entry.to_state for entry in proof.history] == ["submitted", "verified"]
    assert api.registry.claims("espresso", utc_now()) == {"fairtrade": "whole_product"}

    withdrawal = api.decision("withdraw", reason="The scheme has decertified it.")
    proposal = api.ok("lucia", "POST", path, 202, json=withdrawal)
    assert (proposal["decision"], proposal["effective_at"], proposal["outcome"]) == ("withdraw", None, None)
    assert api.registry.claims("espresso", utc_now()) == {"fairtrade": "whole_product"}
    review = api.ok("marta", "GET", f"/v1/certificates/{certificate_id}/review")
    waiting = api.ok("marta", "GET", api.path("andes", "proposals"))["data"]
    assert review["proposals"] == [proposal]
    assert waiting == [proposal | {"number": "990552", "scheme_name": "Fairtrade", "holder": "Coop"}]
    confirm = f"/v1/proposals/{proposal['id']}/confirm"
    api.refused("lucia", "POST", confirm, 403, "same_person")
    api.refused("kwame", "POST", confirm, 404, "no_such_proposal")
    assert api.ok("marta", "POST", confirm)["state"] == "withdrawn"
    api.refused("marta", "POST", confirm, 409, "proposal_over")
    assert api.registry.claims("espresso", utc_now()) == {}
    gone = api.ok(None, "GET", f"/v1/certificates/{certificate_id}")
    assert (gone["state"], gone["is_shown"], gone["why_not_shown"]) == ("withdrawn", False, "withdrawn")
    assert gone["public_reason"] == "The scheme has decertified it."
    own = api.ok("farmer", "GET", api.path("coop", "certificates"))["data"]
    assert [(each["state"], each["why_not_shown"]) for each in own] == [("withdrawn", "withdrawn")]


def test_what_a_federation_asked_is_between_it_and_the_holder(api: Api) -> None:
    certificate_id = api.submitted()
    path = f"/v1/certificates/{certificate_id}/verifications"
    question = "Who are the three buyers in the annex?"
    api.ok("lucia", "POST", path, 201, json=api.decision("ask", reason=question))
    own = api.ok("farmer", "GET", api.path("coop", "certificates"))["data"][0]
    assert (own["state"], own["question"]) == ("needs_info", question)
    assert api.upload("farmer", certificate_id, b"They are these three.").status_code == 201
    api.ok("farmer", "POST", f"/v1/certificates/{certificate_id}/submit")
    api.ok("lucia", "POST", path, 201, json=api.decision("verify"))
    assert question not in api(None, "GET", f"/v1/certificates/{certificate_id}").text
    assert question in api("lucia", "GET", f"/v1/certificates/{certificate_id}/review").text


def test_a_document_is_saved_never_shown_and_only_by_those_it_concerns(api: Api) -> None:
    certificate_id = api.submitted()
    evidence_id = api.registry.one("select id from evidence")
    path = f"/v1/certificates/{certificate_id}/evidence/{evidence_id}"
    for person in ("farmer", "lucia", "kwame"):
        answer = api(person, "GET", path)
        assert (answer.status_code, answer.content) == (200, PDF)
        assert answer.headers["content-disposition"] == f'attachment; filename="{evidence_id}.pdf"'
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "private, no-store"
    api.refused("stranger", "GET", path, 404, "no_such_certificate")
    api.refused(None, "GET", path, 401, "unauthenticated")
    other = api.verified(number="990553")
    api.refused("farmer", "GET", f"/v1/certificates/{other}/evidence/{evidence_id}", 404, "no_such_evidence")


def test_a_document_that_was_changed_on_disk_is_not_handed_out(api: Api) -> None:
    certificate_id = api.submitted()
    evidence_id = api.registry.one("select id from evidence")
    stored = next(iter(api.registry.files._files))
    api.registry.files._files[stored] = b"%PDF-1.7\nAnother certificate."
    path = f"/v1/certificates/{certificate_id}/evidence/{evidence_id}"
    api.refused("lucia", "GET", path, 503, "evidence_damaged")


REACHES: list[tuple[str, str, dict | None]] = [
    ("POST", "/v1/certificates/{id}/submit", None),
    ("POST", "/v1/certificates/{id}/surrender", {"reason": REASON}),
    ("GET", "/v1/certificates/{id}/review", None),
]


def test_foreign_and_missing_answer_alike(api: Api) -> None:
    certificate_id = api.draft()
    for method, path, body in REACHES:
        person = "lucia" if "review" in path else "stranger"
        foreign, missing = (
            api.refused(person, method, path.format(id=wanted), 404, "no_such_certificate", json=body)
            for wanted in (certificate_id, NOTHING)
        )
        for answer in (foreign, missing):
            del answer["instance"], answer["request_id"]
        assert foreign == missing
    assert api.registry.one("select state from certificate") == "draft"


def test_other_peoples_lists_and_queues_do_not_exist(api: Api) -> None:
    for organisation in ("other", "andes"):
        api.refused("farmer", "GET", api.path(organisation, "certificates"), 404, "no_such_organisation")
        path = api.path(organisation, "certificates")
        api.refused("farmer", "POST", path, 404, "no_such_organisation", json=DRAFT)
    for organisation in ("baobab", "coop"):
        path = api.path(organisation, "verification-queue")
        api.refused("lucia", "GET", path, 404, "no_such_federation")
    api.refused("farmer", "GET", api.path("andes", "verification-queue"), 403, "role_not_allowed")
    certificate_id = api.submitted()
    path = f"/v1/certificates/{certificate_id}/verifications"
    foreign = api.decision("verify", federation_id=api.registry["baobab"])
    api.refused("lucia", "POST", path, 404, "no_such_federation", json=foreign)
    api.refused("farmer", "POST", path, 403, "role_not_allowed", json=api.decision("verify"))
    api.refused(None, "POST", path, 401, "unauthenticated", json=api.decision("verify"))
    assert api.registry.one("select count(*) from verification") == 0


BAD_DRAFTS: list[tuple[dict, str]] = [
    ({"number": "12"}, "bad_certificate_number"),
    ({"number": ""}, "invalid_request"),
    ({"number": "1\x002345"}, "invalid_request"),
    ({"scheme": "green_leaf"}, "unknown_scheme"),
    ({"valid_to": "2020-01-01"}, "bad_certificate_dates"),
    ({"valid_to": "9999-12-31"}, "invalid_request"),
    ({"valid_from": "0001-01-01"}, "invalid_request"),
    ({"valid_to": "soon"}, "invalid_request"),
    ({"valid_to": 20260101}, "invalid_request"),
    ({"audit_on": (TODAY + timedelta(days=2)).isoformat()}, "bad_certificate_dates"),
    ({"subjects": [{"kind": "planet", "ref": "x"}]}, "invalid_request"),
    ({"subjects": [{"kind": "product", "ref": "prod_1"}]}, "unknown_subject"),
    ({"subjects": [{"kind": "site", "ref": "Mill"}]}, "subject_too_wide"),
    ({"subjects": [{"kind": "category", "ref": "coffee"}] * 201}, "invalid_request"),
    ({"state": "verified"}, "invalid_request"),
    ({"claim_from": "2020-01-01T00:00:00Z"}, "invalid_request"),
]


def test_bad_drafts_are_refused(api: Api) -> None:
    for changes, code in BAD_DRAFTS:
        answer = api("farmer", "POST", api.path("coop", "certificates"), json=DRAFT | changes)
        assert (answer.status_code, answer.json()["code"]) == (422, code), changes
    assert api.registry.one("select count(*) from certificate") == 0


BAD_DECISIONS: list[tuple[dict, int, str]] = [
    ({"reason": "fine"}, 422, "reason_too_short"),
    ({"reason": "x" * 2001}, 422, "invalid_request"),
    ({"decision": "bless"}, 422, "invalid_request"),
    ({"method": "intuition"}, 422, "invalid_request"),
    ({"effective_on": (TODAY - timedelta(days=32)).isoformat()}, 422, "back_dated"),
    ({"decision": "reject", "effective_on": (TODAY - timedelta(days=2)).isoformat()}, 422, "back_dated"),
    ({"effective_on": "0001-01-01"}, 422, "invalid_request"),
    ({"recheck_due_on": "2020-01-01"}, 422, "bad_recheck"),
    ({"recheck_due_on": "2190-01-01"}, 422, "bad_recheck"),
    ({"decision": "lift"}, 409, "illegal_step"),
    ({"decision": "withdraw"}, 409, "illegal_step"),
    ({"decision": "reject", "effective_on": "2199-12-31"}, 422, "takes_effect_at_once"),
    ({"extra": 1}, 422, "invalid_request"),
]


def test_bad_decisions_are_refused_and_nothing_changes(api: Api) -> None:
    certificate_id = api.submitted()
    path = f"/v1/certificates/{certificate_id}/verifications"
    for changes, status, code in BAD_DECISIONS:
        api.refused("lucia", "POST", path, status, code, json=api.decision(changes.get("decision", "verify")) | changes)
    assert api.registry.one("select state from certificate") == "submitted"
    assert api.registry.one("select count(*) from verification") == 0


def test_the_last_day_of_the_calendar_is_no_fault(api: Api) -> None:
    certificate_id = api.submitted(scheme="organic", valid_from="2195-01-01", valid_to="2200-12-31")
    path = f"/v1/certificates/{certificate_id}/verifications"
    for wrong in ("effective_on", "recheck_due_on"):
        body = api.decision("verify") | {wrong: "9999-12-31"}
        api.refused("lucia", "POST", path, 422, "invalid_request", json=body)
    api.ok("lucia", "POST", path, 201, json=api.decision("verify", effective_on="2200-12-31"))
    proof = api.ok(None, "GET", f"/v1/certificates/{certificate_id}")
    assert proof["why_not_shown"] == "not_yet_valid"
    assert api.registry.claims("espresso", utc_now()) == {}


BAD_DOCUMENTS = [
    (b"MZ\x90\x00\x03", "Program", "bad_document"),
    (b"", "Empty", "bad_document"),
    (b"%PDF-" + bytes(10 * 1024 * 1024), "Large", "document_too_large"),
    (PDF, "", "invalid_request"),
    (PDF, "t" * 201, "invalid_request"),
    (PDF, "nul \x00", "invalid_request"),
]


def test_bad_documents_are_refused(api: Api) -> None:
    certificate_id = api.draft()
    for data, title, code in BAD_DOCUMENTS:
        answer = api.upload("farmer", certificate_id, data, title)
        assert (answer.status_code, answer.json()["code"]) == (422, code), title
    assert api.registry.one("select count(*) from evidence") == 0


def test_a_body_beyond_every_limit_is_not_read(api: Api) -> None:
    certificate_id = api.draft()
    assert api.upload("farmer", certificate_id, bytes(13 * 1024 * 1024)).status_code == 413


def test_an_upload_needs_a_file(api: Api) -> None:
    certificate_id = api.draft()
    path = f"/v1/certificates/{certificate_id}/evidence"
    assert api("farmer", "POST", path, data={"title": "x"}).status_code == 422
    assert api("farmer", "POST", path, json={"title": "x"}).status_code == 422


def test_the_same_request_twice_is_one_draft_and_one_decision(api: Api) -> None:
    key = {"Idempotency-Key": "one"}
    path = api.path("coop", "certificates")
    first, second = (api.ok("farmer", "POST", path, 201, json=DRAFT, headers=key) for _ in range(2))
    assert first == second
    assert api.registry.one("select count(*) from certificate") == 1
    certificate_id = first["id"]
    api.upload("farmer", certificate_id)
    api.ok("farmer", "POST", f"/v1/certificates/{certificate_id}/submit")
    decide = f"/v1/certificates/{certificate_id}/verifications"
    for _ in range(2):
        api.ok("lucia", "POST", decide, 201, json=api.decision("verify"), headers=key)
    assert api.registry.one("select count(*) from verification") == 1


def test_lists_page_to_the_end_without_repeats(api: Api) -> None:
    made = [api.submitted(number=str(5000 + index)) for index in range(5)]
    for person, path, expected in (
        ("farmer", api.path("coop", "certificates"), made[::-1]),
        ("lucia", api.path("andes", "verification-queue"), made),
    ):
        seen, cursor = [], None
        while True:
            page = api.ok(person, "GET", path, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))
            seen += [each["id"] for each in page["data"]]
            cursor = page["next_cursor"]
            assert page["has_more"] is (cursor is not None)
            if cursor is None:
                break
        assert seen == expected
        api.refused(person, "GET", path, 400, "bad_cursor", params={"cursor": "forged"})


def test_the_queue_holds_only_what_the_mandates_cover(api: Api) -> None:
    covered = api.submitted(subjects=[{"kind": "category", "ref": "coffee"}])
    api.submitted(number="990553", subjects=[{"kind": "product", "ref": api.registry["basket"]}])
    with api.registry.database.transaction() as session:
        session.execute(
            text("update mandate set categories = '{food}' where federation_id = :id"), {"id": api.registry["andes"]}
        )
    queue = api.ok("lucia", "GET", api.path("andes", "verification-queue"))
    assert [waiting["id"] for waiting in queue["data"]] == [covered]


def test_a_certificate_is_given_back(api: Api) -> None:
    certificate_id = api.verified()
    given = api.ok("farmer", "POST", f"/v1/certificates/{certificate_id}/surrender", json={"reason": REASON})
    assert given["state"] == "surrendered"
    assert api.ok(None, "GET", f"/v1/certificates/{certificate_id}")["why_not_shown"] == "surrendered"


def test_a_verifier_in_conflict_is_told_before_and_refused_after(api: Api) -> None:
    certificate_id = api.submitted()
    with api.registry.database.transaction() as session:
        api.registry.join(session, "lucia", "coop")
    assert api.ok("lucia", "GET", f"/v1/certificates/{certificate_id}/review")["has_conflict"] is True
    path = f"/v1/certificates/{certificate_id}/verifications"
    api.refused("lucia", "POST", path, 403, "conflict_of_interest", json=api.decision("verify"))


def test_schemes_say_what_they_are_worth(api: Api) -> None:
    schemes = SchemesOut.model_validate_json(api(None, "GET", "/v1/schemes?lang=es").text)
    assert [scheme.code for scheme in schemes.data] == ["fairtrade", "guarantee", "organic"]
    assert schemes.data[0].assurance_text.startswith("Controlado por un organismo")
    assert schemes.data[0].is_open_to_all is None


def test_ids_of_another_kind_and_unknown_parameters(api: Api) -> None:
    product_id = api.registry["espresso"]
    api.refused(None, "GET", f"/v1/certificates/{product_id}", 404, "id_wrong_type")
    api.refused(None, "GET", f"/v1/certificates/{NOTHING}", 404, "no_such_certificate")
    api.refused(None, "GET", "/v1/schemes?scheme=x", 400, "unknown_parameter")


def test_old_certificates_tell_why_they_are_not_shown(api: Api) -> None:
    registry = api.registry
    then = utc_now() - timedelta(days=400)
    certificate_id = registry.verified(
        now=then,
        valid_from=then.date() - timedelta(days=10),
        valid_to=then.date() + timedelta(days=365),
        subjects=[(SubjectKind.CATEGORY, "coffee")],
    )
    proof = api.ok(None, "GET", f"/v1/certificates/{certificate_id}")
    assert (proof["state"], proof["why_not_shown"]) == ("verified", "expired")
    ending = registry.verified(valid_from=date(2026, 1, 1), valid_to=TODAY + timedelta(days=30), now=utc_now())
    registry.decide(ending, VerificationDecision.SUSPEND, now=utc_now(), effective_at=utc_now() + timedelta(days=1))
    announced = api.ok(None, "GET", f"/v1/certificates/{ending}")
    assert (announced["state"], announced["is_shown"]) == ("verified", True)


@pytest.mark.parametrize("number", ["20261125", "1795000000", "1.5", "-1"])
def test_a_bare_number_is_no_moment_and_no_day(api: Api, number: str) -> None:
    """It would be taken for seconds since 1970, and the answer would be about another day than was asked."""
    certificate_id = api.registry.verified()
    for name in ("at", "known_at"):
        api.refused(None, "GET", f"/v1/certificates/{certificate_id}/shown?{name}={number}", 422, "invalid_request")
    drafts = f"/v1/organisations/{api.registry['coop']}/certificates"
    for day in (number, float(number)):
        api.refused("farmer", "POST", drafts, 422, "invalid_request", json={**DRAFT, "valid_from": day})


def test_a_refused_decision_is_in_the_audit_log_a_refused_reading_is_not(api: Api) -> None:
    certificate_id = api.submitted()
    path = f"/v1/certificates/{certificate_id}/verifications"
    with api.registry.database.reading() as session:
        before = len(list(walk(session)))
    api.refused("farmer", "POST", path, 403, "role_not_allowed", json=api.decision("verify"))
    refusal = api.refused("lucia", "POST", path, 409, "illegal_step", json=api.decision("lift"))
    api.refused("kwame", "POST", path, 404, "no_such_federation", json=api.decision("verify"))
    api.refused(None, "POST", path, 401, "unauthenticated", json=api.decision("verify"))
    api.refused("farmer", "GET", f"/v1/certificates/{certificate_id}/review", 403, "role_not_allowed")
    with api.registry.database.reading() as session:
        log = list(walk(session))
        assert verify_audit(session).altered is None
    told = [(row.facts.actor_id, row.facts.detail["refused"]) for row in log[before:]]
    assert told == [
        (api.registry["farmer"], "role_not_allowed"),
        (api.registry["lucia"], "illegal_step"),
        (api.registry["kwame"], "no_such_federation"),
    ]
    lucias = log[before + 1].facts
    assert (lucias.action, lucias.object_id, lucias.detail["decision"]) == (
        "certificate.decide",
        certificate_id,
        "lift",
    )
    assert lucias.request_id == refusal["request_id"]

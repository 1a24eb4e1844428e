"""One decision about several certificates: each judged by itself, none by fewer rules than alone."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from certification.bulk.errors import NotInBulk
from certification.bulk.review_certificates import IN_BULK, Reviewed, review_certificates
from certification.rules import needs_two
from kit.database import Session
from models.enums import ReasonCode, VerificationDecision, VerificationMethod
from tests.certification.at_once import meanwhile
from tests.certification.registry import NOTHING, NOW, REASON, Registry
from tests.certification.served import Api

VERIFY, ASK, REJECT = VerificationDecision.VERIFY, VerificationDecision.ASK, VerificationDecision.REJECT


def review(
    registry: Registry, certificate_ids: list[str], decision: VerificationDecision = VERIFY, **changes
) -> list[Reviewed]:
    with registry.database.transaction() as session:
        return review_in(session, registry, certificate_ids, decision, **changes)


def review_in(
    session: Session,
    registry: Registry,
    certificate_ids: list[str],
    decision: VerificationDecision = VERIFY,
    **changes,
) -> list[Reviewed]:
    return review_certificates(
        session,
        certificate_ids=certificate_ids,
        federation_id=registry[changes.get("federation", "andes")],
        verifier_id=registry[changes.get("verifier", "lucia")],
        decision=decision,
        method=VerificationMethod.DOCUMENT,
        reason=REASON,
        reason_code=None if decision is VERIFY else ReasonCode.DOCUMENT_MISSING,
        now=NOW,
    )


def told(reviewed: list[Reviewed]) -> dict[str, str]:
    return {one.certificate_id: one.refusal.code if one.refusal else str(one.state) for one in reviewed}


def state(registry: Registry, certificate_id: str) -> object:
    return registry.one("select state from certificate where id = :id", id=certificate_id)


def test_each_is_judged_by_itself_and_a_refused_one_changes_nothing(registry: Registry) -> None:
    good, another = registry.submitted(), registry.submitted(holder="other", person="stranger")
    bare = registry.draft()
    with registry.database.transaction() as session:
        # As if it had been handed in before documents were asked for.
        session.execute(
            text("update certificate set state = 'submitted', submitted_at = :now where id = :id"),
            {"now": NOW, "id": bare},
        )
    over = registry.submitted(valid_to=NOW.date() - timedelta(days=1), now=NOW - timedelta(days=3))
    withdrawn = registry.verified()
    registry.decide(withdrawn, VerificationDecision.WITHDRAW)
    draft = registry.draft()
    assert told(review(registry, [good, another, bare, over, withdrawn, draft, NOTHING, good])) == {
        good: "verified",
        another: "verified",
        bare: "evidence_missing",
        over: "certificate_over",
        withdrawn: "illegal_step",
        draft: "no_such_certificate",
        NOTHING: "no_such_certificate",
    }
    assert [state(registry, each) for each in (good, another, over)] == ["verified", "verified", "submitted"]
    assert registry.one("select count(*) from verification where certificate_id = :id", id=over) == 0


def test_nobody_decides_in_bulk_about_their_own(registry: Registry) -> None:
    own, theirs = registry.submitted(), registry.submitted(holder="other", person="stranger")
    with registry.database.transaction() as session:
        registry.join(session, "lucia", "coop")
    assert told(review(registry, [own, theirs])) == {own: "conflict_of_interest", theirs: "verified"}
    refused = registry.one("select detail ->> 'refused' from audit_event where object_id = :id", id=own)
    assert refused == "conflict_of_interest"


def test_what_takes_two_or_hides_a_label_is_not_taken_in_bulk(registry: Registry) -> None:
    certificate_id = registry.verified()
    for decision in set(VerificationDecision) - IN_BULK:
        with pytest.raises(NotInBulk):
            review(registry, [certificate_id], decision)
    assert not any(needs_two(decision, effective_at=NOW, now=NOW) for decision in IN_BULK)


def test_two_that_decide_and_refuse_at_once_take_turns(registry: Registry) -> None:
    """The first has written into the log and is still to count a refusal, when the second has to count one."""
    good = registry.submitted()

    def decide(session: Session) -> None:
        review_in(session, registry, [good])

    def refuse(session: Session) -> None:
        review_in(session, registry, [NOTHING])

    assert meanwhile(registry.database, decide, lambda: review(registry, [NOTHING]), last=refuse) == "done"
    assert state(registry, good) == "verified"
    assert registry.one("select times from refusal_count") == 2


def body(api: Api, *certificate_ids: str, decision: str = "verify", **changes) -> dict:
    given = api.decision(decision)
    del given["federation_id"]
    return given | {"certificate_ids": list(certificate_ids)} | changes


def test_the_answer_tells_of_each_and_a_repetition_changes_nothing(api: Api) -> None:
    first, second = api.submitted(), api.submitted(number="990553")
    path, key = api.path("andes", "bulk-reviews"), {"Idempotency-Key": "bulk-1"}
    api.refused("lucia", "POST", path, 400, "idempotency_key_required", json=body(api, first))
    found = api.ok("lucia", "POST", path, json=body(api, second, first, NOTHING), headers=key)
    assert (found["decided"], found["refused"]) == (2, 1)
    assert [(one["number"], one["holder"], one["state"]) for one in found["data"] if one["state"]] == [
        ("990552", "Coop", "verified"),
        ("990553", "Coop", "verified"),
    ]
    (missing,) = [one for one in found["data"] if one["refused"]]
    assert (missing["certificate_id"], missing["number"], missing["refused"]["code"]) == (
        NOTHING,
        None,
        "no_such_certificate",
    )
    assert api.ok("lucia", "POST", path, json=body(api, second, first, NOTHING), headers=key) == found
    assert api.registry.one("select count(*) from verification") == 2
    api.refused("kwame", "POST", path, 404, "no_such_federation", json=body(api, first), headers=key)


def test_certificates_of_several_schemes_are_not_decided_about_at_once(api: Api) -> None:
    fair, organic = api.submitted(), api.submitted(scheme="organic")
    path = api.path("andes", "bulk-reviews")
    refused = api.refused(
        "lucia", "POST", path, 422, "several_schemes", json=body(api, fair, organic), headers={"Idempotency-Key": "b"}
    )
    assert refused["facts"]["schemes"] == ["fairtrade", "organic"]
    assert api.registry.one("select count(*) from verification") == 0


@pytest.mark.parametrize("decision", ["suspend", "withdraw"])
def test_the_api_ends_nothing_in_bulk(api: Api, decision: str) -> None:
    certificate_id = api.verified()
    path = api.path("andes", "bulk-reviews")
    given = body(api, certificate_id, decision=decision)
    api.refused("lucia", "POST", path, 422, "not_in_bulk", json=given, headers={"Idempotency-Key": decision})
    assert state(api.registry, certificate_id) == "verified"

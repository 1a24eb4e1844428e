"""A permission to sell before the certificate: who grants it, how long it lasts, that nothing is claimed under it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from certification.audit.queries import walk
from certification.chain import verify_event_chain
from certification.errors import ConflictOfInterest, IllegalStep, NoSuchCertificate, NoSuchFederation, ReasonTooShort
from certification.pages.read import read_proof, read_review
from certification.pages.read_held import read_held
from certification.permissions.errors import BadPermissionEnd, NoProvisionalState
from certification.permissions.rules import latest_day, provisional_state
from certification.queries import find_standing, list_events
from certification.schemes.read_schemes import read_schemes
from kit.clock import utc_now
from models.enums import CertificateState, MemberRole, VerificationDecision
from tests.certification.registry import NOW, REASON, SECOND, Registry
from tests.certification.served import Api

# 24 November 2026 in Berlin, where the days of this scheme begin.
LATEST = date(2027, 8, 23)
END = datetime(2027, 8, 24, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


@pytest.fixture
def permitting(registry: Registry) -> Registry:
    """The registry, whose fairtrade knows a Permission to Trade of nine months."""
    registry.let_permit()
    return registry


def state(registry: Registry, certificate_id: str) -> str:
    return str(registry.one("select state from certificate where id = :id", id=certificate_id))


def test_it_lasts_as_long_as_the_scheme_lets_it_and_ends_by_itself(permitting: Registry) -> None:
    certificate_id = permitting.submitted()
    assert not permitting.may_sell(certificate_id, NOW)
    granted = permitting.permit(certificate_id)
    assert (granted.name, granted.last_day, granted.ends_at) == ("Permission to Trade", LATEST, END)
    assert state(permitting, certificate_id) == "in_review"
    assert not permitting.may_sell(certificate_id, NOW - SECOND)
    assert permitting.may_sell(certificate_id, NOW)
    assert permitting.may_sell(certificate_id, END - SECOND)
    assert not permitting.may_sell(certificate_id, END)


def test_nothing_is_claimed_under_it(permitting: Registry) -> None:
    certificate_id = permitting.submitted()
    permitting.permit(certificate_id)
    for at in (NOW, NOW + timedelta(days=30), END):
        assert permitting.claims("espresso", at) == {}
        assert permitting.with_scheme("fairtrade", at) == set()
    with permitting.database.reading() as session:
        assert find_standing(session, certificate_id) is None
        with pytest.raises(NoSuchCertificate):
            read_proof(session, certificate_id=certificate_id, lang="en", now=NOW)


def test_it_is_told_to_holder_and_verifier_in_the_history_and_in_the_audit_log(permitting: Registry) -> None:
    certificate_id = permitting.submitted()
    permitting.permit(certificate_id, date(2027, 1, 31))
    with permitting.database.reading() as session:
        held = read_held(session, certificate_id=certificate_id, holder_id=permitting["coop"], lang="en", now=NOW)
        review = read_review(
            session,
            certificate_id=certificate_id,
            federation_ids=[permitting["andes"]],
            person_id=permitting["lucia"],
            lang="en",
            now=NOW,
        )
        events = list_events(session, certificate_id)
        logged = [event for event in walk(session) if event.facts.action == "certificate.permit"]
    assert held.permission == review.permission is not None
    assert (review.permission.last_day, review.permission.federation_name) == (date(2027, 1, 31), "Andes")
    assert held.history[-1].reason == f"Permission to Trade until 2027-01-31: {REASON}"
    assert review.is_history_intact and verify_event_chain(events, state=CertificateState.IN_REVIEW) is None
    assert [(one.facts.object_id, one.facts.actor_id) for one in logged] == [(certificate_id, permitting["lucia"])]


@pytest.mark.parametrize("last_day", [date(2026, 11, 23), LATEST + timedelta(days=1), date(2199, 1, 1)])
def test_it_cannot_end_before_it_begins_or_later_than_the_scheme_lets_it(permitting: Registry, last_day: date) -> None:
    certificate_id = permitting.submitted()
    with pytest.raises(BadPermissionEnd) as refused:
        permitting.permit(certificate_id, last_day)
    assert refused.value.latest == LATEST
    assert state(permitting, certificate_id) == "submitted"


def test_granting_again_does_not_begin_anew(permitting: Registry) -> None:
    certificate_id = permitting.submitted()
    permitting.permit(certificate_id, date(2027, 1, 31))
    later = NOW + timedelta(days=200)
    assert not permitting.may_sell(certificate_id, later)
    assert permitting.permit(certificate_id, now=later).last_day == LATEST
    assert permitting.may_sell(certificate_id, later)
    permitting.permit(certificate_id, date(2027, 7, 1), now=later + SECOND)
    assert not permitting.may_sell(certificate_id, datetime(2027, 7, 2, tzinfo=UTC)), "the last word counts"
    with pytest.raises(BadPermissionEnd):
        permitting.permit(certificate_id, now=END)


def test_the_certificate_takes_its_place_once_it_counts(permitting: Registry) -> None:
    certificate_id = permitting.submitted()
    permitting.permit(certificate_id)
    soon = NOW + timedelta(days=3)
    permitting.decide(certificate_id, VerificationDecision.VERIFY, effective_at=soon)
    assert permitting.may_sell(certificate_id, soon - SECOND)
    assert not permitting.may_sell(certificate_id, soon)
    assert permitting.claims("espresso", soon) == {"fairtrade": "whole_product"}


def test_a_certificate_that_is_not_yet_valid_has_not_taken_its_place(permitting: Registry) -> None:
    certificate_id = permitting.submitted(valid_from=date(2026, 12, 20))
    permitting.permit(certificate_id)
    permitting.decide(certificate_id, VerificationDecision.VERIFY)
    begins = datetime(2026, 12, 19, 23, tzinfo=UTC)  # 00:00 of the 20th in Berlin
    assert permitting.may_sell(certificate_id, begins - SECOND) and not permitting.claims("espresso", begins - SECOND)
    assert not permitting.may_sell(certificate_id, begins) and permitting.claims("espresso", begins)


def test_it_goes_on_while_the_holder_answers_and_ends_with_a_rejection(permitting: Registry) -> None:
    certificate_id = permitting.submitted()
    permitting.permit(certificate_id)
    permitting.decide(certificate_id, VerificationDecision.ASK, now=NOW + SECOND)
    assert permitting.may_sell(certificate_id, NOW + 2 * SECOND)
    permitting.decide(certificate_id, VerificationDecision.REJECT, now=NOW + 3 * SECOND)
    assert not permitting.may_sell(certificate_id, NOW + 3 * SECOND)


def test_it_ends_with_the_mandate_it_was_granted_under(permitting: Registry) -> None:
    certificate_id = permitting.submitted()
    permitting.permit(certificate_id)
    with permitting.database.transaction() as session:
        session.execute(
            text("update mandate set withdrawn_at = :at where id = :id"),
            {"at": NOW + timedelta(days=1), "id": permitting["andes:fairtrade"]},
        )
    assert permitting.may_sell(certificate_id, NOW)
    assert not permitting.may_sell(certificate_id, NOW + timedelta(days=1))


def test_only_the_federation_in_charge_without_a_conflict_and_only_before_the_certificate(permitting: Registry) -> None:
    certificate_id = permitting.submitted()
    for verifier, federation in (("stranger", "andes"), ("kwame", "andes"), ("farmer", "andes")):
        with pytest.raises(NoSuchFederation):
            permitting.permit(certificate_id, verifier=verifier, federation=federation)
    with pytest.raises(ReasonTooShort):
        permitting.permit(certificate_id, reason="ok")
    with pytest.raises(NoSuchCertificate):
        permitting.permit(permitting.draft())
    with permitting.database.transaction() as session:
        permitting.join(session, "marta", "coop", MemberRole.MEMBER)
    with pytest.raises(ConflictOfInterest):
        permitting.permit(certificate_id, verifier="marta")
    for each in (permitting.verified(), _rejected(permitting)):
        with pytest.raises(IllegalStep):
            permitting.permit(each)


def _rejected(registry: Registry) -> str:
    certificate_id = registry.submitted()
    registry.decide(certificate_id, VerificationDecision.REJECT)
    return certificate_id


def test_a_scheme_that_knows_no_such_state_has_none(permitting: Registry) -> None:
    certificate_id = permitting.submitted("organic")
    with pytest.raises(NoProvisionalState):
        permitting.permit(certificate_id)
    assert state(permitting, certificate_id) == "submitted"


def test_what_was_granted_stays_written(permitting: Registry) -> None:
    permitting.permit(permitting.submitted())
    for statement in (
        "update provisional_permission set last_day = last_day + 1",
        "delete from provisional_permission",
    ):
        with pytest.raises(DBAPIError), permitting.database.transaction() as session:
            session.execute(text(statement))


def test_over_http(api: Api) -> None:
    api.registry.let_permit()
    certificate_id = api.submitted()
    path = f"/v1/certificates/{certificate_id}/permissions"
    body = {"federation_id": api.registry["andes"], "reason": REASON}
    api.refused(None, "POST", path, 401, "unauthenticated", json=body)
    api.refused("farmer", "POST", path, 403, "role_not_allowed", json=body)
    api.refused("kwame", "POST", path, 404, "no_such_federation", json=body)
    api.refused("lucia", "POST", path, 422, "bad_permission_end", json=body | {"last_day": "2199-01-01"})
    granted = api.ok("lucia", "POST", path, 201, json=body)
    assert (granted["name"], granted["may_sell"], granted["by"]["name"]) == ("Permission to Trade", True, "Andes")
    assert date.fromisoformat(granted["last_day"]) > utc_now().date() + timedelta(days=260)
    held = api.ok("farmer", "GET", api.path("coop", f"certificates/{certificate_id}"))
    review = api.ok("lucia", "GET", f"/v1/certificates/{certificate_id}/review")
    assert held["permission"] == review["permission"] == granted
    assert (held["state"], held["is_shown"]) == ("in_review", False)
    api.refused(None, "GET", f"/v1/certificates/{certificate_id}", 404, "no_such_certificate")
    api.refused(None, "GET", f"/v1/certificates/{certificate_id}/credential", 404, "no_such_certificate")


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)), st.integers(1, 120))
def test_months_are_those_of_the_calendar(first: date, months: int) -> None:
    end = latest_day(first, months) + timedelta(days=1)
    assert (end.year - first.year) * 12 + end.month - first.month == months
    assert end.day <= first.day and (end.day == first.day or (end + timedelta(days=1)).day == 1)


def test_only_a_scheme_that_says_for_how_long_has_one() -> None:
    told = {code: scheme.value("provisional") for code, scheme in read_schemes().items()}
    known = {code: provisional_state(each) for code, each in told.items() if isinstance(each, dict)}
    assert {code for code, each in known.items() if each} == {"fairtrade"}
    assert provisional_state({"name": "Permission", "may_sell": True, "may_claim": False}) is None

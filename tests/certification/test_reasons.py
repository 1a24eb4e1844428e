"""Reason codes: a closed list per decision, in every language, asked for at every door and told to the holder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.pages.queries import list_decisions
from certification.proposals.read_proposals import list_proposals
from certification.reasons.errors import ReasonCodeNeeded, WrongReasonCode
from certification.reasons.rules import REASONS, check_reason_code
from certification.reasons.words import reason_text
from models.enums import ReasonCode, VerificationDecision
from tests.certification.registry import NOW, REASON_CODES, Registry
from tests.certification.served import Api

AGAINST = set(REASONS)


def test_what_goes_against_the_holder_has_reasons_and_every_reason_has_a_use() -> None:
    assert {decision.value for decision in AGAINST} == {"ask", "reject", "suspend", "withdraw"}
    assert {code for codes in REASONS.values() for code in codes} == set(ReasonCode)


@given(st.sampled_from(VerificationDecision), st.none() | st.sampled_from(ReasonCode))
def test_a_decision_has_one_of_its_own_reasons_or_none(decision, reason_code) -> None:
    try:
        check_reason_code(decision, reason_code)
    except ReasonCodeNeeded as error:
        assert reason_code is None and decision in AGAINST and error.reason_codes
    except WrongReasonCode:
        assert reason_code not in REASONS.get(decision, ())
    else:
        assert reason_code in REASONS[decision] if decision in AGAINST else reason_code is None


def test_the_reasons_that_there_are_are_said_as_they_are_typed() -> None:
    with pytest.raises(WrongReasonCode) as refused:
        check_reason_code(VerificationDecision.ASK, ReasonCode.COMPLAINT)
    assert str(refused.value).startswith(
        "This is no reason for this decision. (decision='ask', reason_codes=['document_missing', "
    )


def test_every_reason_is_said_in_every_language_of_its_own() -> None:
    for code in ReasonCode:
        assert len({reason_text(code, lang) for lang in ("en", "es", "fr", "pt")}) == 4
        assert reason_text(code, "de") == reason_text(code, "en")


def test_a_reason_is_kept_with_the_decision_and_through_a_proposal(registry: Registry) -> None:
    certificate_id = registry.verified()
    proposal_id = registry.propose(certificate_id, VerificationDecision.WITHDRAW)
    code = REASON_CODES[VerificationDecision.WITHDRAW]
    with registry.database.reading() as session:
        (proposal,) = list_proposals(session, federation_ids=[registry["andes"]], now=NOW)
    assert (proposal.id, proposal.reason_code) == (proposal_id, code)
    registry.confirm(proposal_id)
    with registry.database.reading() as session:
        kept = [decision.reason_code for decision in list_decisions(session, certificate_id)]
    assert kept == [code, None]
    assert registry.one("select count(*) from audit_event where detail ->> 'reason_code' = :code", code=code.value) == 1


@pytest.mark.parametrize("decision", ["ask", "reject"])
def test_the_api_asks_for_a_reason_and_names_those_there_are(api: Api, decision: str) -> None:
    certificate_id = api.submitted()
    path = f"/v1/certificates/{certificate_id}/verifications"
    told = api.refused("lucia", "POST", path, 422, "reason_code_needed", json=api.decision(decision, reason_code=None))
    assert told["facts"]["reason_codes"] == [code.value for code in REASONS[VerificationDecision(decision)]]
    wrong = api.decision(decision, reason_code="complaint")
    api.refused("lucia", "POST", path, 422, "wrong_reason_code", json=wrong)
    unknown = api.decision(decision, reason_code="weather")
    api.refused("lucia", "POST", path, 422, "invalid_request", json=unknown)
    wrong = api.decision("verify", reason_code="other")
    api.refused("lucia", "POST", path, 422, "wrong_reason_code", json=wrong)
    review = api.ok("lucia", "GET", f"/v1/certificates/{certificate_id}/review?lang=es")
    assert set(review["reasons"]) == {"ask", "reject"}
    assert review["reasons"][decision][0] == {"code": "document_missing", "text": "Falta un documento."}


def test_the_holder_reads_the_reason_in_their_own_words_while_it_counts(api: Api) -> None:
    certificate_id = api.submitted()
    path = f"/v1/certificates/{certificate_id}/verifications"
    api.ok("lucia", "POST", path, 201, json=api.decision("ask", reason_code="scope_unclear"))

    def told() -> tuple[str | None, str | None]:
        (own,) = api.ok("farmer", "GET", api.path("coop", "certificates"), params={"lang": "fr"})["data"]
        return own["reason_code"], own["reason_text"]

    assert told() == ("scope_unclear", "Ce qu'il couvre n'est pas clair.")
    held = api.ok("farmer", "GET", f"{api.path('coop', 'certificates')}/{certificate_id}", params={"lang": "pt"})
    assert held["decisions"][0]["reason_text"] == "Não é claro o que abrange."
    api.ok("lucia", "POST", path, 201, json=api.decision("verify"))
    assert told() == (None, None)

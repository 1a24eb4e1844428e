"""What a scheme wants looked at: answered before a verification, kept with it, asked again by the second verifier."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.checklists.errors import AnsweredNo, QuestionsOpen, UnknownQuestion
from certification.checklists.rules import check_answers
from certification.pages.queries import list_decisions
from certification.schemes.errors import SchemeFileRefused
from certification.schemes.load_schemes import load_schemes
from certification.schemes.read_schemes import read_scheme, read_schemes
from cli import cert
from kit.errors import DomainError
from models.enums import ChecklistAnswer, VerificationDecision
from tests.certification.registry import COLLEAGUES, NOW, Registry
from tests.certification.served import Api
from tests.payouts.shell import call, set_environment

YES, NO, NOT_APPLICABLE = ChecklistAnswer
VERIFY, ASK = VerificationDecision.VERIFY, VerificationDecision.ASK
SCHEME = """
code = "organic"
[sources]
site = "https://example.org/"
[facts]
name = {{ value = "Organic", source = "site", confirmed = true }}
owner = {{ value = "Them", source = "site", confirmed = true }}
assurance_class = {{ value = "third_party", source = "site", confirmed = true }}
certifies = {{ value = ["organisation", "category", "product"], source = "site", confirmed = true }}
checklist = {{ value = [{questions}], source = "site", confirmed = true }}
"""
LISTED = '{ code = "listed", en = "Is it listed?", fr = "Est-il inscrit ?" }'
SCOPE = '{ code = "scope", en = "Is all of it named?" }'


def ask(registry: Registry, *questions: str) -> None:
    scheme = read_scheme("organic.toml", SCHEME.format(questions=", ".join(questions)).encode())
    with registry.database.transaction() as session:
        load_schemes(session, {"organic": scheme}, now=NOW)


@given(
    st.lists(st.sampled_from("abc"), unique=True),
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from(ChecklistAnswer)),
    st.sampled_from(VerificationDecision),
)
def test_only_whole_answers_without_a_no_verify(questions, answers, decision) -> None:
    try:
        check_answers(answers, questions=questions, decision=decision)
    except UnknownQuestion as error:
        assert error.questions and not set(error.questions) & set(questions)
    except QuestionsOpen as error:
        assert decision is VERIFY and not set(error.questions) & set(answers)
    except AnsweredNo as error:
        assert decision is VERIFY and {answers[question] for question in error.questions} == {NO}
    else:
        assert set(answers) <= set(questions)
        assert decision is not VERIFY or (set(answers) == set(questions) and NO not in answers.values())


def test_what_was_answered_is_kept_with_the_decision(registry: Registry) -> None:
    ask(registry, LISTED, SCOPE)
    certificate_id = registry.submitted("organic")
    for answers, refusal in (
        ({}, QuestionsOpen),
        ({"listed": YES}, QuestionsOpen),
        ({"listed": YES, "scope": NO}, AnsweredNo),
        ({"listed": YES, "scope": YES, "weather": YES}, UnknownQuestion),
    ):
        with pytest.raises(refusal):
            registry.decide(certificate_id, VERIFY, answers=answers)
    registry.decide(certificate_id, ASK, answers={"scope": NO})
    registry.decide(certificate_id, VERIFY, now=NOW, answers={"listed": YES, "scope": NOT_APPLICABLE})
    with registry.database.reading() as session:
        kept = {decision.decision: decision.answers for decision in list_decisions(session, certificate_id)}
    assert kept == {ASK: {"scope": NO}, VERIFY: {"listed": YES, "scope": NOT_APPLICABLE}}


def test_what_the_scheme_has_come_to_ask_counts_when_a_proposal_is_confirmed(registry: Registry) -> None:
    ask(registry, LISTED)
    certificate_id = registry.submitted("organic")
    proposal_id = registry.propose(
        certificate_id, VERIFY, effective_at=NOW - timedelta(days=3), answers={"listed": YES}
    )
    ask(registry, LISTED, SCOPE)
    with pytest.raises(QuestionsOpen):
        registry.confirm(proposal_id, verifier=COLLEAGUES["lucia"])
    ask(registry, LISTED)
    registry.confirm(proposal_id, verifier=COLLEAGUES["lucia"])
    with registry.database.reading() as session:
        (decision,) = list_decisions(session, certificate_id)
    assert decision.answers == {"listed": YES}


def test_the_questions_are_read_in_the_readers_language_and_answered_there(api: Api) -> None:
    ask(api.registry, LISTED, SCOPE)
    certificate_id = api.submitted(scheme="organic", subjects=[])
    review = api.ok("lucia", "GET", f"/v1/certificates/{certificate_id}/review?lang=fr")
    assert [question["text"] for question in review["scheme"]["checklist"]] == [
        "Est-il inscrit ?",
        "Is all of it named?",
    ]
    path = f"/v1/certificates/{certificate_id}/verifications"
    problem = api.refused("lucia", "POST", path, 409, "questions_open", json=api.decision("verify"))
    assert problem["facts"]["questions"] == ["listed", "scope"]
    given = {"listed": "yes", "scope": "perhaps"}
    assert api("lucia", "POST", path, json=api.decision("verify", answers=given)).status_code == 422
    given["scope"] = "yes"
    api.ok("lucia", "POST", path, 201, json=api.decision("verify", answers=given))
    review = api.ok("lucia", "GET", f"/v1/certificates/{certificate_id}/review")
    assert review["decisions"][0]["answers"] == given


@pytest.mark.parametrize(
    "questions",
    [
        "",
        '{ code = "listed", fr = "Est-il inscrit ?" }',
        f"{LISTED}, {LISTED}",
        '{ code = "listed", en = "?", de = "?" }',
        '{ code = "Not a code", en = "?" }',
        '"Is it listed?"',
    ],
)
def test_questions_that_nobody_can_ask_refuse_the_file(questions: str) -> None:
    with pytest.raises(SchemeFileRefused, match="checklist"):
        read_scheme("organic.toml", SCHEME.format(questions=questions).encode())


def test_our_own_questions_are_asked_in_every_language_of_the_pages() -> None:
    checklists = [scheme.value("checklist") for scheme in read_schemes().values()]
    assert any(checklists)
    for checklist in checklists:
        assert isinstance(checklist, list)
        for question in checklist:
            assert isinstance(question, dict)
            assert question.keys() == {"code", "en", "es", "fr", "pt"}


def test_the_shell_takes_answers(registry: Registry, monkeypatch: pytest.MonkeyPatch, fresh_database_url: str) -> None:
    set_environment(monkeypatch, fresh_database_url)
    ask(registry, LISTED)
    certificate_id = registry.submitted("organic")
    words = ["verify", certificate_id, "--federation", registry["andes"], "--verifier", registry["lucia"]]
    words += ["--reason", "Read it beside the register.", "--now", NOW.isoformat()]
    assert isinstance(call(cert.app, *words).exception, DomainError)
    assert call(cert.app, *words, "--answer", "listed:yes").exit_code == 2
    assert "verified" in call(cert.app, *words, "--answer", "listed=yes").output

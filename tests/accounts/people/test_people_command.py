"""`solifair people` at the shell: roles still take two operators."""

import re

import pytest

from cli import people as command
from market.accounts.people.errors import LastOperator, NoSuchPerson, NotOnOneself, SecondOperatorNeeded
from models.accounts import Person
from tests.api.people import People
from tests.payouts.shell import call, set_environment

WHY = ("--reason", "Takes over in January.")


@pytest.fixture(autouse=True)
def settings_of_shell(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, fresh_database_url)


def said(*words: str) -> str:
    answer = call(command.app, *words)
    assert answer.exit_code == 0, answer.output
    return answer.output


def second_operator(people: People) -> str:
    with people.shop.database.transaction() as session:
        person = Person(email="ines@example.org", full_name="Inés", is_operator=True)
        session.add(person)
        session.flush()
        return person.id


def proposal_of(made: str) -> str:
    found = re.match(r"rop_\w+", made)
    assert found, made
    return found.group()


def test_people_are_found_and_shown(people: People) -> None:
    lucia, ops = people.verifier.person_id, people.operator.person_id
    assert lucia in said("list") and ops in said("list")
    operators = said("list", "--which", "operators")
    assert ops in operators and lucia not in operators
    assert lucia in said("list", "LUCIA") and ops not in said("list", "LUCIA")
    shown = said("show", lucia)
    assert "verifier of" in shown and people.verifier.organisation_id in shown
    assert "operator of the market" in said("show", ops)
    assert isinstance(call(command.app, "show", "usr_unknown").exception, NoSuchPerson)


def test_a_role_is_given_by_two_and_taken_by_one(people: People) -> None:
    ops, ines, camille = people.operator.person_id, second_operator(people), people.consumer.person_id
    federation = people.verifier.organisation_id
    role = ("--role", "verifier", "--organisation", federation)
    proposal = proposal_of(said("propose", camille, *role, *WHY, "--person", ops))
    assert proposal in said("proposals") and "Takes over in January." in said("proposals")
    assert isinstance(call(command.app, "confirm", proposal, "--person", ops).exception, SecondOperatorNeeded)
    assert federation not in said("show", camille)
    assert "given" in said("confirm", proposal, "--person", ines)
    assert proposal not in said("proposals")
    assert federation in said("show", camille)
    assert "verifier no more" in said("withdraw", camille, *role, *WHY, "--person", ops)
    assert federation not in said("show", camille)


def test_a_proposal_is_declined(people: People) -> None:
    ops, camille = people.operator.person_id, people.consumer.person_id
    proposal = proposal_of(said("propose", camille, "--role", "operator", *WHY, "--person", ops))
    assert "declined" in said("decline", proposal, "--person", ops)
    assert proposal not in said("proposals")


def test_somebody_is_locked_out_and_let_in(people: People) -> None:
    ops, camille = people.operator.person_id, people.consumer.person_id
    assert "locked out" in said("lock", camille, *WHY, "--person", ops)
    assert "locked out since" in said("show", camille)
    assert camille in said("list", "--which", "locked")
    assert "may sign in" in said("unlock", camille, *WHY, "--person", ops)
    assert "locked out" not in said("show", camille)


def test_who_is_no_operator_decides_nothing(people: People) -> None:
    ops, ines, camille = people.operator.person_id, second_operator(people), people.consumer.person_id
    proposal = proposal_of(said("propose", camille, "--role", "operator", *WHY, "--person", ops))
    assert call(command.app, "confirm", proposal, "--person", people.producer.person_id).exit_code == 2
    said("lock", ines, *WHY, "--person", ops)
    refused = call(command.app, "confirm", proposal, "--person", ines)
    assert refused.exit_code == 2 and "no operator" in refused.output
    assert "operator of the market" not in said("show", camille)
    assert isinstance(call(command.app, "lock", ops, *WHY, "--person", ops).exception, NotOnOneself)
    step_back = ("withdraw", ops, "--role", "operator", *WHY, "--person", ops)
    assert isinstance(call(command.app, *step_back).exception, LastOperator)
    assert call(command.app, "lock", camille, "--reason", "short", "--person", ops).exit_code == 2

"""`solifair members` at the shell: by a steward's word, and by the rules of the desk."""

import re

import pytest

from cli import members
from kit.clock import utc_now
from market.accounts.errors import NoSuchOrganisation
from market.accounts.members.accept_invitation import accept_invitation
from market.accounts.members.errors import LastSteward, NoSuchInvitation, RoleNotGiven
from market.accounts.profile.errors import NotASteward
from tests.api.people import People
from tests.payouts.shell import call, set_environment


@pytest.fixture(autouse=True)
def settings_of_shell(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, fresh_database_url, STOREFRONT_URL="https://shop.example")


def said(*words: str) -> str:
    answer = call(members.app, *words)
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_somebody_is_asked_in_given_a_role_and_taken_off(people: People) -> None:
    rosa, kwame = people.producer, people.other_consumer
    by = ("--person", rosa.person_id)
    made = said("invite", "norandino", "Kwame of the packing house", *by)
    link = re.search(r"https://shop\.example/join\?token=(\S+)", made)
    assert link, made
    listed = said("list", "norandino")
    assert rosa.person_id in listed and "Kwame of the packing house" in listed
    with people.shop.database.transaction() as session:
        accept_invitation(session, token=link.group(1), person_id=kwame.person_id, now=utc_now())
    listed = said("list", rosa.organisation_id)
    assert kwame.person_id in listed and "packing house" not in listed
    assert "steward from now on" in said("change-role", "norandino", kwame.person_id, "steward", *by)
    assert "acts for it no more" in said("remove", "norandino", rosa.person_id, "--person", kwame.person_id)
    assert rosa.person_id not in said("list", "norandino")


def test_a_link_is_taken_back(people: People) -> None:
    by = ("--person", people.producer.person_id)
    made = said("invite", "norandino", "Ana", "--role", "steward", *by)
    invitation_id = made.partition(":")[0]
    assert "opens nothing any more" in said("withdraw", invitation_id, *by)
    assert "Ana" not in said("list", "norandino")
    assert isinstance(call(members.app, "withdraw", invitation_id, *by).exception, NoSuchInvitation)


def test_the_rules_of_the_desk_hold(people: People) -> None:
    rosa, stranger = people.producer.person_id, people.other_producer.person_id
    federation, lucia = people.verifier.organisation_id, people.verifier.person_id
    for words, refusal in (
        (("invite", "norandino", "Ana", "--person", stranger), NoSuchOrganisation),
        (("invite", "norandino", "Ana", "--person", rosa, "--role", "verifier"), RoleNotGiven),
        (("invite", "nowhere", "Ana", "--person", rosa), NoSuchOrganisation),
        (("invite", federation, "Ana", "--person", lucia), NotASteward),
        (("remove", "norandino", rosa, "--person", rosa), LastSteward),
        (("change-role", "norandino", rosa, "member", "--person", rosa), LastSteward),
    ):
        assert isinstance(call(members.app, *words).exception, refusal), words
    for name in ("", " ", "x" * 201):
        assert call(members.app, "invite", "norandino", name, "--person", rosa).exit_code == 2

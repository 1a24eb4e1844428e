"""`solifair hub` at the shell, from the grant to its end."""

import pytest
from typer.testing import CliRunner

from cli import hub
from tests.api.people import People
from tests.hubs.test_hub_grants import hub_steward


@pytest.fixture
def settings_of_shell(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SOLIFAIR_MODE": "test",
        "SOLIFAIR_DATABASE_URL": fresh_database_url,
        "SOLIFAIR_REDIS_URL": "redis://127.0.0.1:1/0",
        "SOLIFAIR_SECRET_KEY": "a key that is only for tests, 0123456789",
        "SOLIFAIR_STRIPE_API_KEY": "sk_test_x",
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)


def call(*words: str) -> str:
    answer = CliRunner().invoke(hub.app, words, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.mark.usefixtures("settings_of_shell")
def test_a_grant_is_made_accepted_looked_at_and_ended(people: People) -> None:
    steward = hub_steward(people)
    producer, rosa = people.producer.organisation_id, people.producer.person_id
    said = call("grant", producer, "alianza", "--person", rosa, "--category", "coffee", "--stock")
    grant_id = said.partition(":")[0]
    assert "waits for the hub" in said
    assert "holds" in call("accept", grant_id, "--person", steward.person_id)
    assert "Coffee of Piura" in call("offers", steward.organisation_id)
    assert "accepted" in call("grants", producer)
    assert "ended" in call("end", grant_id, "--person", rosa)
    assert "Coffee of Piura" not in call("offers", steward.organisation_id)

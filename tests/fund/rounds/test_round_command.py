"""`solifair round` at the shell."""

import pytest
from typer.testing import CliRunner

from cli import round as round_command
from tests.fund.rounds.hall import Hall


@pytest.fixture
def settings_of_shell(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SOLIFAIR_MODE": "test",
        "SOLIFAIR_DATABASE_URL": fresh_database_url,
        "SOLIFAIR_REDIS_URL": "redis://127.0.0.1:1/0",
        "SOLIFAIR_SECRET_KEY": "a key that is only for tests, 0123456789",
        "SOLIFAIR_STRIPE_API_KEY": "sk_test_x",
        "COLUMNS": "250",
    }.items():
        monkeypatch.setenv(name, value)


def call(*words: str) -> str:
    answer = CliRunner().invoke(round_command.app, words, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.mark.usefixtures("settings_of_shell")
def test_a_round_is_listed_counted_and_handed_out(hall: Hall) -> None:
    round_id = hall.announce()
    (well,) = hall.propose(round_id, 120_000)
    hall.vote(round_id, hall.members[0], well)
    after = hall.after.isoformat()
    assert "voting" in call("list", "--now", hall.voting.isoformat())
    assert call("count", "--now", hall.voting.isoformat()) == ""
    assert "counting" in call("list", "--now", after)
    assert call("count", "--now", after) == f"{round_id}: counted\n"
    assert call("count", round_id, "--now", after) == f"{round_id}: nothing to count\n"
    assert "1 of 6" in call("list", "--now", after)
    assert call("ballots", round_id).startswith("META\n")

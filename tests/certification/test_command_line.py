"""`solifair cert` for a federation: what it looks at, at the shell."""

import pytest

from certification.queue.facts import QueueView
from cli import cert
from tests.certification.registry import NOW, REASON, Registry
from tests.payouts.shell import call, set_environment

AT = ("--now", NOW.isoformat())


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, fresh_database_url: str) -> None:
    set_environment(monkeypatch, fresh_database_url)


def test_a_refusal_at_the_shell_names_its_reason(registry: Registry) -> None:
    certificate_id = registry.submitted()
    words = [certificate_id, "--federation", registry["andes"], "--verifier", registry["lucia"], *AT]
    words += ["--reason", "The second page is a photograph of a table."]
    assert call(cert.app, "ask", *words).exit_code == 2
    assert "wrong_reason_code" in repr(call(cert.app, "ask", *words, "--because", "complaint").exception.code)
    assert "needs_info" in call(cert.app, "ask", *words, "--because", "document_unreadable").output
    assert "rejected" in call(cert.app, "reject", *words, "--because", "no_answer").output


def test_the_queue_is_printed_view_by_view(registry: Registry) -> None:
    waiting = registry.submitted()
    ending = registry.verified(valid_to=NOW.date())
    for view, there, absent in ((QueueView.WAITING, waiting, ending), (QueueView.ENDING, ending, waiting)):
        said = call(cert.app, "queue", "--federation", registry["andes"], "--view", view, *AT)
        assert said.exit_code == 0, said.output
        assert there in said.output and absent not in said.output
    said = call(cert.app, "queue", "--federation", registry["andes"], "--country", "GH", *AT)
    assert waiting not in said.output


def test_a_permission_is_granted_and_told(registry: Registry) -> None:
    registry.let_permit()
    certificate_id = registry.submitted()
    who = ("--federation", registry["andes"], "--verifier", registry["lucia"], "--reason", REASON)
    too_long = call(cert.app, "permit", certificate_id, *who, "--last-day", "2030-01-01", *AT)
    assert too_long.exit_code != 0 and registry.one("select count(*) from provisional_permission") == 0
    said = call(cert.app, "permit", certificate_id, *who, "--last-day", "2027-05-31", *AT)
    assert said.output == f"{certificate_id}: Permission to Trade until 2027-05-31\n"
    shown = call(cert.app, "show", certificate_id, *AT).output
    assert "Permission to Trade until 2027-05-31, counts" in shown and "not shown: never verified" in shown

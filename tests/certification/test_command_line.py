"""`solifair cert` and `solifair network` for a federation, at the shell."""

import pytest
from sqlalchemy import text
from typer.testing import Result

from certification.appeals.file_appeal import file_appeal
from certification.public_alerts.raise_public_alert import raise_public_alert
from certification.queue.facts import QueueView
from cli import cert, network
from kit.errors import DomainError
from models.enums import MemberRole, OrganisationKind, VerificationDecision
from models.organisations import Organisation
from tests.certification.registry import NOW, REASON, Registry
from tests.payouts.shell import call, set_environment

AT = ("--now", NOW.isoformat())


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, fresh_database_url: str) -> None:
    set_environment(monkeypatch, fresh_database_url)


def refusal_of(result: Result) -> str:
    assert isinstance(result.exception, DomainError), result.output
    return result.exception.code


def test_a_refusal_at_the_shell_names_its_reason(registry: Registry) -> None:
    certificate_id = registry.submitted()
    words = [certificate_id, "--federation", registry["andes"], "--verifier", registry["lucia"], *AT]
    words += ["--reason", "The second page is a photograph of a table."]
    assert call(cert.app, "ask", *words).exit_code == 2
    assert refusal_of(call(cert.app, "ask", *words, "--because", "complaint")) == "wrong_reason_code"
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


def test_what_this_market_may_not_show_is_not_called_shown(registry: Registry) -> None:
    certificate_id = registry.verified()
    assert "not shown" not in call(cert.app, "show", certificate_id, *AT).output
    with registry.database.transaction() as session:
        session.add(Organisation(slug="market", kind=OrganisationKind.MARKET, name="Market", country="FR"))
        session.execute(text("""update scheme set display = '{"FR": "none"}' where code = 'fairtrade'"""))
    assert "not shown: hidden_here" in call(cert.app, "show", certificate_id, *AT).output


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


def as_(registry: Registry, verifier: str) -> tuple[str, ...]:
    return ("--federation", registry["andes"], "--verifier", registry[verifier], *AT)


def test_what_a_decision_would_change_and_what_a_year_held(registry: Registry) -> None:
    certificate_id = registry.verified()
    of = ("--federation", registry["andes"])
    assert "3 listings lose the claim" in call(cert.app, "preview", certificate_id, "suspend", *of, *AT).output
    foreign = call(cert.app, "preview", certificate_id, "suspend", "--federation", registry["coop"], *AT)
    assert refusal_of(foreign) == "no_such_certificate"
    assert call(cert.app, "report", *of, "--year", "2026", "--csv").output.splitlines() == [
        "scheme,scheme_name,decision,decisions,certificates,median_days,longest_days",
        "fairtrade,Fairtrade,verify,1,1,0,0",
    ]
    assert "verify" not in call(cert.app, "report", *of, "--year", "2025").output


def test_objections_are_read_and_answered(registry: Registry) -> None:
    certificate_id = registry.verified()
    registry.decide(certificate_id, VerificationDecision.SUSPEND)
    with registry.database.transaction() as session:
        appeal_id = file_appeal(
            session,
            certificate_id=certificate_id,
            person_id=registry["farmer"],
            reason="It was another farm.",
            now=NOW,
        ).id
        alert_id = raise_public_alert(
            session,
            certificate_id=certificate_id,
            body="They sell what they never grew.",
            person_id=None,
            sender=b"a network",
            now=NOW,
        ).id
    of = ("--federation", registry["andes"], *AT)
    assert appeal_id in call(cert.app, "appeals", *of).output
    assert "an answer" in call(cert.app, "alerts", *of).output
    note = ("--note", "We visit them next week.")
    assert "accepted" in call(cert.app, "moderate", alert_id, "accepted", *note, *as_(registry, "marta")).output
    assert "a settlement" in call(cert.app, "alerts", *of).output
    assert "settled" in call(cert.app, "settle", alert_id, *note, *as_(registry, "marta")).output
    assert alert_id not in call(cert.app, "alerts", *of).output
    answer = ("upheld", "--answer", "You are right, it was another.")
    own = call(cert.app, "decide-appeal", appeal_id, *answer, *as_(registry, "lucia"))
    assert refusal_of(own) == "own_decision"
    assert "upheld" in call(cert.app, "decide-appeal", appeal_id, *answer, *as_(registry, "marta")).output
    assert registry.one("select state from certificate where id = :id", id=certificate_id) == "verified"


def test_a_federation_speaks_to_the_holder(registry: Registry) -> None:
    certificate_id = registry.submitted()
    assert call(cert.app, "say", certificate_id, "Which lots?", *as_(registry, "lucia")).exit_code == 0
    assert "Which lots?" in call(cert.app, "messages", certificate_id).output


def test_several_are_decided_about_and_a_refused_one_shows_in_the_exit_code(registry: Registry) -> None:
    first, second = registry.submitted(), registry.submitted()
    words = ("--decision", "verify", "--reason", "Read beside the register.", *as_(registry, "lucia"))
    told = call(cert.app, "bulk", first, second, *words)
    assert told.exit_code == 0 and f"{first}: verified" in told.output and f"{second}: verified" in told.output
    draft = registry.draft()
    told = call(cert.app, "bulk", registry.submitted(), draft, *words)
    assert told.exit_code == 1 and f"{draft}: There is no such certificate" in told.output
    assert registry.one("select count(*) from certificate where state = 'verified'") == 3


def test_memberships_and_mandates_move_at_the_shell(registry: Registry) -> None:
    with registry.database.transaction() as session:
        registry.join(session, "stranger", "andes", MemberRole.STEWARD)
        registry.join(session, "farmer", "baobab", MemberRole.STEWARD)
    andes, baobab = ("--person", registry["stranger"], *AT), ("--person", registry["farmer"], *AT)
    told = call(network.app, "propose", registry["andes"], registry["baobab"], *andes).output
    membership_id = told.split(":")[0]
    assert "waits for the member" in told
    assert "holds" in call(network.app, "accept", membership_id, *baobab).output
    call(network.app, "withdraw", registry["baobab:fairtrade"], *AT)
    handed_on = ("delegate", registry["andes:fairtrade"], registry["baobab"], "--country", "GH")
    mandate_id = call(network.app, *handed_on, *andes).output.strip()
    assert registry.one("select countries from mandate where id = :id", id=mandate_id) == ["GH"]
    assert "ended" in call(network.app, "end", membership_id, *andes).output
    assert registry.one("select withdrawn_at from mandate where id = :id", id=mandate_id) == NOW

"""`solifair cert`: certificates at the shell."""

from datetime import date, timedelta
from typing import Annotated

import typer
from rich.table import Column, Table

from certification.chain import state_at, verify_event_chain
from certification.checklists.rules import NO_ANSWERS, Answers
from certification.decide_certificate import decide_certificate
from certification.errors import NoSuchCertificate
from certification.history.read_history import read_history
from certification.pages import queries
from certification.proposals.confirm_decision import confirm_decision
from certification.proposals.decline_decision import decline_decision
from certification.proposals.propose_decision import propose_decision
from certification.proposals.read_proposals import list_proposals
from certification.queries import find_standing, find_timezone, list_events
from certification.queue.facts import QueueFilter, QueueView
from certification.queue.read_queue import read_queue
from certification.rules import moment_of_day, needs_two, why_not_shown
from cli.attempts import refusals_kept
from cli.tools import console, moment_or_now, open_command_tools, print_table
from models.enums import CertificateState, ChecklistAnswer, VerificationDecision, VerificationMethod

app = typer.Typer(help="Certificates: read them, verify them, take them back.", no_args_is_help=True)

_DAY = "%Y-%m-%d"
Federation = Annotated[str, typer.Option("--federation", help="id of the federation that decides")]
Verifier = Annotated[str, typer.Option("--verifier", help="id of the person who decides for it")]
Reason = Annotated[str, typer.Option("--reason", help="why, in at least ten characters; others read it")]
Method = Annotated[VerificationMethod, typer.Option("--method", help="how it was checked")]
At = Annotated[str | None, typer.Option("--now", help="as if it were this moment (ISO 8601)")]


@app.command("list")
def list_certificates(
    state: Annotated[CertificateState | None, typer.Option(help="only those in this state")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
) -> None:
    """Certificates of everybody, newest first."""
    with open_command_tools() as tools, tools.database.reading() as session:
        rows = queries.list_all(session, state=state, limit=limit)
    table = Table(Column("id", no_wrap=True), "scheme", "number", "holder", "state", "valid to")
    for row in rows:
        table.add_row(row.id, row.scheme_code, row.number, row.holder, row.state, row.valid_to.strftime(_DAY))
    console.print(table)


@app.command()
def queue(
    federation: Federation,
    view: Annotated[QueueView, typer.Option(help="which part of the work")] = QueueView.WAITING,
    within: Annotated[int, typer.Option(min=1, max=366, help="days to look ahead")] = 90,
    scheme: Annotated[str | None, typer.Option(help="only this scheme's")] = None,
    country: Annotated[str | None, typer.Option(help="only holders there, e.g. GH")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    now: At = None,
) -> None:
    """What a federation has to look at: the longest waiting, or what is due soonest, first."""
    at = moment_or_now(now)
    with open_command_tools() as tools, tools.database.reading() as session:
        lines = read_queue(
            session,
            QueueFilter(view, within, scheme, country),
            federation_id=federation,
            after=None,
            limit=limit,
            now=at,
        )
    table = Table(
        Column("id", no_wrap=True), "scheme", "number", "holder", "country", "state", "handed in", "valid to", "due"
    )
    for line in lines:
        table.add_row(
            line.id,
            line.scheme_code,
            line.number,
            line.holder.name,
            line.holder.country,
            line.state,
            line.submitted_at.strftime(_DAY),
            line.valid_to.strftime(_DAY),
            line.due_on.strftime(_DAY) if line.due_on else "",
        )
    print_table(table)


@app.command()
def shown(
    certificate_id: str,
    at: Annotated[str | None, typer.Option(help="the moment that is asked about (ISO 8601); default: now")] = None,
    known_at: Annotated[str | None, typer.Option(help="only what was on record then; default: --at")] = None,
) -> None:
    """What did we show at a moment, and what is known of it since."""
    moment = moment_or_now(at)
    with open_command_tools() as tools, tools.database.reading() as session:
        found = read_history(
            session,
            certificate_id=certificate_id,
            at=moment,
            known_at=moment_or_now(known_at) if known_at else moment,
        )
    said = "shown" if found.is_shown else f"not shown: {found.why_not_shown}"
    console.print(f"{found.at.isoformat()}: {said}; state {found.state or 'not public'}", highlight=False)
    console.print(f"as known at {found.known_at.isoformat()}", highlight=False)


@app.command()
def show(certificate_id: str, now: At = None) -> None:
    """One certificate: what it says, whether its claim is shown, its history and whether that is intact."""
    at = moment_or_now(now)
    with open_command_tools() as tools, tools.database.reading() as session:
        face = queries.find_face(session, certificate_id)
        if face is None:
            raise NoSuchCertificate()
        standing = find_standing(session, certificate_id)
        covers = queries.list_covered(session, certificate_id, lang="en")
        events = list_events(session, certificate_id)
    why_not = why_not_shown(standing, at) if standing else "never verified"
    broken = verify_event_chain(events, state=face.state)
    facts = Table(show_header=False, box=None)
    facts.add_row("scheme", f"{face.scheme.name} ({face.scheme.code})")
    facts.add_row("number", face.number)
    facts.add_row("holder", f"{face.holder.name} ({face.holder.id})")
    facts.add_row("valid", f"{face.valid_from} to {face.valid_to}, days of {face.scheme.timezone}")
    facts.add_row("covers", "; ".join(f"{thing.kind} {thing.label}" for thing in covers) or "all that the holder makes")
    facts.add_row("state", state_at((event.facts for event in events), at, known_at=at) or face.state)
    facts.add_row("claim", "shown" if why_not is None else f"not shown: {why_not}")
    facts.add_row("history", "intact" if broken is None else f"[red]broken at step {broken}[/red]")
    console.print(facts)
    history = Table("step", "effective", "recorded", "state", "reason")
    for event in events:
        step = event.facts
        history.add_row(
            str(step.sequence),
            step.effective_at.isoformat(timespec="seconds"),
            step.recorded_at.isoformat(timespec="seconds"),
            step.to_state,
            step.reason,
        )
    console.print(history)


@app.command()
def verify(
    certificate_id: str,
    federation: Federation,
    verifier: Verifier,
    reason: Reason,
    method: Method = VerificationMethod.DOCUMENT,
    recheck_due_on: Annotated[str | None, typer.Option(help="day of the next check, e.g. 2027-03-01")] = None,
    answer: Annotated[
        list[str] | None, typer.Option(help="to a question of the scheme, e.g. listed=yes; yes, no or not_applicable")
    ] = None,
    now: At = None,
) -> None:
    """Verify a certificate in a federation's name; its claim is shown from now on."""
    recheck = _day(recheck_due_on)
    _decide(
        certificate_id,
        federation,
        verifier,
        VerificationDecision.VERIFY,
        method,
        reason,
        None,
        recheck,
        now,
        _answers(answer),
    )


@app.command()
def suspend(
    certificate_id: str,
    federation: Federation,
    verifier: Verifier,
    reason: Reason,
    method: Method = VerificationMethod.DOCUMENT,
    effective_on: Annotated[str | None, typer.Option(help="a day to come; default: now")] = None,
    now: At = None,
) -> None:
    """Suspend a certificate: its labels are gone with the next read, until it is lifted. One verifier may do this."""
    day = _day(effective_on)
    _decide(certificate_id, federation, verifier, VerificationDecision.SUSPEND, method, reason, day, None, now)


@app.command()
def lift(
    certificate_id: str,
    federation: Federation,
    verifier: Verifier,
    reason: Reason,
    method: Method = VerificationMethod.DOCUMENT,
    now: At = None,
) -> None:
    """Lift a suspension from now on."""
    _decide(certificate_id, federation, verifier, VerificationDecision.LIFT, method, reason, None, None, now)


@app.command()
def reinstate(
    certificate_id: str,
    federation: Federation,
    verifier: Verifier,
    reason: Reason,
    method: Method = VerificationMethod.DOCUMENT,
    now: At = None,
) -> None:
    """Propose to undo a withdrawal; it counts when another verifier confirms it."""
    _decide(certificate_id, federation, verifier, VerificationDecision.REINSTATE, method, reason, None, None, now)


@app.command()
def revoke(
    certificate_id: str,
    federation: Federation,
    verifier: Verifier,
    reason: Reason,
    method: Method = VerificationMethod.DOCUMENT,
    effective_on: Annotated[str | None, typer.Option(help="a day; default: when it is confirmed")] = None,
    now: At = None,
) -> None:
    """Propose to withdraw a certificate; when another verifier confirms it, every label on it is gone."""
    day = _day(effective_on)
    _decide(certificate_id, federation, verifier, VerificationDecision.WITHDRAW, method, reason, day, None, now)


@app.command()
def waiting(federation: Federation, now: At = None) -> None:
    """What a federation proposed and another of its verifiers has to confirm."""
    at = moment_or_now(now)
    with open_command_tools() as tools, tools.database.reading() as session:
        rows = list_proposals(session, federation_ids=[federation], now=at)
    table = Table(Column("id", no_wrap=True), Column("certificate", no_wrap=True), "decision", "by", "lapses", "reason")
    for row in rows:
        lapses = row.lapses_at.isoformat(timespec="minutes")
        table.add_row(row.id, row.certificate_id, row.decision, row.proposed_by, lapses, row.reason)
    print_table(table)


@app.command()
def confirm(proposal_id: str, verifier: Verifier, now: At = None) -> None:
    """Confirm what a colleague proposed: from now on it counts."""
    at = moment_or_now(now)
    with (
        open_command_tools() as tools,
        refusals_kept(tools, "proposal.decide", verifier, proposal_id, at),
        tools.database.transaction() as session,
    ):
        certificate = confirm_decision(session, proposal_id=proposal_id, verifier_id=verifier, now=at)
    console.print(f"{certificate.id}: {CertificateState(certificate.state)}", highlight=False)


@app.command()
def decline(proposal_id: str, verifier: Verifier, reason: Reason, now: At = None) -> None:
    """Leave a proposal undone."""
    at = moment_or_now(now)
    with (
        open_command_tools() as tools,
        refusals_kept(tools, "proposal.decide", verifier, proposal_id, at),
        tools.database.transaction() as session,
    ):
        decline_decision(session, proposal_id=proposal_id, verifier_id=verifier, reason=reason, now=at)
    console.print(f"{proposal_id}: nothing has changed", highlight=False)


@app.command("expire-soon")
def expire_soon(
    days: Annotated[int, typer.Option(min=1, max=3650, help="how far to look ahead")] = 60, now: At = None
) -> None:
    """Claims that are shown now and end within some days, the soonest first."""
    at = moment_or_now(now)
    with open_command_tools() as tools, tools.database.reading() as session:
        rows = queries.list_ending(session, now=at, until=at + timedelta(days=days))
    table = Table("ends", "scheme", "number", "holder", Column("id", no_wrap=True))
    for row in rows:
        table.add_row(row.ends_at.isoformat(timespec="minutes"), row.scheme_code, row.number, row.holder, row.id)
    console.print(table)


def _decide(
    certificate_id: str,
    federation_id: str,
    verifier_id: str,
    decision: VerificationDecision,
    method: VerificationMethod,
    reason: str,
    effective_on: date | None,
    recheck_due_on: date | None,
    now: str | None,
    answers: Answers = NO_ANSWERS,
) -> None:
    at = moment_or_now(now)
    with (
        open_command_tools() as tools,
        refusals_kept(tools, f"certificate.{decision}", verifier_id, certificate_id, at),
        tools.database.transaction() as session,
    ):
        timezone = find_timezone(session, certificate_id) or "UTC"
        effective_at = moment_of_day(effective_on, timezone=timezone, now=at)
        if needs_two(decision, effective_at=effective_at, now=at):
            proposal = propose_decision(
                session,
                certificate_id=certificate_id,
                federation_id=federation_id,
                verifier_id=verifier_id,
                decision=decision,
                method=method,
                reason=reason,
                effective_at=None if effective_at == at else effective_at,
                recheck_due_on=recheck_due_on,
                now=at,
                answers=answers,
            )
            said = f"{proposal.id}: waits for another verifier (solifair cert confirm {proposal.id})"
        else:
            certificate = decide_certificate(
                session,
                certificate_id=certificate_id,
                federation_id=federation_id,
                verifier_id=verifier_id,
                decision=decision,
                method=method,
                reason=reason,
                effective_at=effective_at,
                recheck_due_on=recheck_due_on,
                now=at,
                answers=answers,
            )
            said = f"{certificate.id}: {CertificateState(certificate.state)}"
    console.print(said, highlight=False)


def _answers(given: list[str] | None) -> Answers:
    """`listed=yes` and the like, by question."""
    answers = {}
    for text in given or []:
        question, _, answer = text.partition("=")
        try:
            answers[question] = ChecklistAnswer(answer)
        except ValueError:
            raise typer.BadParameter(f"{text!r} is not an answer such as listed=yes") from None
    return answers


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day such as 2027-03-01") from None

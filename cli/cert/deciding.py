"""Decide about certificates in a federation's name."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

import typer
from rich.table import Column, Table

from certification.checklists.rules import Answers
from certification.decide_certificate import decide_certificate
from certification.permissions.grant_permission import grant_permission
from certification.proposals.confirm_decision import confirm_decision
from certification.proposals.decline_decision import decline_decision
from certification.proposals.propose_decision import propose_decision
from certification.proposals.read_proposals import list_proposals
from certification.queries import find_timezone
from certification.rules import moment_of_day, needs_two
from cli.attempts import refusals_kept
from cli.cert.command import At, Federation, Method, Reason, Verifier, answers_given, app, day
from cli.tools import console, moment_or_now, open_command_tools, print_table
from models.enums import CertificateState, ReasonCode, VerificationDecision, VerificationMethod

Because = Annotated[ReasonCode, typer.Option("--because", help="which of the reasons that there are")]


@dataclass(frozen=True)
class _Said:
    """What a verifier says, at the shell."""

    federation_id: str
    verifier_id: str
    decision: VerificationDecision
    method: VerificationMethod
    reason: str
    reason_code: ReasonCode | None = None
    effective_on: date | None = None
    recheck_due_on: date | None = None
    answers: Answers = field(default_factory=dict)


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
    said = _Said(
        federation,
        verifier,
        VerificationDecision.VERIFY,
        method,
        reason,
        recheck_due_on=day(recheck_due_on),
        answers=answers_given(answer),
    )
    _decide(certificate_id, said, now)


@app.command()
def ask(
    certificate_id: str,
    federation: Federation,
    verifier: Verifier,
    because: Because,
    reason: Reason,
    method: Method = VerificationMethod.DOCUMENT,
    now: At = None,
) -> None:
    """Ask the holder something; it is between them and the federation."""
    _decide(certificate_id, _Said(federation, verifier, VerificationDecision.ASK, method, reason, because), now)


@app.command()
def reject(
    certificate_id: str,
    federation: Federation,
    verifier: Verifier,
    because: Because,
    reason: Reason,
    method: Method = VerificationMethod.DOCUMENT,
    now: At = None,
) -> None:
    """Do not accept a certificate that was handed in."""
    _decide(certificate_id, _Said(federation, verifier, VerificationDecision.REJECT, method, reason, because), now)


@app.command()
def suspend(
    certificate_id: str,
    federation: Federation,
    verifier: Verifier,
    because: Because,
    reason: Reason,
    method: Method = VerificationMethod.DOCUMENT,
    effective_on: Annotated[str | None, typer.Option(help="a day to come; default: now")] = None,
    now: At = None,
) -> None:
    """Suspend a certificate: its labels are gone with the next read, until it is lifted. One verifier may do this."""
    said = _Said(federation, verifier, VerificationDecision.SUSPEND, method, reason, because, day(effective_on))
    _decide(certificate_id, said, now)


@app.command()
def permit(
    certificate_id: str,
    federation: Federation,
    verifier: Verifier,
    reason: Reason,
    last_day: Annotated[str | None, typer.Option(help="e.g. 2027-05-31; default: as the scheme lets it")] = None,
    now: At = None,
) -> None:
    """Let the holder sell under the scheme before its certificate, and claim nothing; where the scheme knows that."""
    at = moment_or_now(now)
    with (
        open_command_tools() as tools,
        refusals_kept(tools, "certificate.permit", verifier, certificate_id, at),
        tools.database.transaction() as session,
    ):
        granted = grant_permission(
            session,
            certificate_id=certificate_id,
            federation_id=federation,
            verifier_id=verifier,
            reason=reason,
            last_day=day(last_day),
            now=at,
        )
    console.print(f"{certificate_id}: {granted.name} until {granted.last_day}", highlight=False)


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
    _decide(certificate_id, _Said(federation, verifier, VerificationDecision.LIFT, method, reason), now)


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
    _decide(certificate_id, _Said(federation, verifier, VerificationDecision.REINSTATE, method, reason), now)


@app.command()
def revoke(
    certificate_id: str,
    federation: Federation,
    verifier: Verifier,
    because: Because,
    reason: Reason,
    method: Method = VerificationMethod.DOCUMENT,
    effective_on: Annotated[str | None, typer.Option(help="a day; default: when it is confirmed")] = None,
    now: At = None,
) -> None:
    """Propose to withdraw a certificate; when another verifier confirms it, every label on it is gone."""
    said = _Said(federation, verifier, VerificationDecision.WITHDRAW, method, reason, because, day(effective_on))
    _decide(certificate_id, said, now)


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


def _decide(certificate_id: str, said: _Said, now: str | None) -> None:
    at = moment_or_now(now)
    with (
        open_command_tools() as tools,
        refusals_kept(tools, f"certificate.{said.decision}", said.verifier_id, certificate_id, at),
        tools.database.transaction() as session,
    ):
        timezone = find_timezone(session, certificate_id) or "UTC"
        effective_at = moment_of_day(said.effective_on, timezone=timezone, now=at)
        if needs_two(said.decision, effective_at=effective_at, now=at):
            proposal = propose_decision(
                session,
                certificate_id=certificate_id,
                federation_id=said.federation_id,
                verifier_id=said.verifier_id,
                decision=said.decision,
                method=said.method,
                reason=said.reason,
                effective_at=None if effective_at == at else effective_at,
                recheck_due_on=said.recheck_due_on,
                now=at,
                answers=said.answers,
                reason_code=said.reason_code,
            )
            told = f"{proposal.id}: waits for another verifier (solifair cert confirm {proposal.id})"
        else:
            certificate = decide_certificate(
                session,
                certificate_id=certificate_id,
                federation_id=said.federation_id,
                verifier_id=said.verifier_id,
                decision=said.decision,
                method=said.method,
                reason=said.reason,
                effective_at=effective_at,
                recheck_due_on=said.recheck_due_on,
                now=at,
                answers=said.answers,
                reason_code=said.reason_code,
            )
            told = f"{certificate.id}: {CertificateState(certificate.state)}"
    console.print(told, highlight=False)

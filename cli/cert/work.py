"""A federation's work as a whole: what a decision would change, several at once, its year."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from certification.bulk.review_certificates import review_certificates
from certification.preview.preview_decision import preview_decision
from certification.yearly.queries import list_year
from certification.yearly.sheet import year_sheet
from cli.cert.command import At, Federation, Method, Reason, Verifier, answers_given, app
from cli.tools import console, moment_or_now, open_command_tools, print_table
from models.enums import ReasonCode, VerificationDecision, VerificationMethod


@app.command()
def preview(certificate_id: str, decision: VerificationDecision, federation: Federation, now: At = None) -> None:
    """What a decision would change if it counted now: listings, carts, orders, buyers."""
    with open_command_tools() as tools, tools.database.reading() as session:
        found = preview_decision(
            session,
            certificate_id=certificate_id,
            decision=decision,
            federation_ids=[federation],
            now=moment_or_now(now),
        )
    console.print(found.sentence, highlight=False)
    table = Table(show_header=False, box=None)
    for name, count in vars(found).items():
        if name != "decision":
            table.add_row(name.replace("_", " "), str(count))
    print_table(table)


@app.command()
def report(
    federation: Federation,
    year: Annotated[int, typer.Option(min=2000, max=2999, help="in UTC")],
    is_csv: Annotated[bool, typer.Option("--csv", help="as CSV")] = False,
) -> None:
    """A federation's decisions of a year, by scheme and decision, and how many days certificates waited for them."""
    with open_command_tools() as tools, tools.database.reading() as session:
        lines = list_year(
            session,
            federation_id=federation,
            since=datetime(year, 1, 1, tzinfo=UTC),
            until=datetime(year + 1, 1, 1, tzinfo=UTC),
        )
    if is_csv:
        sys.stdout.write(year_sheet(lines))
        return
    table = Table("scheme", "decision", "decisions", "certificates", "median days", "longest")
    for line in lines:
        days = ["" if each is None else str(each) for each in (line.median_days, line.longest_days)]
        table.add_row(line.scheme, line.decision, str(line.decisions), str(line.certificates), *days)
    print_table(table)


@app.command()
def bulk(
    certificate_ids: list[str],
    decision: Annotated[VerificationDecision, typer.Option(help="verify, ask or reject")],
    federation: Federation,
    verifier: Verifier,
    reason: Reason,
    because: Annotated[ReasonCode | None, typer.Option(help="to ask or reject: which of the reasons")] = None,
    method: Method = VerificationMethod.DOCUMENT,
    answer: Annotated[list[str] | None, typer.Option(help="to a question of the scheme, e.g. listed=yes")] = None,
    now: At = None,
) -> None:
    """One decision about several certificates of one scheme, each judged by itself. Exit code 1 if any was refused."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        reviewed = review_certificates(
            session,
            certificate_ids=certificate_ids,
            federation_id=federation,
            verifier_id=verifier,
            decision=decision,
            method=method,
            reason=reason,
            reason_code=because,
            answers=answers_given(answer),
            now=moment_or_now(now),
        )
    for one in reviewed:
        console.print(f"{one.certificate_id}: {one.refusal.title if one.refusal else one.state}", highlight=False)
    if any(one.refusal for one in reviewed):
        raise typer.Exit(1)

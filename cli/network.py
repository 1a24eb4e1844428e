"""`solifair network`: who may verify what, and who belongs to whom."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Column, Table

from certification.grant_mandate import grant_mandate
from certification.networks import queries
from certification.networks.accept_membership import accept_membership
from certification.networks.delegate_mandate import delegate_mandate
from certification.networks.end_membership import end_membership
from certification.networks.propose_membership import propose_membership
from certification.withdraw_mandate import withdraw_mandate
from cli.tools import complaints, console, moment_or_now, open_command_tools, print_table
from market.impact.facts.follow_books import catch_up
from market.impact.networks.queries import Asked
from market.impact.networks.reconcile_network import reconcile_network
from market.networks.read_network import get_network

app = typer.Typer(help="Federations and networks: memberships and mandates.", no_args_is_help=True)

At = Annotated[str | None, typer.Option("--now", help="as if it were this moment (ISO 8601)")]


@app.command()
def members(organisation_id: str) -> None:
    """Whom an organisation belongs to and who belongs to it."""
    with open_command_tools() as tools, tools.database.reading() as session:
        facts = queries.list_memberships(session, organisation_id)
    table = Table(Column("id", no_wrap=True), "network", "member", "asked by", "accepted", "ended")
    for fact in facts:
        table.add_row(
            fact.id,
            fact.network_name,
            fact.member_name,
            "the network" if fact.is_invitation else "the member",
            fact.accepted_at.isoformat(timespec="minutes") if fact.accepted_at else "not yet",
            fact.ended_at.isoformat(timespec="minutes") if fact.ended_at else "",
        )
    print_table(table)


Person = Annotated[str, typer.Option("--person", help="id of the steward who acts")]


@app.command()
def propose(network_id: str, member_id: str, person: Person, now: At = None) -> None:
    """Invite an organisation into a network, or ask to be taken in: whose steward the person is decides which."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        membership = propose_membership(
            session, network_id=network_id, member_id=member_id, person_id=person, now=moment_or_now(now)
        )
        said = f"{membership.id}: waits for the {'member' if membership.is_invitation else 'network'}"
    console.print(said, highlight=False)


@app.command()
def accept(membership_id: str, person: Person, now: At = None) -> None:
    """Say yes to what the other side asked."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        accept_membership(session, membership_id=membership_id, person_id=person, now=moment_or_now(now))
    console.print(f"{membership_id}: holds", highlight=False)


@app.command()
def end(membership_id: str, person: Person, now: At = None) -> None:
    """Leave, put a member out, decline, or take back what was asked; mandates handed on along it end with it."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        end_membership(session, membership_id=membership_id, person_id=person, now=moment_or_now(now))
    console.print(f"{membership_id}: ended", highlight=False)


@app.command()
def delegate(
    mandate_id: str,
    federation_id: str,
    person: Person,
    country: Annotated[list[str] | None, typer.Option(help="only there; may be repeated")] = None,
    category: Annotated[list[str] | None, typer.Option(help="only that; may be repeated")] = None,
    now: At = None,
) -> None:
    """Hand a mandate on to a member of the network, for what it is for, or less."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        mandate = delegate_mandate(
            session,
            mandate_id=mandate_id,
            federation_id=federation_id,
            countries=country or [],
            categories=category or [],
            person_id=person,
            now=moment_or_now(now),
        )
        said = mandate.id
    console.print(said, highlight=False)


@app.command()
def mandates(federation_id: str) -> None:
    """What a federation may verify, and could."""
    with open_command_tools() as tools, tools.database.reading() as session:
        found = queries.list_mandates(session, federation_id)
    table = Table(
        Column("id", no_wrap=True), Column("scheme", no_wrap=True), "countries", "categories", "from", "ended"
    )
    for mandate in found:
        table.add_row(
            mandate.id,
            mandate.scheme_id,
            " ".join(mandate.countries) or "all",
            " ".join(mandate.categories) or "all",
            mandate.delegated_from or "the market",
            mandate.withdrawn_at.isoformat(timespec="minutes") if mandate.withdrawn_at else "",
        )
    print_table(table)


@app.command()
def grant(
    federation_id: str,
    scheme: str,
    country: Annotated[list[str] | None, typer.Option(help="only there; may be repeated")] = None,
    category: Annotated[list[str] | None, typer.Option(help="only that; may be repeated")] = None,
    now: At = None,
) -> None:
    """Let a federation verify a scheme's certificates."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        mandate = grant_mandate(
            session,
            federation_id=federation_id,
            scheme=scheme,
            countries=country or [],
            categories=category or [],
            granted_by=None,
            now=moment_or_now(now),
        )
    console.print(mandate.id, highlight=False)


@app.command()
def withdraw(mandate_id: str, now: At = None) -> None:
    """End a mandate and all that was handed on from it; claims that nobody else vouches for are gone."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        ended = withdraw_mandate(session, mandate_id=mandate_id, now=moment_or_now(now))
    for each in sorted(ended):
        console.print(f"{each}: ended", highlight=False)


@app.command()
def reconcile(
    network: Annotated[str, typer.Argument(help="the network's slug or id")],
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="first day, in UTC")],
    end: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="day after the last")],
) -> None:
    """Hold a network's figures against each member's own and against the books, to the cent; 1 if they differ."""
    if start >= end:
        raise typer.BadParameter("the period ends before it starts", param_hint="--to")
    with open_command_tools() as tools, tools.database.transaction() as session:
        asked = Asked(
            network_id=get_network(session, network).id,
            start=start.replace(tzinfo=UTC).date(),
            end=end.replace(tzinfo=UTC).date(),
            currency=tools.settings.market_currency,
            as_of=catch_up(session),
        )
        found = reconcile_network(session, asked)
    for each in found.differences:
        complaints.print(
            f"[red]{each.measure}[/red]: the network has {each.network}, its {each.other} {each.amount}",
            highlight=False,
        )
    if found.differences:
        raise typer.Exit(1)
    console.print(f"{found.members} members, {found.measures} measures: all agree", highlight=False)

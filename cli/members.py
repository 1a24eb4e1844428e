"""`solifair members`: who may act for an organisation."""

from typing import Annotated

import typer
from rich.table import Column, Table
from sqlalchemy.orm import Session

from cli.tools import console, moment_or_now, open_command_tools, print_table
from market.accounts.errors import NoSuchOrganisation
from market.accounts.members import queries
from market.accounts.members.change_role import change_role
from market.accounts.members.invite import invite
from market.accounts.members.take_off import take_off
from market.accounts.members.withdraw_invitation import withdraw_invitation
from market.accounts.queries import find_organisation
from models.enums import MemberRole

app = typer.Typer(help="Who may act for an organisation: list, ask in, change, take off.", no_args_is_help=True)

_PAGE = 500
_LONGEST_NAME = 200


def _name(text: str) -> str:
    if not 0 < len(text.strip()) <= _LONGEST_NAME:
        raise typer.BadParameter(f"say for whom, in {_LONGEST_NAME} letters at most")
    return text.strip()


Organisation = Annotated[str, typer.Argument(help="id or slug of the organisation")]
Steward = Annotated[str, typer.Option("--person", help="id of the steward who acts")]
At = Annotated[str | None, typer.Option("--now", help="as if it were this moment (ISO 8601)")]


@app.command("list")
def list_members(organisation: Organisation, now: At = None) -> None:
    """Who may act for an organisation now, the longest first, and who is asked in."""
    with open_command_tools() as tools, tools.database.reading() as session:
        wanted = _find(session, organisation)
        members = queries.list_members(session, wanted, limit=_PAGE)
        invitations = queries.list_open(session, wanted, now=moment_or_now(now))
    table = Table(Column("person", no_wrap=True), "name", "roles", "since")
    for one in members:
        table.add_row(one.person_id, one.full_name, " ".join(one.roles), one.since.isoformat(timespec="minutes"))
    print_table(table)
    if invitations:
        asked = Table(Column("invitation", no_wrap=True), "for", "role", "by", "until")
        for each in invitations:
            until = each.expires_at.isoformat(timespec="minutes")
            asked.add_row(each.id, each.invited_name, each.role, each.invited_by_name, until)
        print_table(asked)


@app.command("invite")
def ask_in(
    organisation: Organisation,
    name: Annotated[str, typer.Argument(help="for whom, as the list shall say it", callback=_name)],
    person: Steward,
    role: Annotated[MemberRole, typer.Option(help="member or steward")] = MemberRole.MEMBER,
    now: At = None,
) -> None:
    """Make a link by which one person joins within a week, with an account of their own. It is shown this once."""
    with open_command_tools() as tools:
        with tools.database.transaction() as session:
            wanted = _find(session, organisation)
            made = invite(
                session, organisation_id=wanted, role=role, name=name, person_id=person, now=moment_or_now(now)
            )
        link = f"{tools.settings.storefront_url}/join?token={made.secret}"
    console.print(f"{made.id}: open until {made.expires_at.isoformat(timespec='minutes')}", highlight=False)
    console.print(link, highlight=False, soft_wrap=True)


@app.command()
def withdraw(invitation_id: str, person: Steward, now: At = None) -> None:
    """Take a link back that nobody has used."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        withdraw_invitation(session, invitation_id=invitation_id, person_id=person, now=moment_or_now(now))
    console.print(f"{invitation_id}: opens nothing any more", highlight=False)


@app.command("change-role")
def set_role(
    organisation: Organisation,
    member_id: Annotated[str, typer.Argument(help="whose role: usr_…")],
    role: Annotated[MemberRole, typer.Argument(help="member or steward")],
    person: Steward,
    now: At = None,
) -> None:
    """Make a member a steward, or a steward a member. The last steward stays one."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        wanted = _find(session, organisation)
        change_role(
            session,
            organisation_id=wanted,
            member_id=member_id,
            role=role,
            person_id=person,
            now=moment_or_now(now),
        )
    console.print(f"{member_id}: {role} from now on", highlight=False)


@app.command()
def remove(
    organisation: Organisation,
    member_id: Annotated[str, typer.Argument(help="whom: usr_…; with their own --person they leave")],
    person: Annotated[str, typer.Option("--person", help="id of the steward who acts, or of who leaves")],
    now: At = None,
) -> None:
    """End every role that somebody has there. The last steward cannot go."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        wanted = _find(session, organisation)
        take_off(session, organisation_id=wanted, member_id=member_id, person_id=person, now=moment_or_now(now))
    console.print(f"{member_id}: acts for it no more", highlight=False)


def _find(session: Session, name: str) -> str:
    found = find_organisation(session, name)
    if found is None:
        raise NoSuchOrganisation()
    return found.id

"""`solifair people`: who has an account, who may sign in, and the roles that two operators give."""

from typing import Annotated

import typer
from rich.table import Column, Table
from sqlalchemy.orm import Session

from cli.tools import console, moment_or_now, open_command_tools, print_table
from market.accounts.errors import NoSuchOrganisation
from market.accounts.people import queries
from market.accounts.people.decide_role import confirm_role, decline_role
from market.accounts.people.errors import NoSuchPerson
from market.accounts.people.lock_person import lock_person, unlock_person
from market.accounts.people.propose_role import WantedRole, propose_role
from market.accounts.people.queries import Which
from market.accounts.people.withdraw_role import withdraw_role
from market.accounts.queries import find_organisation, list_memberships
from models.enums import GrantedRole

app = typer.Typer(help="People: list, show, lock out, let in; roles of the market, given by two.", no_args_is_help=True)

_PAGE = 500
_SHORTEST_REASON, _LONGEST_REASON = 10, 300


def _reason(text: str) -> str:
    if not _SHORTEST_REASON <= len(text.strip()) <= _LONGEST_REASON:
        raise typer.BadParameter(f"between {_SHORTEST_REASON} and {_LONGEST_REASON} letters")
    return text.strip()


PersonId = Annotated[str, typer.Argument(help="whom: usr_…")]
Operator = Annotated[str, typer.Option("--person", help="id of the operator who acts")]
Reason = Annotated[str, typer.Option("--reason", help="why, for the audit log", callback=_reason)]
Role = Annotated[GrantedRole, typer.Option("--role", help="operator, or verifier of an organisation")]
Where = Annotated[str | None, typer.Option("--organisation", help="id or slug of where a verifier verifies")]
At = Annotated[str | None, typer.Option("--now", help="as if it were this moment (ISO 8601)")]


@app.command("list")
def list_people(
    wanted: Annotated[str, typer.Argument(help="a piece of the name or e-mail, or the id")] = "",
    which: Annotated[Which, typer.Option(help="whom to list")] = Which.ALL,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="how many at most")] = 50,
) -> None:
    """Who has an account, newest first."""
    with open_command_tools() as tools, tools.database.reading() as session:
        found = queries.list_people(session, wanted, which=which, before=None, limit=limit)
    table = Table(Column("person", no_wrap=True), "name", "e-mail", "operator", "since", "locked out")
    for one in found:
        locked = one.disabled_at.isoformat(timespec="minutes") if one.disabled_at else ""
        since = one.created_at.isoformat(timespec="minutes")
        table.add_row(one.id, one.full_name, one.email, "yes" if one.is_operator else "", since, locked)
    print_table(table)


@app.command()
def show(person_id: PersonId) -> None:
    """One of them, with what they are where."""
    with open_command_tools() as tools, tools.database.reading() as session:
        person = queries.find_person(session, person_id)
        if person is None:
            raise NoSuchPerson()
        memberships = list_memberships(session, person_id=person_id)
    console.print(f"{person.id}, {person.full_name}, {person.email}", style="bold", highlight=False, markup=False)
    if person.is_operator:
        console.print("operator of the market")
    if person.disabled_at is not None:
        console.print(f"locked out since {person.disabled_at.isoformat(timespec='minutes')}", highlight=False)
    for one in memberships:
        console.print(f"{one.role} of {one.name} ({one.organisation_id})", highlight=False, markup=False)


@app.command()
def lock(person_id: PersonId, reason: Reason, person: Operator, now: At = None) -> None:
    """Lock somebody out: every session, key and link of theirs ends at once. Never the last operator."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        _require_operator(session, person)
        lock_person(session, person_id, reason=reason, operator_id=person, now=moment_or_now(now))
    console.print(f"{person_id}: locked out", highlight=False)


@app.command()
def unlock(person_id: PersonId, reason: Reason, person: Operator, now: At = None) -> None:
    """Let somebody sign in again; what was ended stays ended."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        _require_operator(session, person)
        unlock_person(session, person_id, reason=reason, operator_id=person, now=moment_or_now(now))
    console.print(f"{person_id}: may sign in", highlight=False)


@app.command()
def propose(
    person_id: PersonId, role: Role, reason: Reason, person: Operator, organisation: Where = None, now: At = None
) -> None:
    """Propose that somebody runs the market, or verifies for an organisation. Another operator agrees."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        _require_operator(session, person)
        wanted = WantedRole(person_id, role, _find(session, organisation))
        made = propose_role(session, wanted, reason=reason, operator_id=person, now=moment_or_now(now))
        said = f"{made.id}: waits for another operator"
    console.print(said, highlight=False)


@app.command()
def proposals() -> None:
    """Roles that wait for another operator's word, newest first."""
    with open_command_tools() as tools, tools.database.reading() as session:
        found = queries.list_proposals(session, before=None, limit=_PAGE)
    table = Table(Column("proposal", no_wrap=True), "for", "role", "where", "by", "why")
    for one in found:
        where = one.organisation_name or ""
        table.add_row(one.id, f"{one.person_name} ({one.person_id})", one.role, where, one.proposer_name, one.reason)
    print_table(table)


@app.command()
def confirm(proposal_id: str, person: Operator, now: At = None) -> None:
    """Agree, as another operator than who proposed it and than whom it is for."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        _require_operator(session, person)
        confirm_role(session, proposal_id, operator_id=person, now=moment_or_now(now))
    console.print(f"{proposal_id}: given", highlight=False)


@app.command()
def decline(proposal_id: str, person: Operator, now: At = None) -> None:
    """Say no, or take one's own proposal back."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        _require_operator(session, person)
        decline_role(session, proposal_id, operator_id=person, now=moment_or_now(now))
    console.print(f"{proposal_id}: declined", highlight=False)


@app.command()
def withdraw(
    person_id: PersonId, role: Role, reason: Reason, person: Operator, organisation: Where = None, now: At = None
) -> None:
    """Take a role from somebody, from their next request on. Never the last operator's."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        _require_operator(session, person)
        wanted = WantedRole(person_id, role, _find(session, organisation))
        withdraw_role(session, wanted, reason=reason, operator_id=person, now=moment_or_now(now))
    console.print(f"{person_id}: {role} no more", highlight=False)


def _require_operator(session: Session, person_id: str) -> None:
    """Who acts is one who could at the desk too: two words are two people's."""
    found = queries.find_person(session, person_id)
    if found is None or not found.is_operator or found.disabled_at is not None:
        raise typer.BadParameter("this is no operator who may sign in", param_hint="--person")


def _find(session: Session, organisation: str | None) -> str | None:
    if organisation is None:
        return None
    found = find_organisation(session, organisation)
    if found is None:
        raise NoSuchOrganisation()
    return found.id

"""`solifair user`: people."""

from datetime import timedelta
from typing import Annotated

import typer

from cli.tools import console, open_command_tools
from market.accounts import queries
from market.accounts.errors import NoSuchOrganisation
from market.accounts.invite_by_link import invite_by_link
from models.accounts import Person
from models.enums import MemberRole
from models.organisations import Membership

app = typer.Typer(help="People and what they may do.", no_args_is_help=True)


@app.command()
def create(
    email: str,
    full_name: str,
    organisation: Annotated[str | None, typer.Option(help="slug or id of an organisation to join")] = None,
    role: Annotated[MemberRole, typer.Option(help="what they are there")] = MemberRole.MEMBER,
    operator: Annotated[bool, typer.Option(help="may run the market")] = False,
) -> None:
    """Make an account and print a sign-in link's path, good for one use within a day."""
    with open_command_tools() as tools, tools.database.transaction() as session:
        person = Person(email=email.lower(), full_name=full_name, is_operator=operator)
        queries.insert(session, person)
        if organisation is not None:
            found = queries.find_organisation(session, organisation)
            if found is None:
                raise NoSuchOrganisation()
            queries.insert(session, Membership(person_id=person.id, organisation_id=found.id, role=role))
        secret = invite_by_link(session, person_id=person.id, lasts=timedelta(days=1), uses=1, now=tools.now())
    console.print(person.id, highlight=False)
    console.print(f"{tools.settings.storefront_url}/sign-in/link?token={secret}", highlight=False, soft_wrap=True)

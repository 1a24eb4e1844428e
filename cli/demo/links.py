"""Ways into the demo: sign-in links for people, tokens for programs. Fresh ones at each call."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from market.accounts.invite_by_link import invite_by_link
from market.accounts.sign_in import start_session
from models.accounts import Person

_LASTS = timedelta(days=1)
_USES = 50

# Whom the demo introduces, by what they are to the market; the first of each role also gets a token.
_PEOPLE = (
    ("consumer", "camille@lyon.example.org"),
    ("producer", "rosa@tresquebradas.example.org"),
    ("producer", "joana@terraclareada.example.org"),
    ("verifier", "lucia@andesistmo.example.org"),
    # Confirms what Lucía proposes: an end takes two.
    ("verifier", "diego@andesistmo.example.org"),
    ("operator", "operator@example.org"),
)


@dataclass(frozen=True)
class Link:
    """`url_path` opens the storefront signed in; good for a day."""

    role: str
    name: str
    url_path: str


@dataclass(frozen=True)
class Entrances:
    """`tokens` are bearer tokens by role."""

    links: list[Link]
    tokens: dict[str, str]


def open_entrances(session: Session, *, now: datetime) -> Entrances:
    """Make links and sessions for the demo's people; those who are not there have none."""
    emails = [email for _, email in _PEOPLE]
    found = {row.email: row for row in session.execute(select(Person).where(col(Person.email).in_(emails))).scalars()}
    entrances = Entrances([], {})
    for role, email in _PEOPLE:
        if (person := found.get(email)) is None:
            continue
        secret = invite_by_link(session, person_id=person.id, lasts=_LASTS, uses=_USES, now=now)
        entrances.links.append(Link(role, person.full_name, f"/sign-in/link?token={secret}"))
        if role not in entrances.tokens:
            started = start_session(session, person_id=person.id, agent="demo", now=now)
            entrances.tokens[role] = started.token
    return entrances

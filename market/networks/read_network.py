"""A network as everybody may see it: who belongs, how that came about, what they buy from each other."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from market.networks import queries
from market.networks.errors import NoNetworkCalled
from market.networks.queries import MemberFact
from market.networks.rules import Counted, Movement, count_by, movements
from models.enums import OrganisationKind
from models.organisations import Organisation

# Five years: a page that a person can read.
MOST_QUARTERS = 20


@dataclass(frozen=True)
class NetworkView:
    """`members` are today's, directly or through others; the three counts are of those of them that make something."""

    network: Organisation
    members: int
    producers: int
    by_structure: Counted
    by_line: Counted
    by_country: Counted
    movements: tuple[Movement, ...]


def get_network(session: Session, id_or_slug: str) -> Organisation:
    """Raises NoNetworkCalled."""
    network = queries.find_network(session, id_or_slug)
    if network is None:
        raise NoNetworkCalled()
    return network


def read_network(session: Session, id_or_slug: str, *, now: datetime) -> NetworkView:
    """Raises NoNetworkCalled."""
    network, today = get_network(session, id_or_slug), now.astimezone(UTC).date()
    everybody = queries.list_members_between(session, network.id, start=None, end=None)
    members = [member for member in everybody if member.belongs_on(today)]
    producers = [member for member in members if member.kind is OrganisationKind.PRODUCER]
    return NetworkView(
        network=network,
        members=len(members),
        producers=len(producers),
        by_structure=count_by(producers, _structure),
        by_line=count_by(producers, _line),
        by_country=count_by(producers, _country),
        movements=tuple(movements(queries.stays_of(everybody), today=today, most=MOST_QUARTERS)),
    )


def _structure(member: MemberFact) -> str | None:
    return member.structure


def _line(member: MemberFact) -> str | None:
    return member.line


def _country(member: MemberFact) -> str | None:
    return member.country

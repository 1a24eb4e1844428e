"""SQL of networks: which there are, and on which days who belonged to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from market.networks.rules import Stay
from models.enums import OrganisationKind
from models.organisations import Organisation

NETWORK_KINDS = (OrganisationKind.FEDERATION, OrganisationKind.NETWORK)
_NETWORKS = text(
    """
    select o.id, o.slug, o.name, o.kind, o.country,
           (select count(*) from network_days(o.id) m where m.days @> cast(:today as date)) as members
    from organisation o
    where o.kind in ('federation', 'network') and o.archived_at is null
      and (cast(:before as text) is null or o.id < :before)
    order by o.id desc limit :limit
    """
)
_MEMBERS = text(
    """
    select o.id, o.slug, o.name, o.kind, o.country, o.line, o.relation, o.structure, o.sector,
           lower(stay) as since, upper(stay) as until,
           exists (select from network_membership n
                   where n.network_id = :network_id and n.member_id = o.id
                     and membership_days(n.accepted_at, n.ended_at) && stay) as is_direct
    from network_days(:network_id) m
    join organisation o on o.id = m.member_id
    cross join lateral unnest(
        m.days * datemultirange(daterange(cast(:start as date), cast(:end as date)))) stay
    where cast(:before as text) is null or o.id < :before
    order by o.id desc, since
    """
)


@dataclass(frozen=True)
class NetworkFact:
    """A federation or network, and how many belong to it today, directly or through others."""

    id: str
    slug: str
    name: str
    kind: OrganisationKind
    country: str
    members: int


@dataclass(frozen=True)
class MemberFact:
    """An organisation that belonged, and its days within the period asked for. `is_direct`: not only through others."""

    id: str
    slug: str
    name: str
    kind: OrganisationKind
    country: str
    line: str | None
    relation: str | None
    structure: str | None
    sector: str
    is_direct: bool
    stays: tuple[Stay, ...]

    def belongs_on(self, day: date) -> bool:
        return any(stay.since <= day and (stay.until is None or day < stay.until) for stay in self.stays)


def list_networks(session: Session, *, today: date, before: str | None, limit: int) -> list[NetworkFact]:
    """Federations and networks, newest first, from the one after `before` on."""
    found = session.execute(_NETWORKS, {"today": today, "before": before, "limit": limit})
    return [NetworkFact(**{**row._mapping, "kind": OrganisationKind(row.kind)}) for row in found]


def find_network(session: Session, id_or_slug: str) -> Organisation | None:
    """A federation or network that is not in the archive."""
    found = select(Organisation).where(
        col(Organisation.kind).in_(NETWORK_KINDS),
        (col(Organisation.id) == id_or_slug) | (col(Organisation.slug) == id_or_slug),
        col(Organisation.archived_at).is_(None),
    )
    return session.execute(found).scalar_one_or_none()


def list_members_between(
    session: Session,
    network_id: str,
    *,
    start: date | None,
    end: date | None,
    before: str | None = None,
    limit: int | None = None,
) -> list[MemberFact]:
    """Who belonged on a day of [start, end), directly or through others, each once, newest first; None: without bound.

    An organisation that belongs along two ways is here once, and its days are those of both.
    """
    asked: dict[str, object] = {"network_id": network_id, "start": start, "end": end, "before": before}
    found: list[MemberFact] = []
    for member in _each_once(session, asked):
        if limit is not None and len(found) == limit:
            break
        found.append(member)
    return found


def _each_once(session: Session, asked: dict[str, object]) -> Iterator[MemberFact]:
    for _, stays in groupby(session.execute(_MEMBERS, asked), key=lambda row: row.id):
        rows = list(stays)
        first = rows[0]
        yield MemberFact(
            id=first.id,
            slug=first.slug,
            name=first.name,
            kind=OrganisationKind(first.kind),
            country=first.country,
            line=first.line,
            relation=first.relation,
            structure=first.structure,
            sector=first.sector,
            is_direct=any(row.is_direct for row in rows),
            stays=tuple(Stay(row.id, row.since, row.until) for row in rows),
        )


def stays_of(members: Sequence[MemberFact]) -> list[Stay]:
    """All stays of all of them."""
    return [stay for member in members for stay in member.stays]

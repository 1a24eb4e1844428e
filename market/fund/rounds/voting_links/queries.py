"""SQL of voting links. What a link's vote was stands nowhere here, nor that it was cast: see docs/rounds.md."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from models.rounds import VotingLink

_MEMBERS = text("select members_total from organisation where id = :id")
_PEOPLE = text(
    """
    select p.full_name from membership m join person p on p.id = m.person_id
    where m.organisation_id = :id and p.disabled_at is null and p.erased_at is null
      and m.created_at <= :now and (m.ended_at is null or m.ended_at > :now)
    """
)
_HAS_VOTED = text("select 1 from round_voter where round_id = :round_id and voter_id = :link_id")
_FORGET = text("update voting_link set name = null, token_hash = null where round_id = :round_id")


def find_members_total(session: Session, organisation_id: str) -> int | None:
    found: int | None = session.execute(_MEMBERS, {"id": organisation_id}).scalar_one()
    return found


def list_people(session: Session, organisation_id: str, now: datetime) -> Sequence[str]:
    """The names of those who are in the organisation with an account."""
    return session.execute(_PEOPLE, {"id": organisation_id, "now": now}).scalars().all()


def list_links(session: Session, round_id: str, organisation_id: str) -> Sequence[VotingLink]:
    """By name."""
    found = select(VotingLink).where(
        col(VotingLink.round_id) == round_id, col(VotingLink.organisation_id) == organisation_id
    )
    return session.execute(found.order_by(col(VotingLink.name), col(VotingLink.id))).scalars().all()


def find_link(session: Session, link_id: str) -> VotingLink | None:
    return session.get(VotingLink, link_id)


def find_by_token(session: Session, token_hash: bytes) -> VotingLink | None:
    return session.execute(select(VotingLink).where(col(VotingLink.token_hash) == token_hash)).scalar_one_or_none()


def has_voted(session: Session, link: VotingLink) -> bool:
    asked = {"round_id": link.round_id, "link_id": link.id}
    return session.execute(_HAS_VOTED, asked).first() is not None


def insert(session: Session, links: Sequence[VotingLink]) -> None:
    session.add_all(links)
    session.flush()


def write(session: Session) -> None:
    session.flush()


def delete(session: Session, link: VotingLink) -> None:
    session.delete(link)
    session.flush()


def forget(session: Session, round_id: str) -> None:
    """Names and secrets go; how many there were stays."""
    session.execute(_FORGET, {"round_id": round_id})

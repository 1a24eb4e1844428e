"""SQL of who may vote: those who belonged at one moment, so that nobody can join to change a vote that has begun."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.rounds import FundRound

# `orgs` are the organisations that a round asks, `voters` whoever has a vote: those, or the people in them, with an
# account or by a link.
_VOTERS = """
    with recursive below as (
        select cast(:body as text) collate "C" as id
        union
        select n.member_id from network_membership n join below b on n.network_id = b.id
        where n.accepted_at <= :at and (n.ended_at is null or n.ended_at > :at)
    ), orgs as (
        select o.id from organisation o
        where o.created_at <= :at and (o.archived_at is null or o.archived_at > :at)
          and case :electorate
                  when 'organisation' then o.id = :body
                  when 'network' then o.id <> :body and o.id in (select b.id from below b)
                  when 'producers' then o.kind = 'producer'
                  when 'federations' then o.kind = 'federation'
                  else false
              end
    ), voters as (
        select o.id as voter_id from orgs o where :votes_by = 'organisation'
        union
        select m.person_id from membership m join orgs o on o.id = m.organisation_id
        join person p on p.id = m.person_id and p.disabled_at is null and p.erased_at is null
        where :votes_by = 'person' and m.created_at <= :at and (m.ended_at is null or m.ended_at > :at)
        union
        select c.person_id from customer_order c
        join person p on p.id = c.person_id and p.disabled_at is null and p.erased_at is null
        where :electorate = 'buyers' and c.state = 'paid'
          and c.paid_at >= :bought_from and c.paid_at < :bought_until
        union
        select l.id from voting_link l join orgs o on o.id = l.organisation_id
        where :votes_by = 'person' and l.round_id = :round_id
    )
    """
# Whoever has voted could: an account that was erased since, or an order given back, takes no vote out of the urn.
_COUNT = text(
    f"""
    {_VOTERS}
    select count(*) from (
        select v.voter_id from voters v
        union select r.voter_id from round_voter r where r.round_id = :round_id) everybody
    """
)
_VOICES = text(
    f"""
    {_VOTERS}
    select v.voter_id, coalesce(o.name, '') as name,
           exists (select from round_voter r where r.round_id = :round_id and r.voter_id = v.voter_id) as has_voted
    from voters v
    left join organisation o on o.id = v.voter_id
    where v.voter_id = :person_id
       or exists (select from membership m where m.organisation_id = v.voter_id and m.person_id = :person_id
                    and m.role = 'steward' and m.ended_at is null)
    order by name, v.voter_id
    """
)
_PROPOSERS = text(
    f"""
    {_VOTERS}
    select o.id, o.name from organisation o
    join membership m on m.organisation_id = o.id and m.person_id = :person_id and m.role = 'steward'
                     and m.ended_at is null
    where o.archived_at is null and o.kind <> 'market'
      and case :electorate
              when 'buyers' then o.kind = 'producer'
              when 'federations' then o.kind in ('federation', 'network', 'producer')
              else o.id in (select a.id from orgs a)
          end
    order by o.name, o.id
    """
)


_NAMERS = text(
    f"""
    {_VOTERS}
    select o.id, o.name from organisation o
    join orgs a on a.id = o.id
    join membership m on m.organisation_id = o.id and m.person_id = :person_id and m.role = 'steward'
                     and m.ended_at is null
    where :votes_by = 'person'
    order by o.name, o.id
    """
)
_HAS_VOTE = text(f"{_VOTERS} select 1 from voters where voter_id = :voter_id")


@dataclass(frozen=True)
class Voice:
    """A vote that somebody may cast: their own (`name` is empty), or that of an organisation whose steward they are."""

    voter_id: str
    name: str
    has_voted: bool


@dataclass(frozen=True)
class Proposer:
    """An organisation for which somebody may propose, or name members that vote by a link."""

    id: str
    name: str


def count_electorate(session: Session, row: FundRound, at: datetime) -> int:
    """How many may vote, as of a moment, never fewer than have voted."""
    return int(session.execute(_COUNT, _asked(row, at)).scalar_one())


def list_voices(session: Session, row: FundRound, *, person_id: str, now: datetime) -> list[Voice]:
    """The votes that a person may cast or has cast; an organisation's falls to whoever is its steward today."""
    asked = _asked(row, min(now, row.voting_opens_at)) | {"person_id": person_id}
    return [Voice(**found._mapping) for found in session.execute(_VOICES, asked)]


def list_proposers(session: Session, row: FundRound, *, person_id: str, now: datetime) -> list[Proposer]:
    """The organisations for which a person may propose: of those asked; of producers, where buyers are asked."""
    asked = _asked(row, now) | {"person_id": person_id}
    return [Proposer(**found._mapping) for found in session.execute(_PROPOSERS, asked)]


def list_namers(session: Session, row: FundRound, *, person_id: str, now: datetime) -> list[Proposer]:
    """The organisations of which a person may name members that vote by a link: of those asked, where people vote."""
    asked = _asked(row, min(now, row.voting_opens_at)) | {"person_id": person_id}
    return [Proposer(**found._mapping) for found in session.execute(_NAMERS, asked)]


def has_vote(session: Session, row: FundRound, voter_id: str) -> bool:
    """Whether this is one of those that may vote since voting began."""
    return session.execute(_HAS_VOTE, _asked(row, row.voting_opens_at) | {"voter_id": voter_id}).first() is not None


def _asked(row: FundRound, at: datetime) -> dict[str, object]:
    return {
        "round_id": row.id,
        "at": at,
        "body": row.electorate_id,
        "electorate": row.electorate,
        "votes_by": row.votes_by,
        "bought_from": row.bought_from,
        "bought_until": row.bought_until,
    }

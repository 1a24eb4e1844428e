"""SQL of what people read about rounds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlmodel import col, select

from certification.networks.queries import is_steward
from models.fund import Fund
from models.rounds import FundRound

_NAMES = text(
    """
    select f.name as fund_name, f.kind as fund_kind, o.id as owner_id, o.slug as owner_slug, o.name as owner_name,
           b.id as body_id, b.slug as body_slug, b.name as body_name
    from fund_round r
    join fund f on f.id = r.fund_id
    join organisation o on o.id = f.owner_id
    left join organisation b on b.id = r.electorate_id
    where r.id = :id
    """
)
_PROPOSALS = text(
    """
    select p.id, p.number, p.title, p.body, p.language, p.cost_minor, p.names_agreed_by, p.created_at, p.withdrawn_at,
           p.exclusion, o.id as organisation_id, o.slug as organisation_slug, o.name as organisation_name,
           b.id as beneficiary_id, b.slug as beneficiary_slug, b.name as beneficiary_name,
           g.id as grant_id, g.amount_minor as grant_minor, g.paid_at, g.journal_id, g.completed_at, g.note,
           g.document_title, g.document_sha256
    from round_proposal p
    join organisation o on o.id = p.organisation_id
    join organisation b on b.id = p.beneficiary_id
    left join round_grant g on g.proposal_id = p.id
    where p.round_id = :id
    order by p.number
    """
)
_TO_PROVE = text(
    """
    select g.id from round_grant g
    join membership m on m.organisation_id = g.beneficiary_id and m.person_id = :person_id and m.role = 'steward'
                     and m.ended_at is null
    where g.round_id = :id and g.paid_at is not null and g.completed_at is null order by g.id
    """
)
_COUNT_LINKS = text("select count(*) from voting_link where round_id = :id")
_MOST_ROUNDS = 200
_FUNDS = text("select id, name, currency from fund where owner_id = :owner_id order by id")


@dataclass(frozen=True)
class RoundNames:
    """The words around a round; `body_…` is empty unless an organisation's or network's members vote."""

    fund_name: str
    fund_kind: str
    owner_id: str
    owner_slug: str
    owner_name: str
    body_id: str | None
    body_slug: str | None
    body_name: str | None


@dataclass(frozen=True)
class ProposalFact:
    """A proposal with both organisations; `grant_…` and what follows are of a winner once the result is approved."""

    id: str
    number: int
    title: str
    body: str
    language: str
    cost_minor: int
    names_agreed_by: str
    created_at: datetime
    withdrawn_at: datetime | None
    exclusion: str | None
    organisation_id: str
    organisation_slug: str
    organisation_name: str
    beneficiary_id: str
    beneficiary_slug: str
    beneficiary_name: str
    grant_id: str | None
    grant_minor: int | None
    paid_at: datetime | None
    journal_id: str | None
    completed_at: datetime | None
    note: str | None
    document_title: str | None
    document_sha256: bytes | None

    @property
    def is_on_ballot(self) -> bool:
        return self.withdrawn_at is None and self.exclusion is None


@dataclass(frozen=True)
class FundName:
    id: str
    name: str
    currency: str


def get_names(session: Session, round_id: str) -> RoundNames:
    return RoundNames(**session.execute(_NAMES, {"id": round_id}).one()._mapping)


def list_proposal_facts(session: Session, round_id: str) -> list[ProposalFact]:
    """All proposals of a round by number, also those withdrawn or excluded."""
    return [ProposalFact(**row._mapping) for row in session.execute(_PROPOSALS, {"id": round_id})]


def list_announced(session: Session, *, after: str | None, limit: int) -> list[FundRound]:
    """The rounds that everybody sees, the newest first; `after` is the last id that was seen."""
    statement = select(FundRound).where(col(FundRound.announced_at).is_not(None))
    if after is not None:
        statement = statement.where(col(FundRound.id) < after)
    return list(session.execute(statement.order_by(col(FundRound.id).desc()).limit(limit)).scalars())


def list_of_owner(session: Session, owner_id: str, *, person_id: str) -> list[FundRound]:
    """The rounds of an organisation's funds, the newest first; drafts too, for its stewards."""
    statement = select(FundRound).join(Fund, col(Fund.id) == col(FundRound.fund_id))
    statement = statement.where(col(Fund.owner_id) == owner_id).order_by(col(FundRound.id).desc()).limit(_MOST_ROUNDS)
    if not is_steward(session, person_id=person_id, organisation_id=owner_id):
        statement = statement.where(col(FundRound.announced_at).is_not(None))
    return list(session.execute(statement).scalars())


def list_funds(session: Session, owner_id: str) -> list[FundName]:
    return [FundName(**row._mapping) for row in session.execute(_FUNDS, {"owner_id": owner_id})]


def list_to_prove(session: Session, round_id: str, *, person_id: str) -> list[str]:
    """Winners' money that has gone to organisations whose steward the person is, and of which nothing is shown yet."""
    return list(session.execute(_TO_PROVE, {"id": round_id, "person_id": person_id}).scalars())


def count_links(session: Session, round_id: str) -> int:
    """How many members vote, or voted, by a link."""
    return int(session.execute(_COUNT_LINKS, {"id": round_id}).scalar_one())

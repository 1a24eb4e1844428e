"""SQL of what is read of agreements: lists, whole pages, what was delivered."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from market.agreements.rules import AgreementState

# What stands at a moment, in the order in which one thing hides another.
_STATE = """
    case when a.ended_at <= :now then 'ended'
         when a.superseded_at <= :now then 'superseded'
         when exists (select from trade_party d where d.agreement_id = a.id and d.declined_at is not null)
             then 'declined'
         when a.signed_at is null then 'proposed'
         when (cast(:now as timestamptz) at time zone 'UTC')::date > a.ends_on then 'expired'
         when (cast(:now as timestamptz) at time zone 'UTC')::date < a.starts_on then 'signed'
         else 'in_force' end
"""
_HEADS = f"""
    select a.id, a.series_id, a.version, a.title, a.starts_on, a.ends_on, a.signed_at, {_STATE} as state,
           array(select o.name from trade_party p join organisation o on o.id = p.organisation_id
                 where p.agreement_id = a.id order by o.name, o.id) as parties,
           array(select o.id from trade_party p join organisation o on o.id = p.organisation_id
                 where p.agreement_id = a.id order by o.name, o.id) as party_ids
    from trade_agreement a
"""
_PUBLIC = text(
    _HEADS
    + """
    where a.signed_at is not null and (a.superseded_at is null or a.superseded_at > :now)
      and (cast(:before as text) is null or a.id < :before)
    order by a.id desc limit :limit
    """
)
_OWN = text(
    _HEADS
    + """
    where exists (select from trade_party p where p.agreement_id = a.id and p.organisation_id = :organisation_id)
      and (cast(:before as text) is null or a.id < :before)
    order by a.id desc limit :limit
    """
)
_PAGE = text(
    f"""
    select a.id, a.series_id, a.version, a.title, a.body, a.currency, a.starts_on, a.ends_on, a.compensation_bps,
           a.compensation_fund_id, f.name as compensation_fund, a.sha256, a.proposed_for, a.proposed_at, a.signed_at,
           a.ended_at, a.end_reason, {_STATE} as state,
           (select v.id from trade_agreement v where v.series_id = a.series_id and v.superseded_at is null
            and v.signed_at is not null limit 1) as signed_version_id
    from trade_agreement a left join fund f on f.id = a.compensation_fund_id
    where a.id = :id
    """
)
_PARTIES = text(
    """
    select p.organisation_id as id, o.name, o.slug, p.means, p.signed_at, p.declined_at
    from trade_party p join organisation o on o.id = p.organisation_id
    where p.agreement_id = :id order by o.name, o.id
    """
)
_GOODS = text(
    """
    select g.product_id, g.category_code, coalesce(p.name, g.category_code) as name, p.slug, g.terms
    from trade_good g left join product p on p.id = g.product_id
    where g.agreement_id = :id order by g.id
    """
)
_COMMITMENTS = text(
    """
    select c.id, c.position, c.giver_id, giver.name as giver, c.receiver_id, receiver.name as receiver, c.what, c.unit,
           c.quantity, c.value_minor, c.due_on, c.answers_id,
           coalesce((select sum(d.quantity) from trade_delivery d
                     where d.commitment_id = c.id and d.confirmed_at is not null), 0) as delivered
    from trade_commitment c
    join organisation giver on giver.id = c.giver_id
    join organisation receiver on receiver.id = c.receiver_id
    where c.agreement_id = :id order by c.position
    """
)
_PACKAGES = text(
    """
    select k.title, k.licence, k.url, k.sha256, k.giver_id, o.name as giver
    from knowledge_package k join organisation o on o.id = k.giver_id where k.agreement_id = :id order by k.id
    """
)
_DELIVERIES = text(
    """
    select d.id, d.commitment_id, c.what, c.unit, giver.name as giver, receiver.name as receiver, c.giver_id,
           c.receiver_id, d.quantity, d.value_minor, d.delivered_on, d.note, d.stated_for, d.confirmed_at, d.refused_at
    from trade_delivery d
    join trade_commitment c on c.id = d.commitment_id
    join trade_agreement a on a.id = c.agreement_id
    join organisation giver on giver.id = c.giver_id
    join organisation receiver on receiver.id = c.receiver_id
    where a.series_id = :series_id
    order by d.delivered_on desc, d.id desc limit 500
    """
)


@dataclass(frozen=True)
class AgreementHead:
    """An agreement in a list; `parties` are names, `party_ids` are theirs in the same order."""

    id: str
    series_id: str
    version: int
    title: str
    starts_on: date
    ends_on: date
    signed_at: datetime | None
    state: AgreementState
    parties: tuple[str, ...]
    party_ids: tuple[str, ...]


@dataclass(frozen=True)
class AgreementPage:
    """One version. `signed_version_id`: the version of its series that everybody signed last."""

    id: str
    series_id: str
    version: int
    title: str
    body: str
    currency: str
    starts_on: date
    ends_on: date
    compensation_bps: int
    compensation_fund_id: str | None
    compensation_fund: str | None
    sha256: bytes
    proposed_for: str
    proposed_at: datetime
    signed_at: datetime | None
    ended_at: datetime | None
    end_reason: str
    state: AgreementState
    signed_version_id: str | None


@dataclass(frozen=True)
class PartyFact:
    id: str
    name: str
    slug: str
    means: int
    signed_at: datetime | None
    declined_at: datetime | None


@dataclass(frozen=True)
class GoodFact:
    product_id: str | None
    category_code: str | None
    name: str
    slug: str | None
    terms: str


@dataclass(frozen=True)
class CommitmentFact:
    """`delivered` is what the other side has confirmed."""

    id: str
    position: int
    giver_id: str
    giver: str
    receiver_id: str
    receiver: str
    what: str
    unit: str
    quantity: Decimal
    value_minor: int | None
    due_on: date
    answers_id: str | None
    delivered: Decimal


@dataclass(frozen=True)
class PackageFact:
    title: str
    licence: str
    url: str
    sha256: str
    giver_id: str
    giver: str


@dataclass(frozen=True)
class DeliveryFact:
    id: str
    commitment_id: str
    what: str
    unit: str
    giver: str
    receiver: str
    giver_id: str
    receiver_id: str
    quantity: Decimal
    value_minor: int | None
    delivered_on: date
    note: str
    stated_for: str
    confirmed_at: datetime | None
    refused_at: datetime | None


def list_public(session: Session, *, now: datetime, before: str | None, limit: int) -> list[AgreementHead]:
    """What all parties signed and no later version has replaced, newest first."""
    return [_head(row) for row in session.execute(_PUBLIC, {"now": now, "before": before, "limit": limit})]


def list_own(
    session: Session, organisation_id: str, *, now: datetime, before: str | None, limit: int
) -> list[AgreementHead]:
    """Every version that an organisation is a party of, newest first."""
    asked = {"organisation_id": organisation_id, "now": now, "before": before, "limit": limit}
    return [_head(row) for row in session.execute(_OWN, asked)]


def find_page(session: Session, agreement_id: str, *, now: datetime) -> AgreementPage | None:
    row = session.execute(_PAGE, {"id": agreement_id, "now": now}).one_or_none()
    return AgreementPage(**{**row._mapping, "state": AgreementState(row.state)}) if row else None


def list_parties(session: Session, agreement_id: str) -> list[PartyFact]:
    return [PartyFact(**row._mapping) for row in session.execute(_PARTIES, {"id": agreement_id})]


def list_goods(session: Session, agreement_id: str) -> list[GoodFact]:
    return [GoodFact(**row._mapping) for row in session.execute(_GOODS, {"id": agreement_id})]


def list_commitments(session: Session, agreement_id: str) -> list[CommitmentFact]:
    return [CommitmentFact(**row._mapping) for row in session.execute(_COMMITMENTS, {"id": agreement_id})]


def list_packages(session: Session, agreement_id: str) -> list[PackageFact]:
    return [PackageFact(**row._mapping) for row in session.execute(_PACKAGES, {"id": agreement_id})]


def list_deliveries(session: Session, series_id: str) -> list[DeliveryFact]:
    """What was stated under any version, newest first."""
    return [DeliveryFact(**row._mapping) for row in session.execute(_DELIVERIES, {"series_id": series_id})]


def _head(row: Row[tuple[object, ...]]) -> AgreementHead:
    told = {"state": AgreementState(row.state), "parties": tuple(row.parties), "party_ids": tuple(row.party_ids)}
    return AgreementHead(**{**row._mapping, **told})

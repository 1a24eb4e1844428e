"""Keys, lists and places, and the standing of a certificate by one issuer's own word."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from sqlmodel import col

from certification.rules import Standing
from models.credentials import SigningKey, StatusEntry, StatusList
from models.enums import CertificateState, OrganisationKind, StatusPurpose
from models.organisations import Organisation

_ISSUERS = (OrganisationKind.MARKET, OrganisationKind.FEDERATION, OrganisationKind.NETWORK)
# Who speaks for a certificate: the last federation that verified it and vouches for it now, as the claim asks; where
# none does, the last whose mandate is still there.
_ISSUER_OF = text(
    """
    select v.federation_id
    from verification v
    join mandate m on m.id = v.mandate_id
    join certificate c on c.id = v.certificate_id
    join scheme s on s.id = c.scheme_id
    cross join lateral (
        select coalesce(m.withdrawn_at, 'infinity') > :now as has_mandate,
               coalesce(start_of_day(v.recheck_due_on + 1 + s.grace_days, s.timezone), 'infinity') > :now as is_checked
    ) its
    where v.certificate_id = :id and v.decision = 'verify'
    order by (its.has_mandate and its.is_checked) desc, its.has_mandate desc, v.id desc
    limit 1
    """
)
# As in the view certificate_window, but only one federation's verifications vouch.
_STANDINGS_BY = text(
    """
    select c.id, c.state, w.valid_at, w.expires_at, w.claim_from, w.claim_until,
           nullif(by_issuer.mandated_until, 'infinity') as mandated_until,
           nullif(by_issuer.vouched_until, 'infinity') as vouched_until,
           case when c.state = 'suspended' then suspended_until(c.id, c.claim_until, 'infinity') end as suspended_until
    from certificate_window w
    join certificate c on c.id = w.certificate_id
    join scheme s on s.id = c.scheme_id
    cross join lateral (
        select max(coalesce(m.withdrawn_at, 'infinity')) as mandated_until,
               max(least(coalesce(m.withdrawn_at, 'infinity'),
                         coalesce(start_of_day(v.recheck_due_on + 1 + s.grace_days, s.timezone), 'infinity')))
                   as vouched_until
        from verification v
        join mandate m on m.id = v.mandate_id
        where v.certificate_id = c.id and v.decision = 'verify' and v.federation_id = :issuer_id
    ) by_issuer
    where w.certificate_id = any(cast(:ids as text[]))
    """
)
# Certificates in a list that may be marked. Most are not: verified, with nothing that ends them in sight, and vouched
# for by a mandate and a verification that hold. These are told apart without a look at any calendar: what is left is
# judged one by one.
_DOUBTFUL = text(
    """
    select distinct e.certificate_id
    from status_entry e
    where e.status_list_id = :status_list_id
      and not exists (
          select
          from certificate c
          join verification v on v.certificate_id = c.id
          join mandate m on m.id = v.mandate_id
          where c.id = e.certificate_id and c.state = 'verified' and c.claim_from <= :at and c.claim_until is null
            and v.decision = 'verify' and v.federation_id = :issuer_id and m.withdrawn_at is null
            -- Wherever the day begins: its end is more than a day away.
            and coalesce(v.recheck_due_on > cast(:at as timestamptz)::date + 1, true))
    union
    select w.certificate_id
    from certification_event w
    where w.to_state in ('withdrawn', 'surrendered', 'superseded')
      and w.certificate_id in (select e.certificate_id from status_entry e where e.status_list_id = :status_list_id)
    """
)
# The places of certificates in a list, and whether the certificate has ended for good since the place was given, as far
# as has come into effect. What ended stays ended for those who hold it: only a place that is given after a
# reinstatement is clean. An end that was taken back before its day never came.
_ENTRIES = text(
    """
    select e.certificate_id, e.position,
           exists (
               select from certification_event w
               where w.certificate_id = e.certificate_id
                 and w.to_state in ('withdrawn', 'surrendered', 'superseded') and w.effective_at <= :at
                 and not exists (
                     select from certification_event r
                     where r.certificate_id = w.certificate_id and r.sequence > w.sequence and r.to_state = 'verified'
                       and r.effective_at <= greatest(e.created_at, w.effective_at))) as has_ended
    from status_entry e
    where e.status_list_id = :status_list_id and e.certificate_id = any(cast(:certificate_ids as text[]))
    order by e.created_at, e.position
    """
)


@dataclass(frozen=True)
class Issuer:
    """Who signs: the market, or one of its federations or networks."""

    id: str
    name: str
    is_market: bool


@dataclass(frozen=True)
class KeyFacts:
    """A key as everybody may see it: 32 bytes, and when it ended."""

    id: str
    public_key: bytes
    created_at: datetime
    retired_at: datetime | None
    compromised_at: datetime | None


@dataclass(frozen=True)
class ListFacts:
    """A status list."""

    id: str
    issuer_id: str
    purpose: StatusPurpose


@dataclass(frozen=True)
class Entry:
    """A place in a list. `has_ended`: its certificate was withdrawn, given back or replaced since it was given."""

    certificate_id: str
    position: int
    has_ended: bool


@dataclass(frozen=True)
class Place:
    """Where a certificate's bit is."""

    status_list_id: str
    purpose: StatusPurpose
    position: int
    has_ended: bool


def _issuer(row: Organisation) -> Issuer:
    return Issuer(row.id, row.name, OrganisationKind(row.kind) is OrganisationKind.MARKET)


def find_issuer(session: Session, organisation_id: str) -> Issuer | None:
    """The market, or a federation or network, by its id; nobody else signs."""
    statement = select(Organisation).where(
        col(Organisation.id) == organisation_id, col(Organisation.kind).in_(_ISSUERS)
    )
    found = session.execute(statement).scalar_one_or_none()
    return _issuer(found) if found else None


def find_market(session: Session) -> Issuer | None:
    """The market itself."""
    statement = select(Organisation).where(col(Organisation.kind) == OrganisationKind.MARKET)
    found = session.execute(statement.order_by(col(Organisation.id)).limit(1)).scalar_one_or_none()
    return _issuer(found) if found else None


def find_issuer_of(session: Session, certificate_id: str, *, now: datetime) -> Issuer | None:
    """The federation in whose name a certificate's credential is signed; None when nobody ever verified it."""
    found = session.execute(_ISSUER_OF, {"id": certificate_id, "now": now}).scalar_one_or_none()
    return find_issuer(session, found) if found else None


def list_standings_by(session: Session, certificate_ids: list[str], *, issuer_id: str) -> dict[str, Standing]:
    """The standing of certificates by certificate id, counting only what this federation vouches for.

    A certificate that it never verified has no voucher: it counts as never vouched for.
    """
    return {
        row.id: Standing(
            CertificateState(row.state),
            row.valid_at,
            row.expires_at,
            row.claim_from,
            row.claim_until,
            row.mandated_until,
            row.vouched_until,
            row.suspended_until,
        )
        for row in session.execute(_STANDINGS_BY, {"ids": certificate_ids, "issuer_id": issuer_id})
    }


def key_facts(row: SigningKey) -> KeyFacts:
    """The public half."""
    return KeyFacts(row.id, row.public_key, row.created_at, row.retired_at, row.compromised_at)


def list_keys(session: Session, issuer_id: str) -> list[KeyFacts]:
    """Every key the issuer ever had, the newest first."""
    statement = select(SigningKey).where(col(SigningKey.issuer_id) == issuer_id).order_by(col(SigningKey.id).desc())
    return [key_facts(row) for row in session.execute(statement).scalars()]


def find_current_key(session: Session, issuer_id: str) -> SigningKey | None:
    """The key the issuer signs with now."""
    statement = select(SigningKey).where(col(SigningKey.issuer_id) == issuer_id, col(SigningKey.retired_at).is_(None))
    return session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()


def lock_keys(session: Session, issuer_id: str) -> list[SigningKey]:
    """All keys of an issuer, for update."""
    statement = (
        select(SigningKey)
        .where(col(SigningKey.issuer_id) == issuer_id)
        .order_by(col(SigningKey.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.execute(statement).scalars())


def insert_key(session: Session, key: SigningKey) -> None:
    """Write a key, unless the issuer has a current one by now."""
    session.execute(insert(SigningKey).values(**key.model_dump()).on_conflict_do_nothing())


def write(session: Session) -> None:
    session.flush()


def find_places(session: Session, certificate_id: str, *, issuer_id: str, at: datetime) -> list[Place]:
    """Where the issuer marks this certificate, one place for each purpose: the one that was given last."""
    statement = (
        select(StatusList)
        .join(StatusEntry, col(StatusEntry.status_list_id) == col(StatusList.id))
        .where(col(StatusEntry.certificate_id) == certificate_id, col(StatusList.issuer_id) == issuer_id)
        .order_by(col(StatusList.purpose), col(StatusList.number))
    )
    last: dict[StatusPurpose, Place] = {}
    for row in session.execute(statement).scalars():
        purpose = StatusPurpose(row.purpose)
        entry = list_entries(session, row.id, [certificate_id], at=at)[-1]
        last[purpose] = Place(row.id, purpose, entry.position, entry.has_ended)
    return list(last.values())


def lock_issuer(session: Session, issuer_id: str) -> None:
    """One at a time gives out the issuer's places."""
    statement = select(col(Organisation.id)).where(col(Organisation.id) == issuer_id)
    session.execute(statement.with_for_update(key_share=True)).scalar_one()


def find_newest_list(session: Session, *, issuer_id: str, purpose: StatusPurpose) -> tuple[StatusList, int] | None:
    """The list that is being filled, with how many places are taken."""
    statement = (
        select(StatusList)
        .where(col(StatusList.issuer_id) == issuer_id, col(StatusList.purpose) == purpose)
        .order_by(col(StatusList.number).desc())
        .limit(1)
    )
    found = session.execute(statement).scalar_one_or_none()
    if found is None:
        return None
    taken = select(func.count()).where(col(StatusEntry.status_list_id) == found.id)
    return found, session.execute(taken).scalar_one()


def insert_list(session: Session, new: StatusList) -> None:
    session.add(new)
    session.flush()


def take_place(session: Session, entry: StatusEntry) -> bool:
    """Write the entry; False when its position is taken."""
    statement = insert(StatusEntry).values(**entry.model_dump()).on_conflict_do_nothing()
    return session.execute(statement.returning(col(StatusEntry.position))).scalar_one_or_none() is not None


def find_list(session: Session, status_list_id: str) -> ListFacts | None:
    statement = select(StatusList).where(col(StatusList.id) == status_list_id)
    found = session.execute(statement).scalar_one_or_none()
    return ListFacts(found.id, found.issuer_id, StatusPurpose(found.purpose)) if found else None


def list_doubtful(session: Session, status_list: ListFacts, *, at: datetime) -> list[str]:
    """The certificates in a list that may be marked at a moment, all those that are among them."""
    given = {"status_list_id": status_list.id, "issuer_id": status_list.issuer_id, "at": at}
    return list(session.execute(_DOUBTFUL, given).scalars())


def list_entries(session: Session, status_list_id: str, certificate_ids: list[str], *, at: datetime) -> list[Entry]:
    """The places of certificates in a list, the earliest first, as they stand at a moment."""
    given = {"status_list_id": status_list_id, "certificate_ids": certificate_ids, "at": at}
    return [Entry(row.certificate_id, row.position, row.has_ended) for row in session.execute(_ENTRIES, given)]

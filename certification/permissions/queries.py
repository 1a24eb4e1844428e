"""Rows of permissions to sell."""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session
from sqlmodel import col

from certification.permissions.rules import Permission, ProvisionalState, counts, provisional_state
from models.certification import Certificate, Scheme
from models.enums import CertificateState
from models.permissions import ProvisionalPermission

# The last word counts: a later permission may end sooner.
_LAST = text(
    """
    select p.federation_id, o.name as federation_name, p.last_day, p.granted_at, s.provisional, c.state,
           greatest(c.claim_from, start_of_day(c.valid_from, s.timezone)) as starts_at,
           least(start_of_day(p.last_day + 1, s.timezone), m.withdrawn_at) as ends_at
    from provisional_permission p
    join certificate c on c.id = p.certificate_id
    join scheme s on s.id = c.scheme_id
    join mandate m on m.id = p.mandate_id
    join organisation o on o.id = p.federation_id
    where p.certificate_id = :id and p.granted_at <= :at
    order by p.granted_at desc, p.id desc
    limit 1
    """
)


def find_permission(session: Session, certificate_id: str, *, at: datetime) -> Permission | None:
    """The permission that was granted last, whether or not it still counts; None while there was none."""
    row = session.execute(_LAST, {"id": certificate_id, "at": at}).one_or_none()
    if row is None:
        return None
    scheme = provisional_state(row.provisional)
    is_in_force = counts(
        CertificateState(row.state),
        starts_at=row.starts_at,
        granted_at=row.granted_at,
        ends_at=row.ends_at,
        at=at,
    )
    return Permission(
        name=scheme.name if scheme else "",
        federation_id=row.federation_id,
        federation_name=row.federation_name,
        last_day=row.last_day,
        granted_at=row.granted_at,
        ends_at=row.ends_at,
        may_sell=is_in_force and scheme is not None and scheme.may_sell,
    )


def find_provisional_state(session: Session, scheme_id: str) -> ProvisionalState | None:
    told = session.execute(select(col(Scheme.provisional)).where(col(Scheme.id) == scheme_id)).scalar_one()
    return provisional_state(told)


def find_first_grant(session: Session, certificate: Certificate) -> datetime | None:
    """When the certificate was first permitted to be sold under."""
    statement = (
        select(col(ProvisionalPermission.granted_at))
        .where(col(ProvisionalPermission.certificate_id) == certificate.id)
        .order_by(col(ProvisionalPermission.granted_at))
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def insert(session: Session, permission: ProvisionalPermission) -> None:
    session.add(permission)
    session.flush()

"""SQL of people, sessions, keys and membership."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session
from sqlmodel import col

from models.accounts import ApiKey, Person, SignInSession, SingleUseToken
from models.enums import MemberRole, OrganisationKind, TokenPurpose
from models.organisations import Membership, Organisation


@dataclass(frozen=True)
class MembershipFact:
    """A person's present role in an organisation."""

    organisation_id: str
    slug: str
    name: str
    kind: OrganisationKind
    role: MemberRole


@dataclass(frozen=True)
class CredentialFact:
    """A live session or key and its person."""

    id: str
    person_id: str
    is_operator: bool
    last_seen_at: datetime | None
    scopes: tuple[str, ...] | None
    authenticated_at: datetime | None = None


_MARKET_NAME = text("select name from organisation where kind = 'market' order by id limit 1")
_SESSION = text(
    """
    select s.id, s.person_id, p.is_operator, s.last_seen_at, s.authenticated_at
    from sign_in_session s join person p on p.id = s.person_id
    where s.token_hash = :hash and s.revoked_at is null and s.expires_at > :now and p.disabled_at is null
    """
)
_KEY = text(
    """
    select k.id, k.person_id, k.last_used_at, k.scopes
    from api_key k join person p on p.id = k.person_id
    where k.token_hash = :hash and k.revoked_at is null and k.expires_at > :now and p.disabled_at is null
    """
)
_MEMBERSHIPS = text(
    """
    select m.organisation_id, o.slug, o.name, o.kind, m.role
    from membership m join organisation o on o.id = m.organisation_id
    where m.person_id = :person_id and m.ended_at is null and o.archived_at is null
    order by m.organisation_id, m.role
    """
)
_USE_TOKEN = text(
    """
    update single_use_token set uses_left = uses_left - 1
    where token_hash = :hash and purpose = :purpose and uses_left > 0 and expires_at > :now
    returning person_id
    """
)


def find_session(session: Session, *, token_hash: bytes, now: datetime) -> CredentialFact | None:
    row = session.execute(_SESSION, {"hash": token_hash, "now": now}).one_or_none()
    if row is None:
        return None
    return CredentialFact(row.id, row.person_id, row.is_operator, row.last_seen_at, None, row.authenticated_at)


def find_key(session: Session, *, token_hash: bytes, now: datetime) -> CredentialFact | None:
    """A key never carries its owner's operator rights."""
    row = session.execute(_KEY, {"hash": token_hash, "now": now}).one_or_none()
    if row is None:
        return None
    return CredentialFact(row.id, row.person_id, False, row.last_used_at, tuple(row.scopes))


def list_memberships(session: Session, *, person_id: str) -> tuple[MembershipFact, ...]:
    rows = session.execute(_MEMBERSHIPS, {"person_id": person_id})
    return tuple(
        MembershipFact(
            row.organisation_id,
            row.slug,
            row.name,
            OrganisationKind(row.kind),
            MemberRole(row.role),
        )
        for row in rows
    )


def mark_session_seen(session: Session, session_id: str, now: datetime) -> None:
    session.execute(update(SignInSession).where(col(SignInSession.id) == session_id).values(last_seen_at=now))


def mark_authenticated(session: Session, session_id: str, now: datetime) -> None:
    session.execute(update(SignInSession).where(col(SignInSession.id) == session_id).values(authenticated_at=now))


def mark_key_used(session: Session, key_id: str, now: datetime) -> None:
    session.execute(update(ApiKey).where(col(ApiKey.id) == key_id).values(last_used_at=now))


def find_person_by_email(session: Session, email: str) -> Person | None:
    return session.execute(select(Person).where(col(Person.email) == email)).scalar_one_or_none()


def find_market_name(session: Session) -> str:
    """What the market calls itself."""
    return session.execute(_MARKET_NAME).scalar_one_or_none() or "Solifair"


def get_person(session: Session, person_id: str) -> Person:
    return session.execute(select(Person).where(col(Person.id) == person_id)).scalar_one()


def set_password(session: Session, person_id: str, password_hash: str) -> None:
    session.execute(update(Person).where(col(Person.id) == person_id).values(password_hash=password_hash))


def set_locale(session: Session, person_id: str, locale: str) -> None:
    session.execute(update(Person).where(col(Person.id) == person_id).values(locale=locale))


def end_other_sessions(session: Session, *, person_id: str, except_id: str | None, now: datetime) -> None:
    session.execute(
        update(SignInSession)
        .where(
            col(SignInSession.person_id) == person_id,
            col(SignInSession.id) != (except_id or ""),
            col(SignInSession.revoked_at).is_(None),
        )
        .values(revoked_at=now)
    )


def end_keys(session: Session, *, person_id: str, now: datetime) -> None:
    session.execute(
        update(ApiKey)
        .where(col(ApiKey.person_id) == person_id, col(ApiKey.revoked_at).is_(None))
        .values(revoked_at=now)
    )


def use_up_links(session: Session, *, person_id: str) -> None:
    """Links that were sent to the person open nothing any more."""
    session.execute(update(SingleUseToken).where(col(SingleUseToken.person_id) == person_id).values(uses_left=0))


def list_sessions(session: Session, *, person_id: str, now: datetime) -> list[SignInSession]:
    """Sessions that are still open, newest first."""
    statement = (
        select(SignInSession)
        .where(
            col(SignInSession.person_id) == person_id,
            col(SignInSession.revoked_at).is_(None),
            col(SignInSession.expires_at) > now,
        )
        .order_by(col(SignInSession.id).desc())
        .limit(100)
    )
    return list(session.execute(statement).scalars())


def mark_session_revoked(session: Session, *, session_id: str, person_id: str, now: datetime) -> bool:
    """End one of the person's sessions; False if there is none."""
    result = session.execute(
        update(SignInSession)
        .where(
            col(SignInSession.id) == session_id,
            col(SignInSession.person_id) == person_id,
            col(SignInSession.revoked_at).is_(None),
        )
        .values(revoked_at=now)
        .returning(col(SignInSession.id))
    )
    return result.first() is not None


def list_keys(session: Session, *, person_id: str) -> list[ApiKey]:
    statement = (
        select(ApiKey)
        .where(col(ApiKey.person_id) == person_id, col(ApiKey.revoked_at).is_(None))
        .order_by(col(ApiKey.id).desc())
        .limit(100)
    )
    return list(session.execute(statement).scalars())


def mark_key_revoked(session: Session, *, key_id: str, person_id: str, now: datetime) -> bool:
    result = session.execute(
        update(ApiKey)
        .where(
            col(ApiKey.id) == key_id,
            col(ApiKey.person_id) == person_id,
            col(ApiKey.revoked_at).is_(None),
        )
        .values(revoked_at=now)
        .returning(col(ApiKey.id))
    )
    return result.first() is not None


def use_token(session: Session, *, token_hash: bytes, purpose: TokenPurpose, now: datetime) -> str | None:
    """Use a one-time link once; the person it belongs to, or None. The row's lock serialises rivals."""
    row = session.execute(_USE_TOKEN, {"hash": token_hash, "purpose": purpose, "now": now}).one_or_none()
    return row.person_id if row else None


def insert(
    session: Session,
    row: Person | SignInSession | ApiKey | SingleUseToken | Membership | Organisation,
) -> None:
    session.add(row)
    session.flush()


def find_organisation(session: Session, slug_or_id: str) -> Organisation | None:
    statement = select(Organisation).where(
        (col(Organisation.id) == slug_or_id) | (col(Organisation.slug) == slug_or_id)
    )
    return session.execute(statement).scalar_one_or_none()


def is_member(session: Session, *, person_id: str | None, organisation_id: str) -> bool:
    """Whether the person is in the organisation at this moment."""
    if person_id is None:
        return False
    statement = select(col(Membership.id)).where(
        col(Membership.person_id) == person_id,
        col(Membership.organisation_id) == organisation_id,
        col(Membership.ended_at).is_(None),
    )
    return session.execute(statement.limit(1)).first() is not None

"""People, their sessions, keys and one-time links. Secrets are stored only as hashes."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlmodel import Field

from models.base import (
    Table,
    check,
    made_at,
    maybe_ref,
    moment,
    one_of,
    own_id,
    ref,
    text_list,
    words,
)
from models.enums import GrantedRole, TokenPurpose


class Person(Table, table=True):
    """Somebody with an account."""

    __tablename__ = "person"
    __table_args__ = (
        check("email_folded", "email = lower(email)"),
        check("email_shape", "email like '%_@_%'"),
    )

    id: str = own_id("usr")
    email: str = words(unique=True)
    full_name: str = words()
    locale: str = words(default="en")
    country: str | None = words(default=None, nullable=True)
    password_hash: str | None = words(default=None, nullable=True)
    is_operator: bool = Field(default=False)
    email_confirmed_at: datetime | None = moment(default=None, nullable=True)
    created_at: datetime = made_at()
    disabled_at: datetime | None = moment(default=None, nullable=True)
    erased_at: datetime | None = moment(default=None, nullable=True)


class SignInSession(Table, table=True):
    """An opaque bearer token's row; it can be ended at once."""

    __tablename__ = "sign_in_session"

    id: str = own_id("ses")
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    person_id: str = ref("person.id", index=True)
    agent: str = words(default="")
    passkey_id: str | None = maybe_ref("passkey.id", index=True)
    created_at: datetime = made_at()
    authenticated_at: datetime = moment()
    last_seen_at: datetime = moment()
    expires_at: datetime = moment()
    revoked_at: datetime | None = moment(default=None, nullable=True)


class Passkey(Table, table=True):
    """The public half of a key that a person's device keeps; the device counts its signatures, or tells 0 each time."""

    __tablename__ = "passkey"
    __table_args__ = (
        check("count_not_negative", "sign_count >= 0"),
        check("credential_id_length", "octet_length(credential_id) between 1 and 1023"),
    )

    id: str = own_id("psk")
    person_id: str = ref("person.id", index=True)
    credential_id: bytes = Field(sa_type=LargeBinary, unique=True)
    public_key: bytes = Field(sa_type=LargeBinary)
    sign_count: int = Field(sa_type=BigInteger)
    name: str = words()
    created_at: datetime = made_at()
    last_used_at: datetime | None = moment(default=None, nullable=True)


class PasskeyChallenge(Table, table=True):
    """What a device is asked to sign, once: made of the token that this is the hash of. The person's who adds a
    passkey; nobody's where somebody signs in."""

    __tablename__ = "passkey_challenge"
    __table_args__ = (Index("ix_passkey_challenge_age", "expires_at"),)

    id: str = own_id("pkc")
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    person_id: str | None = maybe_ref("person.id", index=True)
    created_at: datetime = made_at()
    expires_at: datetime = moment()


class SingleUseToken(Table, table=True):
    """A link's secret: bound to a purpose, a person and a time; `uses_left` counts down under a row lock."""

    __tablename__ = "single_use_token"
    __table_args__ = (
        one_of("purpose", TokenPurpose),
        check("uses_not_negative", "uses_left >= 0"),
    )

    id: str = own_id("tok")
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    purpose: TokenPurpose = words()
    person_id: str = ref("person.id", index=True)
    created_at: datetime = made_at()
    expires_at: datetime = moment()
    uses_left: int = Field(default=1)


class SignInCode(Table, table=True):
    """Six digits to be mailed to whoever has the address; they count together with the token of who asked.

    The row is there whether or not anybody has the address; a worker adds person and code where somebody does.
    """

    __tablename__ = "sign_in_code"
    __table_args__ = (
        check("tries_not_negative", "tries_left >= 0"),
        check("code_has_person", "(code_hash is null) = (person_id is null)"),
        check("used_had_code", "used_at is null or code_hash is not null"),
        Index("ix_sign_in_code_age", "expires_at"),
    )

    id: str = own_id("sic")
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    email: str = words()
    person_id: str | None = maybe_ref("person.id", index=True)
    code_hash: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    tries_left: int
    created_at: datetime = made_at()
    expires_at: datetime = moment()
    used_at: datetime | None = moment(default=None, nullable=True)


class ApiKey(Table, table=True):
    """A machine client's key: never more than its owner may do, and only within its scopes."""

    __tablename__ = "api_key"
    __table_args__ = (check("scopes_not_empty", "cardinality(scopes) > 0"),)

    id: str = own_id("key")
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    person_id: str = ref("person.id", index=True)
    organisation_id: str | None = maybe_ref("organisation.id")
    label: str = words()
    hint: str = words()
    scopes: list[str] = text_list()
    created_at: datetime = made_at()
    expires_at: datetime = moment()
    last_used_at: datetime | None = moment(default=None, nullable=True)
    revoked_at: datetime | None = moment(default=None, nullable=True)


class RoleProposal(Table, table=True):
    """One operator wants somebody to have a role; it is given when another agrees."""

    __tablename__ = "role_proposal"
    __table_args__ = (
        one_of("role", GrantedRole),
        check("verifies_somewhere", "(role = 'verifier') = (organisation_id is not null)"),
        check("reason_given", "length(btrim(reason)) >= 10"),
        check("two_people", "confirmed_by <> proposed_by and confirmed_by <> person_id"),
        check("not_for_oneself", "proposed_by <> person_id"),
        check("confirmed_whole", "num_nonnulls(confirmed_by, confirmed_at) in (0, 2)"),
        check("declined_whole", "num_nonnulls(declined_by, declined_at) in (0, 2)"),
        check("decided_once", "confirmed_at is null or declined_at is null"),
    )

    id: str = own_id("rop")
    person_id: str = ref("person.id", index=True)
    role: GrantedRole = words()
    organisation_id: str | None = maybe_ref("organisation.id")
    reason: str = words()
    proposed_by: str = ref("person.id")
    proposed_at: datetime = moment()
    confirmed_by: str | None = maybe_ref("person.id")
    confirmed_at: datetime | None = moment(default=None, nullable=True)
    declined_by: str | None = maybe_ref("person.id")
    declined_at: datetime | None = moment(default=None, nullable=True)
